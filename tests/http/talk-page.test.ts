/** The talk page and its files over HTTP: what a browser may keep, parts of a transcript, and what a second language changes. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'

const lines = (texts: readonly string[]) => vtt(texts.map((text, i) => ({ start: i * 10, end: i * 10 + 9, text })))

async function bilingual() {
  const library = await makeLibrary({
    'nl.vtt': lines(['Eén <b>&amp; twee</b>', 'drie', 'vier']),
    'en.vtt': lines(['One', 'three', 'four']),
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      title: 'De lezing',
      chapters: [{ at: '0:10', title: 'Verder & door' }],
      transcripts: [
        { file: 'nl.vtt', language: 'nl', made: 'human' },
        { file: 'en.vtt', language: 'en', made: 'human' },
      ],
    },
  })
  await library.import()
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  onTestFinished(() => server.close())
  return {
    get: (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers }),
    text: async (path: string) => (await fetch(server.address + path)).text(),
  }
}

test('a page that has not changed is not sent again', async () => {
  const { get } = await bilingual()
  const first = await get('/opnames/lezing')
  const tag = first.headers.get('etag') ?? ''
  expect(tag).toMatch(/^"[\w-]{22}"$/)
  const again = await get('/opnames/lezing', { 'If-None-Match': tag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect((await get('/opnames/lezing?lang=en', { 'If-None-Match': tag })).status).toBe(200)
  expect((await get('/opnames/lezing', { 'If-None-Match': `"anders", W/${tag}` })).status).toBe(304)
})

test('a numbered revision may be kept by the browser for ever, the newest must be asked after', async () => {
  const { get } = await bilingual()
  const cached = async (path: string) => (await get(path)).headers.get('cache-control')
  expect(await cached('/opnames/lezing/transcript.json?lang=nl&rev=1')).toBe('private, max-age=31536000, immutable')
  expect(await cached('/opnames/lezing/transcript.json')).toBe('no-cache')
  expect((await get('/opnames/lezing/transcript.vtt')).headers.get('access-control-allow-origin')).toBe('*')
})

test('`?t=` gives the cues that begin in that span', async () => {
  const { get } = await bilingual()
  const cues = async (query: string) =>
    ((await (await get(`/opnames/lezing/transcript.json?${query}`)).json()) as { cues: { text: string }[] }).cues.map(({ text }) => text)
  expect(await cues('t=10,20')).toEqual(['drie'])
  expect(await cues('t=10&lang=en')).toEqual(['three', 'four'])
  expect(await cues('t=500,600')).toEqual([])
})

test('links of the page carry its language; an unknown language or revision shows what there is', async () => {
  const { text } = await bilingual()
  const english = await text('/opnames/lezing?lang=en')
  expect(english).toContain('href="?t=10&amp;lang=en"')
  expect(english).toContain('<div class="transcript-text" lang="en">')
  expect(english).toContain('value="en"')
  const dutch = await text('/opnames/lezing?lang=xx&rev=99')
  expect(dutch).toContain('href="?t=10"')
  expect(dutch).toContain('<span class="cue">Eén &amp; twee</span>')
  expect(dutch).toMatch(/href="\?lang=en"[^>]*>English</)
  expect(await text('/opnames/lezing?naast=en')).toContain('<p class="beside" lang="en">One</p>')
  expect(await text('/opnames/lezing/transcript.txt?lang=en')).toContain('/opnames/lezing?lang=en')
})

test('the arrived cue is marked, also in the last paragraph, and only it', async () => {
  const { text } = await bilingual()
  for (const [time, line] of [
    [0, 'Eén &amp; twee'],
    [12, 'drie'],
    [28, 'vier'],
  ] as const) {
    const html = await text(`/opnames/lezing?t=${time}`)
    expect(html).toContain(`<span class="cue arrived" id="aangekomen">${line}</span>`)
    expect(html.match(/arrived/g)).toHaveLength(1)
  }
})
