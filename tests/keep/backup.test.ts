/** Backups: made in use, whole or not at all, and the library back as it was. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { copyFile, cp, mkdir, open, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { test as anyTest, describe, expect, inject, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { Failure } from '../../src/failure.ts'
import { backup, checkBackup } from '../../src/keep/backup.ts'
import { BACKUP_NAMES, type BackupManifest, sumsOf } from '../../src/keep/backup-file.ts'
import { requireSpace } from '../../src/keep/disk.ts'
import { restore } from '../../src/keep/restore.ts'
import { createTar, readEntry, readTar } from '../../src/keep/tar.ts'
import { verify } from '../../src/keep/verify.ts'
import { migrations } from '../../src/library/migrations.ts'
import { copyDatabase } from '../../src/library/upkeep.ts'
import { openFolderStore } from '../../src/media/store/folder.ts'
import { openLibrary } from '../../src/wire.ts'
import { FIXTURES, makeFolder, makeLibrary, type TestLibrary, vtt } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { onSqlite, sqliteOf } from '../setup/sqlite-of.ts'
import { originalPath } from '../setup/stored-paths.ts'

/** A backup of a library on SQLite: on PostgreSQL the database's own tools make it. */
const test = anyTest.runIf(onSqlite)

const PROGRAM = { program: 'test' }

/** Two talks; their stored files are a film, two transcripts and slides. */
async function filled(): Promise<TestLibrary> {
  const library = await makeLibrary({
    'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'armoede is geen keuze' }]),
    'twee.vtt': vtt([{ start: 0, end: 1, text: 'werk loont' }]),
    'dia.pdf': '%PDF-1.4 dia',
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      title: 'De lezing',
      recording: { file: 'film.mp4' },
      transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
      attachments: [{ kind: 'slides', title: 'Dia’s', file: 'dia.pdf' }],
    },
    'twee.yaml': {
      kind: 'talk',
      id: 'twee',
      title: 'Nog een',
      transcripts: [{ file: 'twee.vtt', language: 'nl', made: 'asr' }],
    },
  })
  await library.import()
  return library
}

const parts = (library: TestLibrary) => ({ database: sqliteOf(library.database).file, store: library.store })

/** Everything in a library that its owner would miss. */
async function contents(data: string): Promise<object> {
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  try {
    const records = await Promise.all((await open.library.allTalkIds()).map((id) => open.library.record(id)))
    const events = (await open.library.eventsAfter({ limit: 1000 })).entries
    const files = (await open.library.keptFiles()).map(({ sha256, size, usedBy }) => ({ sha256, size, usedBy }))
    const found = await open.search().search({ q: 'armoede', limit: 50 })
    return { records, events, files: files.sort((a, b) => a.sha256.localeCompare(b.sha256)), found: found.talks }
  } finally {
    await open.close()
  }
}

function counts(data: string): Record<string, number> {
  const db = new Sqlite(join(data, 'woordelijk.sqlite'), { readonly: true })
  const tables = db.prepare<[], string>("select name from sqlite_master where type = 'table'").pluck().all()
  const rows = tables.map((table) => [table, db.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0] as const)
  db.close()
  return Object.fromEntries(rows)
}

describe('back as it was', () => {
  test('the collection: every row, every file, and the search', async () => {
    const folder = await makeFolder()
    const [data, file, back] = [join(folder, 'data'), join(folder, 'reserve.tar'), join(folder, 'terug')]
    await cp(inject('collection'), data, { recursive: true })
    expect(await run(['backup', file], { WOORDELIJK_DATA: data })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\/.*reserve\.tar\t\d+ opnames, \d+ bestanden, [\d,]+ MB\n$/),
      stderr: expect.stringMatching(/Niet erin: wat voor de speler .* en geheime sleutels/),
    })
    expect(await run(['restore', file], { WOORDELIJK_DATA: back })).toMatchObject({ code: 0, stdout: expect.stringContaining(back) })
    expect(counts(back)).toEqual(counts(data))
    const before = (await contents(data)) as { found: unknown[] }
    expect(before.found.length).toBeGreaterThan(0)
    expect(await contents(back)).toEqual(before)
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: back }))
    expect(await verify(open)).toMatchObject({ wrong: 0, left: 0 })
    await open.close()
  })

  test('without this program too: tar and sha256sum are enough', async () => {
    const library = await filled()
    const file = join(library.folder, 'reserve.tar')
    await backup(parts(library), file, PROGRAM)
    const out = await makeFolder()
    execFileSync('tar', ['-xf', file, '-C', out])
    const said = execFileSync('sh', ['-c', 'sha256sum -c SHA256SUMS'], { cwd: out, encoding: 'utf8' })
    expect(said.trim().split('\n')).toHaveLength(6)
    expect(said).not.toMatch(/FAILED/)
  })

  test('a folder that is there but empty, and one behind a link', async () => {
    const library = await filled()
    const file = join(library.folder, 'reserve.tar')
    await backup(parts(library), file, PROGRAM)
    const empty = join(library.folder, 'leeg')
    await mkdir(empty)
    await symlink(empty, join(library.folder, 'verwijzing'))
    await restore(file, join(library.folder, 'verwijzing'))
    expect((await readdir(empty)).sort()).toEqual(['media', 'woordelijk.sqlite'])
  })

  test('a library of two schemas ago', async () => {
    const folder = await makeFolder()
    const old = join(folder, 'oud.sqlite')
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Sqlite(old) }) })
    const names = Object.keys(migrations).slice(0, -2)
    const first = Object.fromEntries(names.map((name) => [name, migrations[name] ?? {}]))
    await new Migrator({ db, provider: { getMigrations: async () => first as typeof migrations } }).migrateToLatest()
    await db.destroy()
    const handle = new Sqlite(old)
    handle.exec(`insert into talk (id, title, language, visibility, demonstration, published_at, updated_at)
      values ('oud', 'Een oude lezing', 'nl', 'public', 0, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`)
    handle.close()
    await backup({ database: old, store: await openFolderStore(join(folder, 'media')) }, join(folder, 'reserve.tar'), PROGRAM)
    await restore(join(folder, 'reserve.tar'), join(folder, 'terug'))
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(folder, 'terug') }))
    expect(await open.library.talk('oud')).toMatchObject({ title: 'Een oude lezing', stage: 'published' })
    await open.close()
  })
})

/** A process of its own that writes pairs of rows, each pair in a transaction, until it is told to stop. */
function writer(database: string): Promise<{ child: ChildProcess; ended: Promise<unknown> }> {
  const code = `
    import Sqlite from 'better-sqlite3'
    const db = new Sqlite(process.argv[1])
    db.pragma('busy_timeout = 5000')
    const one = db.prepare("insert into theme (id, name) values (?, ?)")
    const pair = db.transaction((n) => { one.run('a' + n, 'x'.repeat(3000)); one.run('b' + n, 'x') })
    for (let n = 0; ; n++) { pair(n); if (n === 200) process.stdout.write('bezig') }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, database], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return new Promise((resolve) => child.stdout.once('data', () => resolve({ child, ended })))
}

test('made while another program writes all the time, it is one moment of it', async () => {
  const library = await filled()
  const { child, ended } = await writer(sqliteOf(library.database).file)
  const first = await backup(parts(library), join(library.folder, 'een.tar'), PROGRAM)
  const second = await backup(parts(library), join(library.folder, 'twee.tar'), PROGRAM)
  child.kill('SIGKILL')
  await ended
  for (const { counts: rows } of [first, second]) expect((rows.theme ?? 1) % 2).toBe(0)
  expect(second.counts.theme).toBeGreaterThan(first.counts.theme ?? 0)
  await restore(join(library.folder, 'twee.tar'), join(library.folder, 'terug'))
  const db = new Sqlite(join(library.folder, 'terug', 'woordelijk.sqlite'))
  const halves = db.prepare(
    "select count(*) from theme a where id like 'a%' and not exists (select 1 from theme where id = 'b' || substr(a.id, 2))",
  )
  expect(halves.pluck().get()).toBe(0)
  expect(db.prepare('select count(*) from theme').pluck().get()).toBe(second.counts.theme)
  db.close()
})

/** Runs one of ours in a process that is killed, without a word, at the given step. */
function killedAt(step: number, code: string, ...args: string[]): Promise<NodeJS.Signals | null> {
  const script = `
    import { backup } from './src/keep/backup.ts'
    import { restore } from './src/keep/restore.ts'
    import { openFolderStore } from './src/media/store/folder.ts'
    let left = ${step}
    const onFile = () => { if (left-- === 0) process.kill(process.pid, 'SIGKILL') }
    const args = process.argv.slice(1)
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
}

describe('killed at any step, nothing has the name of something whole', () => {
  test('a backup', async () => {
    const library = await filled()
    const file = join(library.folder, 'reserve.tar')
    const code = 'await backup({ database: args[0], store: await openFolderStore(args[1]) }, args[2], { program: "test", onFile })'
    // The database, four files, the end.
    for (let step = 0; step < 6; step++) {
      const signal = await killedAt(step, code, sqliteOf(library.database).file, join(library.folder, 'data', 'media'), file)
      expect([step, signal, existsSync(file)]).toEqual([step, 'SIGKILL', false])
    }
    await backup(parts(library), file, PROGRAM)
    expect((await checkBackup(file)).media).toHaveLength(4)
  })

  test('a restore', async () => {
    const library = await filled()
    const [file, back] = [join(library.folder, 'reserve.tar'), join(library.folder, 'terug')]
    await backup(parts(library), file, PROGRAM)
    for (let step = 0; step < 5; step++) {
      const signal = await killedAt(step, 'await restore(args[0], args[1], { onFile })', file, back)
      expect([step, signal, existsSync(back)]).toEqual([step, 'SIGKILL', false])
    }
    const { leftovers } = await restore(file, back)
    expect(leftovers).toHaveLength(5)
    expect(counts(back)).toEqual(counts(join(library.folder, 'data')))
  })
})

/** The entries of a backup, to make another of. */
async function entriesOf(path: string): Promise<Map<string, Buffer>> {
  const file = await open(path)
  const entries = new Map<string, Buffer>()
  for (const entry of await readTar(file)) {
    const pieces: Buffer[] = []
    for await (const piece of readEntry(file, entry)) pieces.push(piece)
    entries.set(entry.name, Buffer.concat(pieces))
  }
  await file.close()
  return entries
}

async function writeEntries(path: string, entries: Iterable<readonly [string, Buffer]>): Promise<void> {
  const file = await open(path, 'w')
  const tar = createTar(file, new Date(0))
  for (const [name, bytes] of entries)
    await tar.add(
      name,
      bytes.length,
      (async function* () {
        yield bytes
      })(),
    )
  await tar.end()
  await file.close()
}

/** With a manifest that was changed as well, and sums to match: what somebody would make who knows the form. */
function withManifest(entries: Map<string, Buffer>, change: (manifest: BackupManifest) => object): Map<string, Buffer> {
  const manifest = JSON.parse(entries.get(BACKUP_NAMES.manifest)?.toString() ?? '') as BackupManifest
  const changed = change(manifest)
  const written = Buffer.from(JSON.stringify(changed))
  return new Map([...entries, [BACKUP_NAMES.manifest, written], [BACKUP_NAMES.sums, sumsOf({ ...manifest, ...changed }, written)]])
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const flipped = (bytes: Buffer, at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)))

describe('refused, with the cause, and nothing restored', () => {
  const extra = Buffer.from('extra')
  const cases: readonly [string, (entries: Map<string, Buffer>) => Iterable<readonly [string, Buffer]>, RegExp][] = [
    [
      'a damaged recording',
      (e) => [...e].map(([name, bytes]) => [name, bytes.length > 50_000 && name.startsWith('media') ? flipped(bytes, 40_000) : bytes]),
      /media\/\w+\/original is beschadigd/,
    ],
    [
      'a damaged database',
      (e) => new Map([...e, ['database.sqlite', flipped(e.get('database.sqlite') ?? extra, 5000)]]),
      /database\.sqlite is beschadigd/,
    ],
    ['a missing file', (e) => [...e].filter(([name], i) => !(name.startsWith('media') && i === 1)), /original ontbreekt/],
    [
      'a size that lies',
      (e) => [...e].map(([name, bytes], i) => [name, i === 1 ? Buffer.concat([bytes, extra]) : bytes]),
      /bytes in plaats van/,
    ],
    ['a file more', (e) => [...e, ['media/extra', extra]], /niet in het manifest/],
    ['a file twice', (e) => [...e, ...[...e].slice(1, 2)], /twee keer/],
    ['an absolute name', (e) => [...e, ['/etc/cron.d/x', extra]], /niet in het manifest/],
    ['a name that climbs', (e) => [...e, ['media/../../x', extra]], /niet in het manifest/],
    [
      'a name that climbs, in the manifest too',
      (e) =>
        withManifest(new Map([...e, ['media/../../x/original', extra]]), (m) => ({
          ...m,
          media: [...m.media, { sha256: '../../x', size: 5 }],
        })),
      /manifest is beschadigd/,
    ],
    [
      'a file more, in the manifest too',
      (e) =>
        withManifest(new Map([...e, [BACKUP_NAMES.media(sha(extra)), extra]]), (m) => ({
          ...m,
          media: [...m.media, { sha256: sha(extra), size: 5 }],
        })),
      /spreken elkaar tegen/,
    ],
    ['other counts', (e) => withManifest(e, (m) => ({ ...m, counts: { ...m.counts, talk: 5 } })), /spreken elkaar tegen/],
    ['a newer form', (e) => withManifest(e, (m) => ({ ...m, version: 2, news: true })), /nieuwere versie van Woordelijk; werk/],
    [
      'a newer schema',
      (e) => withManifest(e, (m) => ({ ...m, schema: '9999-toekomst' })),
      /nieuwere versie van Woordelijk \(9999-toekomst\)/,
    ],
    [
      'a manifest that was touched',
      (e) => new Map([...e, ['manifest.json', Buffer.from(String(e.get('manifest.json')).replace('"test"', '"tesd"'))]]),
      /controlegetallen/,
    ],
    ['no manifest', (e) => [...e].filter(([name]) => name !== 'manifest.json'), /niet afgemaakt of is geen reservekopie/],
    ['a manifest that is none', (e) => new Map([...e, ['manifest.json', extra]]), /manifest is beschadigd/],
  ]
  test.each(cases)('%s', async (_name, change, expected) => {
    const library = await filled()
    const [good, bad, back] = ['goed.tar', 'slecht.tar', 'terug'].map((name) => join(library.folder, name)) as [string, string, string]
    await backup(parts(library), good, PROGRAM)
    await writeEntries(bad, change(await entriesOf(good)))
    const error = await restore(bad, back).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(Failure)
    expect((error as Failure).message).toMatch(expected)
    expect((await readdir(library.folder)).filter((name) => name.startsWith('terug'))).toEqual([])
  })

  test('one cut off anywhere', async () => {
    const library = await filled()
    const good = join(library.folder, 'goed.tar')
    await backup(parts(library), good, PROGRAM)
    const whole = readFileSync(good)
    const bad = join(library.folder, 'slecht.tar')
    for (let part = 0; part < 16; part++) {
      writeFileSync(bad, whole.subarray(0, Math.floor((whole.length * part) / 16)))
      await expect(restore(bad, join(library.folder, 'terug'))).rejects.toThrow(/is niet te gebruiken: .*afgebroken/)
    }
  })

  test('a folder that holds anything, and a backup that is not there', async () => {
    const library = await filled()
    const file = join(library.folder, 'reserve.tar')
    await backup(parts(library), file, PROGRAM)
    const before = counts(join(library.folder, 'data'))
    await expect(restore(file, join(library.folder, 'data'))).rejects.toThrow(/is niet leeg/)
    expect(counts(join(library.folder, 'data'))).toEqual(before)
    const said = await run(['restore', '/bestaat/niet'], { WOORDELIJK_DATA: join(library.folder, 'terug') })
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining('De reservekopie /bestaat/niet kan niet worden gelezen') })
    expect(existsSync(join(library.folder, 'terug'))).toBe(false)
  })
})

test('where it cannot be written, the cause and what to do', async () => {
  const library = await filled()
  const file = join(library.folder, 'is', 'er', 'niet.tar')
  await expect(backup(parts(library), file, PROGRAM)).rejects.toThrow(
    /niet\.tar kan niet worden geschreven \(ENOENT.*Controleer of de map bestaat/,
  )
  await expect(requireSpace(library.folder, 1e18)).rejects.toThrow(/ is [\d.]+ MB vrij en er is 1\.000\.000\.000\.\d{3} MB nodig/)
  await requireSpace(library.folder, 1)
})

test('a backup overwrites nothing', async () => {
  const library = await filled()
  const file = join(library.folder, 'reserve.tar')
  writeFileSync(file, 'iets')
  await expect(backup(parts(library), file, PROGRAM)).rejects.toThrow(/bestaat al/)
  expect(readFileSync(file, 'utf8')).toBe('iets')
})

test('a stored file that is not what it was does not pass for one that is; the rest is kept, and said', async () => {
  const library = await filled()
  const file = join(library.folder, 'reserve.tar')
  const kept = await library.library.keptFiles()
  const path = (name: string) => originalPath(library, kept.find(({ usedBy }) => usedBy[0]?.name === name)?.sha256 ?? '')
  writeFileSync(path('film.mp4'), flipped(readFileSync(path('film.mp4')), 9))
  await rm(path('dia.pdf'))
  const { code, stderr } = await run(['backup', file], { WOORDELIJK_DATA: join(library.folder, 'data') })
  expect(code).toBe(1)
  expect(stderr.match(/ontbreekt of is veranderd en zit niet in de reservekopie/g)).toHaveLength(2)
  expect(await run(['restore', file, '--check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('2 opnames, 2 bestanden') })
  const { manifest } = await restore(file, join(library.folder, 'terug'))
  expect(manifest.damaged).toHaveLength(2)
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(library.folder, 'terug') }))
  expect(await verify(open)).toMatchObject({ files: 4, wrong: 2 })
  await open.close()
})

test.each([
  ['pages that are gone', (bytes: Buffer) => bytes.fill(0xff, 4096 * 3, 4096 * 6)],
  [
    'an index that says other things than its table',
    (bytes: Buffer) => bytes.fill('x', bytes.indexOf('thema-kapot'), bytes.indexOf('thema-kapot') + 5),
  ],
])('a damaged database is not backed up as if it were sound: %s', async (_name, damage) => {
  const library = await filled()
  sqliteOf(library.database).handle.exec("insert into theme (id, name) values ('thema-kapot', 'x')")
  const copy = join(library.folder, 'kapot.sqlite')
  await copyDatabase(sqliteOf(library.database).file, copy)
  writeFileSync(copy, damage(readFileSync(copy)))
  await expect(backup({ database: copy, store: library.store }, join(library.folder, 'x.tar'), PROGRAM)).rejects.toThrow(
    /De database (?:is beschadigd|kan niet worden)/,
  )
  expect(existsSync(join(library.folder, 'x.tar'))).toBe(false)
  expect(readdirSync(join(library.folder, 'data', 'media', 'tmp'))).toEqual([])
})

test('a backup holds no secrets of the data folder, and nothing that can be made again', async () => {
  const library = await filled()
  writeFileSync(join(library.folder, 'data', 'secret'), 'geheim-van-de-server')
  await copyFile(join(library.folder, 'data', 'secret'), join(library.folder, 'data', 'media', 'tmp', 'rest.part'))
  const file = join(library.folder, 'reserve.tar')
  await backup(parts(library), file, PROGRAM)
  expect(readFileSync(file).includes('geheim-van-de-server')).toBe(false)
  const names = [...(await entriesOf(file)).keys()]
  expect(names.filter((name) => !/^(?:database\.sqlite|media\/[0-9a-f]{64}\/original|manifest\.json|SHA256SUMS)$/.test(name))).toEqual([])
})
