/** Opens the record: a SQLite file in the data folder, or a PostgreSQL database where an address is configured. */
import type { OpenDatabase } from './dialect/database.ts'
import type { OpenOptions } from './dialect/migrate.ts'
import { openSqlite } from './dialect/open-sqlite.ts'

export type { OpenDatabase } from './dialect/database.ts'
export { DATABASE_FILE, isSqlite, PRIVATE_FOLDER, type SqliteDatabase } from './dialect/open-sqlite.ts'

/**
 * @param folder the data folder; made when absent
 * @param address `postgres://…`; null: SQLite
 * @throws Failure `unavailable` when the database cannot be used, `conflict` when it is newer than this program or an unfinished copy
 */
export async function openDatabase(folder: string, address: string | null = null, options: OpenOptions = {}): Promise<OpenDatabase> {
  if (address === null) return openSqlite(folder, options)
  // Loaded only where it is used: the edition for one machine starts without it.
  const { openPostgres } = await import('./dialect/open-postgres.ts')
  return openPostgres(address, options)
}
