/** Next year's event from last year's: a proposal for archivists to adapt. */
import type { Event } from './event.ts'

/**
 * A copy a year later: place, organisers, summary and programme, without recordings. Links, attachments and registration are about the
 * one day and stay behind.
 */
export function nextYears(event: Event): Omit<Event, 'id'> {
  const year = event.from === null ? null : Number(event.from.slice(0, 4))
  return {
    ...event,
    title: year === null ? event.title : titleIn(event.title, year),
    from: event.from && yearLater(event.from),
    to: event.to && yearLater(event.to),
    registration: null,
    programme: event.programme.map((item) => ({ ...item, talk: null })),
    links: [],
    attachments: [],
  }
}

/** `Ontmoetingsdag 2018` becomes `Ontmoetingsdag 2019`; a title without its year gets the new one. */
function titleIn(title: string, year: number): string {
  const named = new RegExp(`(?<!\\d)${year}(?!\\d)`, 'g')
  return named.test(title) ? title.replace(named, String(year + 1)) : `${title} ${year + 1}`
}

/** As precise as the date was; 29 February becomes the 28th. */
function yearLater(date: string): string {
  const later = `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`
  return later.endsWith('-02-29') ? `${later.slice(0, 4)}-02-28` : later
}
