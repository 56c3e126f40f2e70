/** Rows of a table in the order of its primary key, page by page, on either engine: read, compared, inserted and deleted. */
import { createHash } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { Failure } from '../../failure.ts'
import { isPostgres } from '../dialect/locks.ts'
import type { Database } from '../schema.ts'
import type { Table } from './tables.ts'

export interface Row {
  /** In the order of the table's columns. */
  readonly values: readonly unknown[]
  /** The values as JSON: two rows are equal when these are. */
  readonly json: string
}

/** What a table holds. */
export interface Contents {
  readonly rows: number
  /** Of its rows in the order of the primary key. */
  readonly sha256: string
}

/** A page is made smaller or larger until it has about this many characters: one row may be a whole transcript. */
const PAGE_CHARACTERS = 2 << 20
const FIRST_PAGE = 50
const LARGEST_PAGE = 4000
/** Both engines allow more values in one statement. */
const MOST_VALUES = 20_000

const listOf = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))

const keyOf = (table: Table, row: Row): unknown[] => table.key.map((column) => row.values[table.columns.indexOf(column)])

async function pageOf(db: Kysely<Database>, table: Table, after: Row | null, limit: number): Promise<Row[]> {
  const key = listOf(table.key)
  const where: RawBuilder<unknown> = after === null ? sql`` : sql`where (${key}) > (${sql.join(keyOf(table, after))})`
  const { rows } = await sql<Record<string, unknown>>`
    select ${listOf(table.columns)} from ${sql.table(table.name)} ${where} order by ${key} limit ${limit}`.execute(db)
  return rows.map((row) => {
    const values = table.columns.map((column) => row[column])
    return { values, json: JSON.stringify(values) }
  })
}

export async function* rowsOf(db: Kysely<Database>, table: Table): AsyncGenerator<Row> {
  let after: Row | null = null
  for (let limit = FIRST_PAGE; ; ) {
    const rows: Row[] = await pageOf(db, table, after, limit)
    yield* rows
    after = rows.at(-1) ?? null
    if (rows.length < limit || after === null) return
    const characters = rows.reduce((sum, { json }) => sum + json.length, 0)
    const fitting = Math.floor((limit * PAGE_CHARACTERS) / Math.max(characters, 1))
    // At most four times the last one: the next rows may be longer.
    limit = Math.min(Math.max(fitting, 1), limit * 4, LARGEST_PAGE)
  }
}

/** As both databases sort: numbers by value, text by its bytes. */
function compareKeys(table: Table, a: Row, b: Row): number {
  const [left, right] = [keyOf(table, a), keyOf(table, b)]
  for (const [i, value] of left.entries()) {
    const other = right[i]
    const difference =
      typeof value === 'number' && typeof other === 'number'
        ? value - other
        : Buffer.compare(Buffer.from(String(value)), Buffer.from(String(other)))
    if (difference !== 0) return difference
  }
  return 0
}

function counter() {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add({ json }: Row) {
      rows++
      hash.update(json).update('\n')
    },
    contents: (): Contents => ({ rows, sha256: hash.digest('hex') }),
  }
}

export async function contentsOf(db: Kysely<Database>, table: Table): Promise<Contents> {
  const counted = counter()
  for await (const row of rowsOf(db, table)) counted.add(row)
  return counted.contents()
}

export interface Differences {
  /** Called with each row that the target lacks; one that differs is such a row as well as an extra one. */
  missing(row: Row): Promise<void>
  /** Called with each row of the target that the source does not have, or not so. */
  extra(row: Row): Promise<void>
  /** Called after each row of the source. */
  passed(): void
}

/** Goes through both tables side by side. The handlers may change rows that were passed. @returns what the source holds */
export async function compareRows(
  table: Table,
  source: Kysely<Database>,
  target: Kysely<Database>,
  { missing, extra, passed }: Differences,
): Promise<Contents> {
  const counted = counter()
  const theirs = rowsOf(target, table)
  let other = await theirs.next()
  const skipTarget = async () => {
    if (other.done) return
    await extra(other.value)
    other = await theirs.next()
  }
  for await (const row of rowsOf(source, table)) {
    counted.add(row)
    while (!other.done && compareKeys(table, other.value, row) < 0) await skipTarget()
    if (other.done || compareKeys(table, other.value, row) > 0) await missing(row)
    else if (other.value.json === row.json) other = await theirs.next()
    else {
      await skipTarget()
      await missing(row)
    }
    passed()
  }
  while (!other.done) await skipTarget()
  return counted.contents()
}

/** Collects rows and hands them on in bounded groups. Call `flush` at the end. */
export function inGroups(table: Table, work: (rows: readonly Row[]) => Promise<void>) {
  const most = Math.max(1, Math.floor(MOST_VALUES / table.columns.length))
  let rows: Row[] = []
  let characters = 0
  let total = 0
  const flush = async () => {
    const group = rows
    rows = []
    characters = 0
    total += group.length
    if (group.length > 0) await work(group)
  }
  return {
    async add(row: Row) {
      rows.push(row)
      characters += row.json.length
      if (rows.length >= most || characters >= PAGE_CHARACTERS) await flush()
    },
    flush,
    total: () => total,
  }
}

/** @throws Failure `conflict` for a text that the database cannot hold */
export async function insertRows(db: Kysely<Database>, table: Table, rows: readonly Row[]): Promise<void> {
  if (isPostgres(db)) for (const row of rows) requireNoNul(table, row)
  const lines = rows.map(({ values }) => sql`(${sql.join(values)})`)
  await sql`insert into ${sql.table(table.name)} (${listOf(table.columns)}) values ${sql.join(lines)}`.execute(db)
}

function requireNoNul(table: Table, row: Row): void {
  if (!row.json.includes('\\u0000')) return
  const column = table.columns.find((_, i) => String(row.values[i]).includes('\0'))
  if (column !== undefined)
    throw new Failure(
      'conflict',
      `In tabel “${table.name}”, kolom “${column}”, rij ${JSON.stringify(keyOf(table, row))} staat het teken U+0000, en PostgreSQL kan dat niet bewaren. Haal het daar weg en begin opnieuw; wat al over is wordt niet nog eens gekopieerd.`,
    )
}

export async function deleteRows(db: Kysely<Database>, table: Table, rows: readonly Row[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const row of rows)
      await sql`delete from ${sql.table(table.name)} where (${listOf(table.key)}) = (${sql.join(keyOf(table, row))})`.execute(tx)
  })
}
