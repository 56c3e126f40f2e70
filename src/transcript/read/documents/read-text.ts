/**
 * Plain text as people type and export transcripts: paragraphs with a time and a speaker’s name before them, in any of the usual forms, or
 * no times at all (“zonder tijdcodes”: searchable, not seekable).
 */
import { decodeHTML } from 'entities'
import { type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { FRAME_CLOCK, type FrameRate, frameRateOf, parseFrameTime } from '../frame-times.ts'
import { atLines, linesOf, type Reading } from '../reading.ts'
import { LONGEST_NAME, NAMED } from '../speaker-names.ts'

/** `[00:12:34]`, `(12:34)`, `12:34`, `00:12:34.5`, `#00:12:34-5#`; also a span `12:34 - 12:40`. */
const CLOCK = String.raw`${FRAME_CLOCK}|(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,9}|-\d(?=[#\]]))?`
const MARK = new RegExp(String.raw`^\s*[[(<{#]?\s*(${CLOCK})(?:\s*(?:-->|-|–|—|tot)\s*(${CLOCK}))?\s*[\])>}#]?\s*(?:[-–—:|]\s+)?`)
/** `Anna van Dijk:` before what she says. */
const NAME = new RegExp(String.raw`^\s*(${NAMED})\s*:\s+(?=\S)`, 'u')
/** A line of its own: `Anna van Dijk (00:12:34)`, `Spreker 1  00:12:34`, `Anna van Dijk:`. */
const NAME_THEN_TIME = new RegExp(String.raw`^\s*(${NAMED})\s*[:,]?\s*[[(<]?\s*(${CLOCK})\s*[\])>]?\s*:?\s*$`, 'u')
const NAME_ALONE = new RegExp(String.raw`^\s*(${NAMED}):\s*$`, 'u')
const LONGEST_HEAD = 200
/** Spoken text runs at about so many characters a second: how long the last piece is taken to last. */
const CHARACTERS_A_SECOND = 15

/** A stretch of text with the time, the speaker and the line (1-based) that stand before it. */
export interface Piece {
  start: number | null
  end: number | null
  speaker: string | null
  line: number
  text: string[]
}

const toMs = (clock: string | undefined, rate: FrameRate | null) =>
  clock === undefined ? null : parseFrameTime(clock.replace(/-(\d)$/, '.$1'), rate)

/** Whether the text is for reading: letters, hardly any control characters, and no line that no person would write. */
export function isProse(text: string): boolean {
  const sample = text.slice(0, 20_000)
  const controls = sample.match(/[\0-\x08\x0b\x0e-\x1f\ufffd]/g)?.length ?? 0
  return /\p{L}{2}/u.test(sample) && controls <= sample.length / 200
}

export function readText(source: string): Reading {
  const rate = frameRateOf(source)
  const problems: Problem[] = rate ? [rate.problem] : []
  const pieces: Piece[] = []
  let speaker: string | null = null
  let open: Piece | null = null
  const begin = (piece: Piece) => {
    pieces.push(piece)
    open = piece
  }
  for (const [i, raw] of linesOf(source).entries()) {
    const head = raw.slice(0, LONGEST_HEAD)
    if (raw.trim() === '') {
      open = null
      continue
    }
    const titled = raw.length <= LONGEST_HEAD ? NAME_THEN_TIME.exec(head) : null
    const titledAt = titled ? toMs(titled[2], rate) : null
    if (titled && titledAt !== null) {
      speaker = titled[1]?.trim() ?? null
      begin({ start: titledAt, end: null, speaker, line: i + 1, text: [] })
      continue
    }
    const mark = MARK.exec(head)
    const start = mark ? toMs(mark[1], rate) : null
    let rest = mark && start !== null ? raw.slice(mark[0].length) : raw
    const alone = NAME_ALONE.exec(rest.slice(0, LONGEST_HEAD))
    const called = alone && rest.length <= LONGEST_HEAD ? alone : NAME.exec(rest.slice(0, LONGEST_HEAD))
    const name = called && (called[1]?.length ?? 0) <= LONGEST_NAME ? called : null
    if (name) {
      speaker = name[1]?.trim() ?? null
      rest = rest.slice(name[0].length)
    }
    // A heading `Naam (0:12)` waits for its text; a name or a time opens a piece, and so does a new paragraph.
    const current: Piece | null = open
    if (start !== null) begin({ start, end: toMs(mark?.[2], rate), speaker, line: i + 1, text: rest.trim() === '' ? [] : [rest.trim()] })
    else if (name || current === null)
      begin({ start: null, end: null, speaker, line: i + 1, text: rest.trim() === '' ? [] : [rest.trim()] })
    else (current as Piece).text.push(rest.trim())
  }
  return toReading(pieces, problems)
}

/** The pieces as cues: a piece without an end lasts until the next begins, and the last as long as its text. */
export function toReading(pieces: readonly Piece[], problems: Problem[]): Reading {
  const timed = pieces.some(({ start }) => start !== null)
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    // Where there are times, a paragraph without one goes on from the paragraph before it, or has the time above it.
    const goesOn = timed && piece.start === null && last !== undefined && (last.text.length === 0 || last.speaker === piece.speaker)
    if (goesOn) last.text.push(...piece.text)
    else joined.push({ ...piece, text: [...piece.text] })
  }
  const told = joined.filter(({ text }) => text.length > 0)
  for (const { start, line } of joined.filter(({ text, start }) => text.length === 0 && start !== null))
    if (start !== null) problems.push(warning('empty', 'Na deze tijd staat geen tekst; zij doet niet mee.', line))
  if (!timed)
    problems.push(
      warning(
        'untimed',
        'Het transcript is zonder tijdcodes: zolang het die niet heeft, is het doorzoekbaar, maar leidt het niet naar een moment.',
      ),
    )

  const cues: Cue[] = []
  let before = 0
  for (const [i, { start, end, speaker, text }] of told.entries()) {
    const spoken = text.join('\n')
    const from = timed ? (start ?? before) : 0
    const next = told.slice(i + 1).find((piece) => piece.start !== null && piece.start > from)?.start ?? null
    const guess = from + Math.round((spoken.length / CHARACTERS_A_SECOND) * 1000)
    const to = !timed ? 0 : (end ?? next ?? guess)
    cues.push({ id: null, start: from, end: to, speaker, text: spoken, words: null })
    before = from
  }
  const untimed = timed ? told.filter(({ start }) => start === null) : []
  for (const { line } of untimed) problems.push(warning('no-own-time', 'Deze alinea heeft geen eigen tijd; de tijd ervóór telt.', line))
  const last = told.at(-1)
  if (timed && last && last.end === null)
    problems.push(
      warning('estimated-end', 'Waar de laatste alinea eindigt, staat er niet; het einde is geschat naar haar lengte.', last.line),
    )
  return { cues, problems, placeOf: atLines(told.map(({ line }) => line)) }
}

/** oTranscribe and other exports in HTML: a timestamp is `<span class="timestamp" data-timestamp="12.3">0:12</span>`. */
export function htmlToText(html: string): Reading {
  const text = html
    .replace(
      /<span\b[^>]*\bdata-timestamp=["']?(\d{1,9}(?:\.\d{1,9})?)["']?[^>]*>[^<]*<\/span>/gi,
      (_, seconds: string) => `\n[${clock(Number(seconds))}] `,
    )
    .replace(/<span\b[^>]*\bclass=["']?timestamp\b[^>]*>\s*([\d:.]+)\s*<\/span>/gi, '\n[$1] ')
    .replace(/<br\b[^>]*>/gi, '\n')
    .replace(/<\/(?:p|div|li|h\d)\s*>/gi, '\n\n')
    .replace(/<[^<>]*>/g, '')
  return readText(
    decodeHTML(text)
      .replaceAll('\u00a0', ' ')
      .replace(/^ +| +$/gm, ''),
  )
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const pad = (n: number) => String(n).padStart(2, '0')
  const millis = Math.floor((seconds - whole) * 1000 + 1e-6)
  return `${pad(Math.floor(whole / 3600))}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}.${String(millis).padStart(3, '0')}`
}
