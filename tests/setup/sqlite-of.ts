/** The file and connection of a library on SQLite, for tests that look into them or damage them. */
import { isSqlite, type OpenDatabase, type SqliteDatabase } from '../../src/library/open.ts'

/** Whether the tests' libraries are on SQLite. */
export const onSqlite = process.env.TEST_DATABASE !== 'postgres'

export function sqliteOf(database: OpenDatabase): SqliteDatabase {
  if (!isSqlite(database)) throw new Error('this test is about the SQLite file')
  return database
}
