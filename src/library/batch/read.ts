/** Batches and their rows, as they are. */
import type { Kysely, Selectable } from 'kysely'
import type { Reason } from '../../failure.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { Database } from '../schema.ts'
import { loadNote } from '../sheet/notes.ts'
import type { NamedFile } from '../sheet/rows.ts'
import { type Batch, type BatchItem, detailOf, ITEM_STATES, type ItemState, type PlannedItem, valuesOf } from './batch.ts'
import type { BatchChange, BatchField, EarlierChange } from './change.ts'

export function createReading(reader: Kysely<Database>) {
  async function find(id: string): Promise<Batch | null> {
    const row = await reader.selectFrom('batch').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? ((await withCounts([row]))[0] ?? null) : null
  }

  async function withCounts(rows: readonly Selectable<Database['batch']>[]): Promise<Batch[]> {
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return []
    const counted = await reader
      .selectFrom('batch_item')
      .select((e) => ['batch_id', 'state', e.fn.countAll<number>().as('count')])
      .where('batch_id', 'in', ids)
      .groupBy(['batch_id', 'state'])
      .execute()
    const undone = await reader
      .selectFrom('batch')
      .select(['id', 'undoes'])
      .where('undoes', 'in', ids)
      .where('state', 'in', ['running', 'done'])
      .execute()
    return rows.map((row) => {
      const count = (state: ItemState) => counted.find((one) => one.batch_id === row.id && one.state === state)?.count ?? 0
      return {
        id: row.id,
        state: row.state,
        change: row.change === null ? null : (JSON.parse(row.change) as BatchChange),
        undoes: row.undoes,
        undoneBy: undone.find(({ undoes }) => undoes === row.id)?.id ?? null,
        actor: { kind: row.actor_kind, id: row.actor, name: row.actor_name },
        created: row.created_at,
        started: row.started_at,
        finished: row.finished_at,
        counts: Object.fromEntries(ITEM_STATES.map((state) => [state, count(state)])) as Record<ItemState, number>,
      }
    })
  }

  async function loadEarlier(batch: string, talks: readonly string[]): Promise<Map<string, EarlierChange>> {
    const rows = await reader
      .selectFrom('batch_item')
      .select(['talk_id', 'before', 'after', 'detail'])
      .where('batch_id', '=', batch)
      .where('talk_id', 'in', talks)
      .where('state', '=', 'done')
      .execute()
    return new Map(
      rows.map((row) => {
        const { makes = false, restores = false } = detailOf(row.detail)
        return [row.talk_id ?? '', { before: valuesOf(row.before), after: valuesOf(row.after), made: makes || restores }]
      }),
    )
  }

  return {
    find,
    loadEarlier,

    /** The oldest batch that is under way, or null. */
    async running(): Promise<Batch | null> {
      const row = await reader.selectFrom('batch').selectAll().where('state', '=', 'running').orderBy('started_at').executeTakeFirst()
      return row ? ((await withCounts([row]))[0] ?? null) : null
    },

    /** Some of the rows still to be done, in order. */
    async nextItems(id: string, limit: number): Promise<PlannedItem[]> {
      const rows = await reader
        .selectFrom('batch_item')
        .select(['position', 'talk_id', 'version', 'detail'])
        .where('batch_id', '=', id)
        .where('state', '=', 'planned')
        .orderBy('position')
        .limit(limit)
        .execute()
      return rows.map(({ position, talk_id, version, detail }) => ({
        position,
        talk: talk_id,
        version: version ?? '',
        detail: detailOf(detail),
      }))
    },

    /** Before and after of a talk in the batch that this one takes back. */
    async earlier({ undoes }: Batch, talk: string): Promise<EarlierChange | null> {
      return undoes === null ? null : ((await loadEarlier(undoes, [talk])).get(talk) ?? null)
    },

    /** What the last import of a sheet said of a talk. */
    lastOfSheet: (talk: string) => loadNote(reader, talk),

    /** Files that the rows of an import name, with the talk they are for and its present language. */
    async namedFiles(id: string): Promise<(NamedFile & { talk: string; language: string; row: number })[]> {
      const rows = await reader
        .selectFrom('batch_item')
        .innerJoin('talk', 'talk.id', 'batch_item.talk_id')
        .select(['talk_id', 'talk.language', 'sheet_row', 'detail'])
        .where('batch_id', '=', id)
        .where('batch_item.state', 'in', ['done', 'unchanged'])
        .orderBy('position')
        .execute()
      return rows.flatMap(({ talk_id, language, sheet_row, detail }) =>
        (detailOf(detail).files ?? []).map((file) => ({ talk: talk_id ?? '', language, row: sheet_row ?? 0, ...file })),
      )
    },

    /** Last made first, without those whose change was never chosen. */
    async page(request: PageRequest): Promise<Page<Batch>> {
      const query = () => reader.selectFrom('batch').where('state', '<>', 'chosen')
      const { total } = await query()
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, total, async (offset) =>
        withCounts(await query().selectAll().orderBy('created_at', 'desc').orderBy('id').limit(request.size).offset(offset).execute()),
      )
    },

    /** The rows, in order. @param state null: all of them */
    async items(batch: Batch, state: ItemState | null, request: PageRequest): Promise<Page<BatchItem>> {
      const { counts } = batch
      const total = state === null ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[state]
      return pageOf(request, total, async (offset) => {
        let query = reader
          .selectFrom('batch_item')
          .leftJoin('talk', 'talk.id', 'batch_item.talk_id')
          .selectAll('batch_item')
          .select('talk.title as talk_title')
          .where('batch_id', '=', batch.id)
        if (state !== null) query = query.where('state', '=', state)
        const rows = await query.orderBy('position').limit(request.size).offset(offset).execute()
        return rows.map((row) => ({
          talk: row.talk_id,
          row: row.sheet_row,
          detail: detailOf(row.detail),
          title: row.talk_title ?? row.title ?? '',
          state: row.state,
          before: valuesOf(row.before),
          after: valuesOf(row.after),
          kept: row.kept === null ? [] : (JSON.parse(row.kept) as BatchField[]),
          reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason | string),
        }))
      })
    },
  }
}
