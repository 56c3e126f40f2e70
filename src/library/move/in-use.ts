/** Whether anything else may change a library while it moves. */
import { sql } from 'kysely'
import { Failure } from '../../failure.ts'
import { holdLock } from '../lock.ts'
import { isSqlite, type OpenDatabase } from '../open.ts'

/** As a move names its own connections, so that those of servers and other commands can be told apart. */
const OWN_NAME = 'woordelijk move'
const SERVER_NAME = 'woordelijk'

/** The address of a PostgreSQL database for a move. */
export function addressForMove(address: string): string {
  const url = new URL(address)
  url.searchParams.set('application_name', OWN_NAME)
  return url.href
}

/** Keeps servers from starting on this data folder. @returns lets go; null: a server is running there */
export function lockFolder(folder: string): (() => void) | null {
  try {
    return holdLock(folder)
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** Whether a server or a command other than a move is connected to PostgreSQL. False on SQLite: there the data folder's lock tells. */
export async function isConnectedTo(database: OpenDatabase): Promise<boolean> {
  if (isSqlite(database)) return false
  const { rows } = await sql<{ sessions: number }>`select count(*) as sessions from pg_stat_activity
    where datname = current_database() and application_name = ${SERVER_NAME}`.execute(database.reader)
  return (rows[0]?.sessions ?? 0) > 0
}

/** Two answers differ when something was changed between them. */
export async function stateOf(database: OpenDatabase): Promise<string> {
  if (isSqlite(database)) return String(database.version())
  const { rows } = await sql`select (select version from catalogue_version), (select seq from change_head),
    (select max(id) from audit_event)`.execute(database.reader)
  return JSON.stringify(rows)
}
