/** The one place that knows written times. Inside, a time is an integer number of milliseconds. */

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

function split(ms: number) {
  const whole = Math.max(0, Math.round(ms))
  return {
    hours: Math.floor(whole / 3_600_000),
    minutes: Math.floor(whole / 60_000) % 60,
    seconds: Math.floor(whole / 1000) % 60,
    millis: whole % 1000,
  }
}

/** `hh:mm:ss.mmm`, the long form of WebVTT §3.3 timestamps. Hours grow beyond two digits when they must. */
export function formatTimestamp(ms: number, decimal: '.' | ',' = '.'): string {
  const t = split(ms)
  return `${pad(t.hours)}:${pad(t.minutes)}:${pad(t.seconds)}${decimal}${pad(t.millis, 3)}`
}

/** `0:41`, `12:34`, `1:02:03`: how people read a time in a recording. Whole seconds, rounded down. */
export function formatClock(ms: number): string {
  const t = split(Math.floor(Math.max(0, ms) / 1000) * 1000)
  return t.hours > 0 ? `${t.hours}:${pad(t.minutes)}:${pad(t.seconds)}` : `${t.minutes}:${pad(t.seconds)}`
}

/** As `formatClock`, with the milliseconds where there are any, so that `parseTime` gives the same time back: `0:41.25`. */
export function formatExactClock(ms: number): string {
  const millis = Math.round(ms) % 1000
  return formatClock(ms) + (millis === 0 ? '' : `.${pad(millis, 3).replace(/0+$/, '')}`)
}

/** Seconds with at most three decimals and no trailing zeros, as written in links: 12340 → `12.34`. */
export function formatSeconds(ms: number): string {
  return String(Math.max(0, Math.round(ms)) / 1000)
}

/** ISO 8601 duration, rounded down to whole seconds: 3723000 → `PT1H2M3S`. */
export function formatIsoDuration(ms: number): string {
  const t = split(Math.floor(Math.max(0, ms) / 1000) * 1000)
  const text = (t.hours ? `${t.hours}H` : '') + (t.minutes ? `${t.minutes}M` : '') + (t.seconds ? `${t.seconds}S` : '')
  return `PT${text || '0S'}`
}

// No recording is longer; a larger figure is a mistake or an attack, and must not become Infinity or 1e21.
const MAX_MS = 1000 * 3_600_000

/**
 * A time as people and other sites write it: `754`, `754s`, `754.5`, `12m34s`, `1h2m3s`, `12:34`, `1:02:03`, `1:02:03.5`.
 * Returns milliseconds, or null when it is none of these.
 */
export function parseTime(text: string): number | null {
  const clock = /^(?:(\d{1,4}):)?(\d{1,4}):([0-5]?\d(?:\.\d{1,9})?)$/.exec(text)
  if (clock) {
    const [, hours, minutes, seconds] = clock
    if (hours !== undefined && Number(minutes) > 59) return null
    return toMs(Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds))
  }
  if (/^\d{1,9}(?:\.\d{1,9})?s?$/.test(text)) return toMs(Number.parseFloat(text))
  const units = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?$/i.exec(text)
  if (!units || text === '') return null
  return toMs(Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0))
}

function toMs(seconds: number): number | null {
  const ms = Math.round(seconds * 1000)
  return Number.isFinite(ms) && ms <= MAX_MS ? ms : null
}
