/**
 * The search index in SQLite: a projection of the library's listed talks, with everything a result shows, so that a search never
 * touches the record. It may be dropped and rebuilt at any time.
 *
 * Two grains: postings per talk, for ranking; and per talk a forward list of the spoken words (their forms in order), in which the
 * matched words themselves are found. Passages of four cues in FTS5 serve phrases.
 */
import type Sqlite from 'better-sqlite3'
import { ANALYSER_VERSION } from '../language/analyser.ts'

/** Changes whenever the tables or the analysis change; an index of another version is dropped. */
const VERSION = `7 ${ANALYSER_VERSION}`

/** Phrases cross cue borders: each passage holds four cues, and the next begins at its last. */
export const PASSAGE_CUES = 4
export const PASSAGE_STRIDE = 3

/** A passage's row: the talk's number times this, plus the number of its first cue. */
export const ROWS_PER_TALK = 2 ** 20

/** How much a word counts in these fields, against once spoken. */
export const FIELD_WEIGHTS = { title: 8, speaker: 6, theme: 4, chapter: 3, abstract: 2, slides: 1 } as const

const TABLES = `
  create table search_version (version text not null);
  create table search_talk (no integer primary key, id text not null unique, title text not null, words integer not null, fields text not null);
  create table search_facet (kind text not null, value text not null, talk integer not null, name text not null, primary key (kind, value, talk)) without rowid;
  create index search_facet_talk on search_facet (talk);
  create table search_cue (talk integer not null, number integer not null, start integer not null, end integer not null,
    speaker text, text text not null, words text, primary key (talk, number)) without rowid;
  create table search_slide (talk integer not null, number integer not null, text text not null, primary key (talk, number)) without rowid;
  -- A folded surface form; talks: in how many it is spoken; shown: as it was first written.
  create table search_form (id integer primary key, form text not null unique, shown text not null, talks integer not null);
  -- The late-bound analysis: another stemmer or splitter changes these rows and not the forward lists.
  create table search_form_term (term integer not null, form integer not null, weight real not null, primary key (term, form)) without rowid;
  create index search_form_term_form on search_form_term (form, weight);
  create table search_term (id integer primary key, term text not null unique);
  create table search_posting (term integer not null, talk integer not null, weight real not null, primary key (term, talk)) without rowid;
  create index search_posting_talk on search_posting (talk);
  -- Little-endian u32: forms: those spoken, ascending; cues: the word at which each cue begins; times: when it does, in ms.
  -- spoken: each word in turn, which of forms it is; u16 up to 65,536 forms, u32 beyond.
  create table search_forward (talk integer primary key, forms blob not null, spoken blob not null, cues blob not null, times blob not null);
  -- SymSpell: every form with one letter left out leads back to it.
  create table search_delete (key text not null, form integer not null, primary key (key, form)) without rowid;
  create virtual table search_passage using fts5 (stems, content='', contentless_delete=1, tokenize='ascii');
`
const DROP = [
  'search_version',
  'search_talk',
  'search_facet',
  'search_cue',
  'search_slide',
  'search_form',
  'search_form_term',
  'search_term',
  'search_posting',
  'search_forward',
  'search_delete',
  'search_passage',
]

/**
 * Until `sealIndex` says that the library was projected into it, the index has no version: a start that was killed on the way begins again.
 * @param options.anew also when it is of this version
 * @returns whether the index was made anew and the library must be projected into it again
 */
export function prepareIndex(db: Sqlite.Database, { anew = false } = {}): boolean {
  const exists = db.prepare("select 1 from sqlite_master where name = 'search_version'").get()
  const version = exists && db.prepare<[], string>('select version from search_version').pluck().get()
  if (version === VERSION && !anew) return false
  db.transaction(() => {
    for (const table of DROP) db.exec(`drop table if exists ${table}`)
    db.exec(TABLES)
  })()
  return true
}

/** The index holds what the library has, as this version of the program writes it. */
export function sealIndex(db: Sqlite.Database): void {
  db.prepare('insert into search_version values (?)').run(VERSION)
}
