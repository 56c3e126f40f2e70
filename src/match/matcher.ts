/** A query's terms as numbers: which forms meet which clause, and which talks can hold them. */
import type { Analyser, Part } from '../language/analyser.ts'
import type { Query, Term } from '../language/query.ts'
import { ALSO_WEIGHT } from '../language/terms.ts'
import { fold } from '../language/tokens.ts'
import { DEFINED, EXACT, OTHER, PART, type Quality, STEM } from './moments.ts'

/** Forms → quality, or words in a row for a phrase. */
export interface Matcher {
  readonly forms: ReadonlyMap<number, Quality>
  /** A phrase: the form of each word in turn. Null for single words. */
  readonly row: readonly number[] | null
  /** How well the row meets its clause. */
  readonly rowQuality: Quality
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
/** The same where no talk has them so near: half a minute of speech. */
const WIDE_WINDOW = 70
/** Dutch puts a good deal between a verb and its particle. */
const SEPARABLE_WINDOW = 10
/** What a word's other reading counts in a talk. */
const OTHER_READING = 0.5

const NOTHING: Omit<Matcher, 'known'> = {
  forms: new Map(),
  row: null,
  rowQuality: EXACT,
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
  /** The voices in talks whose names hold this folded word. */
  named(form: string): readonly (readonly [talk: number, voice: number])[]
  /** Talks that may hold words with these stems in a row; none that does is left out. */
  inARow(stems: readonly string[]): readonly number[]
}

/** Of each clause: talk → the voices it names there. */
export type NamedVoices = readonly ReadonlyMap<number, readonly number[]>[]

export function createMatchers(index: Lookup, analyser: Analyser) {
  function ofStems(stems: readonly string[], exact: number | undefined): { forms: Map<number, Quality>; talks: Map<number, number> } {
    const forms = new Map<number, Quality>()
    const talks = new Map<number, number>()
    for (const stem of stems) {
      for (const [form, weight] of index.forms(stem)) {
        const quality = form === exact ? EXACT : weight === 1 ? STEM : weight >= ALSO_WEIGHT ? OTHER : PART
        if ((forms.get(form) ?? 0) < quality) forms.set(form, quality)
      }
      for (const [talk, weight] of index.talks(stem)) talks.set(talk, Math.max(talks.get(talk) ?? 0, weight))
    }
    return { forms, talks }
  }

  /** `vragen` is asked as the plural of `vraag`; forms of the verb are found too, and rank below it. */
  function addOtherReading(stem: string, forms: Map<number, Quality>, talks: Map<number, number>): void {
    for (const [form] of index.forms(stem)) if (!forms.has(form)) forms.set(form, OTHER)
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
      ...NOTHING,
      forms,
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

  /** A word that was not said, as two words that were: `vicepremier` for “vice-premier”, `email` for “e-mail”. Each cut that is spoken. */
  function ofHalves(term: Term): Matcher[] {
    const [word] = term.words
    const found: Matcher[] = []
    if (!word) return found
    for (let at = 1; at < word.form.length; at++) {
      const first = index.form(word.form.slice(0, at))
      if (first === undefined) continue
      const second = index.form(word.form.slice(at))
      if (second === undefined) continue
      const matcher = ofRow([first, second], [word.form.slice(0, at), word.form.slice(at)])
      if (matcher.talks.size > 0) found.push(matcher)
    }
    return found
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

  function voicesNamed(alternatives: readonly Term[]): ReadonlyMap<number, readonly number[]> {
    const byTalk = new Map<number, number[]>()
    for (const { kind, words } of alternatives) {
      if (kind === 'prefix') continue
      const [first, ...more] = words.map(({ form }) => index.named(form))
      const others = more.map((list) => new Set(list.map(([talk, voice]) => `${talk} ${voice}`)))
      for (const [talk, voice] of first ?? []) {
        if (!others.every((other) => other.has(`${talk} ${voice}`))) continue
        byTalk.set(talk, [...(byTalk.get(talk) ?? []), voice])
      }
    }
    return byTalk
  }

  function matcherOf(term: Term): Matcher {
    const matcher = term.kind === 'phrase' ? ofPhrase(term) : term.kind === 'prefix' ? ofPrefix(term) : ofWord(term)
    if (term.definition) return { ...matcher, rowQuality: DEFINED }
    if (!term.variant) return matcher
    // What is said literally as it was typed comes first.
    const forms = new Map([...matcher.forms].map(([form, quality]) => [form, quality === EXACT ? STEM : quality]))
    return { ...matcher, forms, rowQuality: STEM }
  }

  return {
    /**
     * One list of alternatives a clause.
     * @param wide a compound's parts may be far apart: for when nothing nearer is found
     */
    clauses: (query: Query, wide = false): Matcher[][] =>
      query.clauses.map((alternatives) => {
        const matchers = alternatives
          .map(matcherOf)
          .map((matcher) => (wide && matcher.parts.length > 0 ? { ...matcher, within: WIDE_WINDOW } : matcher))
        const [only] = alternatives
        const halves = only?.kind === 'word' && !matchers.some((matcher) => matcher.known) ? ofHalves(only) : []
        return halves.length > 0 ? halves : matchers
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
    /** For each clause, the voices that its words name, by talk. Null where no clause names anybody. */
    named(query: Query): NamedVoices | null {
      const byClause = query.clauses.map((alternatives) => voicesNamed(alternatives))
      return byClause.some((voices) => voices.size > 0) ? byClause : null
    },
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
