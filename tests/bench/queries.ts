/** Questions taken from the talks themselves, so that common words are asked often, as people do. */

import { STOPWORDS } from '../../src/language/stopwords.ts'
import { tokenise } from '../../src/language/tokens.ts'
import type { Corpus } from './dutch-corpus.ts'
import { type Chance, pick, random } from './dutch-text.ts'

export const KINDS = ['one word', 'two words', 'phrase', 'prefix', 'completion', 'typo', 'remembered quote'] as const
export type Kind = (typeof KINDS)[number]

export interface Query {
  readonly kind: Kind
  /** As typed. */
  readonly q: string
  /** Its words without quotation marks and stars, for engines with a syntax of their own. */
  readonly words: readonly string[]
  /** Where it was taken from: the talk, and from the first of its cues to the end of the last, ms. */
  readonly from: { readonly talk: string; readonly start: number; readonly end: number }
}

const CUES_READ = 3
const WRONG_WORDS = 2
const LETTERS = Array.from('abcdefghijklmnoprstuvwz')

/** @param each how many of each kind */
export function pickQueries(corpus: Corpus, each: number): Query[] {
  const next = random(4)
  const queries: Query[] = []
  for (let i = 0; i < each; i++) {
    const talk = corpus.talk(Math.floor(next() * corpus.talkCount))
    const at = Math.floor(next() * Math.max(1, talk.cues.length - CUES_READ))
    const cues = talk.cues.slice(at, at + CUES_READ)
    const spoken = cues.flatMap((cue, n) => tokenise(cue.text).map(({ text }) => ({ text, cue: n })))
    const topical = spoken.map(({ text }) => text).filter((word) => word.length > 5 && !STOPWORDS.has(word.toLowerCase()))
    const [first = 'huis', second = 'weg'] = new Set(topical)
    const span = (from: number, to: number) => ({
      talk: talk.id,
      start: cues[spoken[from]?.cue ?? 0]?.start ?? 0,
      end: cues[spoken[to - 1]?.cue ?? CUES_READ - 1]?.end ?? 0,
    })
    const rows = (from: number, to: number) => ({ words: spoken.slice(from, to).map(({ text }) => text), from: span(from, to) })
    const whole = span(0, spoken.length)

    queries.push({ kind: 'one word', q: first, words: [first], from: whole })
    queries.push({ kind: 'two words', q: `${first} ${second}`, words: [first, second], from: whole })
    const row = Math.floor(next() * 8)
    const phrase = rows(row, row + 2 + (i % 2))
    queries.push({ kind: 'phrase', q: `"${phrase.words.join(' ')}"`, ...phrase })
    queries.push({ kind: 'prefix', q: `${first.slice(0, 4)}*`, words: [first.slice(0, 4)], from: whole })
    const start = first.slice(0, 3 + (i % 3))
    queries.push({ kind: 'completion', q: start, words: [start], from: whole })
    const typo = mistyped(first, next)
    queries.push({ kind: 'typo', q: typo, words: [typo], from: whole })

    // Three in four run over a cue’s border: the first words before it, at least two after.
    const long = 8 + (i % 5)
    const inFirst = spoken.filter(({ cue }) => cue === 0).length
    const begin = i % 4 === 0 ? 0 : Math.max(0, inFirst - 2 - Math.floor(next() * (long - 3)))
    const quote = rows(begin, begin + long)
    const words = misremembered(quote.words, () => corpus.anyWord(next), next)
    queries.push({ kind: 'remembered quote', q: words.join(' '), words, from: quote.from })
  }
  return queries
}

/** One letter left out, typed twice, wrong, or swapped with its neighbour; the first letter is right. */
function mistyped(word: string, next: Chance): string {
  const at = 1 + Math.floor(next() * (word.length - 2))
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
  const wrong = LETTERS.filter((other) => other !== letter)
  return pick(
    [
      before + after,
      before + letter + letter + after,
      before + pick(wrong, next) + after,
      before + after.charAt(0) + letter + after.slice(1),
    ],
    next,
  )
}

function misremembered(words: readonly string[], other: () => string, next: Chance): string[] {
  const wrong = new Set<number>()
  while (wrong.size < Math.min(WRONG_WORDS, words.length)) wrong.add(Math.floor(next() * words.length))
  return words.map((word, i) => (wrong.has(i) ? other() : word))
}
