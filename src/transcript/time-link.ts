/** Time in links: W3C Media Fragments 1.0 §4.2.1 (npt, half-open) and the forms other video sites write. */
import { formatSeconds, parseTime } from './timecode.ts'

/** Milliseconds; `end` is null where the range runs to the end of the recording. */
export interface TimeRange {
  readonly start: number
  readonly end: number | null
}

/**
 * Reads `t` or `start` (+ `end`) from a query string or a fragment: `t=754`, `t=npt:10,20`, `t=,20`, `t=10,`,
 * `start=12m34s&end=13m`. What cannot be read is ignored: null, never an error. An end at or before the start is dropped.
 */
export function parseTimeRange(parameters: URLSearchParams): TimeRange | null {
  const written = parameters.get('t') ?? parameters.get('start')
  if (written === null) return null
  const text = written.trim().replace(/^npt:/i, '')
  const comma = text.indexOf(',')
  const from = comma < 0 ? text : text.slice(0, comma)
  const to = comma < 0 ? (parameters.get('end') ?? parameters.get('stop') ?? '').trim() : text.slice(comma + 1)
  if (from === '' && to === '') return null
  const start = from === '' ? 0 : parseTime(from)
  if (start === null) return null
  const end = to === '' ? null : parseTime(to.replace(/^npt:/i, ''))
  if (comma >= 0 && to !== '' && end === null) return null
  return { start, end: end !== null && end > start ? end : null }
}

/** Keeps a range inside a recording of `duration` ms (null: not known). A start past the end becomes the end. */
export function clampRange(range: TimeRange, duration: number | null): TimeRange {
  if (duration === null) return range
  const start = Math.min(range.start, duration)
  const end = range.end === null || range.end >= duration || range.end <= start ? null : range.end
  return { start, end }
}

/** The form we write: `t=754.2` or `t=754.2,771.9`, seconds. */
export function formatTimeRange(range: TimeRange): string {
  return `t=${formatSeconds(range.start)}${range.end === null ? '' : `,${formatSeconds(range.end)}`}`
}
