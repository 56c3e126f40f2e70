/** A quote's words in a link (`#t=12,20&citaat=…`), and found again in a transcript. */
import { type Flow, startAt } from '../../src/transcript/quote/flow.ts'

/** A longer quote is given by its beginning and its end. */
const LONGEST = 300
const KEPT = 120
const BETWEEN = ' […] '

export function wordsForLink(exact: string): string {
  return exact.length <= LONGEST ? exact : `${exact.slice(0, KEPT)}${BETWEEN}${exact.slice(-KEPT)}`
}

/**
 * Where the words stand, as character offsets; of words said more than once, those nearest to the time.
 * @returns null where they are not there
 */
export function findWords({ text, ...rest }: Flow, words: string, time: number): { from: number; to: number } | null {
  const [begin = '', end] = words.split(BETWEEN)
  if (begin.trim() === '') return null
  let best: { from: number; to: number; distance: number } | null = null
  for (let from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, from + 1)) {
    const last = end === undefined ? from : text.indexOf(end, from + begin.length)
    if (last < 0) break
    const distance = Math.abs(startAt({ text, ...rest }, from) - time)
    if (!best || distance < best.distance) best = { from, to: last + (end ?? begin).length, distance }
  }
  return best
}
