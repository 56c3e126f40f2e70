/** Times in TTML: expressions (TTML2 §12.3.1) to milliseconds, and where an element's own times fall within its parent's (§12.5). */

import type { XmlElement } from '../../../markup/xml.ts'
import { attribute } from './ttml-elements.ts'

/** What the root's `ttp:` attributes say about counting time (TTML2 §7.2). */
export interface Clock {
  readonly frameRate: number
  /** Real frames a second: 24 × 1000/1001 for film on American television. */
  readonly effectiveRate: number
  readonly subFrameRate: number
  readonly tickRate: number
  /** Whether clock times count frames, so that at 29.97 “01:00:00:00” is later than an hour. */
  readonly smpte: boolean
  readonly dropMode: string
}

// No recording is longer; a larger figure is a mistake or an attack.
const MAX_MS = 1000 * 3_600_000

export function readClock(root: XmlElement): Clock {
  const parameter = (name: string) => attribute(root, name, '#parameter')?.trim() ?? null
  const positive = (name: string) => {
    const text = parameter(name)
    const value = text !== null && /^\d{1,12}$/.test(text) ? Number(text) : 0
    return value > 0 ? value : null
  }
  const frameRate = positive('frameRate') ?? 30
  const subFrameRate = positive('subFrameRate') ?? 1
  // TTML1 writes “1000 1001”, the drafts before it “1000:1001”.
  const [, over = '1', under = '1'] = /^(\d{1,9})[\s:]+(\d{1,9})$/.exec(parameter('frameRateMultiplier') ?? '') ?? []
  const multiplier = Number(over) > 0 && Number(under) > 0 ? Number(over) / Number(under) : 1
  return {
    frameRate,
    effectiveRate: frameRate * multiplier,
    subFrameRate,
    tickRate: positive('tickRate') ?? (positive('frameRate') === null ? 1 : frameRate * multiplier * subFrameRate),
    smpte: parameter('timeBase') === 'smpte',
    dropMode: parameter('dropMode') ?? 'nonDrop',
  }
}

/** Milliseconds, not rounded; null where it is no time expression. A decimal comma is no TTML, but it can mean one thing only. */
export function parseTtmlTime(text: string, clock: Clock): number | null {
  const ms = clockTime(text.trim(), clock) ?? offsetTime(text.trim(), clock)
  return ms !== null && ms <= MAX_MS ? ms : null
}

function clockTime(text: string, clock: Clock): number | null {
  const match = /^(\d{1,4}):(\d{2}):(\d{2})(?:[.,](\d{1,20})|:(\d{2,3})(?:\.(\d{1,6}))?)?$/.exec(text)
  if (!match) return null
  const [, h = '', m = '', s = '', fraction, frames, subFrames] = match
  const [hours, minutes] = [Number(h), Number(m)]
  // 60 for a leap second.
  if (minutes > 59 || Number(s) > 60) return null
  const seconds = (hours * 60 + minutes) * 60 + Number(s)
  const rest = Number(frames ?? 0) + Number(subFrames ?? 0) / clock.subFrameRate
  if (fraction !== undefined) return (seconds + Number(`0.${fraction}`)) * 1000
  if (!clock.smpte) return (seconds + rest / clock.effectiveRate) * 1000
  return ((seconds * clock.frameRate + rest - dropped(hours, minutes, clock.dropMode)) / clock.effectiveRate) * 1000
}

/** Frame numbers that drop-frame counting passed over until then (TTML2 §12.3.1, “dropped frames”). */
function dropped(hours: number, minutes: number, mode: string): number {
  if (mode === 'dropNTSC') return (hours * 54 + minutes - Math.floor(minutes / 10)) * 2
  if (mode === 'dropPAL') return (hours * 27 + Math.floor(minutes / 2) - Math.floor(minutes / 20)) * 4
  return 0
}

/** No TTML, but it can hardly mean anything but seconds. */
const UNITLESS = /^\d{1,15}(?:[.,]\d{1,20})?$/

function offsetTime(text: string, clock: Clock): number | null {
  const match = /^(\d{1,15}(?:[.,]\d{1,20})?)(h|m|s|ms|f|t)?$/.exec(text)
  if (!match) return null
  const value = Number((match[1] ?? '').replace(',', '.'))
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, f: 1000 / clock.effectiveRate, t: 1000 / clock.tickRate }
  return value * (units[match[2] ?? 's'] ?? 0)
}

/** From when to when; the end is Infinity where nothing says when. */
export interface Interval {
  readonly start: number
  readonly end: number
}

export interface OwnTimes {
  readonly begin: number | null
  readonly end: number | null
  readonly dur: number | null
  /** The first attribute as written that is no time; it counts as absent. */
  readonly bad: string | null
  /** A number without a unit, as some programs write seconds. */
  readonly unitless: boolean
}

const UNTIMED: OwnTimes = { begin: null, end: null, dur: null, bad: null, unitless: false }

/** Asked of each element several times while a file is read. */
const known = new WeakMap<XmlElement, OwnTimes>()

export function ownTimes(element: XmlElement, clock: Clock): OwnTimes {
  const before = known.get(element)
  if (before !== undefined) return before
  const times = readOwnTimes(element, clock)
  known.set(element, times)
  return times
}

function readOwnTimes(element: XmlElement, clock: Clock): OwnTimes {
  if (element.attributes.length === 0) return UNTIMED
  let bad: string | null = null
  let unitless = false
  const values: (number | null)[] = []
  for (const name of ['begin', 'end', 'dur']) {
    const written = attribute(element, name)
    const text = written?.trim() ?? 'indefinite'
    const value = text === 'indefinite' ? null : parseTtmlTime(text, clock)
    if (value === null && text !== 'indefinite') bad ??= `${name}="${written}"`
    if (UNITLESS.test(text)) unitless = true
    values.push(value)
  }
  const [begin = null, end = null, dur = null] = values
  return { begin, end, dur, bad, unitless }
}

export const isTimed = ({ begin, end, dur }: OwnTimes) => begin !== null || end !== null || dur !== null

/** Both begin and end count from `base`; with `dur` as well the earlier end counts (TTML2 §12.5.3). Not yet bounded by the parent. */
export function intervalOf({ begin, end, dur }: OwnTimes, base: number): Interval {
  const start = base + (begin ?? 0)
  return { start, end: Math.min(end === null ? Infinity : base + end, dur === null ? Infinity : start + dur) }
}

const CONTAINERS = new Set(['body', 'div', 'p', 'span'])

/**
 * Many programs write nested times from the start of the recording instead of from the parent’s begin. That is so where some make sense
 * that way only and none makes sense relatively only. Returns where the first such element stands, or null.
 */
export function absoluteTimesAt(body: XmlElement, clock: Clock): number | null {
  let absolute: number | null = null
  let relative = false
  const look = (element: XmlElement, parent: { relative: Interval; absolute: Interval }) => {
    const times = ownTimes(element, clock)
    if (!CONTAINERS.has(element.name)) return
    const asRelative = intervalOf(times, parent.relative.start)
    const asAbsolute = intervalOf(times, 0)
    if (parent.absolute.start > 0 && (times.begin !== null || times.end !== null)) {
      const fits = asAbsolute.end <= parent.absolute.end
      if ((times.begin !== null ? asAbsolute.start : asAbsolute.end) < parent.absolute.start) relative = true
      else if (asRelative.start >= parent.relative.end || (asRelative.end > parent.relative.end && fits)) absolute ??= element.at
    }
    const within = {
      relative: { start: asRelative.start, end: Math.min(asRelative.end, parent.relative.end) },
      absolute: times.begin === null ? parent.absolute : asAbsolute,
    }
    // Within a sequence every time counts from the one before, which no program does by mistake.
    if (attribute(element, 'timeContainer') === 'seq') return
    for (const child of element.children) if (typeof child !== 'string') look(child, within)
  }
  const always = { start: 0, end: Infinity }
  look(body, { relative: always, absolute: always })
  return relative ? null : absolute
}
