/** Lists of talks: for visitors those that are listed, for archivists all. */
import { type Kysely, sql } from 'kysely'
import { fold } from '../../language/tokens.ts'
import type { Database, DeskStage } from '../schema.ts'
import type { Talk } from '../talk/talk.ts'
import { loadTalks } from '../talk/talks.ts'
import { type CursorPage, type CursorRequest, cursorPageOf, type Page, type PageRequest, pageOf } from './page.ts'

export type { DeskStage } from '../schema.ts'

/** One of them. */
export type TalkFilter =
  | {
      /** Null: talks of no event. */
      readonly event: string | null
    }
  | { readonly speaker: string }
  | { readonly theme: string }
  /** All of them. */
  | Record<string, never>

export const DESK_ORDERS = ['changed', 'title', 'date'] as const

export interface DeskFilter {
  readonly stage?: DeskStage | undefined
  /** Words that must all occur in the title. */
  readonly words?: string | undefined
  /** An event's id; null: talks of no event. */
  readonly event?: string | null | undefined
  /** Talks that have none. */
  readonly missing?: 'transcript' | 'recording' | undefined
  /** Last changed first, by title, or newest first. */
  readonly order?: (typeof DESK_ORDERS)[number] | undefined
}

export interface TalkCounts {
  readonly talks: number
  readonly demonstrations: number
  /** With a recording and without any transcript. */
  readonly withoutTranscript: number
}

export interface TalkLists {
  /** Listed talks by id. */
  talksAfter(request: CursorRequest & { readonly changedSince?: string | undefined }): Promise<CursorPage<Talk>>
  /** Listed talks, newest first. */
  talkPage(filter: TalkFilter, request: PageRequest): Promise<Page<Talk>>
  /** All listed talks of an event, by id. */
  talksOfEvent(event: string): Promise<Talk[]>
  /** Counts of listed talks; counted again when the catalogue has changed. */
  talkCounts(): Promise<TalkCounts>
  /** Talks whatever their stage; not those in the bin. */
  deskPage(filter: DeskFilter, request: PageRequest): Promise<Page<Talk>>
  /** Ids of the talks in that list, in its order. */
  deskIds(filter: DeskFilter, most: number): Promise<string[]>
  deskCounts(): Promise<Record<DeskStage, number>>
  /** Talks that can stand in an event's programme: its own, and the last changed of no event; not those in the bin. */
  talksForEvent(event: string | null, most: number): Promise<{ id: string; title: string }[]>
  /** Every id, also of talks that are not listed. */
  allTalkIds(): Promise<string[]>
  /** Every talk whatever its stage, by id, a few hundred at a time. */
  everyTalk(): AsyncIterable<Talk[]>
}

const TALKS_AT_ONCE = 200

/** @param version changes with everything visitors can see */
export function createTalkLists(db: Kysely<Database>, version: () => number): TalkLists {
  const listed = () => db.selectFrom('talk').where('listed', '=', 1)
  const load = (rows: readonly { id: string }[]) =>
    loadTalks(
      db,
      rows.map(({ id }) => id),
    )
  const count = async (query: ReturnType<typeof listed>) =>
    (await query.select((e) => e.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count

  const filtered = (filter: TalkFilter) => {
    if ('event' in filter) return listed().where('event_id', filter.event === null ? 'is' : '=', filter.event)
    if (!('speaker' in filter || 'theme' in filter)) return listed()
    const [table, column, id] =
      'speaker' in filter ? (['talk_speaker', 'person_id', filter.speaker] as const) : (['talk_theme', 'theme_id', filter.theme] as const)
    // The plus sign keeps SQLite from walking all listed talks by day to find the few of one speaker.
    return db
      .selectFrom('talk')
      .where(sql<boolean>`+talk.listed = 1`)
      .where('talk.id', 'in', (e) =>
        e
          .selectFrom(table as 'talk_theme')
          .select('talk_id')
          .where(column as 'theme_id', '=', id),
      )
  }

  const desk = ({ stage, words, event, missing }: DeskFilter) => {
    // A talk in the bin counts as withdrawn, and stands in the bin's own list.
    let query = db.selectFrom('talk').where(sql<boolean>`not exists (select 1 from bin where bin.talk_id = talk.id and bin.kind = 'talk')`)
    if (stage !== undefined) query = query.where('desk_stage', '=', stage)
    for (const word of fold(words ?? '')
      .split(/\s+/)
      .filter((part) => part !== ''))
      query = query.where(sql<boolean>`instr(filter_text, ${word}) > 0`)
    if (event !== undefined) query = query.where('event_id', event === null ? 'is' : '=', event)
    if (missing !== undefined)
      query = query.where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom(missing).select('talk_id').whereRef('talk_id', '=', 'talk.id'))),
      )
    return query
  }

  /** In the filter's order; talks that are equal in it are ordered by id, so that pages neither repeat nor skip one. */
  const ordered = (filter: DeskFilter) => {
    const query = desk(filter).select('id')
    if (filter.order === 'title') return query.orderBy('filter_text').orderBy('id')
    if (filter.order === 'date') return query.orderBy('day', 'desc').orderBy('id')
    return query.orderBy('updated_at', 'desc').orderBy('id', 'desc')
  }

  async function deskCounts(): Promise<Record<DeskStage, number>> {
    // One count a stage is answered by the index alone; a group by is not, in SQLite.
    const counts = { draft: 0, ready: 0, scheduled: 0, published: 0, withdrawn: 0 }
    for (const stage of Object.keys(counts) as DeskStage[])
      counts[stage] = await count(db.selectFrom('talk').where('desk_stage', '=', stage))
    const inBin = db.selectFrom('bin').where('kind', '=', 'talk')
    const { binned } = await inBin.select((e) => e.fn.countAll<number>().as('binned')).executeTakeFirstOrThrow()
    return { ...counts, withdrawn: counts.withdrawn - binned }
  }

  async function allTalkIds(): Promise<string[]> {
    return (await db.selectFrom('talk').select('id').orderBy('id').execute()).map(({ id }) => id)
  }

  let counted: { version: number; counts: TalkCounts } | null = null

  return {
    async talksAfter({ after, limit, changedSince }) {
      let query = listed()
        .select('id')
        .orderBy('id')
        .limit(limit + 1)
      if (after !== undefined) query = query.where('id', '>', after)
      if (changedSince !== undefined)
        query = query.where('id', 'in', (e) =>
          e.selectFrom('change').select('talk').where('was_listed', '=', 1).where('at', '>=', changedSince),
        )
      const { entries, next } = cursorPageOf(await query.execute(), limit)
      return { entries: await load(entries), next }
    },

    async talkPage(filter, request) {
      return pageOf(request, await count(filtered(filter)), async (offset) =>
        load(await filtered(filter).select('id').orderBy('day', 'desc').orderBy('id').limit(request.size).offset(offset).execute()),
      )
    },

    async talksOfEvent(event) {
      return load(await filtered({ event }).select('id').orderBy('id').execute())
    },

    async talkCounts() {
      const now = version()
      if (counted?.version === now) return counted.counts
      const recorded = listed().where(({ exists, selectFrom }) =>
        exists(selectFrom('recording').select('talk_id').whereRef('talk_id', '=', 'talk.id')),
      )
      const counts = {
        talks: await count(listed()),
        demonstrations: await count(listed().where('demonstration', '=', 1)),
        withoutTranscript: await count(
          recorded.where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('transcript').select('talk_id').whereRef('talk_id', '=', 'talk.id'))),
          ),
        ),
      }
      counted = { version: now, counts }
      return counts
    },

    async deskPage(filter, request) {
      const countsAnswer = (filter.words?.trim() ?? '') === '' && filter.event === undefined && filter.missing === undefined
      const total = countsAnswer
        ? Object.entries(await deskCounts())
            .filter(([stage]) => filter.stage === undefined || filter.stage === stage)
            .reduce((sum, [, talks]) => sum + talks, 0)
        : await count(desk(filter))
      return pageOf(request, total, async (offset) => load(await ordered(filter).limit(request.size).offset(offset).execute()))
    },

    async deskIds(filter, most) {
      const rows = await ordered(filter).limit(most).execute()
      return rows.map(({ id }) => id)
    },

    deskCounts,

    async talksForEvent(event, most) {
      const choose = () => desk({}).select(['id', 'title'])
      const own = event === null ? [] : await choose().where('event_id', '=', event).orderBy('title').execute()
      const loose = await choose().where('event_id', 'is', null).orderBy('updated_at', 'desc').limit(most).execute()
      return [...own, ...loose]
    },

    allTalkIds,

    async *everyTalk() {
      const ids = await allTalkIds()
      for (let from = 0; from < ids.length; from += TALKS_AT_ONCE) yield await loadTalks(db, ids.slice(from, from + TALKS_AT_ONCE))
    },
  }
}
