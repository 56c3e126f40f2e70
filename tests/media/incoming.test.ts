/** Files while they come in: one suite for the folder and the bucket, and uploads that change nodes. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SCOPES } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { makeWorkFolder } from '../../src/media/store/folder.ts'
import { openIncomingFolder } from '../../src/media/store/incoming/folder.ts'
import type { Incoming } from '../../src/media/store/incoming/incoming.ts'
import { covering, openSegments } from '../../src/media/store/incoming/segments.ts'
import { connectS3 } from '../../src/media/store/s3-client.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
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
  await swift.createBucket('incoming')
})
afterAll(() => swift?.close())

async function openBucket(): Promise<Incoming> {
  const place = { bucket: 'incoming', prefix: `${++prefixes}/`, endpoint: swift.endpoint, region: 'us-east-1', pathStyle: true }
  const folder = await makeFolder()
  let works = 0
  return openSegments(connectS3(place), place.bucket, place.prefix, () => makeWorkFolder(join(folder, `${++works}`)))
}

const places: [name: string, open: () => Promise<Incoming>][] = [
  ['folder', async () => openIncomingFolder(join(await makeFolder(), 'uploads'))],
]
if (HAS_SWIFT) places.push(['bucket', openBucket])

/** More than two segments. */
const LARGE = randomBytes(20 * 2 ** 20)

async function* inChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function* brokenOff(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes)
  throw new Error('the line broke')
}

async function wholeOf(incoming: Incoming, id: string): Promise<Buffer> {
  await using copy = await incoming.local(id)
  return readFile(copy.path)
}

describe.each(places)('in a %s', (_name, open) => {
  test('a file grows where it was cut off, is read in ranges, and is there whole at its end', async () => {
    const incoming = await open()
    expect(await incoming.stat('a')).toBeNull()
    await incoming.create('a')
    expect(await incoming.stat('a')).toMatchObject({ size: 0 })
    await expect(incoming.write('a', 0, brokenOff(LARGE.subarray(0, 9_000_001)))).rejects.toThrow('the line broke')
    const { size = 0 } = (await incoming.stat('a')) ?? {}
    expect(size).toBe(9_000_001)
    expect(await incoming.write('a', size, inChunks(LARGE.subarray(size)))).toBe(LARGE.length - size)
    expect(await incoming.stat('a')).toMatchObject({ size: LARGE.length })
    for (const [from, to] of [
      [0, 10],
      [8_388_600, 8_388_620],
      [8_999_990, 9_000_010],
      [LARGE.length - 5, LARGE.length],
    ] as const)
      expect((await incoming.read('a', from, to)).equals(LARGE.subarray(from, to))).toBe(true)
    await expect(incoming.read('a', LARGE.length - 1, LARGE.length + 1)).rejects.toThrow(RangeError)
    expect((await wholeOf(incoming, 'a')).equals(LARGE)).toBe(true)
  })

  test('each is listed once, and removed with all of it', async () => {
    const incoming = await open()
    for (const id of ['a', 'ab', 'b']) await incoming.create(id)
    await incoming.write('ab', 0, inChunks(LARGE))
    const idsOf = async () => {
      const ids: string[] = []
      for await (const { id } of incoming.list()) ids.push(id)
      return ids.toSorted()
    }
    expect(await idsOf()).toEqual(['a', 'ab', 'b'])
    await incoming.remove('ab')
    await incoming.remove('ab')
    expect(await idsOf()).toEqual(['a', 'b'])
    expect(await incoming.stat('ab')).toBeNull()
  })
})

test.skipIf(!HAS_SWIFT)('a node that is late with what it had does no harm to the node that went on', async () => {
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const incoming = await openBucket()
  await incoming.create('a')
  const late = incoming.write(
    'a',
    0,
    (async function* () {
      yield* inChunks(LARGE.subarray(0, 9_000_000))
      held.resolve()
      await release.promise
      throw new Error('the line broke')
    })(),
  )
  await held.promise
  // The first segment may be on its way still.
  await expect.poll(async () => (await incoming.stat('a'))?.size, PATIENT).toBeGreaterThan(8_000_000)
  const { size = 0 } = (await incoming.stat('a')) ?? {}
  expect(size).toBeLessThan(9_000_000)
  await incoming.write('a', size, inChunks(LARGE.subarray(size)))
  release.resolve()
  await expect(late).rejects.toThrow('the line broke')
  expect(await incoming.stat('a')).toMatchObject({ size: LARGE.length })
  expect((await wholeOf(incoming, 'a')).equals(LARGE)).toBe(true)
})

test('segments cover a stretch with each byte once, up to the first gap', () => {
  const segment = fc.record({ start: fc.nat(60), length: fc.integer({ min: 0, max: 20 }) })
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 12 }), fc.nat(80), fc.nat(80), (list, from, length) => {
      const segments = list
        .map(({ start, length: bytes }, i) => ({ key: `${i}`, start, end: start + bytes }))
        .toSorted((a, b) => a.start - b.start)
      const covered = covering(segments, from, from + length).flatMap(({ key, start, end, skip }) => {
        const object = segments.find((one) => one.key === key)
        return Array.from({ length: end - start }, (_, i) => (object?.start ?? 0) + skip + i)
      })
      const expected: number[] = []
      for (let at = from; at < from + length && segments.some(({ start, end }) => start <= at && at < end); at++) expected.push(at)
      expect(covered).toEqual(expected)
    }),
  )
})

test.skipIf(!HAS_SWIFT)('while the bucket is away a sender is told to wait, and goes on afterwards', async () => {
  const settings = {
    WOORDELIJK_DATA: await makeFolder(),
    WOORDELIJK_MEDIA: 's3://incoming/bibliotheek',
    WOORDELIJK_MEDIA_ENDPOINT: swift.endpoint,
    WOORDELIJK_DISK_RESERVE_GB: '0',
  }
  const open = await openLibrary(readConfig(settings))
  const { secret } = await open.keys.addToken('alles', [...SCOPES], null, ACTOR)
  await open.close()
  const server = await startTestServer(settings)
  onTestFinished(() => server.close())
  const headers = { authorization: `Bearer ${secret}`, 'tus-resumable': '1.0.0' }
  const begun = await fetch(`${server.address}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': `${LARGE.length}`, 'upload-metadata': `filename ${btoa('a.mp4')}` },
  })
  const address = server.address + (begun.headers.get('location') ?? '')
  const send = (offset: number, end = LARGE.length) =>
    fetch(address, {
      method: 'PATCH',
      headers: { ...headers, 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
      body: LARGE.subarray(offset, end),
    })
  expect((await send(0, 9_000_000)).status).toBe(204)
  await swift.stop()
  const away = await send(9_000_000)
  expect([away.status, away.headers.get('content-type'), Number(away.headers.get('retry-after')) > 0]).toEqual([
    503,
    expect.stringContaining('application/problem+json'),
    true,
  ])
  await swift.start()
  const offset = async () => Number((await fetch(address, { method: 'HEAD', headers })).headers.get('upload-offset'))
  await expect.poll(offset, PATIENT).toBe(9_000_000)
  const last = await send(9_000_000)
  expect([last.status, last.headers.get('x-content-sha256')]).toEqual([204, expect.stringMatching(/^[0-9a-f]{64}$/)])
  const stored = await openLibrary(readConfig(settings))
  onTestFinished(() => stored.close())
  expect(await stored.store.has(last.headers.get('x-content-sha256') ?? '')).toBe(true)
  for await (const { id } of stored.receiver.incoming.list()) throw new Error(`${id} is left over`)
})
