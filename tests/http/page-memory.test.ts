/** Pages kept in memory: the same as made anew, gone with a change, and never one that depends on who asks. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPageMemory } from '../../src/http/request/page-memory.ts'
import { makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'

const talk = (id: string, fields: object = {}) => ({
  kind: 'talk',
  id,
  title: `Titel ${id}`,
  transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
  ...fields,
})

test('a page is kept with an ETag until the library changes, and follows a change by another process at once', async () => {
  const made = await makeLibrary({
    'tekst.vtt': vtt([{ start: 0, end: 2, text: 'een woordzonderweerga valt hier' }]),
    'een.yaml': talk('een'),
    'intern.yaml': talk('intern', { visibility: 'internal' }),
  })
  await made.import()
  const server = await startTestServer({ WOORDELIJK_DATA: join(made.folder, 'data') })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers, redirect: 'manual' })
  try {
    for (const path of ['/', '/opnames/een', '/bijeenkomsten', '/sprekers', '/zoek?q=woordzonderweerga', '/insluiten/een']) {
      const [first, again] = [await get(path), await get(path)]
      const [body, kept] = [await first.text(), await again.text()]
      expect(kept).toBe(body)
      const etag = again.headers.get('etag') ?? ''
      expect(first.headers.get('etag'), path).toBe(etag)
      expect(etag, path).toMatch(/^"[\w-]{22}"$/)
      // All that guards a page guards the kept one, and each answer has its own number in the log.
      for (const name of ['content-security-policy', 'content-type', 'referrer-policy', 'x-frame-options', 'cache-control'])
        expect(again.headers.get(name), `${path} ${name}`).toBe(first.headers.get(name))
      expect(again.headers.get('cache-control')).toBe('no-cache')
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
      const unchanged = await get(path, { 'if-none-match': `"x", ${etag}` })
      expect([unchanged.status, await unchanged.text()], path).toEqual([304, ''])
      const plain = await get(path, { 'accept-encoding': 'identity' })
      expect(plain.headers.get('content-encoding')).toBe(null)
      expect(await plain.text()).toBe(body)
    }
    // The test's own library is another connection to the same file, as a command beside the server is.
    const before = await get('/opnames/een')
    await made.library.changeTalk('een', { kind: 'command', id: null, name: 'test' }, () => ({
      title: 'Een nieuwe titel',
      deed: { action: 'talk.change' },
    }))
    for (const path of ['/opnames/een', '/', '/zoek?q=woordzonderweerga'])
      expect(await (await get(path)).text(), path).toContain('Een nieuwe titel')
    expect((await get('/opnames/een', { 'if-none-match': before.headers.get('etag') ?? '' })).status).toBe(200)
    await made.library.changeTalk('een', { kind: 'command', id: null, name: 'test' }, () => ({
      withdrawn: '2026-01-01',
      withdrawnReason: 'op verzoek van de spreker',
      deed: { action: 'talk.withdraw' },
    }))
    expect((await get('/opnames/een')).status).toBe(410)
    expect(await (await get('/')).text()).not.toContain('Een nieuwe titel')
  } finally {
    await server.close()
  }
})

test('what depends on who asks is not kept', async () => {
  const made = await makeLibrary({ 'intern.yaml': { kind: 'talk', id: 'intern', title: 'Intern', visibility: 'internal' } })
  await made.import()
  const { secret } = await made.keys.addToken('test', ['talks:read'], '2999-01-01T00:00:00.000Z', {
    kind: 'command',
    id: null,
    name: 'test',
  })
  const server = await startTestServer({ WOORDELIJK_DATA: join(made.folder, 'data') })
  try {
    const seen = await fetch(`${server.address}/opnames/intern`, { headers: { authorization: `Bearer ${secret}` } })
    expect([seen.status, seen.headers.get('etag'), seen.headers.get('cache-control')]).toEqual([200, null, 'private, no-store'])
    const other = await fetch(`${server.address}/opnames/intern`)
    expect([other.status, other.headers.get('etag')]).toEqual([403, null])
  } finally {
    await server.close()
  }
})

describe('the memory', () => {
  const page = (size: number, version = '1') => ({ version, body: new Uint8Array(size), etag: '"x"', headers: {} })
  test('forgets the page used longest ago, and never holds more than it may', () => {
    const memory = createPageMemory(100_000)
    for (let i = 0; i < 50; i++) {
      memory.put(`/${i}`, page(8000))
      memory.get('/0', '1')
      expect(memory.size()).toBeLessThanOrEqual(100_000)
    }
    expect([memory.get('/0', '1') !== null, memory.get('/1', '1'), memory.get('/49', '1') !== null]).toEqual([true, null, true])
  })
  test('keeps no page that is larger than its share, and none of another version', () => {
    const memory = createPageMemory(100_000)
    memory.put('/large', page(20_000))
    memory.put('/old', page(100))
    expect([memory.get('/large', '1'), memory.get('/old', '2'), memory.size()]).toEqual([null, null, 0])
  })
})
