/** Manifests that look as they did are not opened again, and the server answers while others are read. */
import { mkdir, readFile, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findManifests } from '../../src/ingest/manifest/find-manifests.ts'
import { FIXTURES, makeFolder, makeLibrary, type TestLibrary, vtt, writeFiles } from '../setup/make-library.ts'
import { serve } from '../setup/serve.ts'

const EVENT = { kind: 'event', id: 'dag', title: 'De dag', date: '2024-04-15', programme: [] }
const TALK = {
  kind: 'talk',
  id: 'lezing',
  event: 'dag',
  title: 'De lezing',
  speakers: ['Anna de Vries'],
  transcripts: [{ file: 'lezing.vtt', language: 'nl', made: 'human' }],
}
const said = (text: string) => vtt([{ start: 0, end: 4, text }])

async function twoManifests(): Promise<{ library: TestLibrary; file: (name: string) => string; opened: () => Promise<string[]> }> {
  const library = await makeLibrary({ 'event.yaml': EVENT, 'lezing.yaml': TALK, 'lezing.vtt': said('De wijk.') })
  const folder = join(library.folder, 'manifests')
  const opened = async () => {
    const { files } = await findManifests([folder], { data: library.data, filesFrom: [FIXTURES] }, library.library)
    return files.map(({ id }) => id ?? '').sort()
  }
  return { library, file: (name) => join(folder, name), opened }
}

const statuses = async (library: TestLibrary, options = {}) =>
  Object.fromEntries((await library.import(undefined, options)).map(({ id, status }) => [id, status]))

test('a manifest is opened again only when it or a file it names was written to', async () => {
  const { library, file, opened } = await twoManifests()
  expect(await opened()).toEqual(['dag', 'lezing'])
  expect(await statuses(library)).toEqual({ dag: 'added', lezing: 'added' })
  expect(await opened()).toEqual([])
  expect(await statuses(library)).toEqual({ dag: 'unchanged', lezing: 'unchanged' })

  await writeFile(file('lezing.vtt'), said('De buurt.'))
  expect(await opened()).toEqual(['lezing'])
  expect(await statuses(library)).toEqual({ dag: 'unchanged', lezing: 'changed' })
  expect(await opened()).toEqual([])
})

test('another text of the same length with its old date is seen', async () => {
  const { library, file, opened } = await twoManifests()
  await library.import()
  const { atime, mtime } = await stat(file('lezing.yaml'))
  const written = await readFile(file('lezing.yaml'), 'utf8')
  await writeFile(file('lezing.yaml'), written.replace('De lezing', 'De rede 1'))
  await utimes(file('lezing.yaml'), atime, mtime)
  expect(await opened()).toEqual(['lezing'])
  expect(await statuses(library)).toEqual({ dag: 'unchanged', lezing: 'changed' })
  expect((await library.library.talk('lezing'))?.title).toBe('De rede 1')
})

test('what failed is opened each time, and a file that comes later mends it', async () => {
  const { library, file, opened } = await twoManifests()
  await unlink(file('lezing.vtt'))
  expect(await statuses(library)).toEqual({ dag: 'added', lezing: 'failed' })
  expect(await opened()).toEqual(['lezing'])
  await writeFile(file('lezing.vtt'), said('De wijk.'))
  expect(await statuses(library)).toEqual({ dag: 'unchanged', lezing: 'added' })
})

test('a link that leads elsewhere now is seen', async () => {
  const { library, file, opened } = await twoManifests()
  await writeFiles(library.folder, { 'manifests/een/l.vtt': said('De wijk.'), 'manifests/twee/l.vtt': said('De wijk.') })
  await symlink(file('een'), file('nu'))
  await writeFile(file('lezing.yaml'), JSON.stringify({ ...TALK, transcripts: [{ file: 'nu/l.vtt', language: 'nl', made: 'human' }] }))
  await library.import()
  expect(await opened()).toEqual([])
  await unlink(file('nu'))
  await symlink(file('twee'), file('nu'))
  expect(await opened()).toEqual(['lezing'])
})

test('a second manifest with the same id is still told, whichever comes first', async () => {
  const { library, file } = await twoManifests()
  await library.import()
  for (const name of ['aaa.yaml', 'zzz.yaml']) {
    await writeFile(file(name), JSON.stringify(TALK))
    const rows = await library.import()
    expect(rows.flatMap(({ problems }) => problems.map(({ problem }) => problem.code))).toEqual(['duplicate-id'])
    await unlink(file(name))
  }
})

test('--full opens all, and a dry run notes nothing', async () => {
  const { library, opened } = await twoManifests()
  await library.import(undefined, { dryRun: true })
  expect(await opened()).toEqual(['dag', 'lezing'])
  await library.import()
  const rows = await library.import(undefined, { full: true })
  expect(rows.map(({ status }) => status)).toEqual(['unchanged', 'unchanged'])
})

test('an import that is stopped leaves the rest for the next one', async () => {
  const { library } = await twoManifests()
  const stopping = new AbortController()
  const rows = await library.import(undefined, { signal: stopping.signal, onRow: () => stopping.abort() })
  expect(rows.map(({ id, status }) => [id, status])).toEqual([['dag', 'added']])
  expect(await statuses(library)).toEqual({ dag: 'unchanged', lezing: 'added' })
})

/** One that ffmpeg copies where it is there. */
const FILM = resolve('media-manifests/academie-2/academie-2-martens.mp4')

/** Stands for a recording that takes an hour to package: ffmpeg waits until the file `go` is there. */
async function slowPrograms(): Promise<{ path: string; go: () => Promise<void> }> {
  const path = await makeFolder()
  const go = join(path, 'go')
  for (const name of ['ffmpeg', 'ffprobe']) {
    const wait = `case "$*" in *-version*) ;; *) while [ ! -e ${go} ]; do /bin/sleep 0.1; done ;; esac`
    await writeFile(join(path, name), `#!/bin/sh\n${wait}\nexec /usr/bin/${name} "$@"\n`, { mode: 0o755 })
  }
  return { path, go: () => writeFile(go, '') }
}

test('the server answers while a long recording is taken in', async () => {
  const folder = await makeFolder()
  const manifests = join(folder, 'manifests')
  await mkdir(manifests)
  await writeFiles(manifests, { 'event.yaml': EVENT })
  const settings = { WOORDELIJK_MANIFESTS: manifests, WOORDELIJK_FILES_FROM: dirname(FILM) }
  const first = await serve(join(folder, 'data'), settings)
  await first.kill()

  const { path, go } = await slowPrograms()
  const recording = { file: FILM }
  await writeFiles(manifests, { 'film.yaml': { kind: 'talk', id: 'film', event: 'dag', title: 'De film', speakers: [], recording } })
  const second = await serve(join(folder, 'data'), { ...settings, PATH: path })
  const status = async (at: string) => (await fetch(second.address + at)).status
  expect([await status('/healthz'), await status('/readyz'), await status('/bijeenkomsten/dag')]).toEqual([200, 200, 200])
  expect(await status('/opnames/film')).toBe(404)
  await go()
  await expect.poll(() => status('/opnames/film'), { timeout: 200_000 }).toBe(200)
})
