/**
 * EBU STL, what broadcasters hand over: a block that describes the file and blocks of 128 bytes, each with two times and a piece of text
 * (EBU Tech 3264-E, 1991). Place, colour and style are left out; text, times and their order are kept.
 */
import { error, type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { formatClock } from '../../timecode.ts'
import type { Reading } from '../reading.ts'
import { iso6937 } from './iso6937.ts'

const HEAD_BYTES = 1024
const BLOCK_BYTES = 128
/** Where the text field of a block begins. */
const TEXT_AT = 16
/** Extension block numbers: the last piece of a subtitle, and what a maker keeps for himself. */
const LAST_PIECE = 0xff
const USER_DATA = 0xf0
const NEW_LINE = 0x8a
const END_OF_TEXT = 0x8f

const ASCII = new TextDecoder('latin1')

export function isEbuStl(bytes: Uint8Array): boolean {
  return /^(?:\d{3}|   )STL\d{2}\.\d{2}/.test(ASCII.decode(bytes.subarray(0, 11)))
}

/** By the file's character code table: 0 is Latin, the others are a part of ISO 8859. */
const TABLES: Readonly<Record<string, string>> = { '01': 'iso-8859-5', '02': 'iso-8859-6', '03': 'iso-8859-7', '04': 'iso-8859-8' }

/** @param bytes for which `isEbuStl` holds @returns with the name of the encoding of its text */
export function readEbuStl(bytes: Uint8Array): Reading & { readonly encoding: string } {
  const head = (from: number, length: number) => ASCII.decode(bytes.subarray(from, from + length))
  const problems: Problem[] = []
  const frames = Number(head(6, 2))
  const encoding = TABLES[head(12, 2)] ?? 'iso-6937'
  if (frames < 1 || bytes.length < HEAD_BYTES + BLOCK_BYTES) {
    problems.push(error('cut-off', 'Dit EBU STL-bestand is afgebroken vóór de eerste ondertitel. Vraag de bron om het hele bestand.'))
    return { cues: [], problems, encoding }
  }
  const blocks = Math.floor((bytes.length - HEAD_BYTES) / BLOCK_BYTES)
  const promised = Number(head(238, 5))
  if (promised > blocks || (bytes.length - HEAD_BYTES) % BLOCK_BYTES !== 0)
    problems.push(
      warning(
        'cut-off',
        `Het bestand noemt ${promised} tekstblokken en heeft er ${blocks}: het einde kan ontbreken. Vergelijk het met de bron.`,
      ),
    )

  const decode = encoding === 'iso-6937' ? iso6937 : decoderOf(encoding)
  const timeAt = (at: number) => {
    const [hours = 0, minutes = 0, seconds = 0, frame = 0] = bytes.subarray(at, at + 4)
    return Math.round(((hours * 60 + minutes) * 60 + seconds + frame / frames) * 1000)
  }
  const cues: Cue[] = []
  let comments = 0
  let pieces: number[] = []
  for (let block = 0; block < blocks; block++) {
    const at = HEAD_BYTES + block * BLOCK_BYTES
    const piece = bytes[at + 3] ?? LAST_PIECE
    if (piece >= USER_DATA && piece !== LAST_PIECE) continue
    const field = bytes.subarray(at + TEXT_AT, at + BLOCK_BYTES)
    const end = field.indexOf(END_OF_TEXT)
    pieces.push(...(end < 0 ? field : field.subarray(0, end)))
    if (piece !== LAST_PIECE && block < blocks - 1) continue
    const text = textOf(pieces, decode)
    pieces = []
    if (bytes[at + 15] === 1) comments++
    else if (text !== '') cues.push({ id: null, start: timeAt(at + 5), end: timeAt(at + 9), speaker: null, text, words: null })
  }
  const unknown = cues.reduce((count, { text }) => count + text.split('\uFFFD').length - 1, 0)
  if (unknown > 0)
    problems.push(
      warning('encoding-broken', `${unknown} tekens staan niet in de tekentabel van dit bestand (${encoding}) en zijn � geworden.`),
    )
  if (comments > 0) problems.push(warning('comments', `${comments} opmerkingen van de maker, die nooit in beeld komen, doen niet mee.`))
  return { cues: fromProgrammeStart(cues, head(256, 8), frames, problems), problems, encoding }
}

/** Broadcasters begin a programme at ten o'clock: the file says so, and its first picture is the start of the recording. */
function fromProgrammeStart(cues: readonly Cue[], written: string, frames: number, problems: Problem[]): Cue[] {
  const [hours = 0, minutes = 0, seconds = 0, frame = 0] = written.match(/\d\d/g)?.map(Number) ?? []
  const start = Math.round(((hours * 60 + minutes) * 60 + seconds + frame / frames) * 1000)
  if (!/^\d{8}$/.test(written) || start === 0 || cues.some((cue) => cue.start < start)) return [...cues]
  problems.push(
    warning(
      'programme-start',
      `Volgens het bestand begint het programma op ${formatClock(start)}; alle tijden zijn vanaf daar geteld. Controleer of de opname daar begint.`,
    ),
  )
  return cues.map((cue) => ({ ...cue, start: cue.start - start, end: cue.end - start }))
}

type Decode = (bytes: readonly number[]) => string

/** Codes below 0x20 are teletext colours and sizes, which stand in the place of a space. */
function textOf(bytes: readonly number[], decode: Decode): string {
  const lines: number[][] = [[]]
  for (const byte of bytes) {
    if (byte === NEW_LINE) lines.push([])
    else if (byte < 0x20) lines.at(-1)?.push(0x20)
    // From 0x80 on: italics, underlining, boxing.
    else if (byte < 0x7f || byte >= 0xa0) lines.at(-1)?.push(byte)
  }
  return lines
    .map((line) => decode(line).replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

function decoderOf(encoding: string): Decode {
  const decoder = new TextDecoder(encoding)
  return (bytes) => decoder.decode(Uint8Array.from(bytes))
}
