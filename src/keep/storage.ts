/** Counts what the record does not know: the sizes of renditions, of the database and of the search index. In the background, never in a request. */
import { stat } from 'node:fs/promises'
import type { Library } from '../library/library.ts'
import type { RenditionSize } from '../library/storage/storage.ts'
import type { MediaStore } from '../media/store/store.ts'

/** Hours after which what was counted is counted again. */
const COUNTED_FOR_HOURS = 24

export interface StorageCounterParts {
  readonly library: Pick<Library, 'lastStorageCount' | 'recordStorageCount'>
  readonly store: Pick<MediaStore, 'renditionSizes'>
  /** The SQLite file; null: the record is in PostgreSQL. */
  readonly database: string | null
  /** Search index files on this machine. */
  readonly index: string
  /** Runs the work unless another node of this library is doing it. */
  readonly once: <T>(task: string, work: () => Promise<T>) => Promise<T | null>
}

export interface StorageCounter {
  /** Counts again. One count at a time: a call during one waits for that one. */
  count(): Promise<void>
  /** Counts again when the last count is a day old. */
  countWhenOld(): Promise<void>
  /** Whether a count is under way here. */
  isCounting(): boolean
  /** Ends a count under way, which leaves the last one as it was. */
  close(): Promise<void>
}

export function createStorageCounter({ library, store, database, index, once }: StorageCounterParts): StorageCounter {
  const stopping = new AbortController()
  let running: Promise<void> | null = null

  async function* sizes(): AsyncGenerator<RenditionSize> {
    for await (const one of store.renditionSizes()) {
      stopping.signal.throwIfAborted()
      yield one
    }
  }

  async function countNow(): Promise<void> {
    const own = { database: database === null ? null : await sizeOf(database), index: await sizeOf(index) }
    await once('storage', () => library.recordStorageCount(sizes(), own))
  }

  const counter: StorageCounter = {
    count() {
      running ??= countNow().finally(() => (running = null))
      return running
    },

    async countWhenOld() {
      const last = await library.lastStorageCount()
      if (last === null || Date.now() - Date.parse(last.at) >= COUNTED_FOR_HOURS * 3_600_000) await counter.count()
    },

    isCounting: () => running !== null,

    async close() {
      stopping.abort()
      await running?.catch(() => undefined)
    },
  }
  return counter
}

/** The file and its write-ahead log. */
async function sizeOf(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
