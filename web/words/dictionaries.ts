/** The languages of the interface, and the words of each. */
import { archiveEn } from './archive-en.ts'
import { type ArchiveWords, archiveNl } from './archive-nl.ts'
import { deskEn } from './desk-en.ts'
import { type DeskWords, deskNl } from './desk-nl.ts'
import { editEn } from './edit-en.ts'
import { type EditWords, editNl } from './edit-nl.ts'
import { en } from './en.ts'
import { failuresEn } from './failures-en.ts'
import { type FailureWords, failuresNl } from './failures-nl.ts'
import { manyEn } from './many-en.ts'
import { type ManyWords, manyNl } from './many-nl.ts'
import { nl, type Words } from './nl.ts'
import { sheetEn } from './sheet-en.ts'
import { type SheetWords, sheetNl } from './sheet-nl.ts'

export const INTERFACE_LANGUAGES = ['nl', 'en'] as const
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number]

/** What a page is written with. Browsers load a part of it, in one language: see `web/dictionary`. */
export interface Dictionary {
  readonly language: InterfaceLanguage
  readonly words: Words
  readonly desk: DeskWords
  readonly archive: ArchiveWords
  readonly edit: EditWords
  readonly many: ManyWords
  readonly sheets: SheetWords
  readonly failures: FailureWords
}

export const DICTIONARIES: Readonly<Record<InterfaceLanguage, Dictionary>> = {
  nl: { language: 'nl', words: nl, desk: deskNl, archive: archiveNl, edit: editNl, many: manyNl, sheets: sheetNl, failures: failuresNl },
  en: { language: 'en', words: en, desk: deskEn, archive: archiveEn, edit: editEn, many: manyEn, sheets: sheetEn, failures: failuresEn },
}
