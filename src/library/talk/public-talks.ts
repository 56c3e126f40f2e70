/** Pages of what anybody may find, newest first or by id, without reading more than the page. */
import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'
import type { Talk } from './talk.ts'
import { loadTalks } from './talks.ts'

export interface PublicTalkFilter {
  readonly event?: string
  readonly speaker?: string
  readonly theme?: string
}

/** The last talk of a page: its instant of publication (UTC) and id. */
export interface PublicTalkPlace {
  readonly published: string
  readonly id: string
}

export interface PublicTalks {
  /** Newest publication first. @returns `next`: where the following page goes on after, or null */
  recentTalks(
    filter: PublicTalkFilter,
    page: { readonly after: PublicTalkPlace | null; readonly limit: number },
  ): Promise<{ talks: Talk[]; next: PublicTalkPlace | null }>
  /** The id with which each page of `size` begins, in order of id. */
  publicPageStarts(size: number): Promise<string[]>
  /** At most `limit` talks from the id `from` on, in order of id. */
  publicTalksFrom(from: string, limit: number): Promise<Talk[]>
}

export function createPublicTalks(reader: Kysely<Database>): PublicTalks {
  const listed = () =>
    reader.selectFrom('talk').where('visibility', '=', 'public').where('stage', '=', 'published').where('withdrawn', 'is', null)

  return {
    async recentTalks(filter, { after, limit }) {
      let query = listed()
        .select(['talk.id', 'talk.published_at as published'])
        .orderBy('talk.published_at', 'desc')
        .orderBy('talk.id', 'desc')
        .limit(limit + 1)
      if (after)
        query = query.where((e) =>
          e.or([
            e('talk.published_at', '<', after.published),
            e.and([e('talk.published_at', '=', after.published), e('talk.id', '<', after.id)]),
          ]),
        )
      const { event, speaker, theme } = filter
      if (event !== undefined) query = query.where('talk.event_id', '=', event)
      if (speaker !== undefined)
        query = query.where('talk.id', 'in', (e) => e.selectFrom('talk_speaker').select('talk_id').where('person_id', '=', speaker))
      if (theme !== undefined)
        query = query.where('talk.id', 'in', (e) => e.selectFrom('talk_theme').select('talk_id').where('theme_id', '=', theme))
      const rows = await query.execute()
      const page = rows.slice(0, limit)
      const talks = await loadTalks(
        reader,
        page.map(({ id }) => id),
      )
      return { talks, next: rows.length > limit ? (page.at(-1) ?? null) : null }
    },

    async publicPageStarts(size) {
      const numbered = listed().select([
        'talk.id',
        (e) =>
          e.fn
            .agg<number>('row_number')
            .over((o) => o.orderBy('talk.id'))
            .as('place'),
      ])
      const rows = await reader
        .selectFrom(numbered.as('numbered'))
        .select('id')
        .where((e) => e(e('place', '%', size), '=', 1))
        .orderBy('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async publicTalksFrom(from, limit) {
      const rows = await listed().select('talk.id').where('talk.id', '>=', from).orderBy('talk.id').limit(limit).execute()
      return loadTalks(
        reader,
        rows.map(({ id }) => id),
      )
    },
  }
}
