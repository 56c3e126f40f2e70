/** Fixity: what rots on the disk is found, said and put on record. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type CheckedFile, verify, verifySome } from '../../src/keep/verify.ts'
import { FIXTURES, makeLibrary, type TestLibrary, vtt } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { originalPath } from '../setup/stored-paths.ts'

/** A talk with a recording, a transcript and slides: three stored files. */
async function filled(): Promise<TestLibrary & { file(name: string): string; dataFolder: string }> {
  const library = await makeLibrary({
    'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'armoede is geen keuze' }]),
    'dia.pdf': '%PDF-1.4 dia',
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      title: 'De lezing',
      recording: { file: 'film.mp4' },
      transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
      attachments: [{ kind: 'slides', title: 'Dia’s', file: 'dia.pdf' }],
    },
  })
  await library.import()
  const kept = await library.library.keptFiles()
  const file = (name: string) => {
    const found = kept.find(({ usedBy }) => usedBy.some((use) => use.name === name))
    if (!found) throw new Error(`${name} is not kept`)
    return originalPath(library, found.sha256)
  }
  return { ...library, file, dataFolder: join(library.folder, 'data') }
}

async function outcomes(library: TestLibrary): Promise<Record<string, string>> {
  const found: [string, string][] = []
  const onFile = ({ usedBy, outcome, detail }: CheckedFile) =>
    void found.push([usedBy.map(({ name }) => name).join(), [outcome, detail ?? []].flat().join(' ')])
  await verify(library, { onFile })
  return Object.fromEntries(found)
}

test('what is as it was stored is ok, and that is on record', async () => {
  const library = await filled()
  expect((await library.library.keptFiles()).map(({ lastCheck }) => lastCheck)).toEqual([null, null, null])
  expect(await verify(library)).toMatchObject({ files: 3, wrong: 0, left: 0 })
  for (const { lastCheck } of await library.library.keptFiles())
    expect(lastCheck).toEqual({ at: expect.stringMatching(/^\d{4}-.*Z$/), outcome: 'ok', detail: null })
})

test('a flipped bit, a shorter file, a missing file and one that cannot be read each have their name', async () => {
  const library = await filled()
  const film = readFileSync(library.file('film.mp4'))
  film[film.length >> 1] = (film[film.length >> 1] ?? 0) ^ 1
  await writeFile(library.file('film.mp4'), film)
  await truncate(library.file('dia.pdf'), 5)
  await rm(library.file('tekst.vtt'))
  expect(await outcomes(library)).toEqual({
    'film.mp4': expect.stringMatching(/^wrong sha256 [0-9a-f]{64}$/),
    'dia.pdf': 'wrong 5 bytes',
    'tekst.vtt': 'missing',
  })
  await mkdir(library.file('tekst.vtt'))
  expect(await outcomes(library)).toMatchObject({ 'tekst.vtt': 'unreadable EISDIR' })
})

test('short turns come round to every file, the longest unchecked first', async () => {
  const library = await filled()
  const seen: string[] = []
  const onFile = ({ sha256 }: CheckedFile) => void seen.push(sha256)
  for (let turn = 0; turn < 3; turn++) expect(await verify(library, { limitBytes: 1, onFile })).toMatchObject({ files: 1, left: 2 })
  expect(new Set(seen).size).toBe(3)
  await verify(library, { limitBytes: 1, onFile })
  expect(seen[3]).toBe(seen[0])
})

test('as many turns as asked for see the whole library', async () => {
  const library = await filled()
  for (let turn = 0; turn < 3; turn++) await verifySome(library, 3)
  expect((await library.library.keptFiles()).map(({ lastCheck }) => lastCheck?.outcome)).toEqual(['ok', 'ok', 'ok'])
  // One turn is the whole library, whichever file is first.
  for (let first = 0; first < 3; first++) {
    expect(await verifySome(library, 1)).toMatchObject({ files: 3, left: 0 })
    await verify(library, { limitBytes: 1 })
  }
})

test('stopped, it puts nothing on record of the file it did not finish', async () => {
  const library = await filled()
  const stop = new AbortController()
  expect(await verify(library, { signal: stop.signal, onFile: () => stop.abort() })).toMatchObject({ files: 1, left: 2 })
  expect((await library.library.keptFiles()).filter(({ lastCheck }) => lastCheck !== null)).toHaveLength(1)
})

test('what was found can be neither changed nor deleted', async () => {
  const library = await filled()
  await verify(library)
  const db = new Sqlite(join(library.dataFolder, 'woordelijk.sqlite'))
  expect(() => db.exec("update fixity_event set outcome = 'ok'")).toThrow(/kept as it was/)
  expect(() => db.exec('delete from fixity_event')).toThrow(/kept as it was/)
  db.close()
})

test('verify: a line a problem with its cure, exit 1; all in order, exit 0', async () => {
  const library = await filled()
  const environment = { WOORDELIJK_DATA: library.dataFolder }
  expect(await run(['verify'], environment)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('3 goed, 0 niet') })
  await writeFile(library.file('dia.pdf'), '%PDF-1.4 die')
  const { code, stdout } = await run(['verify'], environment)
  expect(code).toBe(1)
  const [what, problem = ''] = stdout.trim().split('\t')
  expect(what).toBe('lezing: dia.pdf')
  expect(problem).toMatch(/^is veranderd sinds het werd opgeslagen \(sha256 [0-9a-f]{64}\)\. Haal het uit een reservekopie: mkdir/)
  // The cure, to the letter.
  const file = join(library.folder, 'reserve.tar')
  execFileSync('tar', [
    '-cf',
    file,
    '--transform',
    `s,.*,media/${createHash('sha256').update('%PDF-1.4 dia').digest('hex')}/original,`,
    '-C',
    library.folder,
    'manifests/dia.pdf',
  ])
  await rm(dirname(library.file('dia.pdf')), { recursive: true })
  execFileSync('sh', ['-c', problem.replace(/^.*?reservekopie: /, '').replace('RESERVEKOPIE', file)])
  expect(await run(['verify'], environment)).toMatchObject({ code: 0 })
  await writeFile(library.file('dia.pdf'), 'anders')
  const json = JSON.parse((await run(['verify', '--json'], environment)).stdout) as CheckedFile[]
  expect(json.map(({ outcome }) => outcome).sort()).toEqual(['ok', 'ok', 'wrong'])
})
