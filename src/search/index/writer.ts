/** Puts talks into the index and takes them out. What is written depends on the talks in it alone, not on the order they came in. */
import type Sqlite from 'better-sqlite3'
import { namesByInitials } from '../../language/initials.ts'
import type { Relation } from '../../language/related.ts'
import { soundKey } from '../../language/sound.ts'
import { termsOf } from '../../language/terms.ts'
import { type Token, tokenise } from '../../language/tokens.ts'
import { repeatsIn } from '../../match/find.ts'
import { inSpokenOrder, kindBelow, type Numbers, type SpokenWords, spokenWords } from '../../match/spoken-words.ts'
import { type Voices, voicesOf } from '../../match/voices.ts'
import type { Cue } from '../../transcript/cue.ts'
import { dutch } from '../dutch.ts'
import type { StoredFields } from '../present.ts'
import { FIELD_WEIGHTS, PASSAGE_CUES, PASSAGE_STRIDE, ROWS_PER_TALK } from './tables.ts'

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

/** Forms shorter than this are not corrected: too many words are one letter away. */
export const SHORTEST_CORRECTED = 4
/** Longer forms are looked up by their beginning. */
export const DELETE_PREFIX = 12

export function createIndexWriter(db: Sqlite.Database) {
  const sql = {
    talk: db.prepare<[string], { no: number; fields: string }>('select no, fields from search_talk where id = ?'),
    setSeq: db.prepare('update search_state set seq = ?'),
    insertTalk: db.prepare('insert into search_talk (id, title, words, fields) values (?, ?, ?, ?)'),
    setFields: db.prepare('update search_talk set fields = ? where no = ?'),
    insertFacet: db.prepare('insert or ignore into search_facet values (?, ?, ?, ?)'),
    insertCue: db.prepare('insert into search_cue values (?, ?, ?, ?, ?, ?, ?)'),
    insertSlide: db.prepare('insert into search_slide values (?, ?, ?)'),
    insertPassage: db.prepare('insert into search_passage (rowid, stems) values (?, ?)'),
    insertVoice: db.prepare('insert into search_voice values (?, ?, ?, ?)'),
    insertName: db.prepare('insert or ignore into search_name values (?, ?, ?)'),
    insertForward: db.prepare('insert into search_forward values (?, ?, ?, ?, ?, ?, ?, ?)'),
    insertPosting: db.prepare('insert into search_posting values (?, ?, ?)'),
    cueCount: db.prepare<[number], number>('select count(*) from search_cue where talk = ?').pluck(),
    formsOfTalk: db.prepare<[number], { forms: Buffer; written: Buffer }>('select forms, written from search_forward where talk = ?'),
    deletePassage: db.prepare('delete from search_passage where rowid = ?'),
    countForm: db.prepare('update search_form set talks = talks + ?, uses = uses + ? where id = ?'),
    form: db.prepare<[string], number>('select id from search_form where form = ?').pluck(),
    insertForm: db.prepare('insert into search_form (form, shown, talks, uses) values (?, ?, 0, 0)'),
    unusedForm: db.prepare<[number], string>('select form from search_form where id = ? and uses <= 0').pluck(),
    deleteForm: db.prepare('delete from search_form where id = ?'),
    deleteFormTerms: db.prepare('delete from search_form_term where form = ?'),
    deleteDelete: db.prepare('delete from search_delete where key = ? and form = ?'),
    term: db.prepare<[string], number>('select id from search_term where term = ?').pluck(),
    insertTerm: db.prepare('insert into search_term (term) values (?)'),
    insertFormTerm: db.prepare('insert into search_form_term values (?, ?, ?)'),
    countVariant: db.prepare('insert into search_variant values (?, ?, ?) on conflict do update set talks = talks + excluded.talks'),
    dropVariant: db.prepare('delete from search_variant where form = ? and written = ? and talks <= 0'),
    formsWithVariants: db
      .prepare<[string], number>('select distinct form from search_variant where form in (select value from json_each(?))')
      .pluck(),
    variant: db
      .prepare<[number, number], string>(
        'select written from search_variant where form = ? and talks * 2 >= ? order by talks desc, written limit 1',
      )
      .pluck(),
    shown: db.prepare<[number], { form: string; shown: string; uses: number }>('select form, shown, uses from search_form where id = ?'),
    setShown: db.prepare('update search_form set shown = ? where id = ?'),
    insertInitials: db.prepare('insert or ignore into search_initials values (?, ?, ?)'),
    deleteRelations: db.prepare('delete from search_related'),
    insertRelation: db.prepare('insert into search_related values (?, ?, ?)'),
    insertDelete: db.prepare('insert or ignore into search_delete values (?, ?)'),
  }
  const deletes = [
    'search_talk where no',
    'search_facet where talk',
    'search_cue where talk',
    'search_slide where talk',
    'search_voice where talk',
    'search_name where talk',
    'search_posting where talk',
    'search_forward where talk',
    'search_initials where talk',
  ].map((where) => db.prepare(`delete from ${where} = ?`))

  function termId(term: string): number {
    return sql.term.get(term) ?? Number(sql.insertTerm.run(term).lastInsertRowid)
  }

  /** Words and what they are found under, as they are met in one talk. */
  function createVocabulary() {
    const ids = new Map<string, number>()
    const variants = new Map<string, { form: number; written: string }>()
    return {
      variants,
      idOf({ form, text }: Token): number {
        const written = text.toLowerCase()
        const id = ids.get(form) ?? sql.form.get(form) ?? insertForm(form, written)
        ids.set(form, id)
        if (written !== form) variants.set(`${id} ${written}`, { form: id, written })
        return id
      },
    }
  }

  function insertForm(form: string, written: string): number {
    const id = Number(sql.insertForm.run(form, written).lastInsertRowid)
    analyse(id, written)
    for (const key of correctionKeys(form)) sql.insertDelete.run(key, id)
    return id
  }

  function analyse(form: number, written: string): void {
    for (const [term, weight] of termsOf(written, dutch())) sql.insertFormTerm.run(termId(term), form, weight)
  }

  /** A form is shown and analysed with its marks (“ideeën”) where at least half of the talks with it write them: “vóór” stays “voor”. */
  function settleVariants(forms: Iterable<number>, alsoWithout: readonly number[] = []): void {
    const varying = sql.formsWithVariants.all(JSON.stringify([...forms]))
    for (const form of new Set([...varying, ...alsoWithout])) {
      const now = sql.shown.get(form)
      if (!now) continue
      const written = sql.variant.get(form, now.uses) ?? now.form
      if (written === now.shown) continue
      sql.setShown.run(written, form)
      sql.deleteFormTerms.run(form)
      analyse(form, written)
    }
  }

  function remove(id: string): void {
    const talk = sql.talk.get(id)
    if (talk === undefined) return
    const { no } = talk
    for (let at = 0; at < (sql.cueCount.get(no) ?? 0); at += PASSAGE_STRIDE) sql.deletePassage.run(no * ROWS_PER_TALK + at)
    const { variants } = JSON.parse(talk.fields) as StoredFields
    const stored = sql.formsOfTalk.get(no)
    const [spoken, written] = stored ? [asNumbers(stored.forms), asNumbers(stored.written)] : [[], []]
    for (const form of spoken) sql.countForm.run(-1, -1, form)
    for (const form of written) sql.countForm.run(0, -1, form)
    for (const statement of deletes) statement.run(no)
    const unused = new Set([...spoken, ...written].filter(forgetUnused))
    const left = new Set<number>()
    for (const [form, as] of variants) {
      sql.countVariant.run(form, as, -1)
      sql.dropVariant.run(form, as)
      if (!unused.has(form)) left.add(form)
    }
    settleVariants([...spoken, ...written], [...left])
  }

  /** Deletes a form no talk has any more. @returns whether it did */
  function forgetUnused(id: number): boolean {
    const form = sql.unusedForm.get(id)
    if (form === undefined) return false
    sql.deleteFormTerms.run(id)
    for (const key of correctionKeys(form)) sql.deleteDelete.run(key, id)
    sql.deleteForm.run(id)
    return true
  }

  return {
    remove,
    /** The index holds the record's changes up to this one. */
    setSeq: (seq: number): void => void sql.setSeq.run(seq),
    /** Replaces what the library's thesaurus relates. */
    setRelations(relations: readonly Relation[]): void {
      sql.deleteRelations.run()
      for (const [i, [key, words]] of relations.entries()) sql.insertRelation.run(key, i, words.join(' '))
    },
    /** @param slides what stands on each, in order */
    put(talk: Searchable, cues: readonly Cue[], slides: readonly string[] = []): void {
      remove(talk.id)
      const tokens = cues.map((cue) => tokenise(cue.text))
      const spoken = tokens.reduce((sum, list) => sum + list.length, 0)
      const no = Number(sql.insertTalk.run(talk.id, talk.title, spoken, '{}').lastInsertRowid)
      for (const [kind, value, name] of facetsOf(talk)) sql.insertFacet.run(kind, value, no, name)

      const inOrder = new Uint32Array(spoken)
      const starts = new Uint32Array(cues.length)
      const weights = new Map<string, number>()
      const vocabulary = createVocabulary()
      const add = (written: string, times: number) => {
        for (const [term, weight] of termsOf(written, dutch())) weights.set(term, (weights.get(term) ?? 0) + weight * times)
      }
      let at = 0
      for (const [number, cue] of cues.entries()) {
        starts[number] = at
        for (const token of tokens[number] ?? []) {
          inOrder[at++] = vocabulary.idOf(token)
          add(token.text, 1)
        }
        const words = cue.words && JSON.stringify(cue.words.map((word) => [word.start, word.end, word.text]))
        sql.insertCue.run(no, number, cue.start, cue.end, cue.speaker, cue.text, words)
      }
      for (const [i, text] of slides.entries()) if (text !== '') sql.insertSlide.run(no, i + 1, text)
      const voices = voicesOf(cues, talk.speakers)
      const { forms, order } = inSpokenOrder(inOrder)
      const spokenForms = new Set(forms)
      const written = new Set<number>()
      for (const [field, texts] of fieldsOf(talk, voices, slides)) {
        for (const token of texts.flatMap(tokenise)) {
          const form = vocabulary.idOf(token)
          if (!spokenForms.has(form)) written.add(form)
          add(token.text, FIELD_WEIGHTS[field])
        }
      }
      for (const name of voices.about) sql.insertName.run(name, no, 0)
      for (const [i, { label, person, names }] of voices.list.entries()) {
        sql.insertVoice.run(no, i + 1, label, person)
        for (const name of names) sql.insertName.run(name, no, i + 1)
      }
      const others = Uint32Array.from(written)
      const times = Uint32Array.from(cues, (cue) => cue.start)
      sql.insertForward.run(
        no,
        asBytes(forms),
        asBytes(others),
        asBytes(order),
        asBytes(starts),
        asBytes(times),
        asBytes(repeatsIn(tokens, cues)),
        asBytes(voices.ofCue),
      )
      for (const form of forms) sql.countForm.run(1, 1, form)
      for (const form of others) sql.countForm.run(0, 1, form)
      const variants = [...vocabulary.variants.values()]
      for (const { form, written: as } of variants) sql.countVariant.run(form, as, 1)
      settleVariants([...forms, ...others])
      const fields: StoredFields = {
        chapters: talk.chapters.map(({ start, title }) => [start, title]),
        variants: variants.map(({ form, written: as }) => [form, as]),
      }
      sql.setFields.run(JSON.stringify(fields), no)
      for (const { text } of cues) {
        for (const [initials, words] of namesByInitials(text)) sql.insertInitials.run(initials, words.join(' '), no)
      }
      for (const [term, weight] of weights) sql.insertPosting.run(termId(term), no, weight)
      for (let from = 0; from < cues.length; from += PASSAGE_STRIDE) {
        const stems = tokens.slice(from, from + PASSAGE_CUES).flatMap((list) => list.map((token) => dutch().stem(token.text)))
        sql.insertPassage.run(no * ROWS_PER_TALK + from, stems.join(' '))
      }
    },
  }
}

/** The form itself and with each one letter left out; long forms by their beginning. */
function deletions(form: string): Set<string> {
  const start = form.slice(0, DELETE_PREFIX)
  if (start.length < SHORTEST_CORRECTED || /\d/.test(start)) return new Set()
  return new Set([start, ...Array.from(start, (_, i) => start.slice(0, i) + start.slice(i + 1))])
}

/** What a form is found by when it is misspelt: a letter left out, or its sound. */
export function correctionKeys(form: string): Set<string> {
  const keys = deletions(form)
  return keys.size === 0 ? keys : keys.add(`~${soundKey(form)}`)
}

/** Copied: a blob from SQLite need not lie at a multiple of four. */
const aligned = (blob: Buffer) => new Uint8Array(blob).buffer

export const asNumbers = (blob: Buffer) => new Uint32Array(aligned(blob))
export const asShorts = (blob: Buffer) => new Uint16Array(aligned(blob))

/** A talk's words from the columns `forms` and `spoken`. */
export function storedWords(forms: Buffer, spoken: Buffer): SpokenWords {
  const numbers = asNumbers(forms)
  return spokenWords(numbers, new (kindBelow(numbers.length))(aligned(spoken)))
}

const asBytes = (numbers: Numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)

function* fieldsOf(
  talk: Searchable,
  voices: Voices,
  slides: readonly string[],
): Generator<[keyof typeof FIELD_WEIGHTS, readonly string[]]> {
  yield ['title', [talk.title]]
  yield ['speaker', talk.speakers.map(({ name }) => name)]
  yield ['voice', voices.list.flatMap(({ label }) => label ?? [])]
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
