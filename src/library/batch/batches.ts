/**
 * Changes to many talks at once, in steps: talks are chosen, a change is chosen, the preview is kept as one row a talk, the start is
 * confirmed, and each talk is changed in a transaction of its own together with its row. A kill at any moment leaves each row either done
 * or still to do.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { Failure, type Reason } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { chunks } from '../chunks.ts'
import { lockBatch } from '../dialect/locks.ts'
import { newId } from '../ids.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { forgetNote } from '../sheet/notes.ts'
import { loadTalks } from '../talk/talks.ts'
import { type Batch, EMPTY_ITEM, type PlannedItem, planned } from './batch.ts'
import { type BatchChange, type EarlierChange, type ImportChange, publishes } from './change.ts'
import { createReading } from './read.ts'

/** Talks that one batch can hold. */
export const MOST_TALKS = 5000
/** Days that a batch can be read and undone. */
export const BATCH_DAYS = 90
/** Batches of one person that were not started. */
const MOST_PREVIEWS = 20
/** Rows that are written before reading requests get their turn. */
const PIECE = 100
const DAY_MS = 86_400_000

export type Batches = ReturnType<typeof createBatches>

export function createBatches(database: OpenDatabase, now: () => Date = () => new Date()) {
  const { reader, writer } = database
  const listeners = new Set<() => void>()
  const wake = () => {
    for (const listener of listeners) listener()
  }
  database.onAnnouncement((topic) => topic === 'batch' && wake())
  const reading = createReading(reader)
  const { find, loadEarlier } = reading

  async function existing(id: string): Promise<Batch> {
    const batch = await find(id)
    if (!batch) throw new Failure('not-found', ['noBatch'])
    return batch
  }

  async function insert(tx: Transaction<Database>, talks: readonly string[], actor: Actor, undoes: string | null): Promise<string> {
    const id = newId()
    const by = { actor_kind: actor.kind, actor: actor.id, actor_name: actor.name }
    await tx
      .insertInto('batch')
      .values({ id, state: 'chosen', undoes, change: null, ...by, created_at: now().toISOString() })
      .execute()
    const rows = talks.map((talk, position) => ({ ...EMPTY_ITEM, batch_id: id, position, talk_id: talk, state: 'chosen' as const }))
    await insertItems(tx, rows)
    return id
  }

  async function insertItems(tx: Transaction<Database>, rows: readonly Database['batch_item'][]): Promise<void> {
    for (const some of chunks(rows, PIECE)) {
      await tx.insertInto('batch_item').values(some).execute()
      await breathe()
    }
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
      .where('actor', actor.id === null ? 'is' : '=', actor.id)
      .orderBy('created_at', 'desc')
    await tx
      .deleteFrom('batch')
      .where(
        'id',
        'in',
        (await own.execute()).slice(MOST_PREVIEWS - 1).map(({ id }) => id),
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
      const ids = some.flatMap(({ talk_id }) => talk_id ?? [])
      const talks = new Map((await loadTalks(reader, ids)).map((talk) => [talk.id, talk]))
      const earlier = undoes === null ? new Map<string, EarlierChange>() : await loadEarlier(undoes, ids)
      for (const { position, talk_id } of some) {
        const talk = talks.get(talk_id ?? '')
        if (talk) rows.push({ batch_id: id, position, talk_id, ...planned(change, talk, earlier.get(talk.id) ?? null) })
      }
    }
    return rows
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
    await tx.updateTable('batch_item').set({ cells: null }).where('batch_id', '=', id).where('cells', 'is not', null).execute()
    await recordDeed(tx, at, actor, { action: 'batch.start', subject: id, detail: { action: change.action, talks } })
  }

  /** Replaces the rows: a preview is made whole or not at all. */
  async function savePlan(
    tx: Transaction<Database>,
    id: string,
    change: BatchChange,
    rows: readonly Database['batch_item'][],
  ): Promise<void> {
    await lockBatch(tx, id)
    const saved = await tx
      .updateTable('batch')
      .set({ state: 'preview', change: JSON.stringify(change) })
      .where('id', '=', id)
      .where('state', 'in', ['chosen', 'preview'])
      .executeTakeFirst()
    if (saved.numUpdatedRows === 0n) throw new Failure('conflict', ['batchStarted'])
    await tx.deleteFrom('batch_item').where('batch_id', '=', id).execute()
    await insertItems(tx, rows)
  }

  const announce = () => {
    wake()
    database.announce('batch')
  }

  return {
    ...reading,

    /** Called when there may be work. @returns ends it */
    watch(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

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
      const batch = await existing(id)
      if (batch.undoes !== null || batch.change?.action === 'import') throw new Failure('conflict', ['batchStarted'])
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
          done.flatMap(({ talk_id }) => talk_id ?? []),
          actor,
          id,
        ),
      )
      const rows = await plan(undo, change, id)
      await writer.transaction().execute(async (tx) => {
        await lockBatch(tx, id)
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

    /** In the transaction that changed the talk. @throws Failure `conflict` when the batch was ended meanwhile: the talk then stays as it was */
    async settle(
      tx: Transaction<Database>,
      batch: string,
      { position, talk }: Pick<PlannedItem, 'position' | 'talk'>,
      values: EarlierChange,
    ): Promise<void> {
      await lockBatch(tx, batch)
      const { state, undoes } = await tx.selectFrom('batch').select(['state', 'undoes']).where('id', '=', batch).executeTakeFirstOrThrow()
      if (undoes !== null && talk !== null) await forgetNote(tx, talk)
      if (state !== 'running') throw new Failure('conflict', ['batchEnded'])
      const { numUpdatedRows } = await tx
        .updateTable('batch_item')
        .set({ state: 'done', talk_id: talk, before: JSON.stringify(values.before), after: JSON.stringify(values.after) })
        .where('batch_id', '=', batch)
        .where('position', '=', position)
        .where('state', '=', 'planned')
        .executeTakeFirst()
      // Another node did it.
      if (numUpdatedRows === 0n) throw new Failure('conflict', ['batchEnded'])
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

    /** A sheet's rows, whose columns are still to be mapped. @returns the batch's id */
    async addImport(change: ImportChange, rows: readonly Omit<Database['batch_item'], 'batch_id'>[], actor: Actor): Promise<string> {
      return writer.transaction().execute(async (tx) => {
        await sweep(tx, actor)
        const id = await insert(tx, [], actor, null)
        await tx
          .updateTable('batch')
          .set({ change: JSON.stringify(change) })
          .where('id', '=', id)
          .execute()
        await insertItems(
          tx,
          rows.map((row) => ({ ...row, batch_id: id })),
        )
        return id
      })
    },

    /** Replaces the rows of a sheet by what they do. @throws Failure `conflict` for an import that was started */
    async saveImport(id: string, change: ImportChange, rows: readonly Database['batch_item'][]): Promise<void> {
      await writer.transaction().execute((tx) => savePlan(tx, id, change, rows))
    },

    /** Nothing is left to be done. */
    async finish(batch: Batch): Promise<void> {
      await writer.transaction().execute((tx) => finish(tx, batch.id, 'done', batch.actor))
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
