/** A typed query as terms. Never throws: unknown syntax is plain text. */
import type { Analyser } from './analyser.ts'
import { readNumber } from './numbers.ts'
import { STOPWORDS } from './stopwords.ts'
import { fold, type Token, tokenise } from './tokens.ts'

export interface Term {
  readonly kind: 'word' | 'phrase' | 'prefix'
  /** One word, or several in a row for a phrase. */
  readonly words: readonly Token[]
  /** As it was typed, for people. */
  readonly written: string
  /** Another way to say what was typed (`zesduizend` for `6000`): ranks below it and is not shown as a term. */
  readonly variant?: true
  /** A sentence that explains the word (`armoede is`): ranks above it, and is not shown as a term. */
  readonly definition?: true
}

export interface Query {
  /** All must be met; each by one of its alternatives. */
  readonly clauses: readonly (readonly Term[])[]
  /** None may stand near. */
  readonly not: readonly Term[]
  readonly fields: { readonly speaker?: string; readonly event?: string; readonly theme?: string; readonly year?: string }
  /** What was left out: punctuation that means nothing, words past the limit. */
  readonly ignored: readonly string[]
}

/** Longer queries are cut here: they are pasted, not typed, and each term costs. */
const MAX_TERMS = 32
const MAX_CHARACTERS = 1000

/** As they are typed, in Dutch and in English. */
const FIELDS = {
  spreker: 'speaker',
  bijeenkomst: 'event',
  thema: 'theme',
  jaar: 'year',
  speaker: 'speaker',
  event: 'event',
  theme: 'theme',
  year: 'year',
} as const
const PIECE = /(spreker|bijeenkomst|thema|jaar|speaker|event|theme|year):(?:"([^"]*)"|(\S+))|(-?)["“”„]([^"“”„]*)["“”„]|\S+/giu

export function parseQuery(typed: string): Query {
  const clauses: Term[][] = []
  const not: Term[] = []
  const ignored: string[] = []
  /** Where in the text each plain word stands: `16:30` is a time and `16 30` is not. */
  const places = new Map<Term[], { from: number; to: number }>()
  const fields: { speaker?: string; event?: string; theme?: string; year?: string } = {}
  let terms = 0
  let joining = false
  if (typed.length > MAX_CHARACTERS) ignored.push('…')
  for (const match of typed.slice(0, MAX_CHARACTERS).matchAll(PIECE)) {
    const [piece, field, quotedValue, value, minus, phrase] = match
    if (field !== undefined) {
      fields[FIELDS[field.toLowerCase() as keyof typeof FIELDS]] = fold(quotedValue ?? value ?? '').replace(/[^\p{L}\p{N}]/gu, '')
      continue
    }
    if (piece === 'OR' && clauses.length > 0) {
      joining = true
      continue
    }
    // What other search engines ask for; here all words count anyway.
    if (piece === 'AND' && clauses.length > 0) continue
    const negated = minus === '-' || (phrase === undefined && /^-\p{L}/u.test(piece))
    const words = tokenise(phrase ?? piece)
    if (words.length === 0 || terms >= MAX_TERMS) {
      ignored.push(piece)
      continue
    }
    const made = termsFrom(words.slice(0, MAX_TERMS), {
      phrase: phrase !== undefined,
      prefix: phrase === undefined && /\p{L}\*$/u.test(piece),
    })
    terms += made.length
    const last = clauses.at(-1)
    if (negated) not.push(...made)
    else if (joining && last) last.push(...made.slice(0, 1))
    else {
      for (const term of made) {
        const clause = [term]
        clauses.push(clause)
        const [word] = term.words
        if (phrase === undefined && term.kind === 'word' && word)
          places.set(clause, { from: match.index + word.from, to: match.index + word.to })
      }
    }
    joining = false
  }
  return { clauses: withNumbers(withoutHour(clauses), places, typed), not, fields, ignored }
}

/** “hoe laat” asks for a time, not for lateness. */
function withoutHour(clauses: readonly Term[][]): Term[][] {
  const form = (at: number) => (clauses[at]?.length === 1 ? clauses[at]?.[0]?.words[0]?.form : undefined)
  return clauses.filter((_, at) => clauses.length < 3 || form(at) !== 'laat' || form(at - 1) !== 'hoe')
}

/** Each number becomes one clause: as it was typed, or said in another way. */
function withNumbers(clauses: readonly Term[][], places: ReadonlyMap<Term[], { from: number; to: number }>, typed: string): Term[][] {
  const words = clauses.map((clause, at) => {
    const place = places.get(clause)
    const before = places.get(clauses[at - 1] ?? [])
    const form = place && clause.length === 1 ? (clause[0]?.words[0]?.form ?? '') : ''
    return { form, before: place && before ? typed.slice(before.to, place.from) : '' }
  })
  const made: Term[][] = []
  for (let at = 0; at < clauses.length; ) {
    const number = words[at]?.form ? readNumber(words, at) : null
    if (!number) {
      made.push(clauses[at] ?? [])
      at++
      continue
    }
    const own = clauses.slice(at, at + number.length).flatMap((clause) => clause[0] ?? [])
    made.push([asTyped(own), ...number.variants.filter((way) => !isRow(own, way)).map(variantOf)])
    at += number.length
  }
  return made
}

function asTyped(terms: readonly Term[]): Term {
  const [only, ...more] = terms
  if (only && more.length === 0) return only
  return { kind: 'phrase', words: terms.flatMap((term) => term.words), written: terms.map((term) => term.written).join(' ') }
}

const isRow = (terms: readonly Term[], forms: readonly string[]) =>
  terms.length === forms.length && terms.every((term, i) => term.words[0]?.form === forms[i])

function variantOf(forms: readonly string[]): Term {
  const words = forms.map((form) => ({ text: form, form, from: 0, to: 0 }))
  return { kind: words.length === 1 ? 'word' : 'phrase', words, written: forms.join(' '), variant: true }
}

/** “wat is armoede”, “wat betekent segregatie”: the word that is to be explained, and how an explanation begins. */
const WHAT_IS = /^\s*wat\s+(?:is|zijn|was|waren|betekent|betekenen|houdt|verstaan)\b/iu
const EXPLAINS = ['is', 'zijn', 'betekent', 'heet', 'wil zeggen', 'houdt in', 'noemen']

/** A question after what something is prefers the place where that is said. */
function withDefinitions(clauses: Query['clauses'], typed: string): Query['clauses'] {
  const [only, ...more] = clauses
  const [term] = only ?? []
  if (!only || more.length > 0 || term?.kind !== 'word' || !WHAT_IS.test(typed)) return clauses
  const explained = EXPLAINS.map((verb): Term => {
    const words = [...term.words, ...verb.split(' ').map((form) => ({ text: form, form, from: 0, to: 0 }))]
    return { kind: 'phrase', words, written: words.map(({ text }) => text).join(' '), definition: true }
  })
  return [[...only, ...explained]]
}

/** Words run together by punctuation (Heerlen-Noord, en/of) are words of their own; quoted they are a row. */
function termsFrom(words: readonly Token[], { phrase, prefix }: { phrase: boolean; prefix: boolean }): Term[] {
  const [first] = words
  if (phrase && words.length > 1) return [{ kind: 'phrase', words, written: `“${words.map((word) => word.text).join(' ')}”` }]
  if (prefix && first && words.length === 1) return [{ kind: 'prefix', words, written: `${first.text}*` }]
  return words.map((word) => ({ kind: 'word', words: [word], written: word.text }))
}

/** Small words say nothing of a topic: they are left out unless there is nothing else. */
export function withoutStopwords(clauses: Query['clauses']): Query['clauses'] {
  const isStopword = (term: Term | undefined) => term?.kind === 'word' && STOPWORDS.has(term.words[0]?.form ?? '')
  const kept = clauses.filter((alternatives) => alternatives.length > 1 || !isStopword(alternatives[0]))
  return kept.length > 0 ? kept : clauses
}

/** What is looked for: the words that carry a topic and, for “wat is …”, the sentences that explain them. */
export function topicsOf(query: Query, typed: string): Query {
  return { ...query, clauses: withDefinitions(withoutStopwords(query.clauses), typed) }
}

/** A query's terms as they were typed, without what was added to them. */
export function typedTerms(query: Query): string[] {
  return [...query.clauses.flat(), ...query.not].filter((term) => !term.variant && !term.definition).map((term) => term.written)
}

/** What the query's words and their parts stem to. */
export function stemsOf(terms: readonly Term[], analyser: Analyser): Set<string> {
  return new Set(
    terms.flatMap((term) =>
      term.words.flatMap((word) => {
        const { parts } = analyser.analyse(word.text)
        return [...analyser.readings(word.text), ...parts.map((part) => part.stem)]
      }),
    ),
  )
}
