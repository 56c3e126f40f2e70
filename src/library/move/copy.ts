/**
 * Copies every row of a library into another database, or brings an earlier copy up to date: rows that are there and right stay. Each table is
 * then read back and compared with the source. The source is read as of one moment, while it may be in use.
 */
import { type Kysely, sql } from 'kysely'
import { Failure } from '../../failure.ts'
import { isPostgres } from '../dialect/locks.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { type Contents, compareRows, contentsOf, deleteRows, inGroups, insertRows } from './rows.ts'
import type { LibraryTables, Table } from './tables.ts'

export interface CopiedTable extends Contents {
  readonly table: string
  /** Rows that were written, and rows that were taken away because the source has them no longer or otherwise. */
  readonly written: number
  readonly removed: number
}

/** Called as rows of a table are passed. */
type OnProgress = (table: string, rows: number) => void

/** @throws Failure `unavailable` when a table does not arrive as it was */
export function copyTables(
  source: OpenDatabase,
  target: OpenDatabase,
  { tables }: LibraryTables,
  onProgress: OnProgress,
): Promise<CopiedTable[]> {
  return atOneMoment(source, async (from) => {
    const copied: CopiedTable[] = []
    for (const table of tables) copied.push(await copyTable(table, from, target, (rows) => onProgress(table.name, rows)))
    return copied
  })
}

/** Whether every table of the two holds the same. */
export function isSame(source: OpenDatabase, target: OpenDatabase, { tables }: LibraryTables): Promise<boolean> {
  return atOneMoment(source, async (from) => {
    for (const table of tables) {
      const [ours, theirs] = [await contentsOf(from, table), await contentsOf(target.reader, table)]
      if (ours.sha256 !== theirs.sha256) return false
    }
    return true
  })
}

function atOneMoment<T>({ reader }: OpenDatabase, work: (from: Kysely<Database>) => Promise<T>): Promise<T> {
  return reader
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      // Between two pages the target is written to, which may take longer than a server lets a transaction wait.
      if (isPostgres(tx)) await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
      return work(tx)
    })
}

async function copyTable(
  table: Table,
  from: Kysely<Database>,
  { writer, reader }: OpenDatabase,
  onProgress: (rows: number) => void,
): Promise<CopiedTable> {
  let passed = 0
  const pass = { passed: () => onProgress(++passed) }
  // Before anything is written: two rows that exchanged a name would be in each other's way.
  const stale = inGroups(table, (rows) => deleteRows(writer, table, rows))
  let isComplete = true
  const compared = await compareRows(table, from, reader, { ...pass, extra: stale.add, missing: async () => void (isComplete = false) })
  await stale.flush()
  if (isComplete) return { table: table.name, ...compared, written: 0, removed: stale.total() }
  passed = 0
  const fresh = inGroups(table, (rows) => insertRows(writer, table, rows))
  const contents = await compareRows(table, from, reader, { ...pass, extra: async () => undefined, missing: fresh.add })
  await fresh.flush()
  const arrived = await contentsOf(reader, table)
  if (arrived.rows !== contents.rows || arrived.sha256 !== contents.sha256)
    throw new Failure(
      'unavailable',
      `Tabel “${table.name}” is anders aangekomen: ${contents.rows} rijen in de bron, ${arrived.rows} in de kopie. Werkt daar nog iets anders in de doeldatabase? Voer de opdracht nog eens uit.`,
    )
  return { table: table.name, ...contents, written: fresh.total(), removed: stale.total() }
}
