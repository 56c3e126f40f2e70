import { deskNl } from '../words/nl/desk.ts'
import { editNl } from '../words/nl/edit.ts'
import { manyNl } from '../words/nl/many.ts'
import { sheetNl } from '../words/nl/sheet.ts'

globalThis.archivistDictionary = { desk: deskNl, edit: editNl, many: manyNl, sheets: sheetNl }
