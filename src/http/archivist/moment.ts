/** A date and time as a form's clock shows it, in the institution's time zone. */
import { Temporal } from 'temporal-polyfill'
import { Failure } from '../../failure.ts'

/**
 * @param text the value of a `datetime-local` field
 * @returns a UTC instant; of an hour that comes twice, the first
 * @throws Failure `invalid` for what is no time, and for a time that the clock skips
 */
export function readMoment(text: string, timeZone: string): string {
  const local = localTime(text)
  if (local === null) throw new Failure('invalid', ['chooseMoment'])
  const moment = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (!moment.toPlainDateTime().equals(local)) {
    const after = local.toZonedDateTime(timeZone, { disambiguation: 'later' })
    const clock = (time: Temporal.ZonedDateTime) => time.toPlainTime().toString({ smallestUnit: 'minute' })
    throw new Failure('invalid', ['noSuchMoment', clock(moment), clock(after)])
  }
  return new Date(moment.epochMilliseconds).toISOString()
}

function localTime(text: string): Temporal.PlainDateTime | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(text)) return null
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' })
  } catch {
    return null
  }
}
