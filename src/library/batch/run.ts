/** Carries out the batches that were started, one talk at a time, for as long as the server runs. */
import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { diskReason, Failure } from '../../failure.ts'
import type { Library } from '../library.ts'
import type { Database } from '../schema.ts'
import { carryOutRow } from '../sheet/carry-out.ts'
import type { Talk } from '../talk/talk.ts'
import type { Batch, PlannedItem } from './batch.ts'
import type { Batches } from './batches.ts'
import { type BatchChange, changeOf, versionOf } from './change.ts'

/** Rows read at once. */
const PIECE = 50
/** A full or read-only disk, or a busy database, is tried again after this time. */
const RETRY_MS = 10_000
const LOOK_EVERY_MS = 60_000

export interface BatchParts {
  readonly library: Pick<Library, 'changeTalk' | 'createTalk' | 'binTalk' | 'binEntryOfTalk' | 'restoreFromBin'>
  readonly batches: Batches
  readonly onError: (batch: string, cause: unknown) => void
}

/** @returns ends it after the talk under way; the next start goes on */
export function startBatches({ library, batches, onError }: BatchParts): () => Promise<void> {
  const stopping = new AbortController()
  let wake = Promise.withResolvers<void>()
  const unwatch = batches.watch(() => wake.resolve())
  stopping.signal.addEventListener('abort', () => wake.resolve())

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Before the look, so that a batch started during it is not missed.
      wake = Promise.withResolvers()
      const batch = await batches.running()
      if (batch) await carryOut(batch)
      // A node that was killed leaves its batch to the others, who are not told.
      else if (!stopping.signal.aborted) await Promise.race([wake.promise, wait(LOOK_EVERY_MS, undefined, { ref: false })])
    }
  }

  async function carryOut(batch: Batch): Promise<void> {
    const items = await batches.nextItems(batch.id, PIECE)
    if (items.length === 0) return batches.finish(batch).catch(ignoreEnded)
    for (const item of items) {
      if (stopping.signal.aborted || !(await carryOutOne(batch, item))) return
      // SQLite answers within the same turn of the event loop: without this, no request is answered until the last row is done.
      await breathe()
    }
  }

  /** @returns false when the batch was ended meanwhile */
  async function carryOutOne(batch: Batch, item: PlannedItem): Promise<boolean> {
    const { change } = batch
    if (change === null) return false
    try {
      await (change.action === 'import' ? carryOutRow({ library, batches }, batch, change, item) : changeOne(batch, change, item))
    } catch (error) {
      if (error instanceof Failure && error.reason?.[0] === 'batchEnded') return false
      // The database or the disk does not answer now: the rows that are left are tried again.
      if (error instanceof Failure && error.code === 'unavailable') throw error
      if (!(error instanceof Failure)) {
        // The rows that are left are tried again; a defect concerns this talk alone.
        if (diskReason(error) !== null) throw error
        onError(batch.id, error)
      }
      await batches.refuse(batch.id, item.position, error instanceof Failure ? error : ['batchDefect'])
    }
    return true
  }

  async function changeOne(batch: Batch, change: BatchChange, item: PlannedItem): Promise<void> {
    const id = item.talk ?? ''
    const earlier = await batches.earlier(batch, id)
    const changeNow = (talk: Talk) => {
      const made = changeOf(change, talk, earlier)
      if (versionOf(made) !== item.version) throw new Failure('stale', ['changedSincePreview'])
      return made
    }
    if (item.detail.bins) {
      const settle = (tx: Transaction<Database>) => batches.settle(tx, batch.id, item, { before: {}, after: {} })
      await library.binTalk(id, batch.actor, changeNow, settle)
      return
    }
    await library.changeTalk(id, batch.actor, (talk) => {
      const made = changeNow(talk)
      const { deed, after } = made
      return {
        ...after,
        deed: { ...deed, detail: { ...deed.detail, batch: batch.id } },
        and: (tx) => batches.settle(tx, batch.id, item, made),
      }
    })
  }

  async function untilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      await work().catch(async (error: unknown) => {
        onError('', error)
        await wait(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      })
    }
  }

  const ended = untilStopped()
  return async () => {
    stopping.abort()
    unwatch()
    await ended
  }
}

/** Somebody ended the batch at the same moment. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof Failure)) throw error
}
