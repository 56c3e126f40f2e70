/** An event and its programme, as values, with how they are read and written. */
import type { Kysely, Transaction } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { erasedAmong } from '../bin/erase.ts'
import { recordChanges } from '../changes.ts'
import { chunks } from '../chunks.ts'
import { savePeople } from '../person/people.ts'
import { withPresentIds } from '../person/person.ts'
import type { Database } from '../schema.ts'
import { loadAttachments, saveAttachments } from '../talk/attachments.ts'
import type { Attachment, Speaker } from '../talk/talk.ts'

export const SLOT_KINDS = [
  'arrival',
  'welcome',
  'lecture',
  'keynote',
  'presentation',
  'session',
  'workshop',
  'discussion',
  'interview',
  'break',
  'lunch',
  'drinks',
  'closing',
  'other',
] as const
export type SlotKind = (typeof SLOT_KINDS)[number]

/** A slot in the programme. `from` and `to` are local times, `11:15`. */
export interface ProgrammeItem {
  readonly from: string | null
  readonly to: string | null
  /** The part of the day it belongs to, as a heading. */
  readonly part: string | null
  readonly title: string
  readonly kind: SlotKind
  readonly speakers: readonly Speaker[]
  readonly description: string | null
  readonly talk: string | null
}

export interface EventLink {
  readonly title: string
  /** Null where the source names a link without saying where it leads. */
  readonly url: string | null
}

export interface Event {
  readonly id: string
  readonly title: string
  /** `2024-04-15`, `2024-04`, `2024`, or null where the source does not say. */
  readonly from: string | null
  readonly to: string | null
  readonly place: string | null
  readonly organisers: readonly string[]
  readonly summary: string | null
  /** Address where people register; null: none, or none is needed. */
  readonly registration: string | null
  readonly programme: readonly ProgrammeItem[]
  readonly links: readonly EventLink[]
  readonly attachments: readonly Attachment[]
}

/** An event of which only the id and the title are known. */
export const WITHOUT_DETAILS = {
  from: null,
  to: null,
  place: null,
  organisers: [],
  summary: null,
  registration: null,
  programme: [],
  links: [],
  attachments: [],
} as const satisfies Omit<Event, 'id' | 'title'>

/** Whether an event is still to come: it begins after today. A month or a year begins after this one. @param today `2024-04-15` */
export function isAnnounced({ from }: Pick<Event, 'from'>, today: string): boolean {
  return from !== null && from > today.slice(0, from.length)
}

/** In the order of the ids given; unknown ids are left out. */
export async function loadEvents(db: Kysely<Database>, ids: readonly string[]): Promise<Event[]> {
  const events = new Map<string, Event>()
  for (const some of chunks(ids)) for (const event of await loadSomeEvents(db, some)) events.set(event.id, event)
  return ids.flatMap((id) => events.get(id) ?? [])
}

async function loadSomeEvents(db: Kysely<Database>, ids: readonly string[]): Promise<Event[]> {
  const rows = await db.selectFrom('event').selectAll().where('id', 'in', ids).execute()
  const items = await db.selectFrom('programme_item').selectAll().where('event_id', 'in', ids).orderBy('position').execute()
  const speakers = await db
    .selectFrom('programme_speaker')
    .innerJoin('person', 'person.id', 'programme_speaker.person_id')
    .select(['event_id', 'item', 'person.id', 'person.name', 'role', 'organisation'])
    .where('event_id', 'in', ids)
    .orderBy('position')
    .execute()
  const attachments = await loadAttachments(db, 'event', ids)
  const itemsByEvent = Map.groupBy(items, (item) => item.event_id)
  const speakersByItem = Map.groupBy(speakers, ({ event_id, item }) => `${event_id} ${item}`)
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    from: row.date_from,
    to: row.date_to,
    place: row.place,
    organisers: JSON.parse(row.organisers),
    summary: row.summary,
    registration: row.registration,
    programme: (itemsByEvent.get(row.id) ?? []).map((item) => ({
      from: item.time_from,
      to: item.time_to,
      part: item.part,
      title: item.title,
      kind: item.kind as SlotKind,
      speakers: (speakersByItem.get(`${row.id} ${item.position}`) ?? []).map(({ id, name, role, organisation }) => ({
        id,
        name,
        role,
        organisation,
      })),
      description: item.description,
      talk: item.talk_id,
    })),
    links: JSON.parse(row.links),
    attachments: attachments.get(row.id) ?? [],
  }))
}

/** Replaces the whole event in the caller's transaction. Its talks change with its title and date, which the index holds. */
export async function saveEvent(tx: Transaction<Database>, event: Event, at: string): Promise<void> {
  const before = await tx.selectFrom('event').select(['title', 'date_from']).where('id', '=', event.id).executeTakeFirst()
  const row = {
    title: event.title,
    date_from: event.from,
    date_to: event.to,
    place: event.place,
    summary: event.summary,
    registration: event.registration,
    organisers: JSON.stringify(event.organisers),
    links: JSON.stringify(event.links),
    filter_text: fold(`${event.title} ${event.place ?? ''}`),
  }
  await tx
    .insertInto('event')
    .values({ id: event.id, ...row })
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute()
  await tx.deleteFrom('programme_item').where('event_id', '=', event.id).execute()
  const people = await withPresentIds(
    tx,
    event.programme.flatMap((item) => item.speakers),
  )
  await savePeople(tx, people, at)
  const erased = await erasedAmong(
    tx,
    event.programme.flatMap(({ talk }) => talk ?? []),
  )
  for (const [position, item] of event.programme.entries()) {
    await tx
      .insertInto('programme_item')
      .values({
        event_id: event.id,
        position,
        time_from: item.from,
        time_to: item.to,
        part: item.part,
        title: item.title,
        kind: item.kind,
        description: item.description,
        talk_id: item.talk === null || erased.has(item.talk) ? null : item.talk,
      })
      .execute()
    const speakers = people.splice(0, item.speakers.length).map(({ id, role, organisation }, n) => ({
      event_id: event.id,
      item: position,
      position: n,
      person_id: id,
      role,
      organisation,
    }))
    if (speakers.length > 0) await tx.insertInto('programme_speaker').values(speakers).execute()
  }
  await saveAttachments(tx, 'event', event.id, event.attachments)
  if (before && (before.title !== event.title || before.date_from !== event.from)) {
    const talks = await tx.selectFrom('talk').select('id').where('event_id', '=', event.id).execute()
    await recordChanges(
      tx,
      talks.map(({ id }) => id),
      at,
    )
  }
}
