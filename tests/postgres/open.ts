/** Stands in for `src/library/open.ts` with `TEST_DATABASE=postgres` (vitest.config.ts): a data folder's record is in a database of its own. */
import type { OpenDatabase } from '../../src/library/dialect/database.ts'
import type { OpenOptions } from '../../src/library/dialect/migrate.ts'
import { openPostgres } from '../../src/library/dialect/open-postgres.ts'
import { openSqlite } from '../../src/library/dialect/open-sqlite.ts'
import { databaseOf } from './database-of.ts'

export type { OpenDatabase } from '../../src/library/dialect/database.ts'
export { DATABASE_FILE, isSqlite, PRIVATE_FOLDER, type SqliteDatabase } from '../../src/library/dialect/open-sqlite.ts'

export async function openDatabase(folder: string, configured: string | null = null, options: OpenOptions = {}): Promise<OpenDatabase> {
  const address = configured ?? (await databaseOf(folder))
  return address === null ? openSqlite(folder, options) : openPostgres(address, options)
}
