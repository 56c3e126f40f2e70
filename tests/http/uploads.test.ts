/** Files from a laptop to the library, with nothing lost: tus, its receipts, and what happens to what came in. */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { fileName } from '../../src/http/api/uploads.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import '../setup/described-api.ts'
import { FIXTURES, makeFolder, startTestServer } from '../setup/make-library.ts'

const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
const actor = { kind: 'command' as const, id: null, name: 'test' }
const PATIENT = { timeout: 60_000 }

async function start(settings: Record<string, string> = {}) {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const secrets = new Map<string, string>()
  const tokens = {
    'uploads:write': ['uploads:write'],
    'talks:read': ['talks:read'],
    other: ['uploads:write'],
    both: ['uploads:write', 'talks:write'],
  }
  for (const [name, scopes] of Object.entries(tokens)) secrets.set(name, (await open.keys.addToken(name, scopes, null, actor)).secret)
  await open.close()
  let server: RunningServer = await startTestServer({ WOORDELIJK_DATA: data, ...settings })
  onTestFinished(() => server.close())
  const ask = (path: string, init: Omit<RequestInit, 'headers'> & { token?: string; headers?: Record<string, string> } = {}) =>
    fetch(server.address + path, {
      ...init,
      headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${secrets.get(init.token ?? 'uploads:write')}`, ...init.headers },
    })
  return {
    data,
    ask,
    async begin(size: number, fields: Record<string, string> = { filename: 'lezing.mp4' }, token = 'uploads:write') {
      const metadata = Object.entries(fields)
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(',')
      return ask('/api/v1/uploads', { token, method: 'POST', headers: { 'upload-length': String(size), 'upload-metadata': metadata } })
    },
    patch: (url: string, offset: number, body: Uint8Array, init: RequestInit & { token?: string } = {}) =>
      ask(url, {
        ...init,
        method: 'PATCH',
        body: body as Uint8Array<ArrayBuffer>,
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      }),
    async restart() {
      await server.close()
      server = await startTestServer({ WOORDELIJK_DATA: data, ...settings })
    },
  }
}

test('a file that came in three pieces is stored, with its SHA-256 as receipt', async () => {
  const { begin, patch, ask, restart } = await start()
  const sha256 = createHash('sha256').update(VIDEO).digest('hex')
  const begun = await begin(VIDEO.length, { filename: '../../etc/lezing “één”.mp4', sha256 })
  expect([begun.status, begun.headers.get('access-control-allow-origin')]).toEqual([201, null])
  const url = begun.headers.get('location') ?? ''
  expect(url).toMatch(/^\/api\/v1\/uploads\/[a-z0-9]{20}$/)
  const [first, second] = [10_000, VIDEO.length - 5_000]
  expect((await patch(url, 0, VIDEO.subarray(0, first))).status).toBe(204)
  const head = await ask(url, { method: 'HEAD' })
  expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([String(first), String(VIDEO.length)])
  await restart()
  expect((await patch(url, 0, VIDEO.subarray(0, 10))).status).toBe(409)
  expect((await patch(url, first, VIDEO.subarray(first, second))).status).toBe(204)
  expect(await (await ask(url)).json()).toMatchObject({ state: 'receiving', received: second, sha256: null })
  const last = await patch(url, second, VIDEO.subarray(second))
  expect([last.status, last.headers.get('x-content-sha256')]).toEqual([204, sha256])
  expect(await (await ask(url)).json()).toMatchObject({ state: 'stored', sha256, name: 'lezing “één”.mp4', size: VIDEO.length })
  const after = await ask(url, { method: 'HEAD' })
  expect([after.status, after.headers.get('upload-offset')]).toEqual([200, String(VIDEO.length)])
})

test('a file that came in otherwise than it was sent is refused', async () => {
  const { begin, patch, ask } = await start()
  const url = (await begin(4, { filename: 'x.mp4', sha256: 'a'.repeat(64) })).headers.get('location') ?? ''
  const last = await patch(url, 0, Buffer.from('abcd'))
  expect([last.status, (await last.json()).detail]).toEqual([422, expect.stringContaining('anders aan dan verzonden')])
  expect(await (await ask(url)).json()).toMatchObject({ state: 'failed', sha256: null })
  expect((await ask(url, { method: 'HEAD' })).status).toBe(410)
})

test('what cannot begin is refused before a byte, and says why', async () => {
  const { begin, ask } = await start({ WOORDELIJK_UPLOAD_MAX_GB: '0.001' })
  const refusal = async (answer: Response) => [answer.status, (await answer.json()).errors?.map(({ path }: { path: string }) => path)]
  expect(await refusal(await begin(0))).toEqual([400, ['Upload-Length']])
  expect(await refusal(await begin(5, { filename: '', role: 'keizer', sha256: 'zz', language: 'no such' }))).toEqual([
    400,
    ['filename', 'role', 'sha256', 'language'],
  ])
  expect((await begin(2_000_000)).status).toBe(413)
  expect((await begin(5, { filename: 'x', talk: 'bestaat-niet' })).status).toBe(404)
  expect(await (await ask('/api/v1/uploads')).json()).toEqual({ uploads: [] })
})

test('a disk without room is said before a byte is sent', async () => {
  const { begin } = await start({ WOORDELIJK_DISK_RESERVE_GB: '100000' })
  const answer = await begin(1000)
  expect([answer.status, (await answer.json()).detail]).toEqual([503, expect.stringContaining('te vol')])
})

test('an upload belongs to who began it', async () => {
  const { begin, patch, ask } = await start()
  const url = (await begin(4)).headers.get('location') ?? ''
  for (const token of ['other', 'talks:read']) {
    const expected = token === 'other' ? 404 : 403
    expect((await patch(url, 0, Buffer.from('abcd'), { token })).status).toBe(expected)
    for (const method of ['GET', 'HEAD', 'DELETE']) expect([method, (await ask(url, { method, token })).status]).toEqual([method, expected])
  }
  expect((await ask('/api/v1/uploads', { token: 'none' })).status).toBe(401)
  expect((await ask(url, { method: 'DELETE' })).status).toBe(204)
  expect((await ask(url)).status).toBe(404)
})

test('paths that are no upload lead nowhere', async () => {
  const { ask, patch } = await start()
  for (const id of ['..%2f..%2fsecret', '%2e%2e', 'secret', 'a'.repeat(300)]) {
    expect((await ask(`/api/v1/uploads/${id}`, { method: 'HEAD' })).status).toBe(404)
    expect((await patch(`/api/v1/uploads/${id}`, 0, Buffer.from('x'))).status).toBe(404)
  }
})

test('what did not become complete in a week is thrown away, and says so; what did stays', async () => {
  const { begin, patch, ask, restart, data } = await start()
  const [left, whole] = [await begin(10), await begin(4)].map((answer) => answer.headers.get('location') ?? '')
  await patch(left ?? '', 0, Buffer.from('half'))
  await patch(whole ?? '', 0, Buffer.from('heel'))
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => open.close())
  expect(await open.receiver.sweep(new Date(Date.now() + 6 * 86_400_000))).toBe(0)
  expect(await open.receiver.sweep(new Date(Date.now() + 8 * 86_400_000))).toBe(1)
  expect(readdirSync(join(data, 'uploads'))).toEqual([])
  await restart()
  expect(await (await ask(left ?? '')).json()).toMatchObject({ state: 'failed', problem: expect.stringContaining('week niet compleet') })
  expect(await (await ask(whole ?? '')).json()).toMatchObject({ state: 'stored' })
})

test.each(['hashed', 'moved', 'stored'] as const)('killed once a file is %s, the next start puts it where it belongs', async (reached) => {
  const { begin, patch, ask, restart, data } = await start()
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => open.close())
  await open.library.createTalk(draftOf({ id: 'een-opname', title: 'Een opname' }), actor)
  const content = Buffer.from('%PDF-1.4 een verslag')
  const sha256 = createHash('sha256').update(content).digest('hex')
  const url = (await begin(content.length, { filename: 'verslag.pdf', talk: 'een-opname', role: 'report' })).headers.get('location') ?? ''
  const id = url.split('/').at(-1) ?? ''
  // Its bytes without its end: the server is not told of it, as a kill leaves it.
  await patch(url, 0, content.subarray(0, 5))
  await appendFile(join(data, 'uploads', id), content.subarray(5))
  await open.uploads.hashed(id, sha256)
  if (reached !== 'hashed') await open.store.adopt(join(data, 'uploads', id), sha256)
  if (reached === 'stored') await open.uploads.store(id, { sha256, size: content.length, mime: 'application/pdf' })
  await restart()
  // Finished after the start, beside the first visitors.
  const attached = async () => (await open.library.talk('een-opname'))?.attachments.map(({ file }) => file)
  await expect.poll(attached, PATIENT).toEqual([{ name: 'verslag.pdf', sha256 }])
  expect(await (await ask(url)).json()).toMatchObject({ state: 'stored', sha256 })
  expect(readdirSync(join(data, 'uploads'))).toEqual([])
})

test('a file is shown to be the one that was begun before a byte is added', async () => {
  const { begin, patch, ask } = await start()
  const [content, other] = [randomBytes(5_000_000), randomBytes(5_000_000)]
  // The same at both ends, as two recordings of one camera can be.
  for (const at of [0, 3_500_000]) content.copy(other, at, at, at + 1_500_000)
  const url = (await begin(content.length)).headers.get('location') ?? ''
  await patch(url, 0, content.subarray(0, 4_900_000))
  const { received, ranges } = await (await ask(`${url}/proof`)).json()
  expect(received).toBe(4_900_000)
  const proofOf = (file: Buffer) =>
    ask(`${url}/proof`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        received,
        sha256: ranges.map(({ from, to }: { from: number; to: number }) =>
          createHash('sha256').update(file.subarray(from, to)).digest('hex'),
        ),
      }),
    })
  expect((await proofOf(content)).status).toBe(204)
  const refused = await proofOf(other)
  expect([refused.status, (await refused.json()).detail]).toEqual([409, expect.stringContaining('Er is niets aan toegevoegd')])
  for (const [method, path] of [
    ['GET', 'proof'],
    ['POST', 'proof'],
    ['PUT', 'sha256'],
  ])
    expect([path, (await ask(`${url}/${path}`, { method: method ?? '', token: 'other' })).status]).toEqual([path, 404])
})

test('a promised SHA-256 of the whole file is waited for and compared', async () => {
  const { begin, patch, ask, restart } = await start()
  const content = randomBytes(20_000)
  const tell = (url: string, sha256: string | null) =>
    ask(`${url}/sha256`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sha256 }) })
  const sha256 = createHash('sha256').update(content).digest('hex')
  const whole = async () => {
    const url = (await begin(content.length, { filename: 'lezing.mp4', sha256: 'later' })).headers.get('location') ?? ''
    await patch(url, 0, content)
    return url
  }
  const [right, spliced, unable] = [await whole(), await whole(), await whole()]
  await restart()
  expect(await (await ask(right)).json()).toMatchObject({ state: 'receiving', received: content.length })
  expect(await (await tell(right, sha256)).json()).toMatchObject({ state: 'stored', sha256 })
  expect(await (await tell(spliced, '0'.repeat(64))).json()).toMatchObject({
    state: 'failed',
    problem: expect.stringContaining('anders aan'),
  })
  expect(await (await tell(unable, null)).json()).toMatchObject({ state: 'stored', sha256 })
  // Told while bytes are still under way, it is compared after the last one.
  const early = (await begin(content.length, { filename: 'lezing.mp4', sha256: 'later' })).headers.get('location') ?? ''
  await tell(early, '0'.repeat(64))
  expect((await patch(early, 0, content)).status).toBe(422)
})

test('a file may bring its own draft, and an empty one brings none', async () => {
  const { begin, data } = await start()
  expect((await begin(9, { filename: 'a.mp4', title: 'Een lezing' })).status).toBe(403)
  expect((await begin(0, { filename: 'a.mp4', title: 'Een lezing' }, 'both')).status).toBe(400)
  const begun = await begin(9, { filename: 'a.mp4', title: 'Een lezing' }, 'both')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => open.close())
  expect((await open.library.deskPage({}, { page: 1, size: 100 })).entries.map(({ id, title, stage }) => ({ id, title, stage }))).toEqual([
    { id: begun.headers.get('x-woordelijk-talk'), title: 'Een lezing', stage: 'draft' },
  ])
})

test('one account has no more under way at once than its quota', async () => {
  const { begin, ask } = await start({ WOORDELIJK_UPLOAD_QUOTA_GB: '0.001' })
  const first = await begin(600_000)
  expect(first.status).toBe(201)
  const second = await begin(600_000)
  expect([second.status, (await second.json()).detail]).toEqual([413, expect.stringContaining('tegelijk onderweg')])
  // Somebody else's is their own; what is thrown away makes room.
  expect((await begin(600_000, { filename: 'a.mp4' }, 'other')).status).toBe(201)
  await ask(first.headers.get('location') ?? '', { method: 'DELETE' })
  expect((await begin(600_000)).status).toBe(201)
})

test('a file complete on disk when the server was killed is finished at the next start', async () => {
  const { begin, patch, ask, restart, data } = await start()
  const content = randomBytes(50_000)
  const url = (await begin(content.length)).headers.get('location') ?? ''
  await patch(url, 0, content.subarray(0, 20_000))
  // As a kill leaves it: the last bytes are on disk and nobody was told.
  await appendFile(join(data, 'uploads', url.split('/').at(-1) ?? ''), content.subarray(20_000))
  await restart()
  const sha256 = createHash('sha256').update(content).digest('hex')
  await expect.poll(async () => (await ask(url)).json(), PATIENT).toMatchObject({ state: 'stored', sha256 })
})

test('whatever a file is called, its name here is one that any disk can carry', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '/', '\\', '\n', '\0', '.', ' '), maxLength: 400 }), (text) => {
      const name = fileName(text)
      expect(name).toBe(name.toWellFormed())
      expect(name).not.toMatch(/[\\/\p{Cc}]/u)
      expect(Buffer.from(name).length).toBeLessThanOrEqual(255)
    }),
  )
})
