import { deskEn } from '../words/en/desk.ts'
import { editEn } from '../words/en/edit.ts'
import { manyEn } from '../words/en/many.ts'
import { sheetEn } from '../words/en/sheet.ts'

globalThis.archivistDictionary = { desk: deskEn, edit: editEn, many: manyEn, sheets: sheetEn }
