/**
 * With `TEST_DATABASE=postgres` each data folder of the tests has a database of its own in the tests' server. A file in the folder names
 * the database; in a copy of a folder it names the database to copy.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Address of the tests' server with `{}` for the name of the database; undefined: the tests run on SQLite. */
const server = () => process.env.TEST_POSTGRES

const MARK = 'test-database.json'

interface Mark {
  readonly database: string
  readonly folder: string
  /** The database to copy; it must have no open connections. */
  readonly copyOf?: string
}

/** @returns null on SQLite */
export async function databaseOf(folder: string): Promise<string | null> {
  const address = server()
  if (address === undefined) return null
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const mark = await readMark(folder)
  if (mark?.folder === folder) return address.replace('{}', mark.database)
  const database = `test_${randomBytes(8).toString('hex')}`
  const template = mark?.copyOf ?? mark?.database
  await admin(template === undefined ? emptyDatabase(database) : `create database ${database} template ${template}`)
  await writeMark(folder, { database, folder })
  return address.replace('{}', database)
}

/** Keeps a copy of the folder's database that copies of the folder are made from. */
export async function freeze(folder: string): Promise<void> {
  const mark = await readMark(folder)
  if (!mark) return
  const copyOf = `${mark.database}_frozen`
  await admin(`create database ${copyOf} template ${mark.database}`)
  await writeMark(folder, { ...mark, copyOf })
}

/** For programs in a process of their own. */
export async function databaseEnvironment(environment: Record<string, string | undefined>): Promise<Record<string, string>> {
  const data = environment.WOORDELIJK_DATA
  const address = data === undefined ? null : await databaseOf(data)
  return address === null ? {} : { WOORDELIJK_DATABASE: address, WOORDELIJK_SECRET: 'a secret of the tests, thirty-two characters' }
}

const emptyDatabase = (name: string) => `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'nl'`

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server()?.replace('{}', 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function readMark(folder: string): Promise<Mark | null> {
  return readFile(join(folder, MARK), 'utf8').then(
    (text) => JSON.parse(text) as Mark,
    () => null,
  )
}

const writeMark = (folder: string, mark: Mark) => writeFile(join(folder, MARK), JSON.stringify(mark))
