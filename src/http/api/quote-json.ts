/** Quotes as the API and the pages give them: as taken down, where they stand now, and how to cite them. */

import { quotePath, talkPath } from '../../../web/pages/links.ts'
import type { Event } from '../../library/event/event.ts'
import type { Library } from '../../library/library.ts'
import type { Quote } from '../../library/quote/quotes.ts'
import { type Talk, talkDate } from '../../library/talk/talk.ts'
import { type Citable, quoteBlock } from '../../transcript/quote/citation.ts'
import { citedOf } from '../../transcript/quote/cited.ts'
import { anchorQuote } from '../../transcript/quote/quote.ts'
import { mapTime } from '../../transcript/revise/offset-map.ts'
import type { TimeRange } from '../../transcript/time-link.ts'

export interface Standing {
  readonly status: 'same' | 'moved' | 'changed' | 'gone'
  /** Null where it is gone. */
  readonly start: number | null
  readonly end: number | null
  readonly text: string | null
  /** The revision looked in: the newest. */
  readonly revision: number
}

/** Where a quote stands in the newest revision of its transcript. */
export async function standingOf(library: Library, quote: Quote): Promise<Standing> {
  const revisions = await library.revisions(quote.talk, quote.language)
  const newest = revisions.at(-1)
  // The transcript was thrown away; the quote stands as it was made.
  if (!newest) return { status: 'gone', start: null, end: null, text: null, revision: quote.revision }
  if (newest.number === quote.revision)
    return { status: 'same', start: quote.start, end: quote.end, text: quote.exact, revision: quote.revision }
  const transcript = await library.transcript(quote.talk, { language: quote.language, revision: newest.number })
  const moves = revisions.filter(({ number, moved }) => number > quote.revision && moved !== null).map(({ moved }) => moved ?? [])
  const moved = (time: number) => moves.reduce<number | null>((at, map) => (at === null ? null : mapTime(map, at)), time)
  const { status, now } = anchorQuote(quote, transcript?.cues ?? [], moved)
  return { status, start: now?.start ?? null, end: now?.end ?? null, text: now?.exact ?? null, revision: newest.number }
}

export interface Source {
  readonly talk: Talk
  readonly event: Event | null
  readonly publisher: string
  readonly origin: string
  /** UTC instant of the request. */
  readonly today: Date
  readonly tongue: 'nl' | 'en'
}

/** What a citation says of a talk, or of a time in it. */
export function citableTalk({ talk, event, publisher, origin, today, tongue }: Source, time: TimeRange | null): Citable {
  const made = talk.transcripts[0]
  return {
    title: talk.title,
    speakers: talk.speakers.map(({ name }) => ({ name })),
    recorded: talkDate(talk),
    event: talk.event && { title: talk.event.title, place: talk.event.place, organisers: event?.organisers ?? [] },
    publisher,
    url: origin + (time ? talkPath(talk.id, time) : talkPath(talk.id)),
    accessed: today.toISOString().slice(0, 10),
    time,
    duration: talk.recording?.duration ?? null,
    language: talk.language,
    tongue,
    exact: null,
    demonstration: talk.demonstration,
    transcript: made ? { made: made.made, reviewed: made.reviewed } : null,
  }
}

export function citableQuote(source: Source, quote: Quote): Citable {
  const who = source.talk.speakers.find(({ name }) => name === quote.speaker)
  return {
    ...citableTalk(source, { start: quote.start, end: quote.end }),
    ...(who ? { speakers: [{ name: who.name }] } : {}),
    url: source.origin + quotePath(quote.id),
    exact: quote.exact,
    quote: quote.id,
  }
}

/**
 * What “Kopieer citaat” puts on the clipboard. A demonstration's words are the computer's: pasted somewhere they stand under no person's
 * name.
 */
export function blockOf(source: Source, quote: Quote): string {
  return quoteBlock({
    ...citableQuote(source, quote),
    ...(source.talk.demonstration ? { speakers: quote.speaker === null ? [] : [{ name: quote.speaker }] } : {}),
  })
}

export function quoteJson(source: Source, quote: Quote) {
  const { id, talk, language, revision, start, end, exact, prefix, suffix, speaker, created } = quote
  return {
    id,
    url: source.origin + quotePath(id),
    talk,
    language,
    exact,
    prefix,
    suffix,
    start,
    end,
    revision,
    speaker,
    created,
    demonstration: source.talk.demonstration,
    block: blockOf(source, quote),
    recorded: talkDate(source.talk),
    ...citedOf(citableQuote(source, quote)),
  }
}
