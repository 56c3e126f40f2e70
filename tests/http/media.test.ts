/** Serving media: RFC 9110 ranges and validators, byte for byte, through a real server. */
import { createHash } from 'node:crypto'
import { readFileSync, symlinkSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseByteRange } from '../../src/media/store/range.ts'
import type { RunningServer } from '../../src/wire.ts'
import { copyOfCollection, startTestServer } from '../setup/make-library.ts'

let server: RunningServer
let data: string
let url: string
let whole: Buffer
let sha256: string

beforeAll(async () => {
  data = await copyOfCollection()
  server = await startTestServer({ WOORDELIJK_DATA: data })
  const talk = (await (await fetch(`${server.address}/api/v1/talks/academie-2-martens`)).json()) as {
    recording: { original: { url: string; sha256: string } }
  }
  url = server.address + talk.recording.original.url
  sha256 = talk.recording.original.sha256
  whole = readFileSync(join(data, 'media', sha256.slice(0, 2), sha256, 'original'))
})
afterAll(() => server.close())

const get = (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { headers, method })
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer())

test('the whole file, with everything a cache and a player need', async () => {
  const response = await get()
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'content-length': String(whole.length),
    etag: `"${sha256}"`,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  expect(
    createHash('sha256')
      .update(await bytes(response))
      .digest('hex'),
  ).toBe(sha256)
})

describe('ranges', () => {
  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, -1],
    ['bytes=-500', -500, -1],
    ['bytes=0-99999999999', 0, -1],
    ['bytes= 10-20 ', 10, 20],
    ['BYTES=10-20', 10, 20],
  ])('%s', async (range, from, to) => {
    const start = from < 0 ? whole.length + from : from
    const end = to < 0 ? whole.length - 1 : to
    const response = await get({ range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${whole.length}`)
    expect((await bytes(response)).equals(whole.subarray(start, end + 1))).toBe(true)
  })
  test.each(['items=0-4', 'bytes=5-2', 'bytes=a-b', 'bytes=', 'bytes=-', 'bytes=0-1,4-5'])(
    '%s is ignored: the whole file',
    async (range) => {
      const response = await get({ range })
      expect([response.status, (await bytes(response)).length]).toEqual([200, whole.length])
    },
  )
  test.each(['bytes=99999999999-', 'bytes=-0'])('%s cannot be had', async (range) => {
    const response = await get({ range })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
  })
  test('any header: a part of the file, the whole, or a refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
        ),
        fc.nat(1000),
        (header, size) => {
          const range = parseByteRange(header, size)
          if (range !== null && range !== 'unsatisfiable')
            expect(0 <= range.start && range.start <= range.end && range.end < size).toBe(true)
        },
      ),
    )
  })
})

describe('conditions', () => {
  test('what the client has is not sent again', async () => {
    const response = await get({ 'if-none-match': `"x", W/"${sha256}"` })
    expect([response.status, (await bytes(response)).length]).toEqual([304, 0])
    expect((await get({ 'if-none-match': '*' })).status).toBe(304)
    expect((await get({ 'if-modified-since': new Date().toUTCString() })).status).toBe(304)
  })
  test('If-None-Match wins over If-Modified-Since', async () => {
    expect((await get({ 'if-none-match': '"other"', 'if-modified-since': new Date().toUTCString() })).status).toBe(200)
  })
  test('a part only of the file the client knows', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': `"${sha256}"` })).status).toBe(206)
    expect((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })
  test('HEAD answers with the headers alone', async () => {
    const response = await get({}, 'HEAD')
    expect([response.status, response.headers.get('content-length'), (await bytes(response)).length]).toEqual([
      200,
      String(whole.length),
      0,
    ])
  })
})

test('the packaged rendition: playlists and segments with their types', async () => {
  const talk = (await (await fetch(`${server.address}/api/v1/talks/academie-2-martens`)).json()) as { recording: { hls: string } }
  const master = new URL(talk.recording.hls, server.address)
  const response = await fetch(master)
  expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
  const playlist = new URL((await response.text()).split('\n').find((line) => /^[^#\s]/.test(line)) ?? '', master)
  const segment = new URL((await (await fetch(playlist)).text()).split('\n').find((line) => /^[^#\s]/.test(line)) ?? '', playlist)
  expect((await fetch(segment)).headers.get('content-type')).toBe('video/iso.segment')
})

describe('what is not there, or not for you', () => {
  const none = '0'.repeat(64)
  test.each([
    `/media/${none}/x.mp4`,
    '/media/../woordelijk.sqlite',
    '/media/%2e%2e/woordelijk.sqlite',
    '/media/..%2fwoordelijk.sqlite',
    `/media/${none}/hls-2/..%2f..%2f..%2fwoordelijk.sqlite`,
    `/media/${none}/hls-2/%2e%2e/original`,
    `//media//${none}/x`,
    '/static/../../woordelijk.sqlite',
    '/static/..%2f..%2fpackage.json',
    '/static/.vite/../../../package.json',
  ])('%s', async (path) => {
    expect(await rawStatus(server.address, path)).toBe(404)
  })
  test('a link laid in the store leads nowhere', async () => {
    // A file nobody asked for yet: one that is open is served from what it was.
    const talk = (await (await fetch(`${server.address}/api/v1/talks/academie-2-asscher`)).json()) as {
      recording: { original: { url: string; sha256: string } }
    }
    const { sha256: hash, url: path } = talk.recording.original
    const original = join(data, 'media', hash.slice(0, 2), hash, 'original')
    unlinkSync(original)
    symlinkSync('/etc/passwd', original)
    expect((await fetch(server.address + path)).status).toBe(404)
  })
})

test('a client that goes away leaves the server whole', async () => {
  for (let i = 0; i < 50; i++) {
    const abort = new AbortController()
    const response = fetch(url, { signal: abort.signal })
    if (i % 2) await response
    abort.abort()
    await response.catch(() => undefined)
  }
  expect((await get({ range: 'bytes=0-9' })).status).toBe(206)
})

/** The path exactly as written: fetch would tidy it. */
function rawStatus(address: string, path: string): Promise<number> {
  const { port } = new URL(address)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n`),
    )
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('end', () => resolve(Number(answer.split(' ')[1])))
    socket.on('error', reject)
  })
}
