/** What harvesters follow (OAI-PMH): every talk that is or was public, by the instant of its last change; and the sets it is in. */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../schema.ts'
import type { Talk } from '../talk/talk.ts'

export interface HarvestSelection {
  /** UTC to the second, both part of the period; null: open. */
  readonly from: string | null
  readonly until: string | null
  /** `bijeenkomst:ID` or `thema:ID`; null: every talk. */
  readonly set: string | null
}

export interface HarvestEntry {
  readonly id: string
  /** UTC instant of the last change. */
  readonly at: string
  /** Whether it was public and is no more. */
  readonly deleted: boolean
  readonly sets: readonly string[]
}

export const EVENT_SET = 'bijeenkomst'
export const THEME_SET = 'thema'

/** The second after a UTC instant written to the second: a half-open end for instants with milliseconds. */
function secondAfter(second: string): string {
  return new Date(Date.parse(second) + 1000).toISOString().slice(0, 19)
}

/** Remembers the sets of a talk that is being erased. A theme that was this talk's alone is gone by then, with its name. */
export async function keepErasedSets(tx: Transaction<Database>, talk: Pick<Talk, 'id' | 'event' | 'themes'>): Promise<void> {
  const names = talk.themes.map(({ id }) => id)
  const themes = names.length === 0 ? [] : await tx.selectFrom('theme').select('id').where('id', 'in', names).execute()
  const specs = [...(talk.event ? [`${EVENT_SET}:${talk.event.id}`] : []), ...themes.map(({ id }) => `${THEME_SET}:${id}`)]
  if (specs.length === 0) return
  const rows = specs.map((spec) => ({ spec, talk: talk.id }))
  await tx
    .insertInto('erased_set')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute()
}

export interface HarvestLists {
  /** In order of change. @param after the last entry of the page before */
  harvest(
    selection: HarvestSelection,
    page: { readonly after: { readonly at: string; readonly id: string } | null; readonly limit: number },
  ): Promise<HarvestEntry[]>
  harvestSize(selection: HarvestSelection): Promise<number>
  harvestEntry(talk: string): Promise<HarvestEntry | null>
  /** The oldest instant that an entry may have; null in an empty library. */
  earliestHarvest(): Promise<string | null>
  /** Sets in order of their name in the protocol. @param after the last set of the page before */
  harvestSets(after: string | null, limit: number): Promise<{ spec: string; name: string }[]>
}

export function createHarvest(reader: Kysely<Database>): HarvestLists {
  const selected = ({ from, until, set }: HarvestSelection) => {
    let query = reader.selectFrom('change').where('change.was_listed', '=', 1)
    // Instants have milliseconds: compared without the closing Z, a second is the prefix of all that falls in it.
    if (from !== null) query = query.where('change.at', '>=', from.slice(0, 19))
    if (until !== null) query = query.where('change.at', '<', secondAfter(until))
    if (set === null) return query
    const colon = set.indexOf(':')
    const [kind, id] = [set.slice(0, colon), set.slice(colon + 1)]
    const erased = reader.selectFrom('erased_set').select('talk as id').where('spec', '=', set)
    if (kind === EVENT_SET)
      return query.where('change.talk', 'in', reader.selectFrom('talk').select('id').where('event_id', '=', id).unionAll(erased))
    if (kind === THEME_SET)
      return query.where(
        'change.talk',
        'in',
        reader.selectFrom('talk_theme').select('talk_id as id').where('theme_id', '=', id).unionAll(erased),
      )
    return query.where(sql<boolean>`false`)
  }

  const setsOf = async (ids: readonly string[]): Promise<Map<string, string[]>> => {
    const sets = new Map<string, string[]>(ids.map((id) => [id, []]))
    if (ids.length === 0) return sets
    const events = await reader.selectFrom('talk').select(['id', 'event_id']).where('id', 'in', ids).execute()
    for (const { id, event_id } of events) if (event_id !== null) sets.get(id)?.push(`${EVENT_SET}:${event_id}`)
    const themes = await reader.selectFrom('talk_theme').select(['talk_id', 'theme_id']).where('talk_id', 'in', ids).execute()
    for (const { talk_id, theme_id } of themes) sets.get(talk_id)?.push(`${THEME_SET}:${theme_id}`)
    const erased = await reader.selectFrom('erased_set').selectAll().where('talk', 'in', ids).orderBy('spec').execute()
    for (const { talk, spec } of erased) sets.get(talk)?.push(spec)
    return sets
  }

  const toEntries = async (rows: readonly Pick<Database['change'], 'talk' | 'at' | 'listed'>[]): Promise<HarvestEntry[]> => {
    const sets = await setsOf(rows.map(({ talk }) => talk))
    return rows.map(({ talk, at, listed }) => ({ id: talk, at, deleted: listed === 0, sets: sets.get(talk) ?? [] }))
  }

  return {
    async harvest(selection, { after, limit }) {
      let query = selected(selection).select(['talk', 'at', 'listed']).orderBy('at').orderBy('talk').limit(limit)
      if (after) query = query.where((e) => e.or([e('at', '>', after.at), e.and([e('at', '=', after.at), e('talk', '>', after.id)])]))
      return toEntries(await query.execute())
    },

    async harvestSize(selection) {
      const row = await selected(selection)
        .select((e) => e.fn.countAll<number>().as('size'))
        .executeTakeFirst()
      return Number(row?.size ?? 0)
    },

    async harvestEntry(talk) {
      const rows = await reader
        .selectFrom('change')
        .select(['talk', 'at', 'listed'])
        .where('talk', '=', talk)
        .where('was_listed', '=', 1)
        .execute()
      return (await toEntries(rows))[0] ?? null
    },

    async earliestHarvest() {
      const row = await reader.selectFrom('change').select('at').where('was_listed', '=', 1).orderBy('at').limit(1).executeTakeFirst()
      return row?.at ?? null
    },

    async harvestSets(after, limit) {
      const sets = reader
        .selectFrom('event')
        .select([sql<string>`${`${EVENT_SET}:`} || id`.as('spec'), 'title as name'])
        .unionAll(reader.selectFrom('theme').select([sql<string>`${`${THEME_SET}:`} || id`.as('spec'), 'name']))
      return reader
        .selectFrom(sets.as('sets'))
        .selectAll()
        .where('spec', '>', after ?? '')
        .orderBy('spec')
        .limit(limit)
        .execute()
    },
  }
}
