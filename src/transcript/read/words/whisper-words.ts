/** Words as the programs around Whisper time them: in parts, beside the segments they belong to, or counted in nanoseconds. */
import { type Problem, warning } from '../../../problem.ts'
import { type Fields, isFields, rowsOf } from './json-fields.ts'

/** Part of a word, or a whole one. A piece that begins with a space begins a word. Times are in whatever unit the file has. */
export interface Piece {
  readonly text: string
  readonly start: unknown
  readonly end: unknown
}

/**
 * Words of pieces: a word has the start of its first piece and the latest end of all; without the first it has no time.
 * @param written the text of the row. Its spelling counts where it has as many words, since a piece may be half a letter
 */
export function joinPieces(pieces: readonly Piece[], written: unknown): Piece[] {
  const words: { text: string; start: unknown; end: number }[] = []
  for (const { text, start, end } of pieces) {
    const last = words.at(-1)
    const latest = Math.max(typeof start === 'number' ? start : 0, typeof end === 'number' ? end : 0)
    if (last && !/^\s/.test(text)) {
      last.text += text
      last.end = Math.max(last.end, latest)
    } else words.push({ text, start, end: latest })
  }
  const spoken = words.filter(({ text }) => text.trim() !== '')
  const spelled = typeof written === 'string' ? written.split(/\s+/).filter(Boolean) : []
  return spoken.map((word, i) => ({ ...word, text: (spoken.length === spelled.length ? spelled[i] : undefined) ?? word.text }))
}

/** The rows as pieces, where some of them go on with a word: some begin with a space and some do not. Null: each row is a word. */
export function piecesOf(rows: unknown): Piece[] | null {
  const pieces = rowsOf(rows).flatMap((row) => {
    const text = isFields(row) ? [row.text, row.word].find((value) => typeof value === 'string') : undefined
    return isFields(row) && typeof text === 'string' ? [{ text, start: row.start, end: row.end }] : []
  })
  const begins = pieces.slice(1).filter(({ text }) => /^\s/.test(text)).length
  return begins > 0 && begins < pieces.length - 1 ? pieces : null
}

export function isTimedWord(row: unknown): boolean {
  return isFields(row) && typeof row.start === 'number' && (typeof row.word === 'string' || typeof row.text === 'string')
}

/** Characters of a segment that may stand between one word and the next: punctuation, and words that were not timed. */
const FARTHEST = 40

/** Segments with the words that are listed beside them all. Each word comes in once, in order: where its text goes on, or else by its time. */
export function withOwnWords(segments: readonly unknown[], words: readonly unknown[]): readonly unknown[] {
  if (words.length === 0 || segments.some((row) => isFields(row) && rowsOf(row.words).length > 0)) return segments
  const own: unknown[][] = segments.map(() => [])
  let [segment, from] = [0, 0]
  for (const word of words) {
    if (!isFields(word)) continue
    while (segment < segments.length - 1 && placeOf(word, segments[segment], from) === null && isOver(segments[segment], from, word)) {
      segment++
      from = 0
    }
    from = placeOf(word, segments[segment], from) ?? from
    own[segment]?.push(word)
  }
  return segments.map((row, i) => (isFields(row) && own[i]?.length ? { ...row, words: own[i] } : row))
}

/** Where the word ends in the segment's text, or null where it does not stand soon after `from`. */
function placeOf(word: Fields, segment: unknown, from: number): number | null {
  const text = [word.text, word.word].find((value) => typeof value === 'string')
  if (!isFields(segment) || typeof segment.text !== 'string' || typeof text !== 'string' || text.trim() === '') return null
  const at = segment.text.indexOf(text.trim(), from)
  return at < 0 || at - from > FARTHEST ? null : at + text.trim().length
}

/** Whether a segment has all its words, or ends before this one. */
function isOver(segment: unknown, from: number, word: Fields): boolean {
  if (!isFields(segment)) return true
  const rest = typeof segment.text === 'string' ? segment.text.slice(from) : ''
  const { end } = segment
  return !/[\p{L}\p{N}]/u.test(rest) || (typeof word.start === 'number' && typeof end === 'number' && word.start >= end)
}

const NANOSECONDS = 1e9
/** In seconds this would be four months; in nanoseconds it is a hundredth of a second. */
const NO_SECONDS = 1e7

/** Go programs (LocalAI) write durations as whole nanoseconds. */
export function inSeconds(rows: readonly unknown[]): { readonly rows: readonly unknown[]; readonly problems: readonly Problem[] } {
  const times = rows.flatMap((row) => (isFields(row) ? [row.start, row.end] : [])).filter((time) => typeof time === 'number')
  if (!times.some((time) => time >= NO_SECONDS) || !times.every(Number.isInteger)) return { rows, problems: [] }
  const message = 'De tijden zijn hele getallen die als seconden maanden zouden duren. Ze zijn gelezen als nanoseconden.'
  return { rows: rows.map(fromNanoseconds), problems: [warning('guessed-unit', message, 1)] }
}

function fromNanoseconds(row: unknown): unknown {
  if (!isFields(row)) return row
  const seconds = (time: unknown) => (typeof time === 'number' ? time / NANOSECONDS : time)
  const timed = { ...row, start: seconds(row.start), end: seconds(row.end) }
  return Array.isArray(row.words) ? { ...timed, words: row.words.map(fromNanoseconds) } : timed
}
