/**
 * The search index in SQLite: a projection of the library's listed talks, with everything a result shows, so that a search
 * never touches the record. It may be dropped and rebuilt at any time.
 */
import type Sqlite from 'better-sqlite3'
import { tokenise } from '../language/tokens.ts'
import type { Cue } from '../transcript/cue.ts'

/** Changes whenever the tables or the analysis change; an index of another version is dropped. */
const VERSION = 'passages-1'

/** Phrases cross cue borders: each passage holds four cues, and the next begins at its last. */
export const PASSAGE_CUES = 4
const PASSAGE_STRIDE = 3

/** A passage's row: the talk's number times this, plus the number of its first cue. The last row of a talk is its title. */
export const ROWS_PER_TALK = 2 ** 20
export const TITLE_ROW = ROWS_PER_TALK - 1

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

const TABLES = `
  create table search_version (version text not null);
  create table search_talk (no integer primary key, id text not null unique, title text not null, chapters text not null);
  create table search_facet (kind text not null, value text not null, talk integer not null, primary key (kind, value, talk)) without rowid;
  create table search_cue (talk integer not null, number integer not null, start integer not null, end integer not null,
    speaker text, text text not null, words text, primary key (talk, number)) without rowid;
  create virtual table search_passage using fts5 (words, content='', contentless_delete=1, tokenize='ascii');
`
const DROP = ['search_version', 'search_talk', 'search_facet', 'search_cue', 'search_passage']

/** @returns whether the index was made anew and the library must be projected into it again */
export function prepareIndex(db: Sqlite.Database): boolean {
  const exists = db.prepare("select 1 from sqlite_master where name = 'search_version'").get()
  const version = exists && db.prepare<[], string>('select version from search_version').pluck().get()
  if (version === VERSION) return false
  db.transaction(() => {
    for (const table of DROP) db.exec(`drop table if exists ${table}`)
    db.exec(TABLES)
    db.prepare('insert into search_version values (?)').run(VERSION)
  })()
  return true
}

/** Writes on the library's own connection, inside its transaction. */
export function createIndexWriter(db: Sqlite.Database) {
  const talkNumber = db.prepare<[string], number>('select no from search_talk where id = ?').pluck()
  const insertTalk = db.prepare<[string, string, string]>('insert into search_talk (id, title, chapters) values (?, ?, ?)')
  const insertFacet = db.prepare('insert or ignore into search_facet values (?, ?, ?)')
  const insertCue = db.prepare('insert into search_cue values (?, ?, ?, ?, ?, ?, ?)')
  const insertPassage = db.prepare<[number, string]>('insert into search_passage (rowid, words) values (?, ?)')
  const cueCount = db.prepare<[number], number>('select count(*) from search_cue where talk = ?').pluck()
  const deletePassage = db.prepare<[number]>('delete from search_passage where rowid = ?')
  const deletes = ['search_talk where no', 'search_facet where talk', 'search_cue where talk'].map((where) =>
    db.prepare<[number]>(`delete from ${where} = ?`),
  )

  function remove(id: string): void {
    const no = talkNumber.get(id)
    if (no === undefined) return
    const cues = cueCount.get(no) ?? 0
    for (let at = 0; at < cues; at += PASSAGE_STRIDE) deletePassage.run(no * ROWS_PER_TALK + at)
    deletePassage.run(no * ROWS_PER_TALK + TITLE_ROW)
    for (const statement of deletes) statement.run(no)
  }

  return {
    remove,
    put(talk: Searchable, cues: readonly Cue[]): void {
      remove(talk.id)
      const chapters = talk.chapters.map(({ start, title }) => [start, title])
      const no = Number(insertTalk.run(talk.id, talk.title, JSON.stringify(chapters)).lastInsertRowid)
      for (const [kind, value] of facetsOf(talk)) insertFacet.run(kind, value, no)
      for (const [number, cue] of cues.entries()) {
        const words = cue.words && JSON.stringify(cue.words.map((word) => [word.start, word.end, word.text]))
        insertCue.run(no, number, cue.start, cue.end, cue.speaker, cue.text, words)
      }
      for (let at = 0; at < cues.length; at += PASSAGE_STRIDE) {
        insertPassage.run(no * ROWS_PER_TALK + at, forms(cues.slice(at, at + PASSAGE_CUES).map((cue) => cue.text)))
      }
      insertPassage.run(
        no * ROWS_PER_TALK + TITLE_ROW,
        forms([talk.title, talk.abstract ?? '', ...[...talk.speakers, ...talk.themes].map(({ name }) => name)]),
      )
    },
  }
}

function forms(texts: readonly string[]): string {
  return texts.flatMap((text) => tokenise(text).map((token) => token.form)).join(' ')
}

function* facetsOf(talk: Searchable): Generator<[kind: string, value: string]> {
  if (talk.event) yield ['event', talk.event.id]
  const year = (talk.recorded ?? talk.event?.from)?.slice(0, 4)
  if (year !== undefined) yield ['year', year]
  for (const { id } of talk.speakers) yield ['speaker', id]
  for (const { id } of talk.themes) yield ['theme', id]
}
