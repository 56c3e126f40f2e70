/** One server a data folder: it works through the jobs, and two would undo each other's work. Held by SQLite, so that a kill lets go. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Failure, messageOf } from '../failure.ts'

/**
 * @returns lets go
 * @throws Failure `conflict` when another server holds it
 */
export function holdLock(folder: string): () => void {
  const handle = new Sqlite(join(folder, 'server.lock'), { timeout: 0 })
  try {
    handle.pragma('journal_mode = DELETE')
    handle.exec('begin exclusive')
  } catch (cause) {
    handle.close()
    if (messageOf(cause).includes('locked'))
      throw new Failure(
        'conflict',
        `Er draait al een server op de gegevensmap ${folder}. Stop die eerst, of kies een andere map met WOORDELIJK_DATA.`,
        {
          cause,
        },
      )
    throw cause
  }
  return () => void handle.close()
}
