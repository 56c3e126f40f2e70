/** What people write in cells and above columns, to fields: dates, languages, licences, speakers, events, and every mistake with its column. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languageOf, rightsOf, speakersOf, speakersText, visibilityOf } from '../../src/library/sheet/cells.ts'
import { guessColumns, ownNames } from '../../src/library/sheet/columns.ts'
import { readDate } from '../../src/library/sheet/dates.ts'
import { findEvent, readRow } from '../../src/library/sheet/rows.ts'
import { slug } from '../../src/library/slug.ts'

const ZONE = 'Europe/Amsterdam'

test('columns are recognised by names in Dutch, in English, and as an earlier import named them', () => {
  expect(guessColumns(['Inventarisnr.', 'TITEL', 'Spreker 1', 'Functie', 'Spreker 2', 'Datum', 'Opmerking', 'Titel'])).toEqual([
    'number',
    'title',
    'speakers',
    'speakerRole',
    'speakers',
    'recorded',
    null,
    null,
  ])
  expect(guessColumns(['Title', 'Recorded on', 'Keywords', 'Licence', 'File name'])).toEqual([
    'title',
    'recorded',
    'themes',
    'rights',
    'recordingFile',
  ])
  const own = ownNames([{ header: ['Opmerking', 'Titel'], columns: ['abstract', null] }])
  expect(guessColumns(['opmerking', 'Titel', 'Datum'], own)).toEqual(['abstract', null, 'recorded'])
})

test.each([
  ['2024', '2024'],
  ['2024-04', '2024-04'],
  ['2024-4-5', '2024-04-05'],
  ['15-4-2024', '2024-04-15'],
  ['15/04/2024', '2024-04-15'],
  ['15.4.2024', '2024-04-15'],
  ['15 april 2024', '2024-04-15'],
  ['15 apr. 2024', '2024-04-15'],
  ['maandag 15 april 2024', '2024-04-15'],
  ['April 15, 2024', '2024-04-15'],
  ['15th April 2024', '2024-04-15'],
  ['april 2024', '2024-04'],
  ['4-2024', '2024-04'],
  ['15 april 2024 11:15', '2024-04-15T11:15+02:00'],
  ['15 januari 2024 om 9.30 uur', '2024-01-15T09:30+01:00'],
  ['2024-04-15T11:15', '2024-04-15T11:15+02:00'],
  ['2024-04-15T11:15Z', '2024-04-15T11:15Z'],
  ['31-2-2024', null],
  ['4/15/2024', null],
  ['15-4-24', null],
  ['31 maart 2024 02:30', null],
  ['15-4-2024 25:00', null],
  ['morgen', null],
  ['', null],
])('the date “%s”', (text, date) => {
  expect(readDate(text, ZONE)).toBe(date)
})

test('languages, licences and visibility by name or code', () => {
  expect(['nl', 'Nederlands', 'dutch', 'ENG', 'Frysk', 'pt-BR', 'Papiaments'].map(languageOf)).toEqual([
    'nl',
    'nl',
    'nl',
    'en',
    'fy',
    'pt-BR',
    'pap',
  ])
  expect(['klingon-ish', 'onbekend', '12'].map(languageOf)).toEqual([null, null, null])
  const licences = ['cc by', 'CC-BY-SA 3.0', 'https://creativecommons.org/licenses/by-nc/4.0/deed.nl', 'CC0', 'Alle rechten voorbehouden']
  expect(licences.map(rightsOf)).toEqual(['CC BY 4.0', 'CC BY-SA 3.0', 'CC BY-NC 4.0', 'CC0 1.0', 'Alle rechten voorbehouden'])
  expect(['Openbaar', 'intern', 'unlisted', 'misschien'].map(visibilityOf)).toEqual(['public', 'internal', 'unlisted', null])
})

test('speakers in one cell, and in columns of their own', () => {
  expect(speakersOf('Ans Bos (wethouder, Gemeente Heerlen, Zorg); Jo Prins | hoogleraar\nEls')).toEqual([
    { id: 'ans-bos', name: 'Ans Bos', role: 'wethouder', organisation: 'Gemeente Heerlen, Zorg' },
    { id: 'jo-prins', name: 'Jo Prins', role: 'hoogleraar', organisation: null },
    { id: 'els', name: 'Els', role: null, organisation: null },
  ])
  const part = fc
    .stringMatching(/^[A-Za-zéë' -]{1,12}$/)
    .map((text) => text.trim())
    .filter((text) => slug(text) !== '')
  const someone = fc
    .record({ name: part, role: fc.option(part), organisation: fc.option(part) })
    .map((one) => ({ id: slug(one.name), ...one }))
  fc.assert(
    fc.property(fc.array(someone, { maxLength: 4 }), (speakers) => void expect(speakersOf(speakersText(speakers))).toEqual(speakers)),
  )
  const columns = ['speakerRole', 'speakers', 'speakerRole', 'speakers', 'speakerOrganisation'] as const
  const { values, problems } = readRow(['te vroeg', 'Ans Bos', 'wethouder', 'Jo', 'Zuyd'], columns, ZONE)
  expect(values.speakers?.map(({ name, role, organisation }) => [name, role, organisation])).toEqual([
    ['Ans Bos', 'wethouder', null],
    ['Jo', null, 'Zuyd'],
  ])
  expect(problems).toEqual([{ column: 0, why: ['sheetNobodyBefore'] }])
})

test('every mistake in a row is named with its column; an empty cell says nothing, a hyphen empties', () => {
  const columns = ['title', 'recorded', 'language', 'visibility', 'id', 'rights', 'abstract', null] as const
  const wrong = readRow(['#REF!', '31-2-2024', 'Klingonees', 'wie weet', 'Een Id', '', 'x'.repeat(20_001), '#N/A'], columns, ZONE)
  expect(wrong.problems.map(({ column, why }) => [column, why[0]])).toEqual([
    [0, 'sheetErrorCell'],
    [1, 'sheetNoDate'],
    [2, 'sheetNoLanguage'],
    [3, 'sheetNoVisibility'],
    [4, 'sheetIdWrong'],
    [6, 'sheetTooLong'],
  ])
  expect(readRow(['Titel', '-', '', '', '', '-'], columns, ZONE).values).toEqual({ title: 'Titel', recorded: null, rights: null })
})

test('an event is found by id, by title, and where titles are equal by its date', () => {
  const events = [
    { id: 'academie-1', title: 'Academie', from: '2023-04-15' },
    { id: 'academie-2', title: 'Academie', from: '2024-04-15' },
    { id: 'wijkdag', title: 'Wijkdag (Heerlen)', from: null },
  ]
  const find = (text: string, recorded: string | null = null) => findEvent(text, events, recorded, ZONE)
  expect(find('wijkdag')).toBe('wijkdag')
  expect(find('Wijkdag (Heerlen)')).toBe('wijkdag')
  expect(find('Academie (15 april 2024)')).toBe('academie-2')
  expect(find('academie', '2023-04-15T11:00+02:00')).toBe('academie-1')
  expect(find('Academie')).toEqual(['sheetManyEvents', 'Academie', 'academie-1, academie-2'])
  expect(find('Academie (1 mei 2020)')).toEqual(['sheetNoEvent', 'Academie (1 mei 2020)'])
})
