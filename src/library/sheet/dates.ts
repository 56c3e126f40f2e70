/** A date as people write it, in Dutch or English, to the form in which a recording keeps it; as precise as it was written. */
import { Temporal } from 'temporal-polyfill'

const MONTHS = [
  ['januari', 'january', 'jan'],
  ['februari', 'february', 'feb'],
  ['maart', 'march', 'mrt', 'mar'],
  ['april', 'apr'],
  ['mei', 'may'],
  ['juni', 'june', 'jun'],
  ['juli', 'july', 'jul'],
  ['augustus', 'august', 'aug'],
  ['september', 'sept', 'sep'],
  ['oktober', 'october', 'okt', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
] as const
const DAYS =
  /^(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|ma|di|wo|do|vr|za|zo)\.?,?\s+/i

/** Longer than any date with weekday, time and zone: the patterns are for short texts. */
const LONGEST = 100

/**
 * Days come before months, as in the Netherlands; a year has four digits.
 * @param timeZone of a time without one
 * @returns `2024`, `2024-04`, `2024-04-15` or `2024-04-15T11:15+02:00`; null: no date, or none of the calendar
 */
export function readDate(text: string, timeZone: string): string | null {
  if (text.length > LONGEST) return null
  const [, day = '', clock, zone] =
    /^(.*?)(?:(?:\s*T|,?\s+(?:om\s+|at\s+)?)(\d{1,2}[:.]\d{2}(?::\d{2})?)(?:\s*(?:uur|u|h))?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text.trim()) ??
    []
  const date = readDay(day.trim().replace(DAYS, ''))
  if (date === null || clock === undefined) return date
  return date.length < 10 ? null : withClock(date, clock, zone ?? null, timeZone)
}

function readDay(text: string): string | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text)
  if (iso) return dateOf(iso[1], iso[2], iso[3])
  const numbers = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/.exec(text)
  if (numbers) return dateOf(numbers[4], numbers[3], numbers[1])
  const monthYear = /^(\d{1,2})[-/](\d{4})$/.exec(text)
  if (monthYear) return dateOf(monthYear[2], monthYear[1])
  const words = /^(?:(\d{1,2})(?:st|nd|rd|th|e)?\.?[\s-]+)?([a-z]+)\.?[\s-]+(\d{4})$/i.exec(text)
  if (words) return dateOf(words[3], monthOf(words[2]), words[1])
  const english = /^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i.exec(text)
  return english ? dateOf(english[3], monthOf(english[1]), english[2]) : null
}

function monthOf(name = ''): string {
  return String(MONTHS.findIndex((names) => names.some((one) => one === name.toLowerCase())) + 1)
}

function dateOf(year = '', month?: string, day?: string): string | null {
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  const date = new Date(Date.UTC(y, m - 1, d))
  if (y < 1000 || date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null
  return date.toISOString().slice(0, month === undefined ? 4 : day === undefined ? 7 : 10)
}

function withClock(date: string, clock: string, zone: string | null, timeZone: string): string | null {
  const [hours = '', minutes = ''] = clock.split(/[:.]/)
  if (Number(hours) > 23 || Number(minutes) > 59) return null
  const local = `${date}T${hours.padStart(2, '0')}:${minutes}`
  if (zone !== null) return local + zone
  const moment = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  // An hour that the clock skips in spring is a mistake.
  return moment.toPlainDateTime().toString({ smallestUnit: 'minute' }) === local ? local + moment.offset : null
}
