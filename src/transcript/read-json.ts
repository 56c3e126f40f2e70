/** Transcripts as JSON: our own exchange form and the output of Whisper and its relatives. */
import type { Cue, Word } from './cue.ts'
import { error, type Problem, warning } from './problem.ts'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses once; null where the text is no JSON object or array. */
export function parseJson(text: string): unknown {
  if (!/^\uFEFF?\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

/** `{ cues: [{ start, end, text, … }] }`, what `woordelijk transcript --to json` prints: times in milliseconds. */
export function isOwnJson(value: unknown): boolean {
  return isFields(value) && Array.isArray(value.cues)
}

/** `{ segments: [{ start, end, text, words? }] }`: Whisper, WhisperX, faster-whisper, whisper-timestamped. Seconds. */
export function isWhisper(value: unknown): boolean {
  return isFields(value) && Array.isArray(value.segments) && value.segments.every((s) => isFields(s) && 'text' in s && 'start' in s)
}

export function readOwnJson(value: unknown): { cues: Cue[]; problems: Problem[] } {
  return readRows(isFields(value) ? value.cues : null, 1)
}

export function readWhisper(value: unknown): { cues: Cue[]; problems: Problem[] } {
  return readRows(isFields(value) ? value.segments : null, 1000)
}

/** @param unit milliseconds in one unit of the file's times */
function readRows(rows: unknown, unit: number): { cues: Cue[]; problems: Problem[] } {
  const cues: Cue[] = []
  const problems: Problem[] = []
  const time = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value * unit) : null)
  for (const [i, row] of (Array.isArray(rows) ? rows : []).entries()) {
    const start = isFields(row) ? time(row.start) : null
    const end = isFields(row) ? time(row.end) : null
    if (!isFields(row) || start === null || end === null || typeof row.text !== 'string') {
      problems.push(error('bad-cue', `Regel ${i + 1} van het transcript mist een begintijd, eindtijd of tekst en doet niet mee.`))
      continue
    }
    if (end < start) problems.push(warning('end-before-start', `Regel ${i + 1}: de eindtijd ligt vóór de begintijd.`))
    const words = readWords(row.words, time)
    if (words.untimed > 0) problems.push(warning('untimed-words', `Regel ${i + 1}: ${words.untimed} woorden zonder tijd.`))
    cues.push({
      id: typeof row.id === 'string' ? row.id : null,
      start,
      end,
      speaker: typeof row.speaker === 'string' && row.speaker !== '' ? row.speaker : null,
      text: unit === 1 ? row.text : row.text.trim(),
      words: words.timed,
    })
  }
  return { cues, problems }
}

/** The word itself is `text` (ours, whisper-timestamped) or `word` (Whisper, WhisperX). */
function readWords(rows: unknown, time: (value: unknown) => number | null): { timed: Word[] | null; untimed: number } {
  if (!Array.isArray(rows)) return { timed: null, untimed: 0 }
  const timed: Word[] = []
  for (const row of rows) {
    if (!isFields(row)) continue
    const text = typeof row.text === 'string' ? row.text : row.word
    const start = time(row.start)
    const end = time(row.end)
    if (typeof text === 'string' && start !== null && end !== null) timed.push({ start, end, text: text.trim() })
  }
  return { timed: timed.length > 0 ? timed : null, untimed: rows.length - timed.length }
}
