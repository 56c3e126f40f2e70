/** Events made and changed by archivists: with a line in the log, and with the recordings that were put in a slot. */
import type { Transaction } from 'kysely'
import { Failure, type FieldError } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordChanges } from '../changes.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { loadTalks } from '../talk/talks.ts'
import { type Event, loadEvents, saveEvent } from './event.ts'

export type EventChange = Partial<Omit<Event, 'id' | 'attachments'>>

export interface EventChanges {
  /** @param copyOf the event it was copied from, for the log @throws Failure `conflict` when the id is in use, `invalid` for a recording that cannot stand in a slot */
  createEvent(event: Event, actor: Actor, copyOf?: string): Promise<Event>
  /** @param change gets the event as it is; what it returns replaces those fields @throws Failure `not-found`, `invalid`, or what `change` throws */
  changeEvent(id: string, actor: Actor, change: (event: Event) => EventChange): Promise<Event>
}

export function createEventChanges({ reader }: OpenDatabase, changing: Changing, now: () => Date): EventChanges {
  async function load(id: string): Promise<Event> {
    const [event] = await loadEvents(reader, [id])
    if (!event) throw absent()
    return event
  }

  return {
    async createEvent(event, actor, copyOf) {
      await changing(async (tx) => {
        const known = await tx.selectFrom('event').select('id').where('id', '=', event.id).executeTakeFirst()
        if (known) throw new Failure('conflict', ['eventIdTaken', event.id])
        const at = now().toISOString()
        await saveEvent(tx, event, at)
        await attachTalks(tx, event, at)
        await recordDeed(tx, at, actor, {
          action: copyOf === undefined ? 'event.create' : 'event.copy',
          subject: event.id,
          detail: { title: event.title, ...(copyOf === undefined ? {} : { from: copyOf }) },
        })
      })
      return load(event.id)
    },

    async changeEvent(id, actor, change) {
      await changing(async (tx) => {
        const [event] = await loadEvents(tx, [id])
        if (!event) throw absent()
        const fields = change(event)
        const at = now().toISOString()
        const changed = { ...event, ...fields }
        await saveEvent(tx, changed, at)
        await attachTalks(tx, changed, at)
        await recordDeed(tx, at, actor, { action: 'event.change', subject: id, detail: { fields: Object.keys(fields) } })
      })
      return load(id)
    },
  }
}

const absent = () => new Failure('not-found', ['noEvent'])

/** A recording in a slot belongs to the event. Its page shows the slot's time, so it counts as changed. */
async function attachTalks(tx: Transaction<Database>, { id, programme }: Event, at: string): Promise<void> {
  const named = programme.flatMap(({ talk }, slot) => (talk === null ? [] : [{ talk, slot }]))
  const talks = new Map(
    (
      await loadTalks(
        tx,
        named.map(({ talk }) => talk),
      )
    ).map((talk) => [talk.id, talk]),
  )
  const errors = named.flatMap(({ talk, slot }): FieldError[] => {
    const found = talks.get(talk)
    const path = `programme.${slot}.talk`
    if (named.find((other) => other.talk === talk)?.slot !== slot) return [{ path, why: ['fieldInOtherSlot'] }]
    if (found?.event && found.event.id !== id) return [{ path, why: ['fieldOfOtherEvent', found.event.title] }]
    return []
  })
  if (errors.length > 0) throw new Failure('invalid', ['slotsRefused'], { errors })
  for (const talk of talks.values()) {
    if (talk.event?.id === id) continue
    await tx.updateTable('talk').set({ event_id: id, updated_at: at }).where('id', '=', talk.id).execute()
    await recordChanges(tx, [talk.id], at)
  }
}
