/** Timed words without lines (CTM, Kaldi, captions that roll) into lines to read. */
import type { Cue, Word } from '../../cue.ts'

/** A line ends where the speaker pauses this long, in ms… */
const PAUSE_MS = 700
/** …after a sentence of at least so many words, or after this many words or ms. */
const SENTENCE_WORDS = 4
const MOST_WORDS = 16
const LONGEST_MS = 8000

export interface SpokenWord extends Word {
  readonly speaker?: string | null
}

/** Every word comes back exactly once, in order; a new speaker begins a new line. */
export function cuesFromWords(words: readonly SpokenWord[]): Cue[] {
  const cues: Cue[] = []
  let line: SpokenWord[] = []
  const close = () => {
    const [first] = line
    const last = line.at(-1)
    if (!first || !last) return
    cues.push({
      id: null,
      start: first.start,
      end: Math.max(...line.map((word) => word.end)),
      speaker: first.speaker ?? null,
      text: line.map((word) => word.text).join(' '),
      words: line.map(({ start, end, text }) => ({ start, end, text })),
    })
    line = []
  }
  for (const word of words) {
    const [first] = line
    const last = line.at(-1)
    if (first && last) {
      const ends = /[.!?…]["'”’)]*$/.test(last.text) && line.length >= SENTENCE_WORDS
      const full = line.length >= MOST_WORDS || word.end - first.start > LONGEST_MS
      const other = (word.speaker ?? null) !== (first.speaker ?? null)
      if (ends || full || other || word.start - last.end >= PAUSE_MS || word.start < last.start) close()
    }
    line.push(word)
  }
  close()
  return cues
}
