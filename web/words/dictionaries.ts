/** The languages of the interface, and the words of each. */
import { archiveEn } from './en/archive.ts'
import { deskEn } from './en/desk.ts'
import { editEn } from './en/edit.ts'
import { failuresEn } from './en/failures.ts'
import { manyEn } from './en/many.ts'
import { officeEn } from './en/office.ts'
import { sheetEn } from './en/sheet.ts'
import { thesaurusEn } from './en/themes.ts'
import { en } from './en.ts'
import { type ArchiveWords, archiveNl } from './nl/archive.ts'
import { type DeskWords, deskNl } from './nl/desk.ts'
import { type EditWords, editNl } from './nl/edit.ts'
import { type FailureWords, failuresNl } from './nl/failures.ts'
import { type ManyWords, manyNl } from './nl/many.ts'
import { type OfficeWords, officeNl } from './nl/office.ts'
import { type SheetWords, sheetNl } from './nl/sheet.ts'
import { type ThesaurusWords, thesaurusNl } from './nl/themes.ts'
import { nl, type Words } from './nl.ts'

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
  readonly office: OfficeWords
  readonly sheets: SheetWords
  readonly thesaurus: ThesaurusWords
  readonly failures: FailureWords
}

export const DICTIONARIES: Readonly<Record<InterfaceLanguage, Dictionary>> = {
  nl: {
    language: 'nl',
    words: nl,
    desk: deskNl,
    archive: archiveNl,
    edit: editNl,
    many: manyNl,
    office: officeNl,
    sheets: sheetNl,
    thesaurus: thesaurusNl,
    failures: failuresNl,
  },
  en: {
    language: 'en',
    words: en,
    desk: deskEn,
    archive: archiveEn,
    edit: editEn,
    many: manyEn,
    office: officeEn,
    sheets: sheetEn,
    thesaurus: thesaurusEn,
    failures: failuresEn,
  },
}
