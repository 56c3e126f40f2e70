import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/library/open.ts'
import { sortName } from '../../src/library/person/sort-name.ts'
import { makeFolder, makeLibrary, vtt } from '../setup/make-library.ts'
import { onSqlite, sqliteOf } from '../setup/sqlite-of.ts'

describe.runIf(onSqlite)('the database file', () => {
  test('is opened so that what is said to be stored is stored', async () => {
    const database = await openDatabase(await makeFolder())
    const pragma = (name: string) => sqliteOf(database).handle.pragma(name, { simple: true })
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema'].map(pragma)).toEqual(['wal', 2, 1, 5000, 0])
    await database.close()
  })

  test('of a newer version is refused, untouched', async () => {
    const folder = await makeFolder()
    const database = await openDatabase(folder)
    sqliteOf(database).handle.prepare("insert into kysely_migration values ('9999-later', '2030-01-01')").run()
    await database.close()
    await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('nieuwere versie') })
  })

  test('that is no database is refused with its place', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'woordelijk.sqlite'), 'geen database, maar wel lang genoeg om er een te lijken'.repeat(50))
    await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(folder) })
  })

  test.skipIf(process.getuid?.() === 0)(
    'in a folder that cannot be written names the cure (not as root, who may write anywhere)',
    async () => {
      const folder = await makeFolder()
      chmodSync(folder, 0o500)
      await expect(openDatabase(join(folder, 'data'))).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('WOORDELIJK_DATA'),
      })
    },
  )

  test('in a place where no folder can be names the cure', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'bezet'), '')
    await expect(openDatabase(join(folder, 'bezet', 'data'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('WOORDELIJK_DATA'),
    })
  })

  test('a migration that fails half-way leaves nothing', async () => {
    const folder = await makeFolder()
    // A table in the way of the catalogue’s last ones.
    const handle = new Sqlite(join(folder, 'woordelijk.sqlite'))
    handle.exec('create table file_hash (x)')
    handle.close()
    await expect(openDatabase(folder)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('0001-catalogue') })
    const after = new Sqlite(join(folder, 'woordelijk.sqlite'), { readonly: true })
    const tables = after
      .prepare<[], string>("select name from sqlite_master where type = 'table' and name not like 'kysely%'")
      .pluck()
      .all()
    after.close()
    expect(tables).toEqual(['file_hash'])
    expect(readdirSync(folder)).toContain('woordelijk.sqlite')
  })
})

test('a revision cannot be changed, not even by a mistake of ours', async () => {
  const library = await makeLibrary({
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'zo gezegd' }]),
    'lezing.yaml': 'kind: talk\nid: lezing\ntitle: De lezing\ntranscripts: [{ file: tekst.vtt, language: nl, made: human }]\n',
  })
  await library.import()
  const change = library.database.writer.updateTable('cue').set({ text: 'anders' })
  await expect(change.execute()).rejects.toThrow('immutable')
})

test('names are ordered as Dutch lists are', () => {
  expect(
    ['Hugo de Jonge', 'Dieger ten Berge', 'Marc van Caldenberg', 'Lodewijk Asscher', 'Prins'].sort((a, b) =>
      sortName(a).localeCompare(sortName(b), 'nl'),
    ),
  ).toEqual(['Lodewijk Asscher', 'Dieger ten Berge', 'Marc van Caldenberg', 'Hugo de Jonge', 'Prins'])
})

test('reads do not wait for an open transaction', async () => {
  const database = await openDatabase(await makeFolder())
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const writing = database.writer.transaction().execute(async (tx) => {
    await tx.insertInto('person').values({ id: 'p', name: 'P' }).execute()
    await held
  })
  expect(await database.reader.selectFrom('person').selectAll().execute()).toEqual([])
  release()
  await writing
  expect(await database.reader.selectFrom('person').selectAll().execute()).toHaveLength(1)
  expect(database.reader).toBeInstanceOf(Kysely)
  await database.close()
})
