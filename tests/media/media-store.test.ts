/** The media store: one suite for both implementations, and what only a store behind a network can get wrong. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SCOPES } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { Failure } from '../../src/failure.ts'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { backup } from '../../src/keep/backup.ts'
import { restore } from '../../src/keep/restore.ts'
import { verify } from '../../src/keep/verify.ts'
import { openFolderStore } from '../../src/media/store/folder.ts'
import { openS3Store, type S3StoreOptions } from '../../src/media/store/s3.ts'
import { hashStored, type MediaStore, original, rendition } from '../../src/media/store/store.ts'
import { openLibrary } from '../../src/wire.ts'
import { startHop } from '../setup/hop.ts'
import { FIXTURES, makeFolder, startTestServer } from '../setup/make-library.ts'
import { program } from '../setup/program.ts'
import { sqliteOf } from '../setup/sqlite-of.ts'
import { HAS_SWIFT, type Swift, startSwift } from '../setup/swift.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const
/** For what hangs, not for what is slow. */
const PATIENT = { timeout: 60_000 }
let swift: Swift
let prefixes = 0

beforeAll(async () => {
  if (!HAS_SWIFT) return
  swift = await startSwift()
  Object.assign(process.env, swift.environment)
  delete process.env.WOORDELIJK_MEDIA_ENDPOINT
  await swift.createBucket('media')
})
afterAll(() => swift?.close())

async function openBucket(options: Partial<S3StoreOptions> = {}): Promise<MediaStore> {
  const address = { bucket: 'media', prefix: `${++prefixes}/`, endpoint: swift.endpoint, region: 'us-east-1', pathStyle: true }
  return closed(await openS3Store({ ...address, redirect: true, cacheFolder: await makeFolder(), cacheLimit: 1e9, ...options }))
}

function closed(store: MediaStore): MediaStore {
  onTestFinished(() => store.close())
  return store
}

const stores: [name: string, open: () => Promise<MediaStore>][] = [
  ['folder', async () => closed(await openFolderStore(join(await makeFolder(), 'media')))],
]
if (HAS_SWIFT) stores.push(['S3', openBucket])

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function file(bytes: Uint8Array): Promise<{ path: string; sha256: string }> {
  const path = join(await makeFolder(), 'file')
  await writeFile(path, bytes)
  return { path, sha256: sha256Of(bytes) }
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  )

/** Larger than one part of an upload. */
const LARGE = randomBytes(18 * 2 ** 20)

describe.each(stores)('a store in a %s', (_name, open) => {
  test('returns what was put in: whole, by range, as a stream and as a local copy', async () => {
    const store = await open()
    await store.ready()
    for (const bytes of [Buffer.from('klein'), LARGE]) {
      const { path, sha256 } = await file(bytes)
      expect(await store.has(sha256)).toBe(false)
      expect(await store.put(path)).toEqual({ sha256, size: bytes.length })
      expect(await store.put(path)).toEqual({ sha256, size: bytes.length })
      const name = original(sha256)
      expect([await store.has(sha256), await store.stat(name)]).toEqual([true, { size: bytes.length, modified: expect.any(Date) }])
      expect(await hashStored(store, sha256)).toBe(sha256)
      const opened = await store.open(name)
      expect((await opened.read(1, 3)).equals(bytes.subarray(1, 4))).toBe(true)
      const pieces: Uint8Array[] = []
      for await (const piece of opened.stream(2, bytes.length - 3)) pieces.push(piece)
      expect(Buffer.concat(pieces).equals(bytes.subarray(2, -1))).toBe(true)
      await using local = await store.local(name)
      expect(sha256Of(readFileSync(local.path))).toBe(sha256)
      const target = join(await makeFolder(), 'kopie')
      await store.copyTo(name, target)
      expect(sha256Of(readFileSync(target))).toBe(sha256)
    }
    const { files, leftovers, strangers } = await store.list()
    expect([files.length, leftovers, strangers]).toEqual([2, [], []])
  })

  test('says not-found for what is not there, and removing it is no failure', async () => {
    const store = await open()
    const name = original(sha256Of(Buffer.from('nergens')))
    expect([await store.has(name.sha256), await store.stat(name)]).toEqual([false, null])
    const target = join(await makeFolder(), 'x')
    const asked = [store.open(name), store.local(name), store.copyTo(name, target), store.filesOf(name.sha256, 'hls-2')]
    expect(await Promise.all([...asked, hashStored(store, name.sha256)].map(code))).toEqual(Array(5).fill('not-found'))
    expect(await store.remove(name.sha256, async () => false)).toBe(true)
    expect(() => store.address('../x')).toThrow(TypeError)
  })

  test('makes a rendition once, whole or not at all', async () => {
    const store = await open()
    const { path, sha256 } = await file(Buffer.from('film'))
    await store.adopt(path, sha256)
    const failing = store.derive(sha256, 'hls-2', async (folder) => {
      await writeFile(join(folder, 'master.m3u8'), '#EXTM3U')
      throw new Failure('unreadable', 'stuk')
    })
    expect([await code(failing), await code(store.filesOf(sha256, 'hls-2'))]).toEqual(['unreadable', 'not-found'])
    let made = 0
    const make = () =>
      store.derive(sha256, 'hls-2', async (folder) => {
        made++
        await writeFile(join(folder, 'master.m3u8'), '#EXTM3U')
        await writeFile(join(folder, 'stream.m4s'), LARGE)
      })
    await make()
    await make()
    expect(made).toBe(1)
    expect((await store.filesOf(sha256, 'hls-2')).sort()).toEqual(['master.m3u8', 'stream.m4s'])
    const stream = await store.open(rendition(sha256, 'hls-2', 'stream.m4s'))
    expect([stream.size, (await stream.read(5_000_000, 1000)).equals(LARGE.subarray(5_000_000, 5_001_000))]).toEqual([LARGE.length, true])
    stream.release()
    expect((await store.list()).files).toMatchObject([{ sha256, size: 4, derived: ['hls-2'] }])
    await store.removeRendition(sha256, 'hls-2')
    expect(await code(store.open(rendition(sha256, 'hls-2', 'master.m3u8')))).toBe('not-found')
    await make()
    expect([made, await store.stat(rendition(sha256, 'hls-2', 'master.m3u8'))]).toMatchObject([2, { size: 7 }])
  })

  test('removes only what is not needed, also where it becomes needed meanwhile; a leased copy stays', async () => {
    const store = await open()
    const { path, sha256 } = await file(Buffer.from('van iemand'))
    await store.put(path)
    expect([await store.remove(sha256, async () => true), await store.has(sha256)]).toEqual([false, true])
    // A caller that stores a file asks `has` again after recording it, and stores it again when it is gone.
    let isRecorded = false
    let stored: Promise<void> = Promise.resolve()
    await store.remove(sha256, async () => {
      const needed = isRecorded
      isRecorded = true
      stored = (async () => {
        if (!(await store.has(sha256))) await store.put(path)
      })()
      return needed
    })
    await stored
    expect(await hashStored(store, sha256)).toBe(sha256)
    await using lease = await store.local(original(sha256))
    expect([await store.remove(sha256, async () => false), await store.has(sha256)]).toEqual([true, false])
    expect((await store.list()).files).toEqual([])
    if (!lease.isStored) expect(readFileSync(lease.path, 'utf8')).toBe('van iemand')
  })
})

describe.skipIf(!HAS_SWIFT)('a store behind a network', () => {
  test('a file that changes while it is sent leaves nothing', async () => {
    const store = await openBucket()
    for (const bytes of [Buffer.from('klein'), LARGE]) {
      const { path } = await file(bytes)
      expect(await code(store.adopt(path, sha256Of(Buffer.from('anders'))))).toBe('unavailable')
    }
    expect(await store.list()).toEqual({ files: [], leftovers: [], strangers: [] })
  })

  test('a part of an upload that hangs, and a file that stops half-way, are cut off and asked for again', async () => {
    const hop = await startHop(Number(new URL(swift.endpoint).port))
    const patience = { connect: 2000, request: 5000, read: 5000, idle: 500 }
    const store = await openBucket({ endpoint: hop.endpoint, patience })
    const { path, sha256 } = await file(LARGE)
    hop.swallow((head) => head.includes('partNumber=2'))
    expect(await store.put(path)).toEqual({ sha256, size: LARGE.length })
    expect(hop.swallowed()).toBe(1)
    const other = await openBucket({ endpoint: hop.endpoint, patience, prefix: `${prefixes}/` })
    hop.cut(300_000)
    const opened = await other.open(original(sha256))
    expect((await opened.read(0, 4_000_000)).equals(LARGE.subarray(0, 4_000_000))).toBe(true)
    expect(hop.wasCut()).toBe(true)
  })

  test('copies stay within their limit, and the copy longest unused goes first', async () => {
    const cacheFolder = await makeFolder()
    const store = await openBucket({ cacheFolder, cacheLimit: 1_500_000 })
    const files = await Promise.all([1, 2, 3].map(() => file(randomBytes(600_000))))
    for (const { path } of files) await store.put(path)
    const [first, second, third] = files.map(({ sha256 }) => sha256)
    expect(readdirSync(join(cacheFolder, 'copies')).sort()).toEqual([second, third].sort())
    await using lease = await store.local(original(second ?? ''))
    expect((await (await store.open(original(first ?? ''))).read(0, 600_000)).length).toBe(600_000)
    expect(existsSync(join(cacheFolder, 'copies', third ?? ''))).toBe(false)
    expect(sha256Of(readFileSync(lease.path))).toBe(second)
  })

  test('a signed address gives one file, with the headers of the program, and no other', async () => {
    const store = await openBucket()
    const { path, sha256 } = await file(Buffer.from('openbaar'))
    await store.put(path)
    const address = (await store.direct?.sign(original(sha256), { type: 'video/mp4', disposition: null })) ?? ''
    const answer = await fetch(address, { headers: { range: 'bytes=0-3' } })
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([206, 'video/mp4', 'open'])
    expect((await fetch(address.replace(sha256, 'f'.repeat(64)))).status).toBe(403)
    expect(new URL(address).origin).toBe(store.direct?.origin)
  })

  test('this machine’s copies of files that are no longer kept go; the others and the bucket stay as they are', async () => {
    const cacheFolder = await makeFolder()
    const store = await openBucket({ cacheFolder })
    const [kept, erased] = [await file(Buffer.from('blijft')), await file(Buffer.from('weg'))]
    for (const { path } of [kept, erased]) await store.put(path)
    const copies = () => readdirSync(join(cacheFolder, 'copies'))
    expect(copies().toSorted()).toEqual([kept.sha256, erased.sha256].toSorted())
    await store.dropCopies(async (sha256) => sha256 === kept.sha256)
    expect(copies()).toEqual([kept.sha256])
    expect(await hashStored(store, erased.sha256)).toBe(erased.sha256)
  })

  test('each thing that keeps it from starting has a sentence of its own', async () => {
    const said = async (options: Partial<S3StoreOptions>) => {
      const store = await openBucket(options)
      return store.ready().then(
        () => '',
        (error: Failure) => error.forOperator,
      )
    }
    expect(await said({ bucket: 'bestaat-niet' })).toMatch(/^De bucket “bestaat-niet” bestaat niet op http/)
    expect(await said({ endpoint: 'http://127.0.0.1:9' })).toMatch(/^De mediaopslag http:\/\/127\.0\.0\.1:9 is niet te bereiken/)
    const start = startTestServer({
      WOORDELIJK_DATA: await makeFolder(),
      WOORDELIJK_MEDIA: 's3://weg',
      WOORDELIJK_MEDIA_ENDPOINT: swift.endpoint,
    })
    await expect(start).rejects.toMatchObject({ forOperator: expect.stringContaining('De bucket “weg” bestaat niet') })
    process.env.AWS_SECRET_ACCESS_KEY = 'fout'
    onTestFinished(() => void Object.assign(process.env, swift.environment))
    expect(await said({})).toMatch(/weigert toegang tot “media”.*Controleer de sleutels/)
  })

  test('while the server is away every call says so, and afterwards all is there', async () => {
    const store = await openBucket()
    const { path, sha256 } = await file(LARGE)
    await store.put(path)
    const cold = await openBucket({ prefix: `${prefixes}/` })
    await swift.stop()
    const failures = await Promise.all([cold.open(original(sha256)), cold.has(sha256), cold.put(path), cold.list()].map(code))
    expect(failures).toEqual(Array(4).fill('unavailable'))
    await swift.start()
    // For two seconds after a failure to connect, reads fail at once.
    await expect.poll(() => hashStored(cold, sha256).catch(() => null), PATIENT).toBe(sha256)
  })
})

describe.skipIf(!HAS_SWIFT)('a library whose media are in a bucket', () => {
  test('imports, plays, takes uploads, works on them, verifies, exports, backs up, restores and erases', async () => {
    const folder = await makeFolder()
    const settings = {
      WOORDELIJK_DATA: join(folder, 'data'),
      WOORDELIJK_MEDIA: 's3://media/bibliotheek',
      WOORDELIJK_MEDIA_ENDPOINT: swift.endpoint,
      WOORDELIJK_DISK_RESERVE_GB: '0',
    }
    const open = await openLibrary(readConfig(settings))
    onTestFinished(() => open.close())
    const rows = await importManifests(['media-manifests/ontmoetingsdag-2018'], open)
    expect(rows.map(({ status }) => status)).toEqual(['added', 'added'])
    const { secret } = await open.keys.addToken('alles', [...SCOPES], null, ACTOR)
    const server = await startTestServer(settings)
    onTestFinished(() => server.close())
    const { ask, upload, settled } = program(server, secret)
    const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers, redirect: 'manual' })

    // Playing: playlists, a segment, ranges of the original, conditions.
    const [talk] = (await ask('GET', '/talks', undefined, null)).body.talks
    const { recording } = (await open.library.talk(talk.id)) ?? {}
    const film = `/media/${recording?.original?.sha256}`
    expect(await (await get(`${film}/hls-2/master.m3u8`)).text()).toContain('stream.m3u8')
    const [, length = '', at = ''] = /BYTERANGE:(\d+)@(\d+)/.exec(await (await get(`${film}/hls-2/stream.m3u8`)).text()) ?? []
    const segment = await get(`${film}/hls-2/stream.m4s`, { range: `bytes=${at}-${Number(at) + Number(length) - 1}` })
    expect([segment.status, (await segment.arrayBuffer()).byteLength]).toEqual([206, Number(length)])
    const manifests = 'media-manifests/ontmoetingsdag-2018'
    const bytes = readFileSync(join(manifests, recording?.original?.name ?? ''))
    const part = await get(`${film}/film.mp4`, { range: 'bytes=1000-1999' })
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1000, 2000))).toBe(true)
    const etag = part.headers.get('etag') ?? ''
    expect((await get(`${film}/film.mp4`, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(`${film}/film.mp4`, { range: `bytes=${bytes.length}-` })).status).toBe(416)

    // An upload, larger than a part, and the work on it.
    const box = Buffer.alloc(9 * 2 ** 20)
    box.writeUInt32BE(box.length)
    box.write('free', 4)
    const sent = Buffer.concat([readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')), box])
    const { id } = (await ask('POST', '/talks', { title: 'Vrijdag' })).body
    const last = await upload('vrijdag.mp4', sent, { talk: id })
    expect([last.status, last.headers.get('x-content-sha256')]).toEqual([204, sha256Of(sent)])
    const { steps } = await settled(id)
    expect(steps.filter(({ state }) => !['done', 'skipped', 'waiting'].includes(state))).toEqual([])
    const draft = `/media/${sha256Of(sent)}`
    expect((await get(`${draft}/vrijdag.mp4`)).status).toBe(404)

    // Public recordings go by a signed address where that is asked; what is not public never does.
    const direct = await startTestServer({
      ...settings,
      WOORDELIJK_DATA: await copyOf(settings.WOORDELIJK_DATA),
      WOORDELIJK_MEDIA_REDIRECT: 'yes',
    })
    onTestFinished(() => direct.close())
    const from = (path: string, headers: Record<string, string> = {}) => fetch(direct.address + path, { headers, redirect: 'manual' })
    const redirect = await from(`${film}/film.mp4`)
    expect(redirect.status).toBe(302)
    const there = await fetch(redirect.headers.get('location') ?? '', { headers: { range: 'bytes=1000-1999' } })
    expect(Buffer.from(await there.arrayBuffer()).equals(bytes.subarray(1000, 2000))).toBe(true)
    expect((await from(`${film}/hls-2/master.m3u8`)).status).toBe(200)
    expect([
      (await from(`${draft}/vrijdag.mp4`)).status,
      (await from(`${draft}/vrijdag.mp4`, { authorization: `Bearer ${secret}` })).status,
    ]).toEqual([404, 200])
    expect((await from(`/opnames/${talk.id}`)).headers.get('content-security-policy')).toContain(`media-src 'self' blob: ${swift.endpoint}`)

    // A server that has no copies, while the store is away.
    const without = await startTestServer({ ...settings, WOORDELIJK_DATA: await copyOf(settings.WOORDELIJK_DATA) })
    onTestFinished(() => without.close())
    await swift.stop()
    const away = await fetch(`${without.address}${film}/film.mp4`)
    expect([away.status, away.headers.get('retry-after'), (await away.json()).detail]).toEqual([
      503,
      '10',
      expect.stringContaining('niet te bereiken'),
    ])
    expect((await fetch(`${without.address}/opnames/${talk.id}`)).status).toBe(200)
    await swift.start()
    const again = () => fetch(`${without.address}${film}/film.mp4`, { headers: { range: 'bytes=0-9' } })
    await expect.poll(async () => (await again()).status, PATIENT).toBe(206)

    // Keeping: fixity, export, backup, and a restore into another prefix.
    const checked = await verify(open)
    expect([checked.wrong, checked.files > 3]).toEqual([0, true])
    await exportLibrary(join(folder, 'uit'), open)
    expect(globSync(join(folder, 'uit', '**', '*.mp4')).map((file) => sha256Of(readFileSync(file)))).toContain(sha256Of(sent))
    const copy = join(folder, 'reserve.tar')
    expect((await backup({ database: sqliteOf(open.database).file, store: open.store }, copy, { program: 'test' })).damaged).toEqual([])
    const elsewhere = readConfig({ ...settings, WOORDELIJK_DATA: join(folder, 'terug'), WOORDELIJK_MEDIA: 's3://media/terug' })
    await restore(copy, elsewhere.data, { media: elsewhere.media })
    const restored = await openLibrary(elsewhere)
    onTestFinished(() => restored.close())
    expect(await verify(restored)).toMatchObject({ files: checked.files, wrong: 0 })

    // Erasing: nothing of the talk is left in the bucket or on this machine.
    expect((await ask('DELETE', `/talks/${id}`)).status).toBe(204)
    const erased = await ask('POST', `/talks/${id}/erase`, { reason: 'Op verzoek van de spreker.', title: 'Vrijdag' })
    expect(erased.body).toMatchObject({ complete: true })
    const { files, leftovers } = await open.store.list()
    expect([files.filter(({ sha256 }) => sha256 === sha256Of(sent)), leftovers]).toEqual([[], []])
    expect(readdirSync(join(settings.WOORDELIJK_DATA, 'media-cache', 'copies')).filter((name) => name.startsWith(sha256Of(sent)))).toEqual(
      [],
    )
  })
})

/** The same library on another machine: without the copies of the bucket's files. */
async function copyOf(data: string): Promise<string> {
  const folder = join(await makeFolder(), 'data')
  await cp(data, folder, { recursive: true, filter: (path) => !/media-cache|\.lock$/.test(path) })
  return folder
}
