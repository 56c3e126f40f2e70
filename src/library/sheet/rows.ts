/** One row of a sheet to the fields of a recording. Pure: what has to be looked up is looked up by the caller. */
import type { Reason } from '../../failure.ts'
import type { FieldValues } from '../batch/change.ts'
import type { UploadRole } from '../files/uploads.ts'
import { slug } from '../slug.ts'
import type { Speaker } from '../talk/talk.ts'
import { EMPTIES, FORMULA_ERROR, languageOf, rightsOf, speaker, speakersOf, themesOf, visibilityOf } from './cells.ts'
import type { SheetField } from './columns.ts'
import { readDate } from './dates.ts'

/** What is wrong in one cell. */
export interface CellProblem {
  /** From 0; null: the row as a whole. */
  readonly column: number | null
  readonly why: Reason
}

export interface NamedFile {
  readonly name: string
  readonly role: Exclude<UploadRole, 'report'>
}

export interface ReadRow {
  readonly values: FieldValues
  /** As written; null: none. */
  readonly event: { readonly text: string; readonly column: number } | null
  readonly id: { readonly text: string; readonly column: number } | null
  readonly number: string | null
  readonly files: readonly (NamedFile & { readonly column: number })[]
  readonly problems: readonly CellProblem[]
}

/** An event that a cell may name. */
export interface NamedEvent {
  readonly id: string
  readonly title: string
  readonly from: string | null
}

/** Programs differ in capitals, and in how they write letters with accents. */
export const fileKey = (name: string): string => name.normalize('NFC').toLowerCase()

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const MOST_NAMES = 50
const FILE_ROLES = { recordingFile: 'recording', transcriptFile: 'transcript', slidesFile: 'slides' } as const

/** A row that explains: its first text begins with `#`. */
export function isRemark(cells: readonly string[]): boolean {
  return (cells.find((cell) => cell.trim() !== '') ?? '').trimStart().startsWith('# ')
}

export function readRow(cells: readonly string[], columns: readonly (SheetField | null)[], timeZone: string): ReadRow {
  const problems: CellProblem[] = []
  const values: { -readonly [F in keyof FieldValues]: FieldValues[F] } = {}
  const files: ReadRow['files'][number][] = []
  let [event, id, number]: [ReadRow['event'], ReadRow['id'], string | null] = [null, null, null]
  columns.forEach((field, column) => {
    const text = (cells[column] ?? '').replaceAll('\r\n', '\n').trim()
    if (field === null || text === '') return
    const wrong = (...why: Reason) => void problems.push({ column, why })
    const within = (most: number) => text.length <= most || wrong('sheetTooLong', text.length, most)
    if (FORMULA_ERROR.test(text)) return wrong('sheetErrorCell', text)
    const empties = text === EMPTIES
    switch (field) {
      case 'title':
        if (empties) wrong('sheetNoTitle')
        else if (within(500)) values.title = text
        return
      case 'number':
        if (within(200)) number = text
        return
      case 'id':
        if (ID.test(text) && text.length <= 100) id = { text, column }
        else wrong('sheetIdWrong', text)
        return
      case 'event':
        if (empties) values.event = null
        else event = { text, column }
        return
      case 'recorded': {
        const date = empties ? null : readDate(text, timeZone)
        if (date === null && !empties) wrong('sheetNoDate', text)
        else values.recorded = date
        return
      }
      case 'language': {
        const language = languageOf(text)
        if (language === null) wrong('sheetNoLanguage', text)
        else values.language = language
        return
      }
      case 'visibility': {
        const visibility = visibilityOf(text)
        if (visibility === null) wrong('sheetNoVisibility', text)
        else values.visibility = visibility
        return
      }
      case 'abstract':
        if (within(20_000)) values.abstract = empties ? null : text
        return
      case 'rights':
        if (within(2000)) values.rights = empties ? null : rightsOf(text)
        return
      case 'themes': {
        const themes = [...(values.themes ?? []), ...(empties ? [] : themesOf(text))]
        values.themes = [...new Map(themes.map((theme) => [theme.id, theme])).values()]
        if (values.themes.length > MOST_NAMES) wrong('sheetTooMany', values.themes.length, MOST_NAMES)
        const long = values.themes.find(({ name }) => name.length > 100)
        if (long) wrong('sheetTooLong', long.name.length, 100)
        return
      }
      case 'speakers': {
        const speakers: Speaker[] = [...(values.speakers ?? []), ...(empties ? [] : speakersOf(text))]
        values.speakers = speakers
        if (speakers.length > MOST_NAMES) wrong('sheetTooMany', speakers.length, MOST_NAMES)
        const bad = speakers.find(
          ({ name, role, organisation }) => slug(name) === '' || [name, role, organisation].some((part) => (part?.length ?? 0) > 200),
        )
        if (bad) wrong('sheetNoSpeaker', bad.name)
        return
      }
      case 'speakerRole':
      case 'speakerOrganisation': {
        const last = values.speakers?.at(-1)
        if (!last) return wrong('sheetNobodyBefore')
        const part = field === 'speakerRole' ? 'role' : 'organisation'
        const { name, role, organisation }: Speaker = { ...last, [part]: empties ? null : text }
        values.speakers = [...(values.speakers ?? []).slice(0, -1), speaker(name, role ?? '', organisation ?? '')]
        within(200)
        return
      }
      case 'recordingFile':
      case 'transcriptFile':
      case 'slidesFile':
        // Folders in the name are of the machine where the sheet was made.
        if (!empties && within(500)) files.push({ name: text.split(/[\\/]/).at(-1) ?? text, role: FILE_ROLES[field], column })
    }
  })
  return { values, event, id, number, files, problems }
}

/**
 * By id, or by title; where several have that title, by the date behind it: `Academie (15 april 2024)`, or by the recording's own date.
 * @returns the event's id, or why not
 */
export function findEvent(text: string, events: readonly NamedEvent[], recorded: string | null, timeZone: string): string | Reason {
  const byId = events.find(({ id }) => id === text)
  if (byId) return byId.id
  const [, title = text, dated = ''] = /^(.*?)\s*\(([^()]*)\)$/.exec(text) ?? []
  const date = readDate(dated, timeZone)
  const named = events.filter((event) => slug(event.title) === slug(text))
  const matches =
    named.length > 0 ? named : date === null ? [] : events.filter((event) => slug(event.title) === slug(title) && event.from === date)
  if (matches.length === 0) return ['sheetNoEvent', text]
  if (matches.length === 1) return matches[0]?.id ?? text
  const sameDay = matches.filter(({ from }) => from !== null && from === recorded?.slice(0, 10))
  return sameDay.length === 1 ? (sameDay[0]?.id ?? text) : ['sheetManyEvents', text, matches.map(({ id }) => id).join(', ')]
}
