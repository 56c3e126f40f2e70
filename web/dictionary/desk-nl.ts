import { deskNl } from '../words/desk-nl.ts'
import { editNl } from '../words/edit-nl.ts'
import { manyNl } from '../words/many-nl.ts'
import { sheetNl } from '../words/sheet-nl.ts'

globalThis.archivistDictionary = { desk: deskNl, edit: editNl, many: manyNl, sheets: sheetNl }
