/** The doctor: each disagreement is found and named; what can be mended without loss is, when asked and not before. */
import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, inject, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { CHECKS, type Check } from '../../src/keep/checks.ts'
import { doctor, type Finding, isIll } from '../../src/keep/doctor.ts'
import { SYSTEM } from '../../src/library/audit.ts'
import { AUDIO_RECIPE } from '../../src/media/recipe.ts'
import { openLibrary } from '../../src/wire.ts'
import { copyOfCollection, FIXTURES, makeFolder, makeLibrary, type TestLibrary, vtt } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { onSqlite, sqliteOf } from '../setup/sqlite-of.ts'
import { mediaRoot, originalPath, renditionPath } from '../setup/stored-paths.ts'

async function filled(): Promise<TestLibrary> {
  const library = await makeLibrary({
    'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'armoede is geen keuze' }]),
    'dag.yaml': { kind: 'event', id: 'dag', title: 'De dag', date: '2024-04-15' },
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      event: 'dag',
      title: 'De lezing',
      speakers: [{ id: 'jan', name: 'Jan Jansen' }],
      themes: ['armoede'],
      recording: { file: 'film.mp4' },
      transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
      chapters: [{ at: '0:00', title: 'Begin' }],
    },
    'twee.yaml': { kind: 'talk', id: 'twee', title: 'Nog een' },
  })
  await library.import()
  return library
}

const film = async (library: TestLibrary) => (await library.library.talk('lezing'))?.recording?.original?.sha256 ?? ''
const said = (findings: readonly Finding[]) =>
  findings.map(({ code, severity, repaired }) => `${code} ${severity}${repaired ? ' repaired' : ''}`)
const long = new Date('2026-01-01')

/** Found, not mended unasked, mended when asked, and then no more. */
async function mended(library: TestLibrary): Promise<Finding[]> {
  const before = await doctor(library)
  expect(before.filter(({ repaired }) => repaired)).toEqual([])
  expect(said(await doctor(library))).toEqual(said(before))
  const during = await doctor(library, { repair: true })
  expect(during.map(({ code }) => code)).toEqual(before.map(({ code }) => code))
  expect(await doctor(library)).toEqual([])
  return during
}

test('a sound library has nothing to be said of', async () => {
  expect(await doctor(await filled())).toEqual([])
  const data = await makeFolder()
  await cp(inject('collection'), data, { recursive: true })
  expect(await run(['doctor', '--json'], { WOORDELIJK_DATA: data })).toMatchObject({ code: 0, stdout: '[]\n' })
})

test('a stored file that is missing or of another size is said, with the talk it is for; nobody can make it again', async () => {
  const library = await filled()
  const original = originalPath(library, await film(library))
  await truncate(original, 10)
  const [finding, ...more] = await doctor(library, { repair: true })
  expect(finding).toMatchObject({ code: 'file', severity: 'error', repaired: false })
  expect(finding?.message).toMatch(/^lezing: film\.mp4 is veranderd .*\(10 bytes in plaats van \d+\)\. Haal het uit een reservekopie: /)
  expect(more).toEqual([])
  await rm(original)
  expect((await doctor(library)).map(({ message }) => message)).toEqual([expect.stringContaining('lezing: film.mp4 ontbreekt. Haal')])
  await rm(dirname(original), { recursive: true })
  expect(said(await doctor(library, { repair: true }))).toEqual(['file error', 'rendition error'])
})

test('a file that belongs to nothing goes after a day, and not before', async () => {
  const library = await filled()
  const stray = join(library.folder, 'zwerver')
  await writeFile(stray, 'van niemand')
  const { sha256 } = await library.store.put(stray)
  expect(said(await doctor(library, { repair: true }))).toEqual(['orphan info'])
  expect(await library.store.has(sha256)).toBe(true)
  await utimes(originalPath(library, sha256), long, long)
  await utimes(dirname(originalPath(library, sha256)), long, long)
  expect(said(await mended(library))).toEqual(['orphan warning repaired'])
  expect(existsSync(dirname(originalPath(library, sha256)))).toBe(false)
  expect(await library.store.has(await film(library))).toBe(true)
})

test('a file that is needed after all comes back, and one stored anew meanwhile stays', async () => {
  const library = await filled()
  const sha256 = await film(library)
  const bytes = readFileSync(originalPath(library, sha256))
  expect(await library.store.remove(sha256, async () => true)).toBe(false)
  expect(readFileSync(originalPath(library, sha256))).toEqual(bytes)
  const anew = async () => {
    expect(await library.store.has(sha256)).toBe(false)
    await library.store.put(join(library.folder, 'manifests', 'film.mp4'))
    return true
  }
  expect(await library.store.remove(sha256, anew)).toBe(false)
  expect(readFileSync(originalPath(library, sha256))).toEqual(bytes)
  expect(await readdir(join(mediaRoot(library), 'tmp'))).toEqual([])
})

test('what was cut off is swept after a day, and not before; what others put there stays', async () => {
  const library = await filled()
  const part = join(mediaRoot(library), 'tmp', 'x.part')
  await mkdir(part)
  expect(said(await doctor(library, { repair: true }))).toEqual(['leftover info'])
  await utimes(part, long, long)
  expect(said(await mended(library))).toEqual(['leftover warning repaired'])
  await mkdir(join(mediaRoot(library), 'lost+found'))
  await mkdir(join(mediaRoot(library), 'ab'), { recursive: true })
  await writeFile(join(mediaRoot(library), 'ab', 'notitie.txt'), 'x')
  const findings = await doctor(library, { repair: true })
  expect(findings.map(({ message }) => message).sort()).toEqual([
    expect.stringContaining('/ab/notitie.txt is niet van Woordelijk'),
    expect.stringContaining('/lost+found is niet van Woordelijk'),
  ])
  expect(existsSync(join(mediaRoot(library), 'lost+found'))).toBe(true)
})

test('what the player needs is made again from the original, also where half of it is left', async () => {
  const library = await filled()
  const rendition = renditionPath(library, await film(library), 'hls-2')
  const whole = (await readdir(rendition)).sort()
  await rm(rendition, { recursive: true })
  expect(said(await mended(library))).toEqual(['rendition error repaired'])
  expect((await readdir(rendition)).sort()).toEqual(whole)
  await rm(join(rendition, 'master.m3u8'))
  expect(said(await mended(library))).toEqual(['rendition error repaired'])
  expect((await readdir(rendition)).sort()).toEqual(whole)
})

test('what only the server can make is queued; while other work on the recording waits, that is said', async () => {
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: await copyOfCollection() }))
  onTestFinished(() => open.close())
  const id = 'academie-2-martens'
  const sha256 = (await open.library.talk(id))?.recording?.original?.sha256 ?? ''
  await open.store.removeRendition(sha256, AUDIO_RECIPE)
  await open.jobs.begin(id, sha256, SYSTEM, ['pictures'])
  const [finding, ...more] = await doctor(open, { repair: true })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ code: 'rendition', severity: 'warning', repaired: false })
  expect(finding?.message).toMatch(/ontbreekt het losse geluid\. Herstellen lukte niet: Er wordt aan deze opname gewerkt/)
  const [job] = await open.jobs.list({ talk: id, limit: 1 })
  await open.jobs.cancel(job?.id ?? '', SYSTEM)
  expect(await doctor(open, { repair: true })).toMatchObject([
    { code: 'rendition', repaired: true, message: expect.stringContaining('In de rij gezet: het losse geluid') },
  ])
})

test.each([
  ['a talk that is missing', "delete from search_talk where id = 'lezing'", /1 opnames ontbreken/],
  ['a talk that may not be found', "update talk set visibility = 'internal' where id = 'twee'", /1 opnames horen er niet in/],
  ['another title', "update talk set title = 'Anders' where id = 'twee'", /1 opnames zijn verouderd/],
  ['another speaker', "update person set name = 'Piet'", /1 opnames zijn verouderd/],
  ['another chapter', "update chapter set title = 'Anders'", /1 opnames zijn verouderd/],
  ['other words', "update search_cue set text = 'rijkdom is geen keuze'", /1 opnames zijn verouderd/],
  [
    'words that cannot be found',
    "delete from search_forward where talk = (select no from search_talk where id = 'lezing')",
    /1 opnames zijn verouderd/,
  ],
])('an index that is not that of the library is made anew: %s', async (_name, change, expected) => {
  const library = await filled()
  await library.caughtUp()
  await changeIn(library, change)
  const [finding] = await mended(library)
  expect(finding).toMatchObject({ code: 'index', severity: 'error', repaired: true })
  expect(finding?.message).toMatch(expected)
  const { talks } = await library.search().search({ q: 'armoede', limit: 5 })
  expect(talks.map((talk) => talk.id)).toEqual(['lezing'])
})

test('an index whose own tables are damaged is made anew', async () => {
  const library = await filled()
  await library.caughtUp()
  const index = new Sqlite(library.index().file)
  index.unsafeMode().exec("update search_passage_data set block = x'00' where id > 100")
  index.close()
  const [finding] = await mended(library)
  expect(finding).toMatchObject({ code: 'index', severity: 'error', repaired: true })
})

/** A change past the program's own doors, in the index or in the record. */
async function changeIn(library: TestLibrary, change: string): Promise<void> {
  if (!change.includes('search_')) return void (await sql.raw(change).execute(library.database.writer))
  const index = new Sqlite(library.index().file)
  index.exec(change)
  index.close()
}

test.runIf(onSqlite)('rows that point nowhere are named; only a backup brings them back', async () => {
  const library = await filled()
  sqliteOf(library.database).handle.pragma('foreign_keys = OFF')
  sqliteOf(library.database).handle.exec("delete from person where id = 'jan'")
  const findings = await doctor(library, { repair: true })
  expect(findings.find(({ code }) => code === 'database')).toEqual({
    code: 'database',
    severity: 'error',
    message: '1 regels in “talk_speaker” verwijzen naar iets dat niet in “person” staat. Zet een reservekopie terug: woordelijk restore.',
    repaired: false,
  })
})

test('names nobody refers to are mentioned, and kept', async () => {
  const library = await filled()
  await changeIn(library, "insert into person (id, name) values ('niemand', 'Niemand Meer')")
  await changeIn(library, "insert into theme (id, name) values ('oud', 'oude tijden')")
  const findings = await doctor(library, { repair: true })
  expect(findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
    'info Personen waar niets meer naar verwijst: Niemand Meer.',
    'info Thema’s waar niets meer naar verwijst: oude tijden.',
  ])
  expect(isIll(findings)).toBe(false)
})

test('a check added to the list is asked like the others; a repair that fails says why', async () => {
  const library = await filled()
  await rm(originalPath(library, await film(library)))
  await rm(renditionPath(library, await film(library), 'hls-2'), { recursive: true })
  const own: Check = { code: 'eigen', find: async () => [{ severity: 'info', message: 'Gezien.', repair: async () => {} }] }
  const findings = await doctor(library, { repair: true }, [...CHECKS, own])
  expect(said(findings)).toEqual(['file error', 'rendition error', 'eigen info repaired'])
  expect(findings[1]?.message).toMatch(/Herstellen lukte niet: Dit bestand is er niet/)
  expect(isIll(findings)).toBe(true)
})

test('doctor: a line a finding, exit 1 until nothing wrong is left', async () => {
  const library = await filled()
  const environment = { WOORDELIJK_DATA: join(library.folder, 'data') }
  await rm(renditionPath(library, await film(library), 'hls-2'), { recursive: true })
  expect(await run(['doctor'], environment)).toMatchObject({
    code: 1,
    stdout: 'fout\trendition\tVan “lezing” ontbreekt de versie voor de speler. “woordelijk doctor --repair” herstelt dit.\n',
  })
  const repaired = await run(['doctor', '--repair', '--json'], environment)
  expect([repaired.code, JSON.parse(repaired.stdout)]).toEqual([
    0,
    [{ code: 'rendition', severity: 'error', message: expect.stringMatching(/speler\.$/), repaired: true }],
  ])
  expect(await run(['doctor'], environment)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('Alles klopt.') })
})
