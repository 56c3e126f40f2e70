/** SubRip as found in the wild: any line ends, comma or point, missing or wrong numbers, missing hours, `<i>` and `{\an8}`. */

import { error, type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { type FrameRate, frameRateOf } from '../frame-times.ts'
import { atLines, linesOf, type Reading, shorten } from '../reading.ts'

const TIME = String.raw`(?:(\d{1,5})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?([,.:;])\s?(\d{1,9}))?`
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*-{1,3}>\s*${TIME}(?=\s|$)`)
/** Looks like a line of times and is none that can be read. */
const ARROW = /^\s*\d[^>]*-{1,3}>/

/** No line of a transcript is longer; beyond it a pattern is not tried. */
const LONGEST_TIMES = 200

const timesIn = (line: string) => (line.length <= LONGEST_TIMES && line.includes('>') ? TIMES.exec(line) : null)

export function isSrt(text: string): boolean {
  return linesOf(text.slice(0, 20_000))
    .slice(0, 60)
    .some((line) => timesIn(line) !== null)
}

export function readSrt(source: string): Reading {
  const lines = linesOf(source)
  const cues: Cue[] = []
  const problems: Problem[] = []
  const rate = frameRateOf(lines.filter((line) => timesIn(line)).join('\n'))
  if (rate) problems.push(rate.problem)
  const places: number[] = []
  const starts: number[] = []
  for (const [i, line] of lines.entries()) {
    if (timesIn(line)) starts.push(i)
    else if (line.length <= LONGEST_TIMES && ARROW.test(line))
      problems.push(
        error('bad-times', `“${shorten(line.trim())}” is geen geldige tijdregel; wat erop volgt, staat nu bij de regel ervoor.`, i + 1),
      )
  }
  let before: number | null = null
  for (const [n, at] of starts.entries()) {
    const match = timesIn(lines[at] ?? '')
    if (!match) continue
    const [start, end] = [toMs(match, 1, rate), toMs(match, 6, rate)]
    const next = starts[n + 1] ?? lines.length
    const number = numberAbove(lines, at)
    // The next cue's number stands above its times and is not this cue's text.
    const until = next < lines.length && numberAbove(lines, next) !== null ? next - 1 : next
    const body = lines.slice(at + 1, until)
    while (body.length > 0 && body.at(-1)?.trim() === '') body.pop()
    while (body.length > 0 && body[0]?.trim() === '') body.shift()
    if (number !== null) {
      if (before !== null && Number(number) > before + 1)
        problems.push(warning('missing-number', `Tussen regel ${before} en ${number} ontbreken nummers: is er iets weggevallen?`, at))
      before = Number(number)
    }
    cues.push({ id: number, start, end, speaker: null, text: plain(body.join('\n')), words: null })
    places.push(at + 1)
  }
  const first = starts[0]
  const head = lines.slice(0, first === undefined ? undefined : numberAbove(lines, first) === null ? first : first - 1)
  const lost = head.findIndex((line) => line.trim() !== '')
  if (lost >= 0)
    problems.push(warning('no-times', `“${shorten((head[lost] ?? '').trim())}” staat vóór de eerste tijdregel en doet niet mee.`, lost + 1))
  return { cues, problems, placeOf: atLines(places) }
}

function numberAbove(lines: readonly string[], at: number): string | null {
  const above = (lines[at - 1] ?? '').trim()
  return /^\d{1,9}$/.test(above) ? above : null
}

/** Two digits after a colon or semicolon count pictures, where more of them do (`HH:MM:SS:FF`); anything else is a fraction. */
function toMs(match: RegExpExecArray, from: number, rate: FrameRate | null): number {
  const [h, m, s] = [match[from], match[from + 1], match[from + 2]].map((part) => Number(part ?? 0))
  const [separator, rest = '0'] = [match[from + 3], match[from + 4]]
  const whole = ((h ?? 0) * 60 + (m ?? 0)) * 60_000 + (s ?? 0) * 1000
  if (rate && rest.length === 2 && (separator === ':' || separator === ';')) return whole + Math.round((Number(rest) / rate.nominal) * 1000)
  return whole + Math.floor(Number(`0.${rest}`) * 1000 + 1e-6)
}

/** Tags that players understand in SubRip; anything else between angle brackets is text. */
const TAG = /<\/?(?:[biu]|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}/gi

/** SubRip has no escapes of its own, but files made from web captions hold these. */
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&nbsp;': '\u00a0', '&quot;': '"', '&#39;': "'" }

const plain = (text: string) => text.replace(TAG, '').replace(/&(?:amp|lt|gt|nbsp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

/** Text as `readSrt` gives it back: what would be taken for a tag or an entity is escaped, the rest stands as it is. */
export function escapeSrt(text: string): string {
  return text.replace(/&(?=(?:amp|lt|gt|nbsp|quot|#39);)/g, '&amp;').replace(TAG, (tag) => tag.replaceAll('<', '&lt;'))
}
