/** Pages as a browser without scripts gets them, and the API, through a real server on the repository's collection. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const get = (path: string, accept = 'text/html') => fetch(server.address + path, { headers: { accept }, redirect: 'manual' })
const page = async (path: string) => (await get(path)).text()
const json = async (path: string) => (await get(path, 'application/json')).json() as Promise<Record<string, unknown>>

describe('every page', () => {
  const paths = [
    '/',
    '/bijeenkomsten',
    '/bijeenkomsten/academie-2',
    '/opnames/academie-2-martens',
    '/sprekers',
    '/sprekers/dennis-martens',
    '/themas',
    '/themas/armoede',
    '/zoek',
    '/zoek?q=armoede',
    '/zoek?q=xyzzy',
    '/toegankelijkheid',
    '/api/docs',
    '/bestaat-niet',
  ]
  test.each(paths)('%s is whole, Dutch and guarded', async (path) => {
    const response = await get(path)
    const html = await response.text()
    expect(html).toMatch(/^<!doctype html><html lang="nl">/)
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html).toMatch(/<title>[^<]+ – Woordelijk<\/title>|<title>Woordelijk<\/title>/)
    expect(html).not.toMatch(/undefined|\[object|NaN/)
    expect(html).not.toMatch(/<script(?! type="application\/ld\+json")(?![^>]*\bsrc=)|\sstyle="|\son\w+="/)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('the talk page', () => {
  test('has its chapters and transcript as real links, and its label', async () => {
    const html = await page('/opnames/academie-2-martens')
    expect(html.match(/<a href="\?t=[\d.]+" data-time="\d+">/g)?.length).toBeGreaterThan(3)
    expect(html.match(/<a class="time" href="\?t=/g)?.length).toBeGreaterThan(4)
    expect(html).toContain('Demonstratieopname: computerstem, niet de woorden van de spreker')
    expect(html).toMatch(/<noscript><video controls="" preload="metadata"/)
  })
  test.each(['?t=41', '?t=41s', '?t=0:41', '?t=npt:41', '?start=41', '?t=0m41s', '?t=41,60'])(
    '%s lands on the cue spoken then',
    async (query) => {
      const html = await page(`/opnames/academie-2-martens${query}`)
      expect(html).toContain(
        '<span class="cue arrived" id="aangekomen">De getallen zelf staan niet in die terugblik; daarom hoort u ze hier ook niet.</span>',
      )
      expect(html).toMatch(/src="\/media\/[0-9a-f]{64}\/academie-2-martens\.mp4#t=41/)
    },
  )
  test('a time past the end is the end; an unreadable one is none', async () => {
    expect(await page('/opnames/academie-2-martens?t=99999')).toMatch(/cue arrived/)
    expect(await page('/opnames/academie-2-martens?t=straks')).not.toMatch(/cue arrived/)
  })
  test('the poster frame of that moment is in the page', async () => {
    expect(await page('/opnames/academie-2-martens?t=41')).toMatch(/<svg class="frame" viewBox="\d+ \d+ 160 90"/)
  })
})

describe('the event page', () => {
  test('shows the programme with recorded and unrecorded slots', async () => {
    const html = await page('/bijeenkomsten/academie-2')
    for (const part of ['Ochtendprogramma', 'Middagprogramma', 'Interactieve sessies']) expect(html).toContain(part)
    expect(html).toContain('Lunch')
    expect(html).toContain('11.15–12.00')
    expect(html.match(/class="talk-entry"/g)?.length).toBeGreaterThanOrEqual(8)
    expect(html).toContain('Speel de dag af')
  })
})

describe('files of a talk', () => {
  test.each([
    ['transcript.vtt', 'text/vtt; charset=utf-8', /^WEBVTT\n\nNOTE\n[\s\S]*Demonstratieopname/],
    ['transcript.srt', 'application/x-subrip; charset=utf-8', /^1\r\n00:00:0/],
    ['transcript.txt', 'text/plain; charset=utf-8', /Demonstratieopname[\s\S]*\[0:00\] Computerstem: /],
    ['transcript.json', 'application/json; charset=utf-8', /^\{"revision":1,"language":"nl"/],
    ['chapters.vtt', 'text/vtt; charset=utf-8', /^WEBVTT\n\n00:00:00\.000 --> /],
    ['chapters.json', 'application/json+chapters', /^\{"version":"1\.2\.0","chapters":\[\{"startTime":0/],
    ['storyboard.vtt', 'text/vtt; charset=utf-8', /#xywh=160,0,160,90/],
  ])('%s', async (file, type, content) => {
    const response = await get(`/opnames/academie-2-martens/${file}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.text()).toMatch(content)
  })
  test.each(['transcript.exe', 'transcript.vtt?rev=99', 'transcript.vtt?lang=fr'])('%s is not there', async (file) => {
    expect((await get(`/opnames/academie-2-martens/${file}`)).status).toBe(404)
  })
})

describe('the API', () => {
  test('lists the catalogue page by page, every entry once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer = (await json(`/api/v1/talks?limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`)) as {
        talks: { id: string; title: string; url: string }[]
        next: string | null
      }
      seen.push(...answer.talks.map((talk) => talk.id))
      cursor = answer.next
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(11)
  })
  test.each(['events', 'people', 'themes'])('%s', async (list) => {
    const answer = (await json(`/api/v1/${list}`)) as Record<string, { id: string; url: string }[]>
    expect(answer[list]?.length).toBeGreaterThan(2)
    for (const entry of answer[list] ?? []) expect((await get(entry.url)).status).toBe(200)
  })
  test('a transcript has cues with words', async () => {
    const { revision, cues } = (await json('/api/v1/talks/academie-2-martens/transcript')) as {
      revision: number
      cues: { words: unknown[] }[]
    }
    expect(revision).toBe(1)
    expect(cues[0]?.words.length).toBeGreaterThan(2)
  })
  test('describes itself', async () => {
    const document = (await json('/api/v1/openapi.json')) as { openapi: string; paths: object }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/search', '/talks', '/talks/{id}', '/talks/{id}/transcript', '/events', '/people', '/themes']),
    )
  })
  test.each(['/api/v1/search?q=a&limit=0', '/api/v1/search?q=a&limit=1000', '/api/v1/talks?limit=x'])(
    '%s is refused with the field named',
    async (path) => {
      const response = await get(path, 'application/json')
      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(await response.json()).toMatchObject({ status: 400, errors: [{ path: 'limit' }] })
    },
  )
})

describe('what is not there', () => {
  test.each(['/opnames/bestaat-niet', '/bijeenkomsten/x', '/sprekers/x', '/themas/x', '/opnames/%00', `/opnames/${'a'.repeat(3000)}`])(
    '%s is a page in Dutch',
    async (path) => {
      const response = await get(path)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('Naar de voorpagina')
    },
  )
  test('programs get a problem document', async () => {
    const response = await get('/api/v1/talks/bestaat-niet', 'application/json')
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(await response.json()).toMatchObject({ type: 'about:blank', status: 404, title: 'Niet gevonden' })
  })
})

test('it says that it lives and works', async () => {
  expect(await json('/healthz')).toEqual({ status: 'ok' })
  expect(await json('/readyz')).toEqual({ status: 'ok' })
})
