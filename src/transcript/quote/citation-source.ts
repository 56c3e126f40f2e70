/** What is cited, cleaned and taken apart once, so that every style starts from the same values. */

import { formatClock, formatTimestamp } from '../timecode.ts'
import { type PersonName, splitName } from './person-name.ts'

export interface Citable {
  readonly title: string
  /** Display names, in the order of the talk. */
  readonly speakers: readonly { readonly name: string }[]
  /** `2024-04-15T11:15+02:00`, `2024-04-15`, `2024-04`, `2024`; null: not known. */
  readonly recorded: string | null
  readonly event: { readonly title: string; readonly place: string | null; readonly organisers: readonly string[] } | null
  /** The library's or institution's name. */
  readonly publisher: string
  /** The permanent link, with the time already in it where a moment is cited. */
  readonly url: string
  /** ISO date on which the link was made. */
  readonly accessed: string
  /** Milliseconds; null: the whole talk. */
  readonly time: { readonly start: number; readonly end: number | null } | null
  readonly duration: number | null
  readonly language: string
  /** Of the reader, for the forms that belong to no country: plain text and the copied quotation. Dutch when left out. */
  readonly tongue?: Tongue
  /** The quoted words. */
  readonly exact: string | null
  /** The quote's permanent id; two quotes of one moment are told apart by it. */
  readonly quote?: string
  /** Spoken by a computer voice from a summary: marked in every form. */
  readonly demonstration: boolean
  /** A machine's transcript that nobody reviewed is marked in every form. */
  readonly transcript: { readonly made: 'human' | 'asr' | 'synthetic'; readonly reviewed: boolean } | null
}

/** As precise as known: month and day are null together from the first that is missing. */
export interface CitedDate {
  readonly year: number
  readonly month: number | null
  readonly day: number | null
}

export type Tongue = 'nl' | 'en'

export interface Source {
  readonly title: string
  readonly names: readonly PersonName[]
  readonly date: CitedDate | null
  readonly event: { readonly title: string; readonly place: string; readonly organisers: readonly string[] } | null
  readonly publisher: string
  readonly url: string
  readonly accessed: CitedDate | null
  readonly time: { readonly start: number; readonly end: number | null } | null
  readonly duration: string | null
  readonly language: string
  readonly tongue: Tongue
  readonly exact: string | null
  readonly quote: string | null
  readonly demonstration: boolean
  readonly unreviewed: boolean
}

export function toSource(of: Citable): Source {
  const event = of.event && { ...of.event, title: clean(of.event.title), place: clean(of.event.place ?? '') }
  const organisers = (of.event?.organisers ?? []).map(clean).filter((name) => name !== '')
  return {
    title: clean(of.title),
    names: of.speakers
      .map(({ name }) => clean(name))
      .filter((name) => name !== '')
      .map(splitName),
    date: parseDate(of.recorded),
    event: event && event.title !== '' ? { ...event, organisers } : null,
    publisher: clean(of.publisher),
    // No space can stand in a URL; what is left of a broken one must not break the line it stands in.
    url: clean(of.url).replaceAll(' ', '%20'),
    accessed: parseDate(of.accessed),
    time: of.time,
    duration: of.duration === null ? null : formatClock(of.duration),
    language: clean(of.language),
    tongue: of.tongue ?? 'nl',
    exact: of.exact === null ? null : clean(of.exact) || null,
    quote: of.quote ?? null,
    demonstration: of.demonstration,
    unreviewed: of.transcript?.made === 'asr' && !of.transcript.reviewed,
  }
}

/**
 * One line of plain text: control characters, line ends and runs of white space become a space. Marks that turn the direction of the text
 * around (UAX #9 §2) go, as they would also turn what follows in the citation, and so do the marks of `italic`; joiners stay, emoji are made
 * of them.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\uFDD0\uFDD1]/g, '')
    .replace(/[\p{Cc}\s\u0085\u2028\u2029]+/gu, ' ')
    .trim()
}

/** The day as it was there: a time and a zone after it change nothing. A part that is no date ends the precision. */
function parseDate(text: string | null): CitedDate | null {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])/.exec(text ?? '')
  const year = Number(match?.[1] ?? 0)
  if (year === 0) return null
  const month = Number(match?.[2] ?? 0)
  if (month < 1 || month > 12) return { year, month: null, day: null }
  const day = Number(match?.[3] ?? 0)
  return { year, month, day: day >= 1 && day <= 31 ? day : null }
}

const MONTHS = {
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
  // MLA Handbook 9, appendix 1.
  mla: 'Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.'.split(' '),
  nlm: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
}

export const monthName = (month: number, form: keyof typeof MONTHS) => MONTHS[form][month - 1] ?? ''

/** `15 april 2024`, as far as known. */
export function dayFirst({ year, month, day }: CitedDate, form: keyof typeof MONTHS): string {
  return [day, month && monthName(month, form), year].filter((part) => part !== null).join(' ')
}

/** `12:34–12:58`; one time where there is no end, or none that shows. */
export function timeRange(
  time: { readonly start: number; readonly end: number | null },
  { dash = '–', long = false }: { dash?: string; long?: boolean } = {},
): string {
  // The long form without its milliseconds is the hh:mm:ss of MLA.
  const clock = (ms: number) => (long ? formatTimestamp(Math.floor(ms / 1000) * 1000).slice(0, -4) : formatClock(ms))
  const start = clock(time.start)
  const end = time.end === null || time.end <= time.start ? start : clock(time.end)
  return start === end ? start : `${start}${dash}${end}`
}

const MARKS = {
  nl: {
    demonstration: 'demonstratie met computerstem, niet de woorden van de spreker',
    short: 'demonstratie met computerstem',
    unreviewed: 'automatisch transcript, niet nagekeken',
  },
  en: {
    demonstration: 'demonstration with a computer voice, not the speaker’s words',
    short: 'demonstration with a computer voice',
    unreviewed: 'automatic transcript, not reviewed',
  },
}

/** What a reader must know before trusting the words. */
export function marks(of: Source, tongue: Tongue, { short = false } = {}): string[] {
  const words = MARKS[tongue]
  return [...(of.demonstration ? [short ? words.short : words.demonstration] : []), ...(of.unreviewed ? [words.unreviewed] : [])]
}

/** The description of the medium, where every style has a place for one and so for the marks: `Video; automatisch transcript, …`. */
export function description(of: Source, tongue: Tongue): string {
  return ['Video', ...marks(of, tongue)].join('; ')
}

/** Marks text that a style prints in italics, until `splitItalics`: two noncharacters, which `clean` takes out of every value. */
export const italic = (text: string) => (text === '' ? '' : `\uFDD0${text}\uFDD1`)

/** @returns the text without the marks of `italic`, and the [from, to) character ranges that they were around */
export function splitItalics(marked: string): { readonly text: string; readonly italics: readonly (readonly [number, number])[] } {
  const italics: [number, number][] = []
  let text = ''
  for (const piece of marked.split(/(\uFDD0[^\uFDD1]*\uFDD1)/)) {
    const inside = piece.startsWith('\uFDD0') ? piece.slice(1, -1) : piece
    if (inside !== piece) italics.push([text.length, text.length + inside.length])
    text += inside
  }
  return { text, italics }
}
