/** Writes the index on the library's own connection, inside the transaction that saves a talk. */
import type Sqlite from 'better-sqlite3'
import { termsOf } from '../language/terms.ts'
import { tokenise } from '../language/tokens.ts'
import { inSpokenOrder, kindBelow, type Numbers, type SpokenWords, spokenWords } from '../match/spoken-words.ts'
import type { Cue } from '../transcript/cue.ts'
import { dutch } from './dutch.ts'
import { FIELD_WEIGHTS, PASSAGE_CUES, PASSAGE_STRIDE, ROWS_PER_TALK } from './index-tables.ts'

/** What the index needs of a talk. */
export interface Searchable {
  readonly id: string
  readonly title: string
  readonly event: { readonly id: string; readonly title: string; readonly from: string | null } | null
  readonly recorded: string | null
  readonly speakers: readonly { readonly id: string; readonly name: string }[]
  readonly themes: readonly { readonly id: string; readonly name: string }[]
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly abstract: string | null
}

/** What a result shows of a talk besides its cues. */
export interface StoredFields {
  readonly chapters: readonly (readonly [start: number, title: string])[]
}

/** Forms shorter than this are not corrected: too many words are one letter away. */
export const SHORTEST_CORRECTED = 4
/** Longer forms are looked up by their beginning. */
export const DELETE_PREFIX = 12

export function createIndexWriter(db: Sqlite.Database) {
  const sql = {
    talkNumber: db.prepare<[string], number>('select no from search_talk where id = ?').pluck(),
    insertTalk: db.prepare('insert into search_talk (id, title, words, fields) values (?, ?, ?, ?)'),
    insertFacet: db.prepare('insert or ignore into search_facet values (?, ?, ?, ?)'),
    insertCue: db.prepare('insert into search_cue values (?, ?, ?, ?, ?, ?, ?)'),
    insertSlide: db.prepare('insert into search_slide values (?, ?, ?)'),
    insertPassage: db.prepare('insert into search_passage (rowid, stems) values (?, ?)'),
    insertForward: db.prepare('insert into search_forward values (?, ?, ?, ?, ?)'),
    insertPosting: db.prepare('insert into search_posting values (?, ?, ?)'),
    cueCount: db.prepare<[number], number>('select count(*) from search_cue where talk = ?').pluck(),
    forward: db.prepare<[number], Buffer>('select forms from search_forward where talk = ?').pluck(),
    deletePassage: db.prepare('delete from search_passage where rowid = ?'),
    countForm: db.prepare('update search_form set talks = talks + ? where id = ?'),
    form: db.prepare<[string], number>('select id from search_form where form = ?').pluck(),
    insertForm: db.prepare('insert into search_form (form, shown, talks) values (?, ?, 0)'),
    term: db.prepare<[string], number>('select id from search_term where term = ?').pluck(),
    insertTerm: db.prepare('insert into search_term (term) values (?)'),
    insertFormTerm: db.prepare(
      'insert into search_form_term values (?, ?, ?) on conflict do update set weight = max(weight, excluded.weight)',
    ),
    insertDelete: db.prepare('insert or ignore into search_delete values (?, ?)'),
  }
  const deletes = [
    'search_talk where no',
    'search_facet where talk',
    'search_cue where talk',
    'search_slide where talk',
    'search_posting where talk',
    'search_forward where talk',
  ].map((where) => db.prepare(`delete from ${where} = ?`))

  function termId(term: string): number {
    return sql.term.get(term) ?? Number(sql.insertTerm.run(term).lastInsertRowid)
  }

  /** A form's number; a form that is new is analysed, once. `seen` lives no longer than the transaction: a rollback takes numbers back. */
  function formId(form: string, written: string, seen: Map<string, number>): number {
    const known = seen.get(form) ?? sql.form.get(form)
    if (known !== undefined) {
      seen.set(form, known)
      return known
    }
    const id = Number(sql.insertForm.run(form, written).lastInsertRowid)
    for (const [term, weight] of termsOf(written, dutch())) sql.insertFormTerm.run(termId(term), id, weight)
    for (const key of deletions(form)) sql.insertDelete.run(key, id)
    seen.set(form, id)
    return id
  }

  function remove(id: string): void {
    const no = sql.talkNumber.get(id)
    if (no === undefined) return
    for (let at = 0; at < (sql.cueCount.get(no) ?? 0); at += PASSAGE_STRIDE) sql.deletePassage.run(no * ROWS_PER_TALK + at)
    const forms = sql.forward.get(no)
    if (forms) for (const form of asNumbers(forms)) sql.countForm.run(-1, form)
    for (const statement of deletes) statement.run(no)
  }

  return {
    remove,
    /** @param slides what stands on each, in order */
    put(talk: Searchable, cues: readonly Cue[], slides: readonly string[] = []): void {
      remove(talk.id)
      const tokens = cues.map((cue) => tokenise(cue.text))
      const fields: StoredFields = { chapters: talk.chapters.map(({ start, title }) => [start, title]) }
      const spoken = tokens.reduce((sum, list) => sum + list.length, 0)
      const no = Number(sql.insertTalk.run(talk.id, talk.title, spoken, JSON.stringify(fields)).lastInsertRowid)
      for (const [kind, value, name] of facetsOf(talk)) sql.insertFacet.run(kind, value, no, name)

      const inOrder = new Uint32Array(spoken)
      const starts = new Uint32Array(cues.length)
      const weights = new Map<string, number>()
      const seen = new Map<string, number>()
      const add = (written: string, times: number) => {
        for (const [term, weight] of termsOf(written, dutch())) weights.set(term, (weights.get(term) ?? 0) + weight * times)
      }
      let at = 0
      for (const [number, cue] of cues.entries()) {
        starts[number] = at
        for (const token of tokens[number] ?? []) {
          inOrder[at++] = formId(token.form, token.text, seen)
          add(token.text, 1)
        }
        const words = cue.words && JSON.stringify(cue.words.map((word) => [word.start, word.end, word.text]))
        sql.insertCue.run(no, number, cue.start, cue.end, cue.speaker, cue.text, words)
      }
      for (const [i, text] of slides.entries()) if (text !== '') sql.insertSlide.run(no, i + 1, text)
      for (const [field, texts] of fieldsOf(talk, slides)) {
        for (const token of texts.flatMap(tokenise)) {
          formId(token.form, token.text, seen)
          add(token.text, FIELD_WEIGHTS[field])
        }
      }
      const { forms, order } = inSpokenOrder(inOrder)
      sql.insertForward.run(no, asBytes(forms), asBytes(order), asBytes(starts), asBytes(Uint32Array.from(cues, (cue) => cue.start)))
      for (const form of forms) sql.countForm.run(1, form)
      for (const [term, weight] of weights) sql.insertPosting.run(termId(term), no, weight)
      for (let from = 0; from < cues.length; from += PASSAGE_STRIDE) {
        const stems = tokens.slice(from, from + PASSAGE_CUES).flatMap((list) => list.map((token) => dutch().stem(token.text)))
        sql.insertPassage.run(no * ROWS_PER_TALK + from, stems.join(' '))
      }
    },
  }
}

/** The form itself and with each one letter left out; long forms by their beginning. */
export function deletions(form: string): Set<string> {
  const start = form.slice(0, DELETE_PREFIX)
  if (start.length < SHORTEST_CORRECTED || /\d/.test(start)) return new Set()
  return new Set([start, ...Array.from(start, (_, i) => start.slice(0, i) + start.slice(i + 1))])
}

/** Copied: a blob from SQLite need not lie at a multiple of four. */
const aligned = (blob: Buffer) => new Uint8Array(blob).buffer

export const asNumbers = (blob: Buffer) => new Uint32Array(aligned(blob))

/** A talk's words from the columns `forms` and `spoken`. */
export function storedWords(forms: Buffer, spoken: Buffer): SpokenWords {
  const numbers = asNumbers(forms)
  return spokenWords(numbers, new (kindBelow(numbers.length))(aligned(spoken)))
}

const asBytes = (numbers: Numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)

function* fieldsOf(talk: Searchable, slides: readonly string[]): Generator<[keyof typeof FIELD_WEIGHTS, readonly string[]]> {
  yield ['title', [talk.title]]
  yield ['speaker', talk.speakers.map(({ name }) => name)]
  yield ['theme', talk.themes.map(({ name }) => name)]
  yield ['chapter', talk.chapters.map(({ title }) => title)]
  yield ['abstract', talk.abstract === null ? [] : [talk.abstract]]
  yield ['slides', slides]
}

/** What results are narrowed down by. */
export function* facetsOf(talk: Searchable): Generator<[kind: string, value: string, name: string]> {
  if (talk.event) yield ['event', talk.event.id, talk.event.title]
  const year = (talk.recorded ?? talk.event?.from)?.slice(0, 4)
  if (year !== undefined) yield ['year', year, year]
  for (const { id, name } of talk.speakers) yield ['speaker', id, name]
  for (const { id, name } of talk.themes) yield ['theme', id, name]
}
