/** Whether the index says of a talk what the library says: both sides in one form, to be compared. */
import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { messageOf } from '../../failure.ts'
import type { Cue } from '../../transcript/cue.ts'
import type { StoredFields } from '../present.ts'
import { facetsOf, type Searchable } from './writer.ts'

type Facet = readonly [kind: string, value: string, name: string]
type IndexedSlide = readonly [number: number, text: string]
type IndexedCue = readonly [start: number, end: number, speaker: string | null, text: string, words: string | null]

/** Every talk in the index, by id, with the digest of what is in it; one whose words cannot be found has another digest than any talk. */
export function indexedTalks(file: string): Map<string, string> {
  const db = new Sqlite(file, { readonly: true })
  try {
    return digestsIn(db)
  } finally {
    db.close()
  }
}

/** What SQLite finds wrong with the file, in its own words; null when nothing. */
export function examineIndex(file: string): string | null {
  const db = new Sqlite(file, { readonly: true })
  try {
    const [{ integrity_check: first } = { integrity_check: 'ok' }] = db.pragma('integrity_check(1)') as { integrity_check: string }[]
    return first === 'ok' ? null : first
  } catch (cause) {
    return messageOf(cause)
  } finally {
    db.close()
  }
}

function digestsIn(db: Sqlite.Database): Map<string, string> {
  const facets = db.prepare<[number], Facet>('select kind, value, name from search_facet where talk = ?').raw()
  const cues = db
    .prepare<[number], IndexedCue>('select start, end, speaker, text, words from search_cue where talk = ? order by number')
    .raw()
  const slides = db.prepare<[number], IndexedSlide>('select number, text from search_slide where talk = ? order by number').raw()
  const talks = db.prepare<[], { no: number; id: string; title: string; fields: string; forward: number | null }>(
    'select no, id, title, fields, search_forward.talk as forward from search_talk left join search_forward on talk = no',
  )
  return new Map(
    talks.all().map(({ no, id, title, fields, forward }) => {
      const { chapters } = JSON.parse(fields) as StoredFields
      return [id, forward === null ? '' : digest(title, chapters, facets.all(no), cues.all(no), slides.all(no))]
    }),
  )
}

/** What `indexedTalks` gives for a talk that is indexed as it is. */
export function digestOf(talk: Searchable, cues: readonly Cue[], slides: readonly string[]): string {
  const facets = new Map<string, Facet>()
  for (const facet of facetsOf(talk)) {
    const key = JSON.stringify(facet.slice(0, 2))
    if (!facets.has(key)) facets.set(key, facet)
  }
  return digest(
    talk.title,
    talk.chapters.map(({ start, title }) => [start, title] as const),
    [...facets.values()],
    cues.map(({ start, end, speaker, text, words }) => [
      start,
      end,
      speaker,
      text,
      words && JSON.stringify(words.map((word) => [word.start, word.end, word.text])),
    ]),
    slides.flatMap((text, i): IndexedSlide[] => (text === '' ? [] : [[i + 1, text]])),
  )
}

function digest(
  title: string,
  chapters: StoredFields['chapters'],
  facets: readonly Facet[],
  cues: readonly IndexedCue[],
  slides: readonly IndexedSlide[],
): string {
  const ordered = facets.map((facet) => JSON.stringify(facet)).sort()
  return createHash('sha256')
    .update(JSON.stringify([title, chapters, ordered, cues, slides]))
    .digest('hex')
}
