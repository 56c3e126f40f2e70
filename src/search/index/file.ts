/** The index's file: made, opened to write, and laid in the place of an older one. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { prepareIndex, readState } from './tables.ts'

/** Its name in the data folder. */
export const INDEX_FILE = 'index.sqlite'

/** Where an index is built beside the one that answers. */
export const besideOf = (file: string) => `${file}.new`

/** Opens an index to write, making it where there is none of this version; a file that is damaged is made again. */
export function openIndexFile(file: string): Sqlite.Database {
  try {
    return openToWrite(file)
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    removeIndexFile(file)
    return openToWrite(file)
  }
}

function openToWrite(file: string): Sqlite.Database {
  // A log that outlived its file would be read into the new one.
  if (!existsSync(file)) removeIndexFile(file)
  const db = new Sqlite(file)
  try {
    db.pragma('busy_timeout = 5000')
    db.pragma('trusted_schema = OFF')
    db.pragma('journal_mode = WAL')
    // After a power loss the last transactions may be missing, and their number with them: they are applied again.
    db.pragma('synchronous = NORMAL')
    db.pragma('journal_size_limit = 67108864')
    prepareIndex(db)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

/** Makes the whole index one plain file, without a log beside it. */
export function closeWhole(db: Sqlite.Database): void {
  db.pragma('wal_checkpoint(truncate)')
  db.pragma('journal_mode = DELETE')
  db.close()
}

/**
 * Puts the index built beside in the place of `file`. No connection may write the old one any more; readers that have it open go on
 * reading it until they open the new one.
 */
export function putInPlace(file: string): void {
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
  renameSync(besideOf(file), file)
}

export function removeIndexFile(file: string): void {
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(file + rest, { force: true })
}

/** Changes when another file takes this one's place; null when there is none. */
export const fileIdentity = (file: string) => statSync(file, { throwIfNoEntry: false, bigint: true })?.ino ?? null

/** The last change of the record that is in the index; null when there is no index of this version. */
export function readSeq(file: string): number | null {
  if (!existsSync(file)) return null
  const db = new Sqlite(file, { readonly: true })
  try {
    db.pragma('busy_timeout = 5000')
    return readState(db)
  } finally {
    db.close()
  }
}

/** Whether SQLite finds the file itself damaged, not merely busy or the disk full. */
export const isDamage = (cause: unknown) => cause instanceof Sqlite.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB|FORMAT)/.test(cause.code)
