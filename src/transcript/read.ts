/** One door for every transcript people have: bytes in, cues and problems out; the format is told by the content. */
import type { Cue } from './cue.ts'
import { decodeText } from './decode.ts'
import { error, type Problem } from './problem.ts'
import { isOwnJson, isWhisper, parseJson, readOwnJson, readWhisper } from './read-json.ts'
import { isSrt, readSrt } from './read-srt.ts'
import { isVtt, readVtt } from './read-vtt.ts'

export const TRANSCRIPT_FORMATS = ['vtt', 'srt', 'whisper', 'json'] as const
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

export interface ReadTranscript {
  /** Null where no reader recognised the file; then there are no cues and a problem says so. */
  readonly format: TranscriptFormat | null
  readonly encoding: string
  readonly cues: readonly Cue[]
  readonly problems: readonly Problem[]
}

/** @param format skips the guess: the file is read as this, whatever it looks like */
export function readTranscript(bytes: Uint8Array, format?: TranscriptFormat): ReadTranscript {
  const decoded = decodeText(bytes)
  const chosen = format ?? detect(decoded.text)
  if (!chosen) {
    const problem = error('unknown-format', 'Dit is geen transcript dat we kennen (WebVTT, SRT, Whisper-JSON of onze eigen JSON).')
    return { format: null, encoding: decoded.encoding, cues: [], problems: [...decoded.problems, problem] }
  }
  const { cues, problems } = readAs(chosen, decoded.text)
  const empty = cues.length === 0 && problems.length === 0 ? [error('no-cues', 'Er staat geen enkele regel met een tijd in.')] : []
  return { format: chosen, encoding: decoded.encoding, cues, problems: [...decoded.problems, ...problems, ...empty] }
}

function detect(text: string): TranscriptFormat | null {
  if (isVtt(text)) return 'vtt'
  const json = parseJson(text)
  if (isWhisper(json)) return 'whisper'
  if (isOwnJson(json)) return 'json'
  return isSrt(text) ? 'srt' : null
}

function readAs(format: TranscriptFormat, text: string): { cues: Cue[]; problems: Problem[] } {
  switch (format) {
    case 'vtt':
      return readVtt(text)
    case 'srt':
      return readSrt(text)
    case 'whisper':
      return readWhisper(parseJson(text))
    case 'json':
      return readOwnJson(parseJson(text))
  }
}
