/**
 * The database that a library moves to. While the copy is made, triggers and foreign keys are off there: a row arrives as it was, without
 * being counted or logged again, and in any order. A table marks the copy as unfinished until they are back, and no server opens it so.
 */
import { sql, type Transaction } from 'kysely'
import { Failure, messageOf } from '../../failure.ts'
import { UNFINISHED_MOVE } from '../dialect/migrate.ts'
import { isSqlite, type OpenDatabase, type SqliteDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import type { LibraryTables, Table } from './tables.ts'

export interface MoveTarget {
  /** The library whose copy was begun here, as `originOf` names it; null: none was. */
  begun(): Promise<string | null>
  /** Marks the copy as unfinished and takes its rules away; may be repeated. */
  begin(origin: string): Promise<void>
  /**
   * Puts the rules back, numbers new rows after those of the source, and takes the mark away: all or nothing.
   * @throws Failure `conflict` when rows point at rows that are not there
   */
  finish(lastNumbers: ReadonlyMap<string, number>): Promise<void>
}

/** Names a library, the same for as long as it lives in one database: the instant at which its first table was made. */
export async function originOf({ reader }: OpenDatabase): Promise<string> {
  const { rows } = await sql<{ timestamp: string }>`select timestamp from kysely_migration where name = '0001-catalogue'`.execute(reader)
  return rows[0]?.timestamp ?? ''
}

/** The last number that the database gave out in each table that it numbers; 0 where it gave out none. */
export async function lastNumbersOf(database: OpenDatabase, { tables }: LibraryTables): Promise<Map<string, number>> {
  const numbers = new Map<string, number>()
  for (const { name, key } of tables.filter(({ isNumbered }) => isNumbered)) {
    const question = isSqlite(database)
      ? sql<{ last: number | null }>`select seq as last from sqlite_sequence where name = ${name}`
      : sql<{ last: number | null }>`select pg_sequence_last_value(${sequenceOf(name, key[0])}) as last`
    const { rows } = await question.execute(database.reader)
    numbers.set(name, rows[0]?.last ?? 0)
  }
  return numbers
}

const sequenceOf = (table: string, column: string | undefined) =>
  sql`pg_get_serial_sequence(quote_ident(${table}), ${column ?? ''})::regclass`

export function moveTarget(database: OpenDatabase, library: LibraryTables): MoveTarget {
  const begun = async (): Promise<string | null> => {
    if (!(await isMarked(database))) return null
    const { rows } = await sql<{ source: string }>`select source from ${sql.table(UNFINISHED_MOVE)}`.execute(database.writer)
    return rows[0]?.source ?? null
  }
  return { begun, ...(isSqlite(database) ? inSqlite(database, library) : inPostgres(database, library)) }
}

async function isMarked(database: OpenDatabase): Promise<boolean> {
  const question = isSqlite(database)
    ? sql`select 1 from sqlite_master where name = ${UNFINISHED_MOVE}`
    : sql`select 1 where to_regclass(${UNFINISHED_MOVE}) is not null`
  return (await question.execute(database.writer)).rows.length > 0
}

async function mark(tx: Transaction<Database>, origin: string): Promise<void> {
  const table = sql.table(UNFINISHED_MOVE)
  await sql`create table if not exists ${table} (source text not null, foreign_keys text not null)`.execute(tx)
  const { rows } = await sql`select 1 from ${table}`.execute(tx)
  if (rows.length === 0) await sql`insert into ${table} (source, foreign_keys) values (${origin}, '[]')`.execute(tx)
}

function inSqlite(database: SqliteDatabase, { triggers }: LibraryTables): Omit<MoveTarget, 'begun'> {
  const { writer, handle } = database
  return {
    async begin(origin) {
      await writer.transaction().execute(async (tx) => {
        await mark(tx, origin)
        for (const { name } of triggers) await sql`drop trigger if exists ${sql.id(name)}`.execute(tx)
      })
      // Of this connection only.
      handle.pragma('foreign_keys = OFF')
    },
    async finish(lastNumbers) {
      const { damage, dangling } = await database.examine()
      const [first] = dangling
      if (first) throw pointsNowhere(`${first.rows} rijen in “${first.table}” verwijzen naar iets dat niet in “${first.parent}” staat`)
      if (damage[0] !== undefined) throw new Failure('unavailable', `De kopie is beschadigd (${damage[0]}). Gebruik een andere schijf.`)
      await writer.transaction().execute(async (tx) => {
        for (const { definition } of triggers) await sql.raw(definition).execute(tx)
        for (const [table, last] of lastNumbers) {
          await sql`delete from sqlite_sequence where name = ${table}`.execute(tx)
          await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(tx)
        }
        await sql`drop table ${sql.table(UNFINISHED_MOVE)}`.execute(tx)
      })
    },
  }
}

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** Switches our triggers on or off, in the tables where they are not so already: each `alter table` waits until no other connection uses the table. */
async function setTriggers(tx: Transaction<Database>, state: 'enable' | 'disable'): Promise<void> {
  const { rows } = await sql<{ name: string }>`select distinct tgrelid::regclass::text as name from pg_trigger
    join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and relnamespace = current_schema()::regnamespace and (tgenabled = 'D') = ${state === 'enable'}`.execute(tx)
  for (const { name } of rows) await sql.raw(`alter table ${name} ${state} trigger user`).execute(tx)
}

function inPostgres({ writer }: OpenDatabase, { tables }: LibraryTables): Omit<MoveTarget, 'begun'> {
  return {
    async begin(origin) {
      await writer.transaction().execute(async (tx) => {
        await mark(tx, origin)
        // Only a superuser may switch foreign keys off; the owner of a table may take them away. They are written down in the mark.
        const { rows } = await sql<ForeignKey>`select conrelid::regclass::text as "table", quote_ident(conname) as name,
          pg_get_constraintdef(oid) as definition from pg_constraint
          where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(tx)
        const before = await foreignKeys(tx)
        await sql`update ${sql.table(UNFINISHED_MOVE)} set foreign_keys = ${JSON.stringify([...before, ...rows])}`.execute(tx)
        for (const { table, name } of rows) await sql.raw(`alter table ${table} drop constraint ${name}`).execute(tx)
        await setTriggers(tx, 'disable')
      })
    },
    async finish(lastNumbers) {
      await writer.transaction().execute(async (tx) => {
        await sql`set local statement_timeout = 0`.execute(tx)
        for (const { table, name, definition } of await foreignKeys(tx))
          await sql
            .raw(`alter table ${table} add constraint ${name} ${definition}`)
            .execute(tx)
            .catch((cause: unknown) => {
              throw cause instanceof Error && 'code' in cause && cause.code === '23503' ? pointsNowhere(messageOf(cause), cause) : cause
            })
        await setTriggers(tx, 'enable')
        for (const { name, key } of tables) {
          const last = lastNumbers.get(name) ?? 0
          if (last > 0) await sql`select setval(${sequenceOf(name, key[0])}, ${last})`.execute(tx)
        }
        await sql`drop table ${sql.table(UNFINISHED_MOVE)}`.execute(tx)
      })
      // The planner knows nothing of the new rows yet.
      await sql`analyze`.execute(writer)
    },
  }
}

async function foreignKeys(tx: Transaction<Database>): Promise<ForeignKey[]> {
  const { rows } = await sql<{ foreign_keys: string }>`select foreign_keys from ${sql.table(UNFINISHED_MOVE)}`.execute(tx)
  return JSON.parse(rows[0]?.foreign_keys ?? '[]') as ForeignKey[]
}

const pointsNowhere = (what: string, cause?: unknown) =>
  new Failure('conflict', `De bron klopt zelf niet: ${what}. “woordelijk doctor” zegt wat u kunt doen. De kopie is nog niet af.`, { cause })

/** @returns the first table with rows that a new library does not have; null: the library is new */
export async function firstFilled({ writer }: OpenDatabase, { tables }: LibraryTables): Promise<Table | null> {
  for (const table of tables) {
    if (table.hasFirstRows) continue
    const { rows } = await sql`select 1 from ${sql.table(table.name)} limit 1`.execute(writer)
    if (rows.length > 0) return table
  }
  return null
}
