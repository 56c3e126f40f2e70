/** One process writes the index: the one that holds this lock. Held by SQLite, so that a kill lets go. */
import Sqlite from 'better-sqlite3'
import { messageOf } from '../../failure.ts'

/** @returns lets go; null when another process holds it */
export function tryIndexLock(file: string): (() => void) | null {
  const handle = new Sqlite(`${file}.lock`, { timeout: 0 })
  try {
    handle.pragma('journal_mode = DELETE')
    handle.exec('begin exclusive')
    return () => void handle.close()
  } catch (cause) {
    handle.close()
    if (messageOf(cause).includes('locked')) return null
    throw cause
  }
}
