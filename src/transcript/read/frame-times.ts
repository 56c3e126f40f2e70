/** Time codes that count pictures (`HH:MM:SS:FF`, SMPTE ST 12-1), as editing programs export them. */
import { type Problem, warning } from '../../problem.ts'
import { parseTime } from '../timecode.ts'

/** `00:00:24:04`; a semicolon says that numbers are dropped to keep to the clock. */
export const FRAME_CLOCK = String.raw`\d{1,3}:\d{2}:\d{2}[:;]\d{2}(?![\d:])`

const FRAME_CLOCKS = /(?<![\d:])\d{1,3}:\d{2}:\d{2}[:;](\d{2})(?![\d:])/g
const ONE_FRAME_CLOCK = /^(\d{1,3}):([0-5]\d):([0-5]\d)([:;])(\d{2})$/
const STATED_RATE = /(?<![\d.,])(23[.,]976|24|25|29[.,]97|30|50|59[.,]94|60)\s*(?:fps|frames?\s*(?:per|\/)\s*s|beelden per s)/i
/** Where a file states its rate, in characters. */
const HEAD = 4000

export interface FrameRate {
  /** Pictures counted in a second of the time code. */
  readonly nominal: number
  /** Pictures in a real second. */
  readonly real: number
  readonly problem: Problem
}

/** The rate that the file states, or else the lowest usual one that its highest number allows; null where no time counts pictures. */
export function frameRateOf(text: string): FrameRate | null {
  let highest = -1
  for (const match of text.matchAll(FRAME_CLOCKS)) highest = Math.max(highest, Number(match[1]))
  if (highest < 0) return null
  const stated = STATED_RATE.exec(text.slice(0, HEAD))?.[1]?.replace(',', '.')
  const guess = highest < 25 ? 25 : highest < 30 ? 30 : highest < 50 ? 50 : highest < 60 ? 60 : 100
  const real = stated !== undefined && Math.round(Number(stated)) > highest ? Number(stated) : guess
  const because = real === guess ? 'naar het hoogste getal dat erin staat' : 'zoals het bestand zegt'
  const rate = real.toLocaleString('nl-NL', { maximumFractionDigits: 3 })
  const message = `De tijden tellen beelden (uu:mm:ss:bb) en zijn gelezen met ${rate} beelden per seconde, ${because}. Controleer of dat klopt.`
  return { nominal: Math.round(real), real, problem: warning('frame-times', message) }
}

/** Milliseconds of a clock time with or without pictures; null where it is none. */
export function parseFrameTime(text: string, rate: FrameRate | null): number | null {
  const match = ONE_FRAME_CLOCK.exec(text)
  if (!match || rate === null) return parseTime(text.replace(',', '.'))
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = [match[1], match[2], match[3], match[5]].map(Number)
  const whole = (hours * 60 + minutes) * 60 + seconds
  if (match[4] === ';') return Math.round((whole + frames / rate.nominal) * 1000)
  return Math.round(((whole * rate.nominal + frames) / rate.real) * 1000)
}
