/** Writes the index in pieces (format.ts) from the index file, a talk and a part of the terms at a time. */
import Sqlite from 'better-sqlite3'
import { asNumbers, asShorts, storedWords } from '../index/writer.ts'
import type { StoredFields } from '../present.ts'
import {
  blockOf,
  CUES_IN_A_PIECE,
  type CueEntry,
  cueFile,
  type FormEntry,
  formFile,
  INDEX,
  type LeafEntry,
  LONGEST_PLACES,
  pack,
  packPlaces,
  packRising,
  packRuns,
  placeFile,
  type ShardedIndex,
  shardOf,
  slideFile,
  type TalkHead,
  type TermShard,
  talkFile,
  termFile,
  VOICES,
} from './format.ts'

/** Spoken words whose places are held in memory at once. */
const WORDS_AT_ONCE = 1_000_000
/** Spoken words a file of terms stands for: some 20 kB. */
const WORDS_IN_A_SHARD = 3000
const MOST_SHARDS = 4096
/** Forms in one file, some 20 kB. */
const FORMS_IN_A_LEAF = 700
const LONGEST_BEGINNING = 8

type Write = (file: string, content: string) => Promise<void>

/**
 * @param file the index, up to date
 * @param shown a talk as results show it; null: it is no longer to be found
 */
export async function writeShards(file: string, shown: (id: string) => Promise<object | null>, write: Write): Promise<void> {
  const db = new Sqlite(file, { readonly: true })
  try {
    db.pragma('trusted_schema = OFF')
    db.pragma('busy_timeout = 5000')
    // One snapshot, though others go on writing.
    db.exec('begin')
    const put = (name: string, data: unknown) => write(name, `woordelijk(${JSON.stringify(name)},${literal(data)})\n`)
    await writeTalks(db, shown, put)
    await writeVoices(db, put)
    const leaves = await writeForms(db, put)
    const terms = await writeTerms(db, put)
    await put(INDEX, indexOf(db, terms, leaves))
  } finally {
    db.close()
  }
}

type Put = (name: string, data: unknown) => Promise<void>

const literal = (data: unknown) =>
  JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

function indexOf(db: Sqlite.Database, terms: number, leaves: readonly string[]): ShardedIndex {
  const talks = db.prepare<[], { no: number; id: string; words: number }>('select no, id, words from search_talk order by no').all()
  const facets = db
    .prepare<[], { kind: string; value: string; name: string; talk: number }>(
      'select kind, value, name, talk from search_facet order by kind, value, talk',
    )
    .all()
  const byFacet = Map.groupBy(facets, ({ kind, value }) => `${kind} ${value}`)
  const listed = [...byFacet.values()]
  return {
    version: String(db.prepare<[], number>('select seq from search_state').pluck().get() ?? 0),
    ids: talks.map(({ id }) => id),
    talks: pack(talks.flatMap(({ no, words }) => [no, words])),
    terms,
    leaves,
    facets: listed.flatMap(([first]) => (first ? [[first.kind, first.value, first.name] as const] : [])),
    facetTalks: pack(listed.flatMap((rows) => [rows.length, ...rows.map(({ talk }) => talk)])),
  }
}

async function writeTalks(db: Sqlite.Database, shown: (id: string) => Promise<object | null>, put: Put): Promise<void> {
  const sql = {
    talks: db.prepare<[number], { no: number; id: string; fields: string }>(
      'select no, id, fields from search_talk where no > ? order by no limit 1',
    ),
    forward: db.prepare<[number], Record<'cues' | 'times' | 'repeats' | 'voices', Buffer>>(
      'select cues, times, repeats, voices from search_forward where talk = ?',
    ),
    voices: db
      .prepare<[number], [number, string | null, string | null]>(
        'select number, label, person from search_voice where talk = ? order by number',
      )
      .raw(),
    cues: db.prepare<[number], { start: number; end: number; speaker: string | null; text: string; words: string | null }>(
      'select start, end, speaker, text, words from search_cue where talk = ? order by number',
    ),
    slides: db.prepare<[number], [number, string]>('select number, text from search_slide where talk = ? order by number').raw(),
  }
  for (let row = sql.talks.get(0); row; row = sql.talks.get(row.no)) {
    const talk = await shown(row.id)
    const forward = sql.forward.get(row.no)
    if (!talk || !forward) continue
    const slides = sql.slides.all(row.no)
    const head: TalkHead = {
      talk,
      chapters: (JSON.parse(row.fields) as StoredFields).chapters,
      starts: packRising(asNumbers(forward.cues)),
      times: packRising(asNumbers(forward.times)),
      repeats: packRuns(asShorts(forward.repeats)),
      voices: packRuns(asShorts(forward.voices)),
      speakers: sql.voices.all(row.no),
      hasSlides: slides.length > 0,
    }
    await put(talkFile(row.no), head)
    if (slides.length > 0) await put(slideFile(row.no), slides)
    const cues = sql.cues
      .all(row.no)
      .map(({ start, end, speaker, text, words }): CueEntry => [start, end, speaker, text, flat(words, start)])
    for (let from = 0; from < cues.length; from += CUES_IN_A_PIECE)
      await put(cueFile(row.no, from / CUES_IN_A_PIECE), cues.slice(from, from + CUES_IN_A_PIECE))
  }
}

function flat(words: string | null, start: number): (number | string)[] | null {
  if (words === null) return null
  return (JSON.parse(words) as [number, number, string][]).flatMap(([from, to, text]) => [from - start, to - from, text])
}

async function writeVoices(db: Sqlite.Database, put: Put): Promise<void> {
  const voices = db.prepare<[], [number, string]>(
    'select distinct talk, label from search_voice where label is not null order by talk, label',
  )
  await put(VOICES, voices.raw().all())
}

/** @returns the beginning of each file's forms */
async function writeForms(db: Sqlite.Database, put: Put): Promise<string[]> {
  const stems = db.prepare<[number], string>(
    'select term from search_term where id = (select term from search_form_term where form = ? and weight = 1)',
  )
  const rows = db.prepare<[], { id: number; form: string; talks: number }>('select id, form, talks from search_form where talks > 0').all()
  const entries = rows.map(({ id, form, talks }): LeafEntry => {
    const stem = stems.pluck().get(id) ?? form
    return [form, id, talks, stem === form ? null : stem]
  })
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const leaves: string[] = []
  for (const [beginning, list] of split('', entries)) {
    await put(formFile(leaves.length), list)
    leaves.push(beginning)
  }
  return leaves
}

function* split(beginning: string, entries: readonly LeafEntry[]): Generator<[string, readonly LeafEntry[]]> {
  if (entries.length <= FORMS_IN_A_LEAF || beginning.length >= LONGEST_BEGINNING) {
    yield [beginning, entries]
    return
  }
  for (const [next, list] of Map.groupBy(entries, ([form]) => form.slice(0, beginning.length + 1))) {
    if (next === beginning) yield [`${beginning}\0`, list]
    else yield* split(next, list)
  }
}

/** @returns how many files of terms */
async function writeTerms(db: Sqlite.Database, put: Put): Promise<number> {
  const words = db.prepare<[], number>('select coalesce(sum(words), 0) from search_talk').pluck().get() ?? 0
  const shards = Math.min(MOST_SHARDS, 2 ** Math.ceil(Math.log2(Math.max(1, words / WORDS_IN_A_SHARD))))
  const passes = Math.min(shards, Math.max(1, Math.ceil(words / WORDS_AT_ONCE)))
  const terms = Map.groupBy(
    db.prepare<[], { id: number; term: string }>('select id, term from search_term order by term').iterate(),
    ({ term }) => shardOf(term, shards),
  )
  const names = Map.groupBy(
    db
      .prepare<[], { form: string; talk: number; voice: number }>('select form, talk, voice from search_name order by form, talk, voice')
      .iterate(),
    ({ form }) => shardOf(form, shards),
  )
  const initials = Map.groupBy(
    db
      .prepare<[], { initials: string; words: string }>('select distinct initials, words from search_initials order by initials, words')
      .iterate(),
    ({ initials }) => shardOf(initials, shards),
  )
  const related = Map.groupBy(
    db.prepare<[], { key: string; words: string }>('select key, words from search_related order by key, place').iterate(),
    ({ key }) => shardOf(key, shards),
  )
  const reader = createTermReader(db)
  for (let pass = 0; pass < passes; pass++) {
    const own = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => shard % passes === pass)
    const places = reader.placesOf(new Set(own.flatMap((shard) => (terms.get(shard) ?? []).flatMap(({ id }) => reader.formsOf(id)))))
    for (const shard of own) {
      const data: TermShard = {
        terms: (terms.get(shard) ?? []).map(({ id, term }) => [term, reader.talksOf(id), reader.entriesOf(id, places)]),
        names: [...Map.groupBy(names.get(shard) ?? [], ({ form }) => form)].map(([form, rows]) => [
          form,
          pack(rows.flatMap(({ talk, voice }) => [talk, voice])),
        ]),
        initials: [...Map.groupBy(initials.get(shard) ?? [], (row) => row.initials)].map(([key, rows]) => [
          key,
          rows.map((row) => row.words),
        ]),
        related: [...Map.groupBy(related.get(shard) ?? [], (row) => row.key)].map(([key, rows]) => [key, rows.map((row) => row.words)]),
      }
      await put(termFile(shard), data)
    }
    for (const [form, byTalk] of places) {
      if (packPlaces(byTalk).length <= LONGEST_PLACES || !own.includes(shardOf(reader.stemOf(form), shards))) continue
      for (const [block, list] of Map.groupBy(byTalk, ([talk]) => blockOf(talk))) await put(placeFile(form, block), packPlaces(list))
    }
  }
  return shards
}

type Places = Map<number, [talk: number, places: number[]][]>

function createTermReader(db: Sqlite.Database) {
  const sql = {
    forms: db.prepare<[number], number>('select form from search_form_term where term = ?').pluck(),
    entries: db.prepare<[number], { id: number; form: string; weight: number }>(
      'select id, search_form.form as form, weight from search_form_term join search_form on id = search_form_term.form where term = ? and talks > 0 order by id',
    ),
    stem: db
      .prepare<[number], string>(
        'select term from search_term where id = (select term from search_form_term where form = ? and weight = 1)',
      )
      .pluck(),
    talks: db.prepare<[number], { talk: number; weight: number }>('select talk, weight from search_posting where term = ? order by talk'),
    forward: db.prepare<[number], { talk: number; forms: Buffer; spoken: Buffer }>(
      'select talk, forms, spoken from search_forward where talk > ? order by talk limit 1',
    ),
  }
  return {
    formsOf: (term: number) => sql.forms.all(term),
    stemOf: (form: number) => sql.stem.get(form) ?? '',
    talksOf: (term: number) => pack(sql.talks.all(term).flatMap(({ talk, weight }) => [talk, Math.round(weight * 100)])),
    entriesOf: (term: number, places: Places): FormEntry[] =>
      sql.entries.all(term).map(({ id, form, weight }) => {
        const packed = packPlaces(places.get(id) ?? [])
        return [id, form, weight, packed.length > LONGEST_PLACES ? null : packed]
      }),
    /** Where these forms are spoken, talk by talk. */
    placesOf(wanted: ReadonlySet<number>): Places {
      const places: Places = new Map()
      for (let row = sql.forward.get(0); row; row = sql.forward.get(row.talk)) {
        const spoken = storedWords(row.forms, row.spoken)
        const { from, at } = spoken.places()
        for (const [n, form] of spoken.forms.entries()) {
          if (!wanted.has(form)) continue
          const entry: [number, number[]] = [row.talk, Array.from(at.subarray(from[n] ?? 0, from[n + 1] ?? 0))]
          const known = places.get(form)
          if (known) known.push(entry)
          else places.set(form, [entry])
        }
      }
      return places
    },
  }
}
