/**
 * A quotation as somebody remembers it, with a word wrong, left out or moved: passages that hold two of its five rarest words, aligned
 * with it word by word (Smith–Waterman), the best shown with how much of it was found.
 */
import type Sqlite from 'better-sqlite3'
import { STOPWORDS } from '../language/stopwords.ts'
import { tokenise } from '../language/tokens.ts'
import type { Cue } from '../transcript/cue.ts'
import { dutch } from './dutch.ts'
import { PASSAGE_CUES, ROWS_PER_TALK } from './index-tables.ts'

/** Fewer words are a search for words. */
export const SHORTEST_QUOTATION = 5
/** Less of it found than this, and it is another sentence. */
const SURE_ENOUGH = 0.55
const RAREST = 5
const ALIGNED = 60

export interface Remembered {
  readonly talk: number
  readonly cue: number
  /** Words of the cue, from its first, that were found: number and length 1 each. */
  readonly words: readonly number[]
  readonly confidence: number
}

export function createRecaller(db: Sqlite.Database, cuesOf: (talk: number, from: number, to: number) => { number: number; cue: Cue }[]) {
  const rarity = db
    .prepare<[string], number>('select count(*) from search_posting where term = (select id from search_term where term = ?)')
    .pluck()
  const match = db
    .prepare<[string, number], number>('select rowid from search_passage where search_passage match ? order by rank limit ?')
    .pluck()

  return function recall(words: readonly string[], allowed: (talk: number) => boolean): Remembered[] {
    const stems = words.map((word) => dutch().stem(word))
    const known = [...new Set(stems.filter((stem, i) => !STOPWORDS.has(words[i]?.toLowerCase() ?? '')))]
      .map((stem) => ({ stem, talks: rarity.get(stem) ?? 0 }))
      .filter(({ talks }) => talks > 0)
      .toSorted((a, b) => a.talks - b.talks || (a.stem < b.stem ? -1 : 1))
      .slice(0, RAREST)
      .map(({ stem }) => `"${stem}"`)
    if (known.length < 2) return []
    const pairs = known.flatMap((a, i) => known.slice(i + 1).map((b) => `(${a} AND ${b})`))
    const found = new Map<string, Remembered>()
    for (const row of match.all(pairs.join(' OR '), ALIGNED)) {
      const talk = Math.floor(row / ROWS_PER_TALK)
      if (!allowed(talk)) continue
      const first = row % ROWS_PER_TALK
      // A cue more on either side: the quotation may hang over the passage's edge.
      const cues = cuesOf(talk, Math.max(0, first - 1), first + PASSAGE_CUES)
      const spoken = cues.flatMap(({ number, cue }) =>
        tokenise(cue.text).map((token, word) => ({ number, word, stem: dutch().stem(token.text) })),
      )
      const { pairs: aligned } = align(
        stems,
        spoken.map((token) => token.stem),
      )
      const start = spoken[aligned[0] ?? -1]
      const confidence = aligned.length / stems.length
      if (!start || confidence < SURE_ENOUGH) continue
      const inCue = aligned.map((i) => spoken[i]).map((token) => (token ? token.word + offset(spoken, start.number, token.number) : 0))
      const key = `${talk} ${start.number}`
      const other = found.get(key)
      if (!other || other.confidence < confidence) found.set(key, { talk, cue: start.number, words: inCue, confidence })
    }
    return [...found.values()].toSorted((a, b) => b.confidence - a.confidence || a.talk - b.talk || a.cue - b.cue)
  }
}

/** Words between the first word of one cue and the first of a later one. */
function offset(spoken: readonly { number: number }[], from: number, to: number): number {
  return spoken.filter(({ number }) => number >= from && number < to).length
}

/** Local alignment of two lists of stems. @returns the places in `b` that were matched, in order */
export function align(a: readonly string[], b: readonly string[]): { pairs: number[] } {
  const width = b.length + 1
  const score = new Float32Array((a.length + 1) * width)
  let [best, bestAt] = [0, 0]
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const diagonal = (score[(i - 1) * width + j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 2 : -1)
      const value = Math.max(0, diagonal, (score[(i - 1) * width + j] ?? 0) - 0.7, (score[i * width + j - 1] ?? 0) - 0.7)
      score[i * width + j] = value
      if (value > best) [best, bestAt] = [value, i * width + j]
    }
  }
  const pairs: number[] = []
  for (let at = bestAt; at > width && (score[at] ?? 0) > 0; ) {
    const [i, j] = [Math.floor(at / width), at % width]
    if (j === 0) break
    const same = a[i - 1] === b[j - 1]
    if (Math.abs((score[at] ?? 0) - ((score[at - width - 1] ?? 0) + (same ? 2 : -1))) < 1e-4) {
      if (same) pairs.unshift(j - 1)
      at -= width + 1
    } else if (Math.abs((score[at] ?? 0) - ((score[at - width] ?? 0) - 0.7)) < 1e-4) at -= width
    else at -= 1
  }
  return { pairs }
}
