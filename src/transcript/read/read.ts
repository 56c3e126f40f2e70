/** One door for every transcript people have: bytes in, cues and problems out; the format is told by the content. */

import { decodeText } from '../../markup/decode.ts'
import { error, type Problem, warning } from '../../problem.ts'
import type { Cue } from '../cue.ts'
import { checkCues, type Expected } from './checks/check-cues.ts'
import { whyNotSpeech } from './checks/not-speech.ts'
import { takeRollingOnce } from './checks/rolling.ts'
import { docxToText, isDocx } from './documents/read-docx.ts'
import { isTranscriptHtml, readHtml } from './documents/read-html.ts'
import { readTable, tableFormat } from './documents/read-table.ts'
import { isProse, readText } from './documents/read-text.ts'
import { foreignFormat } from './foreign.ts'
import type { Reading } from './reading.ts'
import { takeSpeakersFromText } from './speaker-names.ts'
import { isEbuStl, readEbuStl } from './stl/read-ebu-stl.ts'
import { isSpruceStl, readSpruceStl } from './stl/read-spruce-stl.ts'
import { isSrt, readSrt } from './subtitles/read-srt.ts'
import { isVtt, readVtt } from './subtitles/read-vtt.ts'
import { isTtml, readTtml } from './ttml/read-ttml.ts'
import { isCtm, isStm, readCtm, readStm } from './words/read-ctm.ts'
import { type JsonFormat, jsonFault, jsonFormat, parseJson, readJson } from './words/read-json.ts'
import { SPEECH_SERVICES } from './words/read-speech-services.ts'

export const TRANSCRIPT_FORMATS = [
  'vtt',
  'srt',
  'ttml',
  'stl',
  'whisper',
  'json3',
  'podcast',
  'otr',
  'ctm',
  'stm',
  'kaldi',
  'txt',
  'docx',
  'json',
  'html',
  'tsv',
  'csv',
  'labels',
  ...SPEECH_SERVICES,
] as const
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

export interface ReadTranscript {
  /** Null where no reader recognised the file; then there are no cues and a problem says so. */
  readonly format: TranscriptFormat | null
  readonly encoding: string
  readonly cues: readonly Cue[]
  readonly problems: readonly Problem[]
}

/** Limits, so that one file cannot hold up the rest: none of them is near what a day of speech needs. */
export const LIMITS = { bytes: 50_000_000, cues: 200_000, lineCharacters: 1_000_000 } as const

const READABLE =
  'WebVTT, SRT, TTML, EBU STL, Spruce STL, Whisper (JSON, TSV, CSV), YouTube json3, Podcasting 2.0, oTranscribe, CTM, STM, Kaldi, JSON van spraakdiensten ' +
  '(Google, IBM, AWS, Azure, Deepgram, AssemblyAI, Speechmatics, Rev, ElevenLabs), Audacity-labels, Word (.docx) en platte tekst'

/**
 * Never throws on any input; linear in its size.
 * @param format skips the guess: the file is read as this, whatever it looks like
 * @param expected what the transcript belongs to, where known, to check it against
 */
export function readTranscript(bytes: Uint8Array, format?: TranscriptFormat, expected: Expected = {}): ReadTranscript {
  if (bytes.length > LIMITS.bytes) {
    const most = `${LIMITS.bytes / 1_000_000} MB`
    return refused('utf-8', [error('too-large', `Het bestand is groter dan ${most}. Dat is geen transcript, of splits het.`)])
  }
  if (format === 'docx' || (format === undefined && isDocx(bytes))) {
    const { text, problems } = docxToText(bytes)
    if (problems.some(({ severity }) => severity === 'error')) return refused('utf-8', problems)
    return finish('docx', { text, encoding: 'utf-8', problems }, expected)
  }
  if (isEbuStl(bytes) && (format === undefined || format === 'stl')) {
    const { encoding, ...reading } = readEbuStl(bytes)
    return finish('stl', { text: '', encoding, problems: [] }, expected, reading)
  }
  const foreign = format === undefined ? foreignFormat(bytes) : null
  if (foreign !== null) {
    const cure = 'Zet het met een ondertitelprogramma (zoals Subtitle Edit) om naar WebVTT of SRT.'
    return refused('utf-8', [error('unsupported-format', `Dit is ${foreign}; dat lezen we niet. ${cure}`)])
  }
  const decoded = decodeText(bytes)
  const long = longLine(decoded.text)
  if (long !== null)
    return refused(decoded.encoding, [
      ...decoded.problems,
      error(
        'line-too-long',
        `Regel ${long} is langer dan ${LIMITS.lineCharacters.toLocaleString('nl-NL')} tekens: dat is geen transcript.`,
        long,
      ),
    ])
  const chosen = format ?? detect(decoded.text)
  if (!chosen) return refused(decoded.encoding, [...decoded.problems, unknownFormat(decoded.text)])
  const read = finish(chosen, decoded, expected)
  const instead = chosen === 'txt' && format === undefined ? whyNotSpeech(decoded.text, read.cues.map(({ text }) => text).join('\n')) : null
  if (instead === null) return read
  const problem = error('unknown-format', `Dit is vooral ${instead} en geen gesproken tekst. We lezen ${READABLE}.`)
  return refused(decoded.encoding, [...decoded.problems, problem])
}

function unknownFormat(text: string): Problem {
  if (/^\uFEFF?\s*[[{]/.test(text)) {
    const fault = jsonFault(text)
    // Whole JSON is of a form that we do not know; broken JSON may be any.
    if (fault && /"(?:segments|transcription|cues|events|results?|words|text)"\s*:/.test(text.slice(0, 20_000))) return fault
  }
  return error('unknown-format', `Dit is geen transcript dat we kennen. We lezen ${READABLE}.`)
}

const refused = (encoding: string, problems: readonly Problem[]): ReadTranscript => ({ format: null, encoding, cues: [], problems })

interface Source {
  readonly text: string
  readonly encoding: string
  readonly problems: readonly Problem[]
}

/** @param already what was read of a file that is no text */
function finish(format: TranscriptFormat, source: Source, expected: Expected, already?: Reading): ReadTranscript {
  const problems: Problem[] = [...source.problems]
  const text = clean(source.text, format, problems)
  let reading = already ?? readAs(format, text)
  // A file that says WEBVTT but writes its times as SRT does shows nothing in any player; its text is kept, and that is said.
  if (format === 'vtt' && reading.cues.length === 0 && isSrt(text)) {
    reading = readSrt(text.replace(/^\uFEFF?WEBVTT[^\n\r]*/, ''))
    problems.push(
      error('vtt-times', 'De tijden zijn geschreven als in SRT (komma in plaats van punt): geen speler toont ze zo. Gelezen als SRT.', 1),
    )
  }
  // Our own exchange form gives back exactly what was put in.
  if (format !== 'json') reading = takeRollingOnce(reading)
  if (format === 'vtt' || format === 'srt') reading = takeSpeakersFromText(reading, expected.speakers)
  const { cues } = reading
  problems.push(...reading.problems)
  if (cues.length > LIMITS.cues) {
    problems.push(
      error('too-many-cues', `Het transcript heeft ${cues.length} regels; meer dan ${LIMITS.cues} nemen we niet aan. Splits het bestand.`),
    )
    return { format, encoding: source.encoding, cues: [], problems }
  }
  const told = new Set(problems.map(placeKey))
  problems.push(...checkCues(cues, reading.placeOf, expected).filter((problem) => problem.line === 0 || !told.has(placeKey(problem))))
  if (cues.length === 0 && !problems.some(({ severity }) => severity === 'error'))
    problems.push(error('no-cues', 'Er staat geen enkele regel in die gesproken is.'))
  return { format, encoding: source.encoding, cues, problems }
}

const placeKey = ({ code, line, column }: Problem) => `${code} ${line}:${column}`

/** NUL has no place in text (WebVTT has its own rule for it); accents written apart are put on their letters, so that ë is ë. */
function clean(text: string, format: TranscriptFormat, told: Problem[]): string {
  let cleaned = text
  if (format !== 'vtt' && text.includes('\0')) {
    cleaned = text.replaceAll('\0', ' ')
    told.push(
      warning(
        'nul',
        'Het bestand bevat NUL-tekens; die zijn spaties geworden.',
        text.slice(0, text.indexOf('\0')).split(/\r\n?|\n/).length,
      ),
    )
  }
  // Our own exchange form gives back exactly what was put in.
  if (format === 'json') return cleaned
  // Looked at once and quickly: nearly every text is composed already, and a part of such a text is too (UAX #15 §1.2).
  if (cleaned.normalize('NFC') === cleaned) return cleaned
  const composed = cleaned.replace(/[A-Za-z]\p{Mn}+/gu, (letter) => letter.normalize('NFC'))
  if (composed !== cleaned) told.push(warning('decomposed', 'Accenten stonden los van hun letter en zijn samengevoegd (e + ¨ is ë).'))
  return composed
}

/** @returns the number of the first line that is too long, or null */
function longLine(text: string): number | null {
  let line = 1
  let from = 0
  while (from <= text.length) {
    const rest = text.slice(from, from + LIMITS.lineCharacters + 1)
    const end = rest.search(/[\r\n]/)
    if (end < 0) return rest.length > LIMITS.lineCharacters && !isOneLineFormat(text) ? line : null
    // Jump over all the line ends in this stretch at once.
    const last = Math.max(rest.lastIndexOf('\n'), rest.lastIndexOf('\r'))
    line += rest.slice(0, last + 1).split(/\r\n?|\n/).length - 1
    from += last + 1
  }
  return null
}

/** JSON and XML are often written without line ends. */
const isOneLineFormat = (text: string) => /^\uFEFF?\s*[[{<]/.test(text)

function detect(text: string): TranscriptFormat | null {
  if (isVtt(text)) return 'vtt'
  const json = jsonFormat(parseJson(text))
  if (json) return json
  if (isTtml(text)) return 'ttml'
  if (isSpruceStl(text)) return 'stl'
  if (isSrt(text)) return 'srt'
  if (isCtm(text)) return 'ctm'
  if (isStm(text)) return 'stm'
  const table = tableFormat(text)
  if (table) return table
  if (isTranscriptHtml(text)) return 'html'
  return isProse(text) && !/^\s*[[{<]\s*["{[<?!]/.test(text) ? 'txt' : null
}

function readAs(format: TranscriptFormat, text: string): Reading {
  switch (format) {
    case 'vtt':
      return readVtt(text)
    case 'srt':
      return readSrt(text)
    case 'ttml':
      return readTtml(text)
    case 'ctm':
      return readCtm(text)
    case 'stm':
      return readStm(text)
    case 'txt':
    case 'docx':
      return readText(text)
    case 'stl':
      return readSpruceStl(text)
    case 'html':
      return readHtml(text)
    case 'tsv':
    case 'csv':
    case 'labels':
      return readTable(text)
    case 'kaldi':
      return parseJson(text) === null ? readCtm(text) : readJsonAs('kaldi', text)
    default:
      return readJsonAs(format, text)
  }
}

function readJsonAs(format: JsonFormat, text: string): Reading {
  const value = parseJson(text)
  if (value !== null) return readJson(value, format, text)
  return { cues: [], problems: [jsonFault(text) ?? error('bad-json', 'Dit is geen JSON-object of -lijst.', 1)] }
}
