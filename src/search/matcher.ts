/** A query's terms as numbers: which forms meet which clause, and which talks can hold them. */
import type Sqlite from 'better-sqlite3'
import type { Part } from '../language/analyser.ts'
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
  /** For a compound or a separable verb in the query: its parts as words of their own, within `window` of each other. */
  readonly parts: readonly ReadonlyMap<number, Quality>[]
  readonly window: number
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

/** The parts of a compound, spoken as words of their own, within this many words and one for each part. */
const COMPOUND_WINDOW = 4
/** Dutch puts a good deal between a verb and its particle. */
const SEPARABLE_WINDOW = 10
const SHORTEST_HALF = 3

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

  function ofStems(stems: readonly string[], exact: number | undefined): Pick<Matcher, 'forms' | 'talks'> {
    const forms = new Map<number, Quality>()
    const talks = new Map<number, number>()
    for (const stem of stems) {
      const term = sql.term.get(stem)
      if (term === undefined) continue
      for (const { form, weight } of sql.formsOf.all(term)) {
        const quality = form === exact ? EXACT : weight >= ALSO_WEIGHT ? STEM : PART
        if ((forms.get(form) ?? 0) < quality) forms.set(form, quality)
      }
      for (const { talk, weight } of sql.postings.all(term)) talks.set(talk, Math.max(talks.get(talk) ?? 0, weight))
    }
    return { forms, talks }
  }

  function ofWord(term: Term): Matcher {
    const written = term.words[0]?.text ?? ''
    const { stem, also, parts: cut } = dutch().analyse(written)
    const exact = sql.form.get(fold(written))
    const { forms, talks } = ofStems(also === null ? [stem] : [stem, also], exact)
    const { parts, window } = apart(written, cut)
    const near = parts.length > 0 ? intersect(parts.map((part) => part.talks)) : new Map<number, number>()
    const all = new Map(talks)
    // Half a talk's weight for parts that are near at best: the scan decides whether they are.
    for (const [talk, weight] of near) all.set(talk, (all.get(talk) ?? 0) + weight * 0.25)
    const doubtful = new Set([...near.keys()].filter((talk) => !talks.has(talk)))
    return {
      forms,
      row: null,
      parts: parts.map((part) => part.forms),
      window,
      talks: all,
      doubtful,
      known: forms.size > 0 || near.size > 0,
    }
  }

  /** What one written word may be as several: the parts of a compound, or a verb and its particle (`afgetreden`: “trad gisteren af”). */
  function apart(written: string, cut: readonly Part[]): { parts: Pick<Matcher, 'forms' | 'talks'>[]; window: number } {
    const sure = cut.filter((part) => part.weight === 1)
    if (sure.length > 1) {
      const readings = (part: Part) => [part.stem, ...dutch().readings(written.slice(part.from, part.to))]
      return { parts: sure.map((part) => ofStems(readings(part), undefined)), window: COMPOUND_WINDOW + sure.length }
    }
    const separable = dutch().separable(written)
    if (separable === null) return { parts: [], window: 0 }
    const particle = sql.form.get(separable.particle)
    const verb = ofStems([separable.verb], undefined)
    if (particle === undefined || verb.forms.size === 0) return { parts: [], window: 0 }
    // Nearly every talk holds the particle: the verb's talks are the candidates.
    return { parts: [verb, { forms: new Map([[particle, PART]]), talks: verb.talks }], window: SEPARABLE_WINDOW }
  }

  /** A word nobody said, as two that somebody did: `vicepremier` for “vice-premier”. Null where no cut gives two known words in a row. */
  function ofHalves(term: Term): Matcher | null {
    const [word] = term.words
    if (!word || word.form.length < 2 * SHORTEST_HALF) return null
    for (let at = SHORTEST_HALF; at <= word.form.length - SHORTEST_HALF; at++) {
      const row = [sql.form.get(word.form.slice(0, at)), sql.form.get(word.form.slice(at))]
      const [first, second] = row
      if (first === undefined || second === undefined) continue
      const matcher = ofRow([first, second], [word.form.slice(0, at), word.form.slice(at)])
      if (matcher.talks.size > 0) return matcher
    }
    return null
  }

  /** Two words in a row, as one that somebody said: `heerlen noord` for “Heerlennoord”. */
  function ofJoined(first: Term, second: Term): Matcher | null {
    const written = `${first.words[0]?.text ?? ''}${second.words[0]?.text ?? ''}`
    const joined = sql.form.get(fold(written))
    return joined === undefined ? null : ofWord({ kind: 'word', written, words: [{ text: written, form: fold(written), from: 0, to: 0 }] })
  }

  function ofPhrase(term: Term): Matcher {
    const row = term.words.map((word) => sql.form.get(word.form) ?? 0)
    if (row.includes(0)) return { forms: new Map(), row, parts: [], window: 0, talks: new Map(), doubtful: new Set(), known: false }
    return ofRow(
      row,
      term.words.map((word) => word.text),
    )
  }

  function ofRow(row: readonly number[], words: readonly string[]): Matcher {
    // Passages hold stems and four cues: their talks are candidates, the forward list decides.
    const stems = words.slice(0, LONGEST_PHRASE).map((word) => dutch().stem(word))
    const talks = new Map(sql.phrase.all(`"${stems.join(' ')}"`).map((talk) => [talk, 1]))
    return { forms: new Map(), row, parts: [], window: 0, talks, doubtful: new Set(talks.keys()), known: true }
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
      window: 0,
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
    clauses: (query: Query): Matcher[][] =>
      query.clauses.map((alternatives) => {
        const matchers = alternatives.map(matcherOf)
        const [only] = alternatives
        const halves = only?.kind === 'word' && !matchers.some((matcher) => matcher.known) ? ofHalves(only) : null
        return halves ? [halves] : matchers
      }),
    /** For two words in a row: what they are as one, with which clauses it stands for. Null where nobody said it. */
    joined(query: Query): { from: number; matcher: Matcher } | null {
      for (const [from, [first]] of query.clauses.entries()) {
        const [second] = query.clauses[from + 1] ?? []
        if (first?.kind !== 'word' || second?.kind !== 'word') continue
        const matcher = ofJoined(first, second)
        if (matcher) return { from, matcher }
      }
      return null
    },
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
