/** Cues as a valid file can hold them; what the library keeps stays as it was read. */
import type { Cue, Word } from '../cue.ts'

/** Reading aloud takes about so long, in ms. */
const MS_A_CHARACTER = 70
const SHORTEST_MS = 1000

/**
 * Without cues that have no text; none ends before it begins: such a cue lasts as long as its text takes to read, at most until the next
 * begins. Word times follow each other within their cue.
 */
export function writable(cues: readonly Cue[]): Cue[] {
  const shown = cues.filter(({ text }) => text.trim() !== '')
  return shown.map((cue, i) => {
    const next = shown[i + 1]?.start ?? Infinity
    const longest = cue.start + Math.max(SHORTEST_MS, cue.text.length * MS_A_CHARACTER)
    const end = cue.end >= cue.start ? cue.end : next > cue.start ? Math.min(next, longest) : longest
    return { ...cue, end, words: cue.words && inOrder(cue.words, cue.start, end) }
  })
}

function inOrder(words: readonly Word[], start: number, end: number): Word[] {
  let earliest = start
  return words.map((word, i) => {
    const from = Math.min(Math.max(word.start, earliest), end)
    const next = words[i + 1]?.start ?? end
    const to = Math.min(Math.max(word.end, from), Math.max(from, next), end)
    earliest = to
    return { ...word, start: from, end: to }
  })
}
