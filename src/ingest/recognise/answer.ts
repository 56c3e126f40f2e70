/** Reads what a speech recogniser answered about one piece of sound. It is read in a worker with limits, because any program may have written it. */
import { Failure } from '../../failure.ts'
import type { TranscriptFormat } from '../../transcript/read/read.ts'
import { readTranscriptApart } from '../apart/read-apart.ts'
import type { Piece } from './cut.ts'
import { type Finding, type PlacedLines, placeLines } from './place-lines.ts'
import { messageIn } from './remote.ts'

export interface ReadAnswer extends PlacedLines {
  /** As the recogniser names it; null: it does not. */
  readonly model: string | null
}

/** Forms with times for each line. */
const FORMATS: readonly (TranscriptFormat | null)[] = ['whisper', 'json', 'kaldi', 'vtt', 'srt', 'ctm']
/** Where an answer has its language and model: before or after its segments. */
const EDGE_BYTES = 4000
/** A larger answer without lines is not looked at for a message. */
const LARGEST_MESSAGE = 64 * 1024

/** @param asked the language, as asked for @throws Failure `unreadable`, or `unavailable` for half an answer */
export async function readAnswer(body: Uint8Array, piece: Piece, asked: string): Promise<ReadAnswer> {
  const { format, cues, problems } = await readTranscriptApart(body)
  if (!FORMATS.includes(format)) throw notATranscript(body)
  const edges = `${Buffer.from(body.subarray(0, EDGE_BYTES)).toString('utf8')}\n${Buffer.from(body.subarray(-EDGE_BYTES)).toString('utf8')}`
  const untimed = problems.filter(({ code }) => code === 'bad-cue').length
  if (cues.length === 0 && untimed > 0) throw new Failure('unreadable', ['recogniserNoTimes'])
  const placed = placeLines(cues, piece)
  const found = (kind: Finding['kind'], text = ''): Finding => ({ kind, at: piece.start, text })
  const heard = languageIn(edges)
  return {
    cues: placed.cues,
    findings: [
      ...(untimed > 0 ? [found('row', String(untimed))] : []),
      ...(placed.cues.length === 0 ? [found('nothing')] : []),
      ...(placed.cues.length > 0 && heard !== null && heard !== asked.split('-')[0] ? [found('language', heard)] : []),
      ...placed.findings,
    ],
    model: /"model"\s*:\s*"([^"\\\p{C}]{1,100})"/u.exec(edges)?.[1] ?? null,
  }
}

function notATranscript(body: Uint8Array): Failure {
  const text = Buffer.from(body.subarray(0, LARGEST_MESSAGE)).toString('utf8').trim()
  if (text.startsWith('<')) return new Failure('unreadable', ['recogniserHtml'])
  if (!/^[[{]/.test(text)) return new Failure('unreadable', ['recogniserNoJson'])
  const value = body.length > LARGEST_MESSAGE ? null : parsed(text)
  if (value === undefined) return new Failure('unavailable', ['recogniserHalf'])
  if (typeof value === 'object' && value !== null && ('error' in value || 'detail' in value))
    return new Failure('unreadable', ['recogniserRefused', 200, messageIn(body, null)])
  const isText = typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
  return new Failure('unreadable', isText ? ['recogniserNoTimes'] : ['recogniserNoJson'])
}

/** @returns undefined where it is no JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `nl`, or in some answers `dutch`. Null: not said, or not known. */
function languageIn(text: string): string | null {
  const word = /"language"\s*:\s*"([A-Za-z]{2,20})"/.exec(text)?.[1]?.toLowerCase()
  if (word === undefined) return null
  return word.length === 2 ? word : (NAMES.get(word) ?? null)
}

/** Whisper writes languages by their English names. */
const NAMES = new Map(
  ['nl', 'en', 'de', 'fr', 'fy', 'es', 'it', 'pt', 'tr', 'ar', 'pl', 'uk', 'ru', 'zh', 'da', 'sv', 'no', 'fi', 'af', 'id', 'ja'].map(
    (code) => [(new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code).toLowerCase(), code],
  ),
)
