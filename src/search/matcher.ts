/** A query's terms as numbers: which forms meet which clause, and which talks can hold them. */
import type Sqlite from 'better-sqlite3'
import { fold } from '../language/tokens.ts'
import { dutch } from './dutch.ts'
import { ROWS_PER_TALK } from './index-tables.ts'
import { ALSO_WEIGHT } from './index-writer.ts'
import type { Query, Term } from './query.ts'

/** How well a form meets a term. */
export const EXACT = 3
export const STEM = 2
export const PART = 1
export type Quality = typeof EXACT | typeof STEM | typeof PART

/** Forms → quality, or words in a row for a phrase. */
export interface Matcher {
  readonly forms: ReadonlyMap<number, Quality>
  /** A phrase: the form of each word in turn. Null for single words. */
  readonly row: readonly number[] | null
  /** For a compound in the query: its parts as words of their own, near each other. */
  readonly parts: readonly ReadonlyMap<number, Quality>[]
  /** Talk → weight in it. */
  readonly talks: ReadonlyMap<number, number>
  /** Of those, the ones in which only the parts were seen: whether they fall together is for the scan to say. */
  readonly doubtful: ReadonlySet<number>
  readonly known: boolean
}

/** A prefix stands for at most this many forms, the commonest. */
const MAX_PREFIX_FORMS = 50
/** A longer phrase is looked up by its beginning: a passage must be able to hold it. */
const LONGEST_PHRASE = 8

export function createMatchers(db: Sqlite.Database) {
  const sql = {
    term: db.prepare<[string], number>('select id from search_term where term = ?').pluck(),
    form: db.prepare<[string], number>('select id from search_form where form = ? and talks > 0').pluck(),
    formsOf: db.prepare<[number], { form: number; weight: number }>('select form, weight from search_form_term where term = ?'),
    postings: db.prepare<[number], { talk: number; weight: number }>('select talk, weight from search_posting where term = ?'),
    prefix: db.prepare<[string, string, number], { id: number; form: string }>(
      'select id, form from search_form where form >= ? and form < ? and talks > 0 order by talks desc, form limit ?',
    ),
    phrase: db
      .prepare<[string], number>(`select distinct rowid / ${ROWS_PER_TALK} from search_passage where search_passage match ?`)
      .pluck(),
    termOfForm: db.prepare<[number], number>('select term from search_form_term where form = ? and weight = 1').pluck(),
  }

  function ofStem(stem: string, exact: number | undefined): Pick<Matcher, 'forms' | 'talks'> {
    const term = sql.term.get(stem)
    const forms = new Map<number, Quality>()
    const talks = new Map<number, number>()
    if (term !== undefined) {
      for (const { form, weight } of sql.formsOf.all(term)) forms.set(form, form === exact ? EXACT : weight >= ALSO_WEIGHT ? STEM : PART)
      for (const { talk, weight } of sql.postings.all(term)) talks.set(talk, weight)
    }
    return { forms, talks }
  }

  function ofWord(term: Term): Matcher {
    const written = term.words[0]?.text ?? ''
    const { stem, parts: cut } = dutch().analyse(written)
    const exact = sql.form.get(fold(written))
    const { forms, talks } = ofStem(stem, exact)
    const sure = cut.filter((part) => part.weight === 1)
    const parts = sure.length > 1 ? sure.map((part) => ofStem(part.stem, undefined)) : []
    const near = parts.length > 0 ? intersect(parts.map((part) => part.talks)) : new Map<number, number>()
    const all = new Map(talks)
    // Half a talk's weight for parts that are near at best: the scan decides whether they are.
    for (const [talk, weight] of near) all.set(talk, (all.get(talk) ?? 0) + weight * 0.25)
    const doubtful = new Set([...near.keys()].filter((talk) => !talks.has(talk)))
    return { forms, row: null, parts: parts.map((part) => part.forms), talks: all, doubtful, known: forms.size > 0 || near.size > 0 }
  }

  function ofPhrase(term: Term): Matcher {
    const row = term.words.map((word) => sql.form.get(word.form) ?? 0)
    if (row.includes(0)) return { forms: new Map(), row, parts: [], talks: new Map(), doubtful: new Set(), known: false }
    // Passages hold stems and four cues: their talks are candidates, the forward list decides.
    const stems = term.words.slice(0, LONGEST_PHRASE).map((word) => dutch().stem(word.text))
    const talks = new Map(sql.phrase.all(`"${stems.join(' ')}"`).map((talk) => [talk, 1]))
    return { forms: new Map(), row, parts: [], talks, doubtful: new Set(talks.keys()), known: true }
  }

  function ofPrefix(term: Term): Matcher {
    const start = term.words[0]?.form ?? ''
    const found = sql.prefix.all(start, `${start}\uffff`, MAX_PREFIX_FORMS)
    const talks = new Map<number, number>()
    for (const id of new Set(found.flatMap(({ id: form }) => sql.termOfForm.all(form)))) {
      for (const { talk, weight } of sql.postings.all(id)) talks.set(talk, (talks.get(talk) ?? 0) + weight)
    }
    return {
      forms: new Map(found.map(({ id, form }) => [id, form === start ? EXACT : STEM])),
      row: null,
      parts: [],
      talks,
      doubtful: new Set(),
      known: found.length > 0,
    }
  }

  function matcherOf(term: Term): Matcher {
    return term.kind === 'phrase' ? ofPhrase(term) : term.kind === 'prefix' ? ofPrefix(term) : ofWord(term)
  }

  return {
    /** One list of alternatives a clause. */
    clauses: (query: Query): Matcher[][] => query.clauses.map((alternatives) => alternatives.map(matcherOf)),
    not: (query: Query): Matcher[] => query.not.map(matcherOf),
  }
}

/** Talks in all of them, with the least weight. */
export function intersect(maps: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const [first, ...rest] = maps.toSorted((a, b) => a.size - b.size)
  const kept = new Map<number, number>()
  for (const [talk, weight] of first ?? []) {
    const others = rest.map((map) => map.get(talk))
    if (others.every((other) => other !== undefined)) kept.set(talk, Math.min(weight, ...(others as number[])))
  }
  return kept
}
