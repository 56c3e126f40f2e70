/**
 * Changes to many talks at once, in steps: talks are chosen, a change is chosen, the preview is kept as one row a talk, the start is
 * confirmed, and each talk is changed in a transaction of its own together with its row. A kill at any moment leaves each row either done
 * or still to do.
 */
import type { Selectable, Transaction } from 'kysely'
import { Failure, type Reason } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { chunks } from '../chunks.ts'
import { newId } from '../ids.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { loadTalks } from '../talks.ts'
import { type Batch, type BatchItem, EMPTY_ITEM, ITEM_STATES, type ItemState, type PlannedItem, planned, valuesOf } from './batch.ts'
import { type BatchChange, type BatchField, type EarlierChange, publishes } from './change.ts'

/** Talks that one batch can hold. */
export const MOST_TALKS = 5000
/** Days that a batch can be read and undone. */
export const BATCH_DAYS = 90
/** Batches of one person that were not started. */
const MOST_PREVIEWS = 20
const DAY_MS = 86_400_000

export type Batches = ReturnType<typeof createBatches>

export function createBatches({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  const listeners = new Set<() => void>()

  async function existing(id: string): Promise<Batch> {
    const batch = await find(id)
    if (!batch) throw new Failure('not-found', ['noBatch'])
    return batch
  }

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

  async function insert(tx: Transaction<Database>, talks: readonly string[], actor: Actor, undoes: string | null): Promise<string> {
    const id = newId()
    const by = { actor_kind: actor.kind, actor: actor.id, actor_name: actor.name }
    await tx
      .insertInto('batch')
      .values({ id, state: 'chosen', undoes, change: null, ...by, created_at: now().toISOString() })
      .execute()
    const rows = talks.map((talk, position) => ({ ...EMPTY_ITEM, batch_id: id, position, talk_id: talk, state: 'chosen' as const }))
    for (const some of chunks(rows)) await tx.insertInto('batch_item').values(some).execute()
    return id
  }

  /** Batches that were never started go after a day, or when somebody has made many; others after their days. */
  async function sweep(tx: Transaction<Database>, actor: Actor): Promise<void> {
    const before = (days: number) => new Date(now().getTime() - days * DAY_MS).toISOString()
    const open = ['chosen', 'preview'] as const
    await tx.deleteFrom('batch').where('state', 'in', open).where('created_at', '<', before(1)).execute()
    await tx.deleteFrom('batch').where('state', 'in', ['done', 'cancelled']).where('created_at', '<', before(BATCH_DAYS)).execute()
    const own = tx
      .selectFrom('batch')
      .select('id')
      .where('state', 'in', open)
      .where('actor', 'is', actor.id)
      .orderBy('created_at', 'desc')
      .limit(-1)
      .offset(MOST_PREVIEWS - 1)
    await tx
      .deleteFrom('batch')
      .where(
        'id',
        'in',
        (await own.execute()).map(({ id }) => id),
      )
      .execute()
  }

  /** What the change makes of each talk of the batch, as rows. Reads in pieces; nothing is written. */
  async function plan(id: string, change: BatchChange, undoes: string | null): Promise<Database['batch_item'][]> {
    const chosen = await reader
      .selectFrom('batch_item')
      .select(['position', 'talk_id'])
      .where('batch_id', '=', id)
      .orderBy('position')
      .execute()
    const rows: Database['batch_item'][] = []
    for (const some of chunks(chosen)) {
      const ids = some.map(({ talk_id }) => talk_id)
      const talks = new Map((await loadTalks(reader, ids)).map((talk) => [talk.id, talk]))
      const earlier = undoes === null ? new Map<string, EarlierChange>() : await loadEarlier(undoes, ids)
      for (const { position, talk_id } of some) {
        const talk = talks.get(talk_id)
        if (talk) rows.push({ batch_id: id, position, talk_id, ...planned(change, talk, earlier.get(talk_id) ?? null) })
      }
    }
    return rows
  }

  async function loadEarlier(batch: string, talks: readonly string[]): Promise<Map<string, EarlierChange>> {
    const rows = await reader
      .selectFrom('batch_item')
      .select(['talk_id', 'before', 'after'])
      .where('batch_id', '=', batch)
      .where('talk_id', 'in', talks)
      .where('state', '=', 'done')
      .execute()
    return new Map(rows.map((row) => [row.talk_id, { before: valuesOf(row.before), after: valuesOf(row.after) }]))
  }

  async function start(tx: Transaction<Database>, id: string, change: BatchChange, talks: number, actor: Actor): Promise<void> {
    const at = now().toISOString()
    const started = await tx
      .updateTable('batch')
      .set({ state: 'running', started_at: at, actor_kind: actor.kind, actor: actor.id, actor_name: actor.name })
      .where('id', '=', id)
      .where('state', '=', 'preview')
      .executeTakeFirst()
    if (started.numUpdatedRows === 0n) throw new Failure('conflict', ['batchStarted'])
    await recordDeed(tx, at, actor, { action: 'batch.start', subject: id, detail: { action: change.action, talks } })
  }

  /** Replaces the rows: a preview is made whole or not at all. */
  async function savePlan(
    tx: Transaction<Database>,
    id: string,
    change: BatchChange,
    rows: readonly Database['batch_item'][],
  ): Promise<void> {
    const saved = await tx
      .updateTable('batch')
      .set({ state: 'preview', change: JSON.stringify(change) })
      .where('id', '=', id)
      .where('state', 'in', ['chosen', 'preview'])
      .executeTakeFirst()
    if (saved.numUpdatedRows === 0n) throw new Failure('conflict', ['batchStarted'])
    await tx.deleteFrom('batch_item').where('batch_id', '=', id).execute()
    for (const some of chunks(rows)) await tx.insertInto('batch_item').values(some).execute()
  }

  const announce = () => {
    for (const listener of listeners) listener()
  }

  return {
    /** Called when there may be work. @returns ends it */
    watch(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    find,

    /** @param talks ids, in the order in which they are shown and changed @returns the batch's id @throws Failure `invalid` or `too-large` */
    async choose(talks: readonly string[], actor: Actor): Promise<string> {
      const ids = [...new Set(talks)]
      if (ids.length === 0) throw new Failure('invalid', ['batchEmpty'])
      if (ids.length > MOST_TALKS) throw new Failure('too-large', ['batchTooLarge', MOST_TALKS])
      const known = new Set<string>()
      for (const some of chunks(ids))
        for (const { id } of await reader.selectFrom('talk').select('id').where('id', 'in', some).execute()) known.add(id)
      const unknown = ids.filter((id) => !known.has(id))
      if (unknown.length > 0)
        throw new Failure('invalid', ['batchUnknown', unknown.length], {
          errors: unknown.slice(0, 50).map((id) => ({ path: `talks.${ids.indexOf(id)}`, why: ['fieldGone'] as const })),
        })
      return writer.transaction().execute(async (tx) => {
        await sweep(tx, actor)
        return insert(tx, ids, actor, null)
      })
    },

    /** Works out what the change makes of every chosen talk. Can be done again with another change until the batch is started. */
    async preview(id: string, change: BatchChange): Promise<Batch> {
      // A batch that takes back another one has no other change.
      if ((await existing(id)).undoes !== null) throw new Failure('conflict', ['batchStarted'])
      const rows = await plan(id, change, null)
      await writer.transaction().execute((tx) => savePlan(tx, id, change, rows))
      return existing(id)
    },

    /** @throws Failure `not-found`, or `conflict` where there is nothing (more) to start */
    async start(id: string, actor: Actor): Promise<Batch> {
      const { change, counts } = await existing(id)
      if (change === null) throw new Failure('conflict', ['batchNoChange'])
      if (counts.planned === 0) throw new Failure('conflict', ['batchNothing'])
      await writer.transaction().execute((tx) => start(tx, id, change, counts.planned, actor))
      announce()
      return existing(id)
    },

    /** Ends a batch; what is done stays done. @throws Failure `not-found` or `conflict` */
    async cancel(id: string, actor: Actor): Promise<void> {
      await existing(id)
      await writer.transaction().execute((tx) => finish(tx, id, 'cancelled', actor))
    },

    /**
     * Makes and starts a batch that restores the earlier values. A field that somebody changed since then keeps its present value.
     * @throws Failure `not-found`, or `conflict` where there is nothing to take back
     */
    async undo(id: string, actor: Actor): Promise<string> {
      const batch = await existing(id)
      if (batch.state !== 'done' && batch.state !== 'cancelled') throw new Failure('conflict', ['batchUnfinished'])
      if (batch.undoneBy !== null) throw new Failure('conflict', ['batchUndone'])
      if (batch.change === null || batch.counts.done === 0) throw new Failure('conflict', ['batchNothing'])
      const change: BatchChange = { action: 'undo', publishes: publishes(batch.change) }
      const done = await reader
        .selectFrom('batch_item')
        .select('talk_id')
        .where('batch_id', '=', id)
        .where('state', '=', 'done')
        .orderBy('position')
        .execute()
      const undo = await writer.transaction().execute((tx) =>
        insert(
          tx,
          done.map(({ talk_id }) => talk_id),
          actor,
          id,
        ),
      )
      const rows = await plan(undo, change, id)
      await writer.transaction().execute(async (tx) => {
        const other = await tx
          .selectFrom('batch')
          .select('id')
          .where('undoes', '=', id)
          .where('state', 'in', ['running', 'done'])
          .executeTakeFirst()
        if (other) throw new Failure('conflict', ['batchUndone'])
        await savePlan(tx, undo, change, rows)
        await start(tx, undo, change, rows.filter(({ state }) => state === 'planned').length, actor)
      })
      announce()
      return undo
    },

    /** The oldest batch that is under way, or null. */
    async running(): Promise<Batch | null> {
      const row = await reader.selectFrom('batch').selectAll().where('state', '=', 'running').orderBy('started_at').executeTakeFirst()
      return row ? ((await withCounts([row]))[0] ?? null) : null
    },

    /** Some of the rows still to be done, in order. */
    async nextItems(id: string, limit: number): Promise<PlannedItem[]> {
      const rows = await reader
        .selectFrom('batch_item')
        .select(['position', 'talk_id', 'version'])
        .where('batch_id', '=', id)
        .where('state', '=', 'planned')
        .orderBy('position')
        .limit(limit)
        .execute()
      return rows.map(({ position, talk_id, version }) => ({ position, talk: talk_id, version: version ?? '' }))
    },

    /** Before and after of a talk in the batch that this one takes back. */
    async earlier({ undoes }: Batch, talk: string): Promise<EarlierChange | null> {
      return undoes === null ? null : ((await loadEarlier(undoes, [talk])).get(talk) ?? null)
    },

    /** In the transaction that changed the talk. @throws Failure `conflict` when the batch was ended meanwhile: the talk then stays as it was */
    async settle(tx: Transaction<Database>, batch: string, position: number, values: EarlierChange): Promise<void> {
      const { state } = await tx.selectFrom('batch').select('state').where('id', '=', batch).executeTakeFirstOrThrow()
      if (state !== 'running') throw new Failure('conflict', ['batchEnded'])
      await tx
        .updateTable('batch_item')
        .set({ state: 'done', before: JSON.stringify(values.before), after: JSON.stringify(values.after) })
        .where('batch_id', '=', batch)
        .where('position', '=', position)
        .execute()
    },

    async refuse(batch: string, position: number, why: Failure | Reason): Promise<void> {
      await writer
        .updateTable('batch_item')
        .set({ state: 'refused', reason: JSON.stringify(why instanceof Failure ? (why.reason ?? why.message) : why) })
        .where('batch_id', '=', batch)
        .where('position', '=', position)
        .where('state', '=', 'planned')
        .execute()
    },

    /** Nothing is left to be done. */
    async finish(batch: Batch): Promise<void> {
      await writer.transaction().execute((tx) => finish(tx, batch.id, 'done', batch.actor))
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
          .innerJoin('talk', 'talk.id', 'batch_item.talk_id')
          .selectAll('batch_item')
          .select('talk.title')
          .where('batch_id', '=', batch.id)
        if (state !== null) query = query.where('state', '=', state)
        const rows = await query.orderBy('position').limit(request.size).offset(offset).execute()
        return rows.map((row) => ({
          talk: row.talk_id,
          title: row.title,
          state: row.state,
          before: valuesOf(row.before),
          after: valuesOf(row.after),
          kept: row.kept === null ? [] : (JSON.parse(row.kept) as BatchField[]),
          reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason | string),
        }))
      })
    },
  }

  async function finish(tx: Transaction<Database>, id: string, state: 'done' | 'cancelled', actor: Actor): Promise<void> {
    const at = now().toISOString()
    const from = state === 'done' ? (['running'] as const) : (['running', 'chosen', 'preview'] as const)
    const ended = await tx
      .updateTable('batch')
      .set({ state, finished_at: at })
      .where('id', '=', id)
      .where('state', 'in', from)
      .executeTakeFirst()
    if (ended.numUpdatedRows === 0n) throw new Failure('conflict', ['batchEnded'])
    const counts = await tx
      .selectFrom('batch_item')
      .select((e) => ['state', e.fn.countAll<number>().as('count')])
      .where('batch_id', '=', id)
      .groupBy('state')
      .execute()
    const detail = Object.fromEntries(counts.map(({ state: of, count }) => [of, count]))
    await recordDeed(tx, at, actor, { action: state === 'done' ? 'batch.done' : 'batch.cancel', subject: id, detail })
  }
}
