/** The words of archivists' pages, for their scripts. */
import './page.ts'

export const { desk: deskWords, edit: editWords, many: manyWords, sheets: sheetWords } = globalThis.archivistDictionary
