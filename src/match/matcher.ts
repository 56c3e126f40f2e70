/** A query's terms as numbers: which forms meet which clause, and which talks can hold them. */
import type { Analyser, Part } from '../language/analyser.ts'
import type { Query, Term } from '../language/query.ts'
import { ALSO_WEIGHT } from '../language/terms.ts'
import { fold } from '../language/tokens.ts'
import { EXACT, PART, type Quality, STEM } from './moments.ts'

/** Forms → quality, or words in a row for a phrase. */
export interface Matcher {
  readonly forms: ReadonlyMap<number, Quality>
  /** A phrase: the form of each word in turn. Null for single words. */
  readonly row: readonly number[] | null
  /** For a compound or a separable verb in the query: its parts as words of their own, at most `within` words apart. */
  readonly parts: readonly ReadonlyMap<number, Quality>[]
  readonly within: number
  /** Talks in which all the parts were seen, near or not: no other need be looked through for them. */
  readonly apart: ReadonlySet<number>
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
/** What a word's other reading counts in a talk. */
const OTHER_READING = 0.5

const NOTHING: Omit<Matcher, 'known'> = {
  forms: new Map(),
  row: null,
  parts: [],
  within: 0,
  apart: new Set(),
  talks: new Map(),
  doubtful: new Set(),
}

/** A form or a talk, by its number, and how much it holds of what was asked. */
type Weighted = readonly [number: number, weight: number]

/** What is asked of an index, in numbers of its own for forms and talks. */
export interface Lookup {
  /** A folded form that is spoken. */
  form(form: string): number | undefined
  /** The forms that hold a term: as their stem, their other reading, or a part. */
  forms(term: string): readonly Weighted[]
  /** The talks that hold a term. */
  talks(term: string): readonly Weighted[]
  /** The commonest forms that begin so. */
  beginning(start: string, most: number): readonly { readonly id: number; readonly form: string }[]
  /** The talks that hold any form of the same word. */
  talksOfForms(forms: readonly number[]): readonly Weighted[]
  /** Talks that may hold words with these stems in a row; none that does is left out. */
  inARow(stems: readonly string[]): readonly number[]
}

export function createMatchers(index: Lookup, analyser: Analyser) {
  function ofStems(stems: readonly string[], exact: number | undefined): { forms: Map<number, Quality>; talks: Map<number, number> } {
    const forms = new Map<number, Quality>()
    const talks = new Map<number, number>()
    for (const stem of stems) {
      for (const [form, weight] of index.forms(stem)) {
        const quality = form === exact ? EXACT : weight >= ALSO_WEIGHT ? STEM : PART
        if ((forms.get(form) ?? 0) < quality) forms.set(form, quality)
      }
      for (const [talk, weight] of index.talks(stem)) talks.set(talk, Math.max(talks.get(talk) ?? 0, weight))
    }
    return { forms, talks }
  }

  /** `vragen` is asked as the plural of `vraag`; forms of the verb are found too, and rank below it. */
  function addOtherReading(stem: string, forms: Map<number, Quality>, talks: Map<number, number>): void {
    for (const [form] of index.forms(stem)) if (!forms.has(form)) forms.set(form, PART)
    for (const [talk, weight] of index.talks(stem)) talks.set(talk, Math.max(talks.get(talk) ?? 0, weight * OTHER_READING))
  }

  function ofWord(term: Term): Matcher {
    const written = term.words[0]?.text ?? ''
    const { stem, also, parts: cut } = analyser.analyse(written)
    const exact = index.form(fold(written))
    const { forms, talks } = ofStems([stem], exact)
    if (also !== null && !analyser.isNounFirst(written)) addOtherReading(also, forms, talks)
    const { parts, within } = apart(written, cut)
    const near = parts.length > 0 ? intersect(parts.map((part) => part.talks)) : new Map<number, number>()
    const all = near.size === 0 ? talks : new Map(talks)
    // Half a talk's weight for parts that are near at best: the scan decides whether they are.
    for (const [talk, weight] of near) all.set(talk, (all.get(talk) ?? 0) + weight * 0.25)
    const doubtful = new Set([...near.keys()].filter((talk) => !talks.has(talk)))
    return {
      forms,
      row: null,
      parts: parts.map((part) => part.forms),
      within,
      apart: new Set(near.keys()),
      talks: all,
      doubtful,
      known: forms.size > 0 || near.size > 0,
    }
  }

  /** What one written word may be as several: the parts of a compound, or a verb and its particle (`afgetreden`: “trad gisteren af”). */
  function apart(written: string, cut: readonly Part[]): { parts: Pick<Matcher, 'forms' | 'talks'>[]; within: number } {
    const sure = cut.filter((part) => part.weight === 1)
    if (sure.length > 1) {
      const readings = (part: Part) => [part.stem, ...analyser.readings(written.slice(part.from, part.to))]
      return { parts: sure.map((part) => ofStems(readings(part), undefined)), within: COMPOUND_WINDOW + sure.length }
    }
    const separable = analyser.separable(written)
    if (separable === null) return { parts: [], within: 0 }
    const particle = index.form(separable.particle)
    const verb = ofStems([separable.verb], undefined)
    if (particle === undefined || verb.forms.size === 0) return { parts: [], within: 0 }
    // Nearly every talk holds the particle: the verb's talks are the candidates.
    return { parts: [verb, { forms: new Map([[particle, PART]]), talks: verb.talks }], within: SEPARABLE_WINDOW }
  }

  /** A word nobody said, as two that somebody did: `vicepremier` for “vice-premier”. Null where no cut gives two known words in a row. */
  function ofHalves(term: Term): Matcher | null {
    const [word] = term.words
    if (!word || word.form.length < 2 * SHORTEST_HALF) return null
    for (let at = SHORTEST_HALF; at <= word.form.length - SHORTEST_HALF; at++) {
      const row = [index.form(word.form.slice(0, at)), index.form(word.form.slice(at))]
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
    const joined = index.form(fold(written))
    return joined === undefined ? null : ofWord({ kind: 'word', written, words: [{ text: written, form: fold(written), from: 0, to: 0 }] })
  }

  function ofPhrase(term: Term): Matcher {
    const row = term.words.map((word) => index.form(word.form) ?? 0)
    if (row.includes(0)) return { ...NOTHING, row, known: false }
    return ofRow(
      row,
      term.words.map((word) => word.text),
    )
  }

  function ofRow(row: readonly number[], words: readonly string[]): Matcher {
    // Passages hold stems and four cues: their talks are candidates, the forward list decides.
    const stems = words.slice(0, LONGEST_PHRASE).map((word) => analyser.stem(word))
    const talks = new Map(index.inARow(stems).map((talk) => [talk, 1]))
    return { ...NOTHING, row, talks, doubtful: new Set(talks.keys()), known: true }
  }

  function ofPrefix(term: Term): Matcher {
    const start = term.words[0]?.form ?? ''
    const found = index.beginning(start, MAX_PREFIX_FORMS)
    const talks = new Map<number, number>()
    for (const [talk, weight] of index.talksOfForms(found.map(({ id }) => id))) talks.set(talk, (talks.get(talk) ?? 0) + weight)
    return {
      ...NOTHING,
      forms: new Map(found.map(({ id, form }) => [id, form === start ? EXACT : STEM])),
      talks,
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

/** A clause is met by any of its alternatives: the talks of all, each at its best. */
export function unite(alternatives: readonly Matcher[]): ReadonlyMap<number, number> {
  const [only, ...more] = alternatives
  if (only && more.length === 0) return only.talks
  const united = new Map<number, number>()
  for (const { talks } of alternatives) for (const [talk, weight] of talks) united.set(talk, Math.max(united.get(talk) ?? 0, weight))
  return united
}
