/** What the library holds of a person or a name, as one value: for the page, and for the files that administrators save. */

import type { PersonRecord } from '../person/person.ts'
import { createMatcher } from './mention.ts'
import { PLACES, type PlaceName } from './places.ts'
import type { Found, FoundRoles, PrivacySearch, SpokenMentions } from './search.ts'

/** What is asked about: a person whom the library knows, or words. */
export interface Subject {
  readonly person: PersonRecord | null
  /** A name or an e-mail address. */
  readonly words: string
}

export interface PlaceReport {
  readonly place: PlaceName
  readonly found: readonly Found[]
  /** Where the place's next entries begin; null: these are all. */
  readonly next: number | null
}

export interface Report {
  readonly subject: Subject
  /** UTC instant. */
  readonly made: string
  readonly roles: FoundRoles
  /** Where the next roles begin; null: these are all. Likewise below. */
  readonly nextRoles: number | null
  readonly spoken: readonly SpokenMentions[]
  readonly nextSpoken: number | null
  /** Places where something was found, in their order. */
  readonly places: readonly PlaceReport[]
}

export interface ReportPart {
  /** Entries of a place, and roles, from this one on. */
  readonly from: number
  readonly most: number
  /** Null: all of them. */
  readonly place: ReportPlace | null
}

/** Where a report can be read on: a place, the person's roles, or the transcripts. */
export const REPORT_PLACES = [...PLACES, 'speaker', 'spoken'] as const
export type ReportPlace = (typeof REPORT_PLACES)[number]

/** @returns null for words that hold no letter or digit */
export async function makeReport(library: PrivacySearch, subject: Subject, part: ReportPart): Promise<Report | null> {
  const matcher = createMatcher(subject.words)
  if (matcher === null) return null
  const { person } = subject
  const { from, most, place: only } = part
  const isWanted = (place: ReportPlace) => only === null || only === place
  const mentions = isWanted('spoken') ? await library.spokenMentions(matcher) : []
  // Talks with the whole name first: a family name alone may belong to another person.
  const ordered = mentions.toSorted((a, b) => Number(b.name + b.labels > 0) - Number(a.name + a.labels > 0))
  const roles = person && isWanted('speaker') ? await library.rolesOf(person.id, from, most) : { talks: [], slots: [] }
  const places: PlaceReport[] = []
  for (const place of PLACES.filter(isWanted)) {
    const { found, next } = await library.foundIn(place, matcher, from, most)
    // The person's own record stands at the head of the report.
    const others = found.filter(({ target, id }) => target !== 'person' || id !== person?.id)
    if (others.length > 0 || next !== null) places.push({ place, found: others, next })
  }
  return {
    subject,
    made: new Date().toISOString(),
    roles,
    nextRoles: Math.max(roles.talks.length, roles.slots.length) === most ? from + most : null,
    spoken: ordered.slice(from, from + most),
    nextSpoken: ordered.length > from + most ? from + most : null,
    places,
  }
}
