/** Transcripts as JSON: our own exchange form, what speech recognisers write, YouTube's json3, Podcasting 2.0, oTranscribe. */

import { error, type Problem, warning } from '../../problem.ts'
import type { Cue, Word } from '../cue.ts'
import { cuesFromWords } from './cues-from-words.ts'
import { htmlToText } from './read-text.ts'
import type { Reading } from './reading.ts'

type Fields = Record<string, unknown>
export type JsonFormat = 'json' | 'whisper' | 'json3' | 'podcast' | 'kaldi' | 'otr'

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Parses once; null where the text is no JSON object or array. */
export function parseJson(text: string): unknown {
  if (!/^\uFEFF?\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

/** Which of the JSON forms this is; null for none. A list of segments is Whisper's without its wrapper. */
export function jsonFormat(value: unknown): JsonFormat | null {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((row) => isFields(row) && 'start' in row && ('text' in row || 'words' in row))) return 'whisper'
    return value.length > 0 && value.every((row) => isFields(row) && Array.isArray(row.result)) ? 'kaldi' : null
  }
  if (!isFields(value)) return null
  if (Array.isArray(value.cues)) return 'json'
  if (Array.isArray(value.events)) return 'json3'
  const segments = rowsOf(value.segments)
  if (Array.isArray(value.segments)) {
    const podcast =
      segments.some((row) => isFields(row) && 'startTime' in row) || (typeof value.version === 'string' && segments.length === 0)
    return podcast ? 'podcast' : 'whisper'
  }
  if (Array.isArray(value.transcription) || Array.isArray(value.chunks)) return 'whisper'
  if (Array.isArray(value.result) || Array.isArray(value.results)) return 'kaldi'
  return typeof value.text === 'string' && ('media' in value || 'media-time' in value || value.text.includes('timestamp')) ? 'otr' : null
}

export function readJson(value: unknown, format: JsonFormat): Reading {
  switch (format) {
    case 'json':
      return readRows(isFields(value) ? value.cues : value, OWN)
    case 'whisper':
      return readWhisper(value)
    case 'podcast':
      return readRows(isFields(value) ? value.segments : null, PODCAST)
    case 'json3':
      return readJson3(value)
    case 'kaldi':
      return readKaldi(value)
    case 'otr':
      return htmlToText(isFields(value) && typeof value.text === 'string' ? value.text : '')
  }
}

interface Shape {
  /** Milliseconds in one unit of the file's times. */
  readonly unit: number
  readonly start: string
  readonly end: string
  readonly text: string
  /** Whether the text stands exactly as it is to be shown. */
  readonly exact: boolean
}

const OWN: Shape = { unit: 1, start: 'start', end: 'end', text: 'text', exact: true }
const WHISPER: Shape = { unit: 1000, start: 'start', end: 'end', text: 'text', exact: false }
const PODCAST: Shape = { unit: 1000, start: 'startTime', end: 'endTime', text: 'body', exact: false }

/**
 * OpenAI Whisper, WhisperX, faster-whisper, whisper-timestamped (`segments`, seconds), whisper.cpp (`transcription`, ms in `offsets`),
 * and the pipeline of transformers (`chunks` with `timestamp: [from, to]`).
 */
function readWhisper(value: unknown): Reading {
  if (isFields(value) && Array.isArray(value.transcription)) {
    const rows = value.transcription.map((row) =>
      isFields(row) && isFields(row.offsets) ? { ...row, start: row.offsets.from, end: row.offsets.to } : row,
    )
    return readRows(rows, { ...OWN, exact: false })
  }
  if (isFields(value) && Array.isArray(value.chunks)) {
    const rows = value.chunks.map((row) => {
      const [start, end] = isFields(row) ? rowsOf(row.timestamp) : []
      return isFields(row) ? { ...row, start, end: end ?? start } : row
    })
    return readRows(rows, WHISPER)
  }
  const rows = Array.isArray(value) ? value : isFields(value) ? value.segments : null
  return readRows(rowsOf(rows).map(daanIndex), WHISPER)
}

/** A search index of whisper output has the text in `words` and each word's start in `wordTimes` (ms), but no end. */
function daanIndex(row: unknown): unknown {
  if (!isFields(row) || typeof row.words !== 'string' || !Array.isArray(row.wordTimes) || typeof row.start !== 'number') return row
  const times = row.wordTimes.filter((time) => typeof time === 'number')
  const words = row.words.split(/\s+/).filter(Boolean)
  const timed =
    words.length === times.length
      ? words.map((text, i) => ({ text, start: (times[i] ?? 0) / 1000, end: (times[i + 1] ?? times[i] ?? 0) / 1000 }))
      : []
  return {
    start: row.start,
    end: (times.at(-1) ?? row.start * 1000) / 1000,
    text: row.words,
    ...(timed.length > 0 ? { words: timed } : {}),
  }
}

function readRows(rows: unknown, shape: Shape): Reading {
  const cues: Cue[] = []
  const problems: Problem[] = []
  const time = timeReader(shape.unit)
  for (const [i, row] of rowsOf(rows).entries()) {
    const start = isFields(row) ? time(row[shape.start]) : null
    const end = isFields(row) ? time(row[shape.end]) : null
    const text = isFields(row) ? row[shape.text] : null
    if (!isFields(row) || start === null || end === null || typeof text !== 'string') {
      problems.push(error('bad-cue', `Regel ${i + 1} van het transcript mist een begintijd, eindtijd of tekst en doet niet mee.`))
      continue
    }
    const words = readWords(row.words, time)
    if (words.untimed > 0) problems.push(warning('untimed-words', `Regel ${i + 1}: ${words.untimed} woorden zonder tijd.`))
    cues.push({
      id: typeof row.id === 'string' ? row.id : null,
      start,
      end,
      speaker: typeof row.speaker === 'string' && row.speaker !== '' ? row.speaker : null,
      text: shape.exact ? text : text.trim(),
      words: words.timed,
    })
  }
  return { cues, problems }
}

function timeReader(unit: number): (value: unknown) => number | null {
  return (value) => {
    const number = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return null
    const ms = Math.round(number * unit)
    return Number.isSafeInteger(ms) ? ms : null
  }
}

/** The word itself is `text` (ours, whisper-timestamped), `word` (Whisper, WhisperX) or `punctuated_word`. */
function readWords(rows: unknown, time: (value: unknown) => number | null): { timed: Word[] | null; untimed: number } {
  if (!Array.isArray(rows)) return { timed: null, untimed: 0 }
  const timed: Word[] = []
  for (const row of rows) {
    if (!isFields(row)) continue
    const text = [row.text, row.punctuated_word, row.word].find((value) => typeof value === 'string')
    const start = time(row.start)
    const end = time(row.end)
    if (typeof text === 'string' && start !== null && end !== null) timed.push({ start, end, text: text.trim() })
  }
  return { timed: timed.length > 0 ? timed : null, untimed: rows.length - timed.length }
}

/**
 * YouTube's json3: events with segments. Captions that roll show a line twice (`aAppend` events only scroll), and their durations run
 * into the next line: the text is taken once and a line ends where the next begins.
 */
function readJson3(value: unknown): Reading {
  const problems: Problem[] = []
  const events = rowsOf(isFields(value) ? value.events : null).filter((event) => isFields(event) && Array.isArray(event.segs))
  const spoken: { start: number; duration: number; segs: { text: string; offset: number }[] }[] = []
  let scrolled = 0
  for (const event of events) {
    if (!isFields(event)) continue
    const segs = rowsOf(event.segs).flatMap((seg) =>
      isFields(seg) && typeof seg.utf8 === 'string'
        ? [{ text: seg.utf8, offset: typeof seg.tOffsetMs === 'number' ? seg.tOffsetMs : 0 }]
        : [],
    )
    const text = segs.map((seg) => seg.text).join('')
    if (typeof event.tStartMs !== 'number') {
      if (text.trim() !== '') problems.push(error('bad-cue', `“${text.trim().slice(0, 57)}” heeft geen begintijd en doet niet mee.`))
      continue
    }
    if (text.trim() === '') {
      scrolled++
      continue
    }
    spoken.push({ start: event.tStartMs, duration: typeof event.dDurationMs === 'number' ? event.dDurationMs : 0, segs })
  }
  const rolling = spoken.some(({ segs }) => segs.length > 1 && segs.some((seg) => seg.offset > 0))
  const cues = spoken.map(({ start, duration, segs }, i): Cue => {
    const next = spoken[i + 1]?.start
    const end = rolling && next !== undefined && next > start ? Math.min(start + duration, next) : start + duration
    const words = rolling
      ? segs
          .filter((seg) => seg.text.trim() !== '')
          .map((seg, n, all) => ({
            start: start + seg.offset,
            end: Math.max(start + seg.offset, Math.min(end, start + (all[n + 1]?.offset ?? duration))),
            text: seg.text.trim(),
          }))
      : null
    return {
      id: null,
      start,
      end,
      speaker: null,
      text: segs
        .map((seg) => seg.text)
        .join('')
        .trim(),
      words,
    }
  })
  const doubled = cues.filter((cue, i) => i > 0 && cue.text === cues[i - 1]?.text && cue.start <= (cues[i - 1]?.end ?? 0))
  if (scrolled > 0 || doubled.length > 0)
    problems.push(warning('rolling', `Doorlopende ondertiteling: ${scrolled + doubled.length} herhaalde regels zijn samengenomen.`))
  return { cues: cues.filter((cue) => !doubled.includes(cue)), problems }
}

/** Kaldi and Vosk: `{ result: [{ word, start, end }] }`, one or a list of them; Google's and Kaldi-NL's `results` of the same. */
function readKaldi(value: unknown): Reading {
  const problems: Problem[] = []
  const time = timeReader(1000)
  const parts = Array.isArray(value) ? value : isFields(value) ? (rowsOf(value.results).length > 0 ? rowsOf(value.results) : [value]) : []
  const words = parts.flatMap((part, i) => {
    const { timed, untimed } = readWords(isFields(part) ? (part.result ?? part.words) : null, time)
    if (untimed > 0) problems.push(error('bad-cue', `In deel ${i + 1} missen ${untimed} woorden een tijd; die doen niet mee.`))
    return timed ?? []
  })
  return { cues: cuesFromWords(words), problems }
}
