/** Lists of events, newest first, undated last. */
import { type Kysely, sql } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { chunks } from '../chunks.ts'
import { type Event, loadEvents } from '../event/event.ts'
import type { Database } from '../schema.ts'
import { type CursorPage, type CursorRequest, cursorPageOf, type Page, type PageRequest, pageOf } from './page.ts'

/** An event in a list: without its programme. */
export interface EventEntry {
  readonly id: string
  readonly title: string
  readonly from: string | null
  readonly to: string | null
  readonly place: string | null
  /** Listed talks. */
  readonly talks: number
}

export interface EventFilter {
  /** `2024`. */
  readonly year?: string | undefined
  /** Words that must all occur in the title or the place. */
  readonly words?: string | undefined
}

export interface EventLists {
  eventPage(filter: EventFilter, request: PageRequest): Promise<Page<EventEntry>>
  /** With their programmes, for programs. */
  eventsAfter(request: CursorRequest): Promise<CursorPage<Event>>
  /** The years in which there were events, newest first. */
  eventYears(): Promise<{ year: string; events: number }[]>
  allEventIds(): Promise<string[]>
  /** Titles by id; unknown ids are left out. */
  eventTitles(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
}

export function createEventLists(db: Kysely<Database>): EventLists {
  const filtered = ({ year, words }: EventFilter) => {
    let query = db.selectFrom('event')
    // Every day of a year sorts between the year and the year with the character after “-”.
    if (year !== undefined) query = query.where('day', '>=', year).where('day', '<', `${year}.`)
    for (const word of fold(words ?? '')
      .split(/\s+/)
      .filter((part) => part !== ''))
      query = query.where(sql<boolean>`instr(filter_text, ${word}) > 0`)
    return query
  }
  const newestFirst = <Q extends ReturnType<typeof filtered>>(query: Q) => query.orderBy('day', 'desc').orderBy('id', 'desc')

  return {
    async eventPage(filter, request) {
      const { total } = await filtered(filter)
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, total, async (offset) => {
        const rows = await newestFirst(filtered(filter))
          .select(['id', 'title', 'date_from', 'date_to', 'place', 'talks'])
          .limit(request.size)
          .offset(offset)
          .execute()
        return rows.map(({ date_from, date_to, ...row }) => ({ ...row, from: date_from, to: date_to }))
      })
    },

    async eventsAfter({ after, limit }) {
      const last = after === undefined ? undefined : await db.selectFrom('event').select('day').where('id', '=', after).executeTakeFirst()
      let query = newestFirst(filtered({}))
        .select('id')
        .limit(limit + 1)
      if (last) query = query.where(sql<boolean>`(day, id) < (${last.day}, ${after})`)
      const { entries, next } = cursorPageOf(await query.execute(), limit)
      return {
        entries: await loadEvents(
          db,
          entries.map(({ id }) => id),
        ),
        next,
      }
    },

    async eventYears() {
      return db
        .selectFrom('event')
        .select([sql<string>`substr(day, 1, 4)`.as('year'), (e) => e.fn.countAll<number>().as('events')])
        .where('day', '>', '')
        .groupBy('year')
        .orderBy('year', 'desc')
        .execute()
    },

    async allEventIds() {
      return (await newestFirst(filtered({})).select('id').execute()).map(({ id }) => id)
    },

    async eventTitles(ids) {
      const titles = new Map<string, string>()
      for (const some of chunks([...new Set(ids)]))
        for (const { id, title } of await db.selectFrom('event').select(['id', 'title']).where('id', 'in', some).execute())
          titles.set(id, title)
      return titles
    },
  }
}
