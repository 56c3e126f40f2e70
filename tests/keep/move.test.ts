/** `woordelijk move`: to a real PostgreSQL and a real S3 store, cut off on the way, and back to one machine; and what it refuses. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { Moved } from '../../src/keep/move.ts'
import { postgresPrograms, startPostgres } from '../postgres/server.ts'
import { FIXTURES, makeFolder, vtt, writeFiles } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { serve } from '../setup/serve.ts'
import { onSqlite } from '../setup/sqlite-of.ts'
import { originalPath } from '../setup/stored-paths.ts'
import { HAS_SWIFT, startSwift } from '../setup/swift.ts'

const LINES = 1200
const SECRET = 'a secret of the tests, thirty-two characters'

type Environment = Record<string, string>

/** A library on SQLite in a folder, also where the other tests are on PostgreSQL. */
const onThisMachine = (data: string): Environment => ({ WOORDELIJK_DATA: data, WOORDELIJK_DATABASE: '', WOORDELIJK_SECRET: SECRET })

async function importTalk(environment: Environment, id: string, more: object = {}, files: Record<string, string | Uint8Array> = {}) {
  const manifests = await makeFolder()
  const text = vtt([
    { start: 0, end: 1, text: `armoede is geen keuze, zei ${id} 🎤` },
    ...Array.from({ length: LINES }, (_, i) => ({ start: i + 1, end: i + 2, text: `regel ${i} van ${id}` })),
  ])
  const speakers = [{ id: 'anna', name: 'Anna Čapek' }]
  const transcripts = [{ file: 'tekst.vtt', language: 'nl', made: 'human' }]
  await writeFiles(manifests, {
    ...files,
    'tekst.vtt': text,
    'lezing.yaml': { kind: 'talk', id, title: `Lezing ${id}`, speakers, transcripts, ...more },
  })
  const { code, stderr } = await run(['import', manifests], environment)
  expect(code, stderr).toBe(0)
}

async function filled(): Promise<{ folder: string; here: Environment; data: string }> {
  const folder = await makeFolder()
  const data = join(folder, 'data')
  const here = onThisMachine(data)
  const film = { 'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')) }
  await importTalk(here, 'een', { recording: { file: 'film.mp4' }, themes: ['Wonen'] }, film)
  await importTalk(here, 'twee')
  expect(await run(['token', 'create', '--name', 'koppeling', '--scope', 'talks:write'], here)).toMatchObject({ code: 0 })
  return { folder, here, data }
}

async function moved(args: readonly string[], environment: Environment): Promise<Moved & { next: string[] }> {
  const { code, stdout, stderr } = await run(['move', ...args, '--json'], environment)
  expect(stderr).not.toContain('Er ging iets mis')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Moved & { next: string[] }
}

const writtenTo = ({ database }: Moved) => Object.fromEntries((database?.tables ?? []).map(({ table, written }) => [table, written]))

/** Originals and renditions. */
const itemsOf = ({ media }: Moved) => (media?.files ?? 0) + (media?.renditions ?? 0)

async function exportTo(folder: string, environment: Environment): Promise<string> {
  expect(await run(['export', folder], environment)).toMatchObject({ code: 0 })
  expect(readdirSync(folder).length).toBeGreaterThan(0)
  return folder
}

async function requireWhole(environment: Environment): Promise<void> {
  expect(await run(['verify'], environment)).toMatchObject({ code: 0, stdout: '' })
  const { code, stdout } = await run(['doctor'], environment)
  expect({ code, wrong: stdout.split('\n').filter((line) => /^(?:fout|let op)\t/.test(line)) }).toEqual({ code: 0, wrong: [] })
}

/** Each file of a folder with its bytes, as text. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [relative(folder, join(parentPath, name)), readFileSync(join(parentPath, name), 'latin1')])
    .toSorted()

test.skipIf(!HAS_SWIFT || postgresPrograms() === null)(
  'a library in use to PostgreSQL and an S3 store, killed on the way, and back (skipped without PostgreSQL or Swift)',
  async () => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.stop())
    const swift = await startSwift()
    onTestFinished(() => swift.close())
    await swift.createBucket('opnames')
    const address = await postgres.create('verhuisd')
    const { folder, here, data } = await filled()
    const there = {
      ...swift.environment,
      WOORDELIJK_DATA: join(folder, 'node'),
      WOORDELIJK_DATABASE: address,
      WOORDELIJK_SECRET: SECRET,
      WOORDELIJK_MEDIA: 's3://opnames/bibliotheek',
    }
    const args = ['--to', address, '--media', 's3://opnames/bibliotheek']
    const source = { ...here, ...swift.environment }

    const server = await serve(data, here)
    const first = await moved(args, source)
    expect(first).toMatchObject({ finished: false, media: { damaged: [] } })
    expect(first.media?.renditions).toBeGreaterThan(0)
    expect(writtenTo(first)).toMatchObject({ talk: 2, cue: 2 * (LINES + 1), audit_event: 1, api_token: 1 })
    expect(first.next.join('\n')).toContain('Stop nu de server (alle servers) en geef dezelfde opdracht nog eens')
    expect(await run(['talks'], there)).toMatchObject({ code: 1, stderr: expect.stringMatching(/is een kopie die nog niet af is/) })

    // A recording more, and one fewer words: what the second run has to bring over.
    await importTalk(here, 'drie')
    await importTalk(here, 'twee', { title: 'Anders' })
    await server.kill()
    const database = new pg.Client(address)
    database.on('error', () => undefined)
    await database.connect()
    await database.query('begin; lock table talk in access exclusive mode')
    const cut = spawn(process.execPath, ['src/launch.mjs', 'move', ...args], {
      env: { ...process.env, ...source },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const waits = async () => (await database.query("select 1 from pg_locks where not granted and relation = 'talk'::regclass")).rows.length
    while ((await waits()) === 0) {
      expect(cut.exitCode).toBeNull()
      await delay(20)
    }
    const ended = once(cut, 'exit')
    cut.kill('SIGKILL')
    await ended
    await database.query('rollback')

    const second = await moved(args, source)
    expect(second).toMatchObject({ finished: true, media: { damaged: [] } })
    // What came over before the kill is not written again.
    expect(writtenTo(second)).toMatchObject({ cue: 0, audit_event: 0, talk: 2 })
    // Of the media only what was not there yet: the new transcript, and what the server derived from the recording since.
    expect(itemsOf(second)).toBeGreaterThan(itemsOf(first))
    expect(second.media?.copied).toBe(itemsOf(second) - itemsOf(first))
    expect(second.next.join('\n')).toMatch(/Start de server voortaan met:\n.*WOORDELIJK_DATA=.*\n.*WOORDELIJK_DATABASE=postgres/)
    expect(await moved(args, source)).toMatchObject({ finished: true, database: { tables: [] }, media: { copied: 0 } })
    expect(filesIn(await exportTo(join(folder, 'voor'), here))).toEqual(filesIn(await exportTo(join(folder, 'na'), there)))
    await requireWhole(there)
    expect(await run(['backup', join(folder, 'x.tar')], there)).toMatchObject({ code: 1, stderr: expect.stringContaining('pg_dump') })

    // The rules are back: a log that only grows, and rows that point at rows.
    await expect(database.query('delete from audit_event')).rejects.toThrow('append-only')
    await expect(database.query("update talk set event_id = 'nergens'")).rejects.toThrow('foreign key')
    const node = await serve(there.WOORDELIJK_DATA, there)
    const quoted = await fetch(`${node.address}/api/v1/quotes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ talk: 'drie', exact: 'armoede is geen keuze' }),
    })
    expect(quoted.status).toBe(201)
    await importTalk(there, 'vier')
    const counted = await database.query(
      "select talks, (select max(seq) from change) = (select seq from change_head) as logged from person where id = 'anna'",
    )
    expect(counted.rows).toEqual([{ talks: '4', logged: true }])
    await database.end()

    const back = join(folder, 'terug')
    expect(await moved(['--to', back, '--media', back], there)).toMatchObject({ finished: false })
    await node.kill()
    const last = await moved(['--to', back, '--media', back], there)
    expect(last.finished).toBe(true)
    expect(last.next.join('\n')).toContain('zonder WOORDELIJK_DATABASE')
    const again = onThisMachine(back)
    expect(filesIn(await exportTo(join(folder, 'ginds'), there))).toEqual(filesIn(await exportTo(join(folder, 'hier'), again)))
    await requireWhole(again)
    await importTalk(again, 'vijf')
    expect((await run(['talks'], again)).stdout.trim().split('\n')).toHaveLength(5)
  },
)

test.runIf(onSqlite)('what it refuses, and what it leaves out, is said; nothing is overwritten', async () => {
  const { folder, here, data } = await filled()
  const refused = async (args: readonly string[], environment: Environment = here) => {
    const { code, stdout, stderr } = await run(['move', ...args], environment)
    expect(stdout).toBe('')
    return `${code} ${stderr}`
  }
  expect(await refused([])).toMatch(/^2 error: geef --to, --media of allebei/)
  expect(await refused(['--to', 'mysql://localhost/x'])).toMatch(
    /^1 --to mysql:\/\/localhost\/x is geen doel. Geef postgres:\/\/… of een map/,
  )
  expect(await refused(['--media', 's3://Fout'])).toMatch(/^1 De instellingen kloppen niet:\n {2}WOORDELIJK_MEDIA moet s3/)
  expect(await refused(['--media', 's3://opnames'])).toContain('WOORDELIJK_MEDIA_REGION ontbreekt')
  expect(await refused(['--to', join(folder, 'a')])).toMatch(/^1 Een database in een map en media in een map horen in dezelfde gegevensmap/)
  expect(await refused(['--to', data, '--media', data])).toMatch(/^1 .*woordelijk\.sqlite is de bibliotheek zelf/)
  await writeFiles(join(folder, 'thuis'), { 'brief.txt': 'van een ander' })
  expect(await refused(['--to', join(folder, 'thuis'), '--media', join(folder, 'thuis')])).toMatch(/geen gegevensmap.*“brief.txt”/)
  expect(readdirSync(join(folder, 'thuis'))).toEqual(['brief.txt'])

  const other = join(folder, 'ander')
  await importTalk(onThisMachine(other), 'ander')
  expect(await refused(['--to', other, '--media', other])).toMatch(/bevat al een andere bibliotheek, of een nieuwere.*overschrijft niets/)
  expect((await run(['talks'], onThisMachine(other))).stdout).toMatch(/^ander\t/)
  const media = join(folder, 'media-van-een-ander')
  await mkdir(media)
  execFileSync('cp', ['-r', join(other, 'media'), media])
  expect(await refused(['--to', media, '--media', media])).toMatch(/mediaopslag bevat 1 bestanden die niet van deze bibliotheek zijn/)
  const database = join(media, 'woordelijk.sqlite')
  expect(await run(['talks'], onThisMachine(media))).toMatchObject({ code: 1, stderr: expect.stringContaining(`${database} is een kopie`) })
  expect(await refused(['--to', media, '--media', media], onThisMachine(other))).toMatch(
    /kopie van een andere bibliotheek die nog niet af is/,
  )

  // A damaged file stays behind and is named; the rest moves, and the copy can be used.
  const film = originalPath({ data }, String(JSON.parse((await run(['verify', '--json'], here)).stdout)[0].sha256))
  writeFileSync(film, 'beschadigd')
  const target = join(folder, 'nieuw')
  const { code, stdout } = await run(['move', '--to', target, '--media', target], here)
  expect({ code, damaged: stdout.match(/is in de bron beschadigd/g)?.length }).toEqual({ code: 1, damaged: 1 })
  expect((await run(['talks'], onThisMachine(target))).stdout).toBe((await run(['talks'], here)).stdout)
})
