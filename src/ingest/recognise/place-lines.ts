/** Lines of one piece on the clock of the whole recording, with everything that cannot be right in them. Pure. */
import type { Cue, Word } from '../../transcript/cue.ts'

/**
 * What a person should look at. `cut`: the piece was cut while somebody spoke · `silent`: nothing to hear, so not sent · `nothing`: sound in
 * which nothing was recognised · `outside`: the line begins after the end of its piece and was left out · `late`: it ended after its piece
 * and was shortened · `backwards`: it begins before the line before it · `reversed`: it ends before it begins · `words`: the times of its
 * words cannot be right and were left out · `row`: so many lines of a piece lack a time or a text and were left out · `repeated`: the same
 * text over and over, a sign of speech made up · `language`: the recogniser took the piece for this language.
 */
export interface Finding {
  readonly kind: 'cut' | 'silent' | 'nothing' | 'outside' | 'late' | 'backwards' | 'reversed' | 'words' | 'row' | 'repeated' | 'language'
  /** Milliseconds in the recording. */
  readonly at: number
  /** The line, the language, or the number of lines. */
  readonly text: string
}

/** Recognisers round the last time of a piece. */
const ROUNDING_MS = 100
/** Words are often timed apart from their lines. */
const WORD_SLACK_MS = 2000
/** A text that stands this often in a row is not what somebody said. */
const REPEATED = 4

export interface PlacedLines {
  readonly cues: readonly Cue[]
  readonly findings: readonly Finding[]
}

/** @param lines with times from the beginning of the piece */
export function placeLines(lines: readonly Cue[], { start, end }: { readonly start: number; readonly end: number }): PlacedLines {
  const length = end - start
  const cues: Cue[] = []
  const findings: Finding[] = []
  let repeats = 1
  let before: Cue | null = null
  for (const line of lines) {
    const find = (kind: Finding['kind']) => findings.push({ kind, at: start + Math.min(line.start, length), text: line.text })
    if (line.start >= length) {
      find('outside')
      continue
    }
    if (line.end < line.start) find('reversed')
    if (before !== null && line.start < before.start) find('backwards')
    repeats = before !== null && line.text === before.text ? repeats + 1 : 1
    if (repeats === REPEATED) find('repeated')
    before = line
    const isLate = line.end > length + ROUNDING_MS
    if (isLate) find('late')
    const lineEnd = isLate ? length : line.end
    const isTimed =
      line.words !== null &&
      areInOrder(line.words, Math.max(0, line.start - WORD_SLACK_MS), Math.min(length + ROUNDING_MS, lineEnd + WORD_SLACK_MS))
    if (line.words !== null && !isTimed) find('words')
    const words = isTimed ? (line.words ?? []).map((word) => ({ ...word, start: word.start + start, end: word.end + start })) : null
    cues.push({ ...line, start: line.start + start, end: lineEnd + start, words })
  }
  return { cues, findings }
}

/** Whether words follow each other, all within this span. */
function areInOrder(words: readonly Word[], start: number, end: number): boolean {
  let last = start
  for (const word of words) {
    if (word.start < last || word.end < word.start || word.end > end) return false
    last = word.start
  }
  return true
}
