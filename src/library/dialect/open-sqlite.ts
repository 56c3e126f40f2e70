/** Opens the record in one SQLite file: pragmas with their reasons, migrations in real transactions, a copy of the file before each. */
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, type KyselyPlugin, SqliteAdapter, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { Failure, messageOf } from '../../failure.ts'
import { scrubFile } from '../bin/scrub.ts'
import { migrations } from '../migrations.ts'
import type { Database } from '../schema.ts'
import type { DatabaseFindings, OpenDatabase } from './database.ts'
import { bringUpToDate, type OpenOptions, requireUsable, UNFINISHED_MOVE } from './migrate.ts'

/** The one SQLite file. */
export interface SqliteDatabase extends OpenDatabase {
  /** The writer's own connection: what runs on it inside a writer's transaction is part of that transaction. */
  readonly handle: Sqlite.Database
  readonly file: string
}

export function isSqlite(database: OpenDatabase): database is SqliteDatabase {
  return 'handle' in database
}

/** The data folder holds password hashes, drafts and the signing secret: only the user that runs the program may read it. */
export const PRIVATE_FOLDER = 0o700
const PRIVATE_FILE = 0o600

/** The database's name in the data folder. */
export const DATABASE_FILE = 'woordelijk.sqlite'

/** Kysely's own adapter says false, and then a failing migration leaves half its tables behind (measured, kysely 0.29). */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalSqliteAdapter()
  }
}

/**
 * @param folder the data folder; made when absent
 * @throws Failure `unavailable` when the folder cannot be written, `conflict` when the database is newer than this program or an unfinished copy
 */
export async function openSqlite(folder: string, options: OpenOptions = {}): Promise<SqliteDatabase> {
  makeWritable(folder)
  const file = join(folder, DATABASE_FILE)
  const handle = connect(file, false)
  const writer = kysely(handle)
  try {
    await migrate(writer, handle, folder, options)
  } catch (error) {
    await writer.destroy()
    throw error
  }
  const readerHandle = connect(file, true)
  const reader = kysely(readerHandle)
  const dataVersion = readerHandle.prepare<[], number>('pragma data_version').pluck()
  const catalogueVersion = readerHandle.prepare<[], number>('select version from catalogue_version').pluck()
  return {
    writer,
    reader,
    handle,
    file,
    place: file,
    version: () => dataVersion.get() ?? -1,
    catalogueVersion: () => catalogueVersion.get() ?? -1,
    // The file itself is asked for its version each time.
    noteHidden: () => undefined,
    hiddenEverywhere: async () => undefined,
    // SQLite announces no commits of other processes; the follower of the change log reads it regularly.
    onOtherCommits: () => () => undefined,
    announce: () => undefined,
    onAnnouncement: () => () => undefined,
    once: (_task, work) => work(),
    examine: async () => examine(handle),
    // Holding the writer's only connection keeps everybody else from writing, without a lock they would run into.
    scrub: () => writer.connection().execute(() => scrubFile(file)),
    async close() {
      await reader.destroy()
      await writer.destroy()
    },
  }
}

function makeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
    makePrivate(folder, PRIVATE_FOLDER)
  } catch (error) {
    throw new Failure(
      'unavailable',
      `De gegevensmap ${folder} kan niet worden gemaakt (${messageOf(error)}). Kies een andere map met WOORDELIJK_DATA.`,
      { cause: error },
    )
  }
}

/** A folder of an earlier version too. Of a folder that belongs to somebody else it is their choice. */
function makePrivate(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EPERM', 'EROFS', 'ENOTSUP'].includes(String(error.code)))) throw error
  }
}

function connect(file: string, readonly: boolean): Sqlite.Database {
  try {
    const handle = new Sqlite(file, { readonly })
    // A second process (the command line beside the server) gets five seconds to finish its write.
    handle.pragma('busy_timeout = 5000')
    // The schema is ours, but a restored file may come from elsewhere.
    handle.pragma('trusted_schema = OFF')
    handle.pragma('temp_store = MEMORY')
    if (!readonly) {
      // Before the log beside it is made, which gets the same mode.
      makePrivate(file, PRIVATE_FILE)
      handle.pragma('journal_mode = WAL')
      // better-sqlite3 is compiled to NORMAL in WAL mode, which may lose the last commits at power loss: “safely stored” would be untrue.
      handle.pragma('synchronous = FULL')
      handle.pragma('foreign_keys = ON')
      handle.pragma('journal_size_limit = 67108864')
    }
    return handle
  } catch (error) {
    throw new Failure(
      'unavailable',
      `De database ${file} kan niet worden geopend (${messageOf(error)}). Controleer of de map bestaat en of u erin mag schrijven, of kies een andere met WOORDELIJK_DATA.`,
      {
        cause: error,
      },
    )
  }
}

function kysely(handle: Sqlite.Database): Kysely<Database> {
  const plugins: KyselyPlugin[] = []
  return new Kysely<Database>({ dialect: new TransactionalSqliteDialect({ database: handle }), plugins })
}

async function migrate(writer: Kysely<Database>, handle: Sqlite.Database, folder: string, options: OpenOptions): Promise<void> {
  const applied = appliedMigrations(handle)
  requireUsable({ place: join(folder, DATABASE_FILE), applied, isUnfinished: hasTable(handle, UNFINISHED_MOVE) }, migrations, options)
  if (applied.length > 0 && applied.length < Object.keys(migrations).length) keepCopy(handle, folder, applied.at(-1) ?? '')
  await bringUpToDate(writer, migrations)
}

/** Brings an empty database to this migration and no further. */
export async function migrateTo(handle: Sqlite.Database, migration: string): Promise<void> {
  const migrator = new Migrator({ db: kysely(handle), provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateTo(migration)
  if (error) throw error
}

function appliedMigrations(handle: Sqlite.Database): string[] {
  return hasTable(handle, 'kysely_migration')
    ? handle.prepare<[], string>('select name from kysely_migration order by name').pluck().all()
    : []
}

const hasTable = (handle: Sqlite.Database, name: string): boolean =>
  handle.prepare('select 1 from sqlite_master where name = ?').get(name) !== undefined

function examine(handle: Sqlite.Database): DatabaseFindings {
  const keys = handle.pragma('foreign_key_check') as { table: string; parent: string }[]
  const byPair = Map.groupBy(keys, ({ table, parent }) => `${table} ${parent}`)
  return {
    damage: damageOf(handle),
    dangling: [...byPair.values()].map((rows) => ({ table: rows[0]?.table ?? '', parent: rows[0]?.parent ?? '', rows: rows.length })),
  }
}

/** @returns SQLite's own lines on damage in the file, at most 20; empty when the file is whole */
export function damageOf(handle: Sqlite.Database): string[] {
  const rows = handle.pragma('integrity_check(20)') as { integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok')
}

function keepCopy(handle: Sqlite.Database, folder: string, last: string): void {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true })
  const file = join(backups, `before-migration-after-${last}.sqlite`)
  if (!existsSync(file)) handle.prepare('vacuum into ?').run(file)
}
