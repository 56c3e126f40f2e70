/** Transcripts as JSON: our own exchange form, what speech recognisers write, YouTube's json3, Podcasting 2.0, oTranscribe. */

import { error, type Problem, warning } from '../../../problem.ts'
import { type Cue, ESTIMATE_KINDS, type Word } from '../../cue.ts'
import { htmlToText } from '../documents/read-text.ts'
import { type Place, type Reading, shorten } from '../reading.ts'
import { cuesFromWords } from './cues-from-words.ts'
import { type Fields, isFields, placeOfFault, placeOfRow, rowsOf } from './json-fields.ts'
import { readSpeechService, type SpeechService, speechService } from './read-speech-services.ts'
import { inSeconds, isTimedWord, joinPieces, piecesOf, withOwnWords } from './whisper-words.ts'

export type JsonFormat = 'json' | 'whisper' | 'json3' | 'podcast' | 'kaldi' | 'otr' | SpeechService

/** Parses once; null where the text is no JSON object or array. */
export function parseJson(text: string): unknown {
  if (!/^\uFEFF?\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

/** Where and that the text is no JSON; null where it is. */
export function jsonFault(text: string): Problem | null {
  const source = text.replace(/^\uFEFF/, '')
  try {
    JSON.parse(source)
    return null
  } catch (fault) {
    const { line, column } = placeOfFault(source, fault)
    return error('bad-json', 'Dit is geen geldige JSON; hier gaat het mis. Misschien is het bestand niet heel.', line, column)
  }
}

/** Which of the JSON forms this is; null for none. A list of segments is Whisper's without its wrapper. */
export function jsonFormat(value: unknown): JsonFormat | null {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((row) => isFields(row) && 'start' in row && ('text' in row || 'words' in row))) return 'whisper'
    return value.length > 0 && value.every((row) => isFields(row) && Array.isArray(row.result)) ? 'kaldi' : null
  }
  if (!isFields(value)) return null
  const service = speechService(value)
  if (service) return service
  if (Array.isArray(value.cues)) return 'json'
  if (Array.isArray(value.events)) return 'json3'
  const segments = rowsOf(value.segments)
  if (Array.isArray(value.segments)) {
    const podcast =
      segments.some((row) => isFields(row) && 'startTime' in row) || (typeof value.version === 'string' && segments.length === 0)
    return podcast ? 'podcast' : 'whisper'
  }
  if (Array.isArray(value.transcription) || Array.isArray(value.chunks)) return 'whisper'
  if (typeof value.text === 'string' && rowsOf(value.words).some(isTimedWord)) return 'whisper'
  if (
    Array.isArray(value.result) ||
    rowsOf(value.results).some((row) => isFields(row) && (Array.isArray(row.result) || Array.isArray(row.words)))
  )
    return 'kaldi'
  return typeof value.text === 'string' && ('media' in value || 'media-time' in value || value.text.includes('timestamp')) ? 'otr' : null
}

/** @param source the text that was parsed, to find places in */
export function readJson(value: unknown, format: JsonFormat, source = ''): Reading {
  const places = (key: string) => placeOfRow(source.replace(/^\uFEFF/, ''), Array.isArray(value) ? null : key)
  switch (format) {
    case 'json':
      return readRows(isFields(value) ? value.cues : value, OWN, places('cues'))
    case 'whisper':
      return readWhisper(value, places)
    case 'podcast':
      return readRows(isFields(value) ? value.segments : null, PODCAST, places('segments'))
    case 'json3':
      return readJson3(value, places('events'))
    case 'kaldi':
      return readKaldi(value, places('results'))
    case 'otr':
      return htmlToText(isFields(value) && typeof value.text === 'string' ? value.text : '')
    default:
      return readSpeechService(value, format)
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
 * the pipeline of transformers (`chunks` with `timestamp: [from, to]`), and OpenAI's API (`segments` and, beside them, `words`).
 */
function readWhisper(value: unknown, places: (key: string) => PlaceOfRow): Reading {
  if (isFields(value) && Array.isArray(value.transcription)) {
    const rows = value.transcription.map((row) =>
      isFields(row) && isFields(row.offsets) ? { ...row, start: row.offsets.from, end: row.offsets.to, ...wordsOfTokens(row) } : row,
    )
    return readRows(rows, { ...OWN, exact: false }, places('transcription'))
  }
  if (isFields(value) && Array.isArray(value.chunks)) {
    const rows = value.chunks.map((row) => {
      const [start, end] = isFields(row) ? rowsOf(row.timestamp) : []
      return isFields(row) ? { ...row, start, end: end ?? start } : row
    })
    return readRows(rows, WHISPER, places('chunks'))
  }
  const segments = rowsOf(Array.isArray(value) ? value : isFields(value) ? value.segments : null)
  const words = isFields(value) ? rowsOf(value.words) : []
  if (segments.length === 0 && words.some(isTimedWord))
    return { cues: cuesFromWords(readWords(words, timeReader(1000)).timed ?? []), problems: [] }
  const { rows, problems } = inSeconds(withOwnWords(segments, words).map(daanIndex).map(withWholeWords))
  const reading = readRows(rows, WHISPER, places('segments'))
  return { ...reading, problems: [...problems, ...reading.problems] }
}

/** whisper.cpp's server lists parts of words as `words`. */
function withWholeWords(row: unknown): unknown {
  const pieces = isFields(row) ? piecesOf(row.words) : null
  return isFields(row) && pieces ? { ...row, words: joinPieces(pieces, row.text) } : row
}

/** The words of whisper.cpp's tokens. `[_BEG_]` and its like are no speech. */
function wordsOfTokens(row: Fields): { words?: unknown[] } {
  const pieces = rowsOf(row.tokens).flatMap((token) => {
    if (!isFields(token) || typeof token.text !== 'string' || /^\[_.*\]$/.test(token.text)) return []
    const { from, to } = isFields(token.offsets) ? token.offsets : {}
    return [{ text: token.text, start: from, end: to }]
  })
  const words = joinPieces(pieces, row.text)
  return words.length > 0 ? { words } : {}
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

type PlaceOfRow = (row: number) => Place

function readRows(rows: unknown, shape: Shape, placeOfRow: PlaceOfRow): Reading {
  const cues: Cue[] = []
  const rowOfCue: number[] = []
  const problems: Problem[] = []
  const time = timeReader(shape.unit)
  for (const [i, row] of rowsOf(rows).entries()) {
    const start = isFields(row) ? time(row[shape.start]) : null
    const end = isFields(row) ? time(row[shape.end]) : null
    const text = isFields(row) ? row[shape.text] : null
    const tell = (problem: typeof warning, code: string, message: string) => {
      const { line, column } = placeOfRow(i)
      problems.push(problem(code, `Regel ${i + 1} van het transcript ${message}`, line, column))
    }
    if (!isFields(row) || start === null || end === null || typeof text !== 'string') {
      tell(error, 'bad-cue', 'mist een begintijd, eindtijd of tekst en doet niet mee.')
      continue
    }
    if (!shape.exact && text.trim() === '') {
      tell(warning, 'empty', 'heeft geen tekst en doet niet mee.')
      continue
    }
    const words = readWords(row.words, time)
    if (words.untimed > 0)
      tell(warning, 'untimed-words', `heeft ${words.untimed === 1 ? 'één woord' : `${words.untimed} woorden`} zonder tijd.`)
    cues.push({
      id: typeof row.id === 'string' ? row.id : null,
      start,
      end,
      speaker: typeof row.speaker === 'string' && row.speaker !== '' ? row.speaker : null,
      text: shape.exact ? text : text.trim(),
      words: words.timed,
      ...(shape.exact ? readEstimate(row.estimate) : {}),
    })
    rowOfCue.push(i)
  }
  return { cues, problems, placeOf: (cue) => placeOfRow(rowOfCue[cue] ?? -1) }
}

/** Only our own form has it. */
function readEstimate(value: unknown): Pick<Cue, 'estimate'> {
  if (!isFields(value)) return {}
  const kind = ESTIMATE_KINDS.find((known) => known === value.kind)
  const { confidence } = value
  if (kind === undefined || typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 100)) return {}
  return { estimate: { kind, confidence: Math.round(confidence) } }
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
function readJson3(value: unknown, placeOfRow: PlaceOfRow): Reading {
  const problems: Problem[] = []
  const spoken: { row: number; start: number; duration: number; segs: { text: string; offset: number }[] }[] = []
  let scrolled = 0
  for (const [row, event] of rowsOf(isFields(value) ? value.events : null).entries()) {
    if (!isFields(event) || !Array.isArray(event.segs)) continue
    const segs = rowsOf(event.segs).flatMap((seg) =>
      isFields(seg) && typeof seg.utf8 === 'string'
        ? [{ text: seg.utf8, offset: typeof seg.tOffsetMs === 'number' ? seg.tOffsetMs : 0 }]
        : [],
    )
    const text = segs.map((seg) => seg.text).join('')
    if (typeof event.tStartMs !== 'number') {
      const { line, column } = placeOfRow(row)
      if (text.trim() !== '')
        problems.push(error('bad-cue', `“${shorten(text.trim())}” heeft geen begintijd en doet niet mee.`, line, column))
      continue
    }
    if (text.trim() === '') {
      scrolled++
      continue
    }
    spoken.push({ row, start: event.tStartMs, duration: typeof event.dDurationMs === 'number' ? event.dDurationMs : 0, segs })
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
  const repeated = new Set(cues.filter((cue, i) => i > 0 && cue.text === cues[i - 1]?.text && cue.start <= (cues[i - 1]?.end ?? 0)))
  if (scrolled > 0 || repeated.size > 0)
    problems.push(warning('rolling', `Doorlopende ondertiteling: ${scrolled + repeated.size} herhaalde regels zijn samengenomen.`, 1))
  const rowOfCue: number[] = []
  const once = cues.filter((cue, i) => {
    const kept = !repeated.has(cue)
    if (kept) rowOfCue.push(spoken[i]?.row ?? 0)
    return kept
  })
  return { cues: once, problems, placeOf: (cue) => placeOfRow(rowOfCue[cue] ?? -1) }
}

/** Kaldi and Vosk: `{ result: [{ word, start, end }] }`, one or a list of them; Kaldi-NL's `results` of the same. */
function readKaldi(value: unknown, placeOfRow: PlaceOfRow): Reading {
  const problems: Problem[] = []
  const time = timeReader(1000)
  const parts = Array.isArray(value) ? value : isFields(value) ? (rowsOf(value.results).length > 0 ? rowsOf(value.results) : [value]) : []
  const words = parts.flatMap((part, i) => {
    const { timed, untimed } = readWords(isFields(part) ? (part.result ?? part.words) : null, time)
    const { line, column } = placeOfRow(i)
    if (untimed > 0)
      problems.push(error('bad-cue', `In deel ${i + 1} missen ${untimed} woorden een tijd; die doen niet mee.`, line, column))
    return timed ?? []
  })
  return { cues: cuesFromWords(words), problems }
}
