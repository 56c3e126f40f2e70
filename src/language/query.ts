/** A typed query as terms. Never throws: unknown syntax is plain text. */
import type { Analyser } from './analyser.ts'
import { STOPWORDS } from './stopwords.ts'
import { fold, type Token, tokenise } from './tokens.ts'

export interface Term {
  readonly kind: 'word' | 'phrase' | 'prefix'
  /** One word, or several in a row for a phrase. */
  readonly words: readonly Token[]
  /** As it was typed, for people. */
  readonly written: string
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

const FIELDS = { spreker: 'speaker', bijeenkomst: 'event', thema: 'theme', jaar: 'year' } as const
const PIECE = /(spreker|bijeenkomst|thema|jaar):(?:"([^"]*)"|(\S+))|(-?)["“”„]([^"“”„]*)["“”„]|\S+/giu

export function parseQuery(typed: string): Query {
  const clauses: Term[][] = []
  const not: Term[] = []
  const ignored: string[] = []
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
    else clauses.push(...made.map((term) => [term]))
    joining = false
  }
  return { clauses, not, fields, ignored }
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
