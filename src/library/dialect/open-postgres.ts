/** Opens the record in a PostgreSQL database: the same tables and queries as in SQLite, for several nodes at once. */
import { randomUUID } from 'node:crypto'
import {
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  type PostgresPoolClient,
  replaceWithNoncontingentExpression,
  sql,
  type TransactionBuilder,
} from 'kysely'
import pg from 'pg'
import { Failure } from '../../failure.ts'
import { migrations } from '../migrations.ts'
import type { Database } from '../schema.ts'
import type { DatabaseFindings, OpenDatabase } from './database.ts'
import { CHANNEL } from './locks.ts'
import { bringUpToDate, type OpenOptions, requireUsable, UNFINISHED_MOVE } from './migrate.ts'
import { MigrationCompiler } from './postgres-ddl.ts'
import { isLostRace, startFailure, toFailure } from './postgres-errors.ts'
import { breakOff, watchCommits } from './postgres-watch.ts'

const OLDEST_VERSION = 15
/** Connections of one node. PostgreSQL allows 100 unless it was told otherwise. */
const WRITERS = 8
const READERS = 8
const TASKS = 20
const CONNECT_MS = 15_000
/** A node that hangs in the middle of a transaction lets go of its locks after this time. */
const IDLE_IN_TRANSACTION_MS = 15_000
const STATEMENT_MS = 120_000

/** PostgreSQL has no empty list after `in`. */
const PLUGINS = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })]

/** SQLite's functions that the queries use and PostgreSQL lacks. */
const POSTGRES_MIGRATIONS: Parameters<typeof bringUpToDate>[1] = {
  '0000-postgres': {
    async up(db) {
      await sql`create function instr(text, text) returns integer language sql immutable strict parallel safe return strpos($1, $2)`.execute(
        db,
      )
    },
  },
  ...migrations,
}

/**
 * @throws Failure `unavailable` when the server cannot be used, `conflict` when the database is newer than this program or an unfinished copy
 */
export async function openPostgres(address: string, options: OpenOptions = {}): Promise<OpenDatabase> {
  const place = placeOf(address)
  const settings: pg.ClientConfig = {
    connectionString: address,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'woordelijk',
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    statement_timeout: STATEMENT_MS,
    types: { getTypeParser: parserOf } as pg.CustomTypesConfig,
  }
  await prepare(settings, place, options)
  // Marks this node's own announcements.
  const self = randomUUID()
  const clients = new Set<pg.ClientBase>()
  const watch = await watchCommits(
    () => connect(settings),
    self,
    () => clients.forEach(breakOff),
  )
  const writers = poolOf({ ...settings, max: WRITERS, onConnect: listen as (client: pg.ClientBase) => void })
  const readers = poolOf({ ...settings, max: READERS, options: '-c default_transaction_read_only=on' })

  /** Writing connections hear of commits too: a node is notified of its own before the commit is answered. */
  async function listen(client: pg.ClientBase): Promise<void> {
    client.on('notification', ({ payload }) => payload === '' && watch.notified())
    await client.query(`listen ${CHANNEL}`)
  }

  // One for each task that is under way on this node.
  const tasks = poolOf({ ...settings, max: TASKS, statement_timeout: 0 })
  const writer = new RetryingKysely({ dialect: new PostgresDialect({ pool: withFailures(writers) }), plugins: PLUGINS })
  const reader = new Kysely<Database>({ dialect: new PostgresDialect({ pool: withFailures(readers) }), plugins: PLUGINS })
  for (const pool of [writers, readers, tasks]) {
    pool.on('connect', (client) => void clients.add(client))
    pool.on('remove', (client) => void clients.delete(client))
  }
  let closed = false
  return {
    writer,
    reader,
    place,
    version: watch.version,
    catalogueVersion: watch.catalogueVersion,
    noteHidden: watch.noteHidden,
    hiddenEverywhere: watch.hiddenEverywhere,
    onOtherCommits: watch.onCommits,
    announce: (topic) => void sql`select pg_notify(${CHANNEL}, ${`${self} ${topic}`})`.execute(writer).catch(() => undefined),
    onAnnouncement: watch.onAnnouncement,
    once: (task, work) => once(tasks, task, work),
    scrub: () => scrub(writer),
    examine: () => examine(reader),
    async close() {
      if (closed) return
      closed = true
      await watch.close()
      await tasks.end()
      await reader.destroy()
      await writer.destroy()
    },
  }
}

/** Without name and password. */
function placeOf(address: string): string {
  const { hostname, port, pathname, searchParams } = new URL(address)
  return `${decodeURIComponent(hostname) || (searchParams.get('host') ?? 'localhost')}:${port || '5432'}${pathname}`
}

/** Counts and sums are 64 bits wide in PostgreSQL, and node-postgres gives those as text. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  const isNumber = oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
  return isNumber ? Number : pg.types.getTypeParser(oid, format as 'text')
}

async function connect(settings: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(settings)
  await client.connect()
  return client
}

/** Looks at the server before anything else, and brings the tables up to date. */
async function prepare(settings: pg.ClientConfig, place: string, options: OpenOptions): Promise<void> {
  const pool = poolOf({ ...settings, max: 2, statement_timeout: 0, idle_in_transaction_session_timeout: 0 })
  const dialect = new PostgresDialect({ pool })
  dialect.createQueryCompiler = () => new MigrationCompiler()
  const db = new Kysely<Database>({ dialect })
  try {
    await requireRightServer(db, place)
    const applied = (await hasTable(db, 'kysely_migration'))
      ? await sql<{ name: string }>`select name from kysely_migration`.execute(db)
      : { rows: [] }
    const isUnfinished = await hasTable(db, UNFINISHED_MOVE)
    requireUsable({ place, applied: applied.rows.map(({ name }) => name), isUnfinished }, POSTGRES_MIGRATIONS, options)
    await bringUpToDate(db, POSTGRES_MIGRATIONS)
  } catch (error) {
    const { cause } = error instanceof Failure ? error : {}
    throw startFailure(cause !== undefined && startCause(cause) ? cause : error, place)
  } finally {
    await db.destroy()
  }
}

async function hasTable(db: Kysely<Database>, name: string): Promise<boolean> {
  const { rows } = await sql<{ present: boolean }>`select to_regclass(${name}) is not null as present`.execute(db)
  return rows[0]?.present ?? false
}

/** Missing rights show in the first migration. */
const startCause = (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === '42501'

async function requireRightServer(db: Kysely<Database>, place: string): Promise<void> {
  const { rows } = await sql<{ version: string; shown: string; encoding: string; standby: boolean }>`
    select current_setting('server_version_num') as version, current_setting('server_version') as shown,
      current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby`.execute(db)
  const server = rows[0]
  const refuse = (why: string) =>
    new Failure('unavailable', `De database ${place} kan niet worden gebruikt. ${why} Zie WOORDELIJK_DATABASE.`)
  if (server === undefined) throw refuse('De server antwoordt niet.')
  if (Number(server.version) < OLDEST_VERSION * 10_000)
    throw refuse(`Dit is PostgreSQL ${server.shown}; nodig is ${OLDEST_VERSION} of nieuwer.`)
  if (server.encoding !== 'UTF8')
    throw refuse(`Ze bewaart tekst als ${server.encoding}. Maak een nieuwe met: createdb --encoding=UTF8 --template=template0 ….`)
  if (server.standby) throw refuse('Dit is een kopie waarin niet geschreven kan worden. Geef het adres van de hoofdserver.')
}

function poolOf(settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(settings)
  // A connection that breaks fails the queries on it; the pool opens another one for the next query.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** The pool as Kysely uses it, with errors in our words. */
function withFailures(pool: pg.Pool) {
  const inOurWords = (error: unknown): never => {
    throw toFailure(error)
  }
  return {
    async connect(): Promise<PostgresPoolClient> {
      const client = await pool.connect().catch(inOurWords)
      const query = (text: never, values: never) => client.query(text, values) as unknown as Promise<never>
      return {
        query: ((text: never, values: never) => query(text, values).catch(inOurWords)) as unknown as PostgresPoolClient['query'],
        release: (broken?: Error | boolean) => client.release(broken),
      } as PostgresPoolClient
    },
    end: () => pool.end(),
    options: pool.options,
  }
}

const MOST_TRIES = 5

/** Runs a transaction again that PostgreSQL undid because of another one. What it does outside the database must be safe to repeat. */
class RetryingKysely extends Kysely<Database> {
  override transaction(): TransactionBuilder<Database> {
    const builder = super.transaction()
    const execute = builder.execute.bind(builder)
    builder.execute = async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await execute(work)
        } catch (error) {
          if (attempt === MOST_TRIES || !isLostRace(error)) throw error
        }
      }
    }
    return builder
  }
}

/** By a lock of the session: it lasts for as long as the work and goes with the connection when this node is killed. */
async function once<T>(pool: pg.Pool, task: string, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toFailure(error)
  })
  try {
    const key = `task ${task}`
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [key]).catch((error: unknown) => {
      throw toFailure(error)
    })
    if (rows[0]?.mine !== true) return null
    try {
      return await work()
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]).catch(() => undefined)
    }
  } finally {
    client.release()
  }
}

/** Rewrites our tables: deleted rows stay in their files until then. Logs and backups of the server are its administrator's. */
async function scrub(db: Kysely<Database>): Promise<boolean> {
  const tables = await sql<{ name: string }>`select quote_ident(relname) as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(db)
  await db.connection().execute(async (connection) => {
    for (const { name } of tables.rows) await sql.raw(`vacuum full ${name}`).execute(connection)
  })
  return true
}

/** PostgreSQL holds foreign keys itself; what can be wrong is a trigger that somebody took away or switched off. */
async function examine(db: Kysely<Database>): Promise<DatabaseFindings> {
  const off = await sql<{ name: string }>`select tgname as name from pg_trigger
    where tgenabled = 'D' and not tgisinternal order by tgname`.execute(db)
  const unchecked = await sql<{ name: string }>`select conname as name from pg_constraint
    where not convalidated and connamespace = current_schema()::regnamespace order by conname`.execute(db)
  return {
    damage: [
      ...off.rows.map(({ name }) => `trigger ${name} is uitgeschakeld`),
      ...unchecked.rows.map(({ name }) => `regel ${name} is niet gecontroleerd`),
    ],
    dangling: [],
  }
}
