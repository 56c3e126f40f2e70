/**
 * The search index, an SQLite file of its own (`index.sqlite`): a projection of the library's listed talks, with everything a result
 * shows, so that a search never touches the record. It follows the record's change log (follow.ts) and may be deleted at any time.
 *
 * Two grains: postings per talk, for ranking; and per talk a forward list of the spoken words (their forms in order), in which the
 * matched words themselves are found. Passages of four cues in FTS5 serve phrases.
 */
import type Sqlite from 'better-sqlite3'
import { ANALYSER_VERSION } from '../../language/analyser.ts'

/** Changes whenever the tables or the analysis change; an index of another version is dropped. */
const VERSION = `12 ${ANALYSER_VERSION}`

/** Phrases cross cue borders: each passage holds four cues, and the next begins at its last. */
export const PASSAGE_CUES = 4
export const PASSAGE_STRIDE = 3

/** A passage's row: the talk's number times this, plus the number of its first cue. */
export const ROWS_PER_TALK = 2 ** 20

/** How much a word counts in these fields, against once spoken. */
export const FIELD_WEIGHTS = { title: 8, speaker: 6, voice: 3, theme: 4, chapter: 3, abstract: 2, slides: 1 } as const

const TABLES = `
  -- One row. seq: the last change of the record that is in here, written in the transaction that applies it.
  create table search_state (version text not null, seq integer not null);
  -- A number is never given out twice: what a reader has cached of a talk stays true while the talk has that number.
  create table search_talk (no integer primary key autoincrement, id text not null unique, title text not null, words integer not null, fields text not null);
  create table search_facet (kind text not null, value text not null, talk integer not null, name text not null, primary key (kind, value, talk)) without rowid;
  create index search_facet_talk on search_facet (talk);
  create table search_cue (talk integer not null, number integer not null, start integer not null, end integer not null,
    speaker text, text text not null, words text, primary key (talk, number)) without rowid;
  create table search_slide (talk integer not null, number integer not null, text text not null, primary key (talk, number)) without rowid;
  -- A folded surface form. talks: in how many it is spoken; uses: in how many it is spoken or written (title, names, slides), the row
  -- goes with the last; shown: as it is written.
  create table search_form (id integer primary key, form text not null unique, shown text not null, talks integer not null, uses integer not null);
  -- How a form is written where that differs from it (ideeën), with the number of talks that write it so.
  create table search_variant (form integer not null, written text not null, talks integer not null, primary key (form, written)) without rowid;
  -- Who speaks in a talk, by number from 1; person: the talk's speaker it is for certain.
  create table search_voice (talk integer not null, number integer not null, label text, person text, primary key (talk, number)) without rowid;
  -- The words of their names, folded.
  create table search_name (form text not null, talk integer not null, voice integer not null, primary key (form, talk, voice)) without rowid;
  create index search_name_talk on search_name (talk);
  -- The late-bound analysis: another stemmer or splitter changes these rows and not the forward lists.
  create table search_form_term (term integer not null, form integer not null, weight real not null, primary key (term, form)) without rowid;
  create index search_form_term_form on search_form_term (form, weight);
  create table search_term (id integer primary key, term text not null unique);
  create table search_posting (term integer not null, talk integer not null, weight real not null, primary key (term, talk)) without rowid;
  create index search_posting_talk on search_posting (talk);
  -- Little-endian u32: forms: those spoken, ascending; written: those only in title, names and slides; cues: the word at which each cue begins; times: when it does, in ms.
  -- u16: repeats: how many words at the beginning of each cue only repeat the cue before; voices: the number of who speaks in it.
  -- spoken: each word in turn, which of forms it is; u16 up to 65,536 forms, u32 beyond.
  create table search_forward (talk integer primary key, forms blob not null, written blob not null, spoken blob not null, cues blob not null, times blob not null,
    repeats blob not null, voices blob not null);
  -- Names in full by their initials, for people who type those: nphn, nationaal programma heerlen noord.
  create table search_initials (initials text not null, words text not null, talk integer not null, primary key (initials, words, talk)) without rowid;
  create index search_initials_talk on search_initials (talk);
  -- What the library's thesaurus relates: words in a row under the stems they are found by, in order.
  create table search_related (key text not null, place integer not null, words text not null, primary key (key, place)) without rowid;
  -- SymSpell: every form with one letter left out leads back to it; so does ~ with its sound.
  create table search_delete (key text not null, form integer not null, primary key (key, form)) without rowid;
  create virtual table search_passage using fts5 (stems, content='', contentless_delete=1, tokenize='ascii');
`
const DROP = [
  'state',
  'talk',
  'facet',
  'cue',
  'slide',
  'form',
  'variant',
  'voice',
  'name',
  'form_term',
  'term',
  'posting',
  'forward',
  'delete',
  'initials',
  'related',
  'passage',
].map((table) => `search_${table}`)

/** Makes the tables, empty, unless they are there and of this version. @returns the last change of the record that is in the index */
export function prepareIndex(db: Sqlite.Database, { anew = false } = {}): number {
  const state = anew ? null : readState(db)
  if (state !== null) return state
  db.transaction(() => {
    for (const table of DROP) db.exec(`drop table if exists ${table}`)
    db.exec(TABLES)
    db.prepare('insert into search_state values (?, 0)').run(VERSION)
  })()
  return 0
}

/** The last change of the record that is in the index; null where it is no index, or one of another version. */
export function readState(db: Sqlite.Database): number | null {
  const exists = db.prepare("select 1 from sqlite_master where name = 'search_state'").get()
  if (exists === undefined) return null
  const state = db.prepare<[], { version: string; seq: number }>('select version, seq from search_state').get()
  return state?.version === VERSION ? state.seq : null
}
