import { deskEn } from '../words/desk-en.ts'
import { editEn } from '../words/edit-en.ts'
import { manyEn } from '../words/many-en.ts'
import { sheetEn } from '../words/sheet-en.ts'

globalThis.archivistDictionary = { desk: deskEn, edit: editEn, many: manyEn, sheets: sheetEn }
