/** Which tables a library has, as this program's migrations make them: a move copies these, and reads and writes them in this shape. */
import Sqlite from 'better-sqlite3'
import { migrateTo } from '../dialect/open-sqlite.ts'
import { migrations } from '../migrations.ts'

export interface Table {
  readonly name: string
  /** Without those that the database computes. */
  readonly columns: readonly string[]
  /** The primary key; of a table without one, every column. */
  readonly key: readonly string[]
  /** Whether the database numbers its rows. */
  readonly isNumbered: boolean
  /** Whether a new library has rows in it already. */
  readonly hasFirstRows: boolean
}

export interface Trigger {
  readonly name: string
  /** In SQLite's SQL. */
  readonly definition: string
}

export interface LibraryTables {
  readonly tables: readonly Table[]
  readonly triggers: readonly Trigger[]
}

/** What computes, as `pragma table_xinfo` numbers it: 2 virtual, 3 stored. */
const COMPUTED = [2, 3]

/** Reads them from an empty library in memory, so that a table of a later migration is copied too. */
export async function tablesOfLibrary(): Promise<LibraryTables> {
  const handle = new Sqlite(':memory:')
  try {
    await migrateTo(handle, Object.keys(migrations).at(-1) ?? '')
    const made = handle
      .prepare<[], { name: string; sql: string }>(
        `select name, sql from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'kysely%' order by name`,
      )
      .all()
    const tables = made.map(({ name, sql }): Table => {
      const columns = handle
        .prepare<[string], { name: string; pk: number; hidden: number }>('select name, pk, hidden from pragma_table_xinfo(?)')
        .all(name)
        .filter(({ hidden }) => !COMPUTED.includes(hidden))
      const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
      return {
        name,
        columns: columns.map((column) => column.name),
        key: (key.length > 0 ? key : columns).map((column) => column.name),
        isNumbered: /\bautoincrement\b/i.test(sql),
        hasFirstRows: handle.prepare(`select 1 from "${name}"`).get() !== undefined,
      }
    })
    const triggers = handle
      .prepare<[], Trigger>(`select name, sql as definition from sqlite_master where type = 'trigger' order by name`)
      .all()
    return { tables, triggers }
  } finally {
    handle.close()
  }
}
