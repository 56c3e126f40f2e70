/** The SQLite database as a file: copied while it is written to, described, and compared. */
import Sqlite from 'better-sqlite3'
import { Failure, messageOf } from '../failure.ts'
import type { OpenDatabase } from './dialect/database.ts'
import { damageOf, migrateTo } from './dialect/open-sqlite.ts'
import { migrations } from './migrations.ts'

export interface DatabaseContents {
  /** The last migration it went through; empty when none. */
  readonly schema: string
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>
  readonly media: readonly { readonly sha256: string; readonly size: number }[]
}

/** All pages in one step: another program that writes all the time would otherwise make SQLite begin again for ever. */
const ALL_PAGES = 0x7fffffff

/**
 * One moment of a database in use, as a single plain file.
 * @throws Failure `unavailable` when it cannot be written
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  // A connection of its own: the library's may be in the middle of a transaction.
  const source = new Sqlite(file, { readonly: true })
  try {
    await source.backup(target, { progress: () => ALL_PAGES })
    const copy = new Sqlite(target)
    // Without a log beside it, so that the file alone is the database.
    copy.pragma('journal_mode = DELETE')
    copy.close()
  } catch (cause) {
    throw new Failure('unavailable', `De database kan niet worden gekopieerd (${messageOf(cause)}).`, { cause })
  } finally {
    source.close()
  }
}

/**
 * @throws Failure `unreadable` when it is no database or a damaged one, `conflict` when it is of a newer program
 */
export function describeDatabase(file: string): DatabaseContents {
  const db = openToRead(file)
  try {
    const [first] = damageOf(db)
    if (first !== undefined) throw new Failure('unreadable', `De database is beschadigd (${first}).`)
    const applied = db.prepare<[], string>('select name from kysely_migration order by name').pluck().all()
    const schema = applied.at(-1) ?? ''
    requireKnownSchema(schema)
    return {
      schema,
      counts: countRows(db),
      media: db.prepare<[], { sha256: string; size: number }>('select sha256, size from media_file order by sha256').all(),
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('unreadable', `De database kan niet worden gelezen (${messageOf(cause)}).`, { cause })
  } finally {
    db.close()
  }
}

/**
 * Triggers and views that differ from those this program makes at the same migration: added, altered or taken away.
 * @returns their names
 */
export async function foreignCode(file: string): Promise<readonly string[]> {
  const db = openToRead(file)
  try {
    const schema = db.prepare<[], string>('select max(name) from kysely_migration').pluck().get() ?? ''
    const [given, own] = [codeOf(db), await codeAt(schema)]
    const names = new Set([...given.keys(), ...own.keys()])
    return [...names].filter((name) => given.get(name) !== own.get(name)).sort()
  } finally {
    db.close()
  }
}

const codeOf = (db: Sqlite.Database): ReadonlyMap<string, string> =>
  new Map(
    db
      .prepare<[], { name: string; sql: string }>(
        "select name, type || ' ' || tbl_name || ' ' || sql as sql from sqlite_master where type in ('trigger', 'view')",
      )
      .all()
      .map(({ name, sql }) => [name, sql]),
  )

/** The triggers and views of an empty library at this migration. */
async function codeAt(schema: string): Promise<ReadonlyMap<string, string>> {
  const empty = new Sqlite(':memory:')
  try {
    await migrateTo(empty, schema)
    return codeOf(empty)
  } finally {
    empty.close()
  }
}

/** @throws Failure `conflict` */
export function requireKnownSchema(schema: string): void {
  if (!(schema in migrations))
    throw new Failure(
      'conflict',
      `De database is gemaakt door een nieuwere versie van Woordelijk (${schema}). Werk het programma eerst bij.`,
    )
}

function openToRead(file: string): Sqlite.Database {
  try {
    const db = new Sqlite(file, { readonly: true, fileMustExist: true })
    db.pragma('trusted_schema = OFF')
    return db
  } catch (cause) {
    throw new Failure('unreadable', `De database kan niet worden geopend (${messageOf(cause)}).`, { cause })
  }
}

function countRows(db: Sqlite.Database): Record<string, number> {
  const tables = db
    .prepare<[], string>("select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name")
    .pluck()
    .all()
  return Object.fromEntries(
    tables.map((table) => [
      table,
      db
        .prepare<[], number>(`select count(*) from "${table.replaceAll('"', '""')}"`)
        .pluck()
        .get() ?? 0,
    ]),
  )
}

/** Names that no talk and no programme refers to, in order. */
export async function unusedNames({ reader }: OpenDatabase): Promise<{ people: readonly string[]; themes: readonly string[] }> {
  const people = await reader
    .selectFrom('person')
    .select('name')
    .where('id', 'not in', (e) => e.selectFrom('talk_speaker').select('person_id'))
    .where('id', 'not in', (e) => e.selectFrom('programme_speaker').select('person_id'))
    .orderBy('name')
    .execute()
  const themes = await reader
    .selectFrom('theme')
    .select('name')
    .where('edited', '=', 0)
    .where('id', 'not in', (e) => e.selectFrom('talk_theme').select('theme_id'))
    .orderBy('name')
    .execute()
  return { people: people.map(({ name }) => name), themes: themes.map(({ name }) => name) }
}
