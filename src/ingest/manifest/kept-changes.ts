/**
 * A manifest that is imported again changes what it said before, and nothing that people changed here since: a title that was mended, a
 * talk that was withdrawn. What it says of those is told and not done.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../library/event/event.ts'
import type { Talk, TalkRecord } from '../../library/talk/talk.ts'

const FIELDS = [
  'event',
  'title',
  'speakers',
  'recorded',
  'language',
  'abstract',
  'themes',
  'recording',
  'chapters',
  'attachments',
  'rights',
  'visibility',
  'demonstration',
  'stage',
  'publishAt',
  'captionWaiver',
  'withdrawn',
  'withdrawnReason',
] as const
type Field = (typeof FIELDS)[number]

/** Each field as it is compared: of a recording only which it is, since its pictures and measures are the library's own. */
export type ImportedFields = { readonly [F in Field]?: unknown }

export function fieldsOf(talk: Talk | TalkRecord): ImportedFields {
  const { event, recording } = talk
  const seen = {
    ...talk,
    event: typeof event === 'object' ? (event?.id ?? null) : event,
    recording: recording && (recording.original?.sha256 ?? recording.stream),
  }
  return Object.fromEntries(FIELDS.map((field) => [field, seen[field]]))
}

export interface Merged {
  readonly record: TalkRecord
  /** What the manifest says of the fields that people changed. */
  readonly theirs: ImportedFields
  /** Fields in which the manifest now says something else than before, and people have too. */
  readonly passedOver: readonly Field[]
}

/**
 * @param wanted what the manifest says
 * @param now the talk as it is; null: there is none yet
 * @param before what the last import left of it; null: not known, and then the manifest counts
 */
export function keepChanges(wanted: TalkRecord, now: Talk | null, before: ImportedFields | null): Merged {
  if (now === null || before === null) return { record: wanted, theirs: {}, passedOver: [] }
  const [said, stands] = [fieldsOf(wanted), fieldsOf(now)]
  const changed = FIELDS.filter((field) => !isDeepStrictEqual(stands[field], before[field] ?? null))
  const kept = Object.fromEntries(changed.map((field) => [field, field === 'event' ? (now.event?.id ?? null) : now[field]]))
  return {
    record: { ...wanted, ...kept },
    theirs: Object.fromEntries(changed.map((field) => [field, said[field]])),
    passedOver: changed.filter(
      (field) => !isDeepStrictEqual(said[field], before[field] ?? null) && !isDeepStrictEqual(said[field], stands[field]),
    ),
  }
}

const EVENT_FIELDS = ['title', 'from', 'to', 'place', 'organisers', 'summary', 'registration', 'programme', 'links', 'attachments'] as const

/**
 * An event's manifest imported again changes what it said before, and no field that people changed in the library since.
 * @param before what the last import left in the library; null or without fields: not known, and then the manifest counts
 * @returns the event to save, and what the next import compares with
 */
export function keepEventChanges(
  wanted: Event,
  now: Event | null,
  before: { readonly fields: unknown } | null,
): { event: Event; fields: Partial<Event> } {
  const pick = (event: Event): Partial<Event> => Object.fromEntries(EVENT_FIELDS.map((field) => [field, event[field]]))
  const left = before?.fields as Partial<Event> | null | undefined
  if (!now || !left) return { event: wanted, fields: pick(wanted) }
  const changed = EVENT_FIELDS.filter((field) => !isDeepStrictEqual(JSON.parse(JSON.stringify(now[field])), left[field] ?? null))
  const kept = Object.fromEntries(changed.map((field) => [field, now[field]]))
  return { event: { ...wanted, ...kept }, fields: { ...pick(wanted), ...Object.fromEntries(changed.map((field) => [field, left[field]])) } }
}
