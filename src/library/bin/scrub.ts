/**
 * Rewrites the database file without the pages and scraps of pages that SQLite has freed: what was deleted can be read from them until
 * then. In a thread with a connection of its own, since it takes seconds for a gigabyte.
 */
import { statSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

/** Smaller files are rewritten in memory; larger ones by way of a temporary file. */
const IN_MEMORY_BYTES = 256 * 2 ** 20

/** @returns whether nothing is left in the log beside the file either; false while another program reads it */
export function scrubFile(file: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { scrub: file } })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread that rewrites the database ended (${code})`)))
  })
}

function scrub(file: string): boolean {
  const db = new Sqlite(file)
  try {
    db.pragma('busy_timeout = 5000')
    db.pragma('trusted_schema = OFF')
    if (statSync(file).size < IN_MEMORY_BYTES) db.pragma('temp_store = MEMORY')
    db.exec('vacuum')
    const [outcome] = db.pragma('wal_checkpoint(truncate)') as { busy: number }[]
    return outcome?.busy === 0
  } finally {
    db.close()
  }
}

if (!isMainThread && workerData?.scrub) parentPort?.postMessage(scrub(workerData.scrub))
