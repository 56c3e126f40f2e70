/** Quotes through the API and the form: made, found again after corrections, refused with the reason, cited. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import type { citedOf } from '../../src/transcript/quote/cited.ts'
import { makeQuote } from '../../src/transcript/quote/quote.ts'
import { cutOut, moveCues } from '../../src/transcript/revise/offset-map.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { copyOfCollection, makeFolder, makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'

interface Answer {
  readonly id: string
  readonly url: string
  readonly exact: string
  readonly start: number
  readonly end: number
  readonly revision: number
  readonly speaker: string | null
  readonly block: string
  readonly citations: ReturnType<typeof citedOf>['citations']
  readonly now: { status: string; start: number | null; end: number | null; text: string | null; revision: number }
  readonly detail: string
  readonly errors?: { path: string }[]
}

const TALK = 'academie-2-martens'

async function start(data?: string): Promise<RunningServer> {
  const server = await startTestServer(data === undefined ? {} : { WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  return server
}

async function post(
  server: RunningServer,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${server.address}/api/v1/quotes`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

test('from a time and from words: one id, with everything to cite it', async () => {
  const server = await start()
  const { status, answer } = await post(server, { talk: TALK, start: 61_000, end: 75_000 })
  expect(status).toBe(201)
  expect(answer.url).toBe(`${server.address}/citaten/${answer.id}`)
  const { exact, citations } = answer
  expect((await post(server, { talk: TALK, exact: exact.toUpperCase() })).answer.id).toBe(answer.id)
  expect((await post(server, { talk: TALK, start: answer.start, end: answer.end })).answer.id).toBe(answer.id)
  expect(Object.keys(citations)).toEqual(expect.arrayContaining(['apa', 'mla', 'chicago', 'vancouver', 'bibtex', 'ris', 'csl']))
  expect(citations.apa).toMatch(/^Martens, D\. \(2024, 15 april\)\. /)
  for (const style of ['apa', 'mla', 'chicago', 'vancouver', 'legal', 'plain', 'bibtex', 'biblatex', 'ris'] as const)
    expect(citations[style], `${style} says it is a demonstration`).toMatch(/computer/i)
  // A computer’s words are pasted under no person’s name.
  expect(answer.block).toContain(`“${exact}” — Computerstem`)
  const read = (await (await fetch(`${server.address}/api/v1/quotes/${answer.id}`)).json()) as Answer
  expect(read).toMatchObject({
    id: answer.id,
    exact,
    now: { status: 'same', start: answer.start, end: answer.end, text: exact, revision: 1 },
  })
  expect(await (await fetch(answer.url)).text()).toContain(exact.slice(0, 40))
})

test('after two corrections and a cut the same link gives the words as quoted and where they stand now', async () => {
  const data = await copyOfCollection()
  const first = await start(data)
  const { answer: quote } = await post(first, { talk: TALK, start: 61_000, end: 75_000 })
  await first.close()

  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const before = await open.library.transcript(TALK)
  if (!before) throw new Error('the collection has this transcript')
  const later = before.cues.map((cue) => ({ ...cue, start: cue.start + 7000, end: cue.end + 7000, words: null }))
  await open.library.addRevision(TALK, 'nl', { base: 1, cues: later, author: 'Anna', note: 'tijden verschoven', origin: 'edit' })
  const corrected = later.map((cue) => ({ ...cue, text: cue.text.replace('bepaalde wijken', 'sommige wijken') }))
  expect(corrected).not.toEqual(later)
  await open.library.addRevision(TALK, 'nl', { base: 2, cues: corrected, author: 'Anna', note: null, origin: 'edit' })
  await expect(
    open.library.addRevision(TALK, 'nl', { base: 2, cues: later, author: 'Bart', note: null, origin: 'edit' }),
  ).rejects.toMatchObject({
    code: 'conflict',
  })
  await open.close()

  const second = await start(data)
  const read = (await (await fetch(`${second.address}/api/v1/quotes/${quote.id}`)).json()) as Answer
  expect(read).toMatchObject({ exact: quote.exact, start: quote.start, revision: 1 })
  expect(read.now).toMatchObject({ status: 'changed', revision: 3, text: quote.exact.replace('bepaalde wijken', 'sommige wijken') })
  expect(Math.abs((read.now.start ?? 0) - quote.start - 7000)).toBeLessThan(1000)
  const page = await (await fetch(`${second.address}/citaten/${quote.id}`)).text()
  expect(page).toContain('<del>bepaalde</del>')
  expect(page).toContain('<ins>sommige</ins>')
  const history = await (await fetch(`${second.address}/opnames/${TALK}/geschiedenis?van=2&tot=3`)).text()
  expect(history).toContain('<ins>sommige</ins>')
  expect(history).toContain('tijden verschoven')
  expect(await (await fetch(`${second.address}/opnames/${TALK}?rev=1`)).text()).toContain('Er is een nieuwere: revisie 3')
})

test.each<[string, unknown, number, string]>([
  ['an unknown talk', { talk: 'bestaat-niet', start: 0, end: 1000 }, 404, 'staat niet in de bibliotheek'],
  ['words nobody said', { talk: TALK, exact: 'dit heeft hier niemand gezegd' }, 400, 'staan niet zo in het transcript'],
  ['words said more than once', { talk: TALK, exact: 'de' }, 400, 'meer dan eens'],
  ['an end before its start', { talk: TALK, start: 5000, end: 1000 }, 400, 'na het begin'],
  ['a time after the talk', { talk: TALK, start: 9_000_000, end: 9_100_000 }, 400, 'wordt niets gezegd'],
  ['all of a short talk', { talk: TALK, start: 0, end: 600_000 }, 201, ''],
  ['an unknown field', { talk: TALK, start: 0, end: 1000, admin: true }, 400, 'klopt niet'],
  ['a negative time', { talk: TALK, start: -1, end: 1000 }, 400, 'klopt niet'],
  ['half a span', { talk: TALK, start: 1 }, 400, 'klopt niet'],
  ['no JSON', '{', 400, ''],
  ['a revision that is not there', { talk: TALK, start: 0, end: 9000, revision: 9 }, 404, 'geen transcript'],
])('%s', async (_, body, status, detail) => {
  const server = await start()
  const answered = await post(server, body)
  expect(answered.status).toBe(status)
  if (status >= 400) expect(answered.answer.detail).toContain(detail)
})

test('only JSON, and not without end', async () => {
  const server = await start()
  expect((await post(server, 'talk=x', { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(400)
  const answers = await Promise.all(Array.from({ length: 70 }, () => post(server, { talk: TALK, exact: 'bestaat hier niet' })))
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(5)
  expect(answers.find(({ status }) => status === 429)?.answer.detail).toContain('Wacht een minuut')
})

test('without scripts: the form beside a paragraph gives a page; from another site it gives nothing', async () => {
  const server = await start()
  const form = new URLSearchParams({ opname: TALK, van: '61', tot: '75', taal: 'nl', revisie: '1' })
  const send = (headers: Record<string, string>) =>
    fetch(`${server.address}/citaten`, { method: 'POST', body: form, redirect: 'manual', headers: { Origin: server.address, ...headers } })
  const made = await send({})
  expect(made.status).toBe(303)
  expect(made.headers.get('location')).toMatch(/^\/citaten\/[a-z0-9]{12}$/)
  expect((await send({ Origin: 'https://elders.example', 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  form.set('tot', '12')
  expect((await send({})).status).toBe(400)
})

test('citations of a talk and of a moment as files', async () => {
  const server = await start()
  const get = async (path: string) => (await fetch(server.address + path)).text()
  expect(await get(`/opnames/${TALK}/citation.bib`)).toMatch(/^@misc\{/)
  expect(await get(`/opnames/${TALK}/citation.ris?t=61,75`)).toMatch(/^TY {2}- VIDEO\r\n/)
  expect(await get(`/opnames/${TALK}/citation.ris?t=61,75`)).toContain('?t=61,75')
  expect(JSON.parse(await get(`/opnames/${TALK}/citation.json`))).toHaveLength(1)
  expect(await get(`/opnames/${TALK}/citation.txt`)).toContain('APA')
  expect((await fetch(`${server.address}/opnames/${TALK}/citation.exe`)).status).toBe(404)
  expect(JSON.parse(await get(`/opnames/${TALK}/transcript.json?form=podcast`))).toMatchObject({
    version: '1.0.0',
    segments: expect.any(Array),
  })
  expect(await get(`/opnames/${TALK}/transcript.ttml`)).toContain('<tt:tt')
})

test('only the page for iframes may stand in one', async () => {
  const server = await start()
  const embed = await fetch(`${server.address}/insluiten/${TALK}?t=61,75`)
  expect(embed.headers.get('x-frame-options')).toBeNull()
  expect(embed.headers.get('content-security-policy')).toContain('frame-ancestors *')
  const talk = await fetch(`${server.address}/opnames/${TALK}`)
  expect(talk.headers.get('x-frame-options')).toBe('DENY')
  expect(talk.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

test('the same words said twice, surroundings and all, are two quotes', async () => {
  const library = await makeLibrary({
    'lied.yaml': { kind: 'talk', id: 'lied', title: 'Refrein', transcripts: [{ file: 'lied.vtt', language: 'nl', made: 'human' }] },
    'lied.vtt': vtt(Array.from({ length: 9 }, (_, i) => ({ start: i * 5, end: i * 5 + 4, text: 'wij gaan samen door de straat' }))),
  })
  await library.import()
  const transcript = await library.library.transcript('lied')
  if (!transcript) throw new Error('imported')
  const take = async (start: number) => {
    const quoted = makeQuote(transcript.cues, { start, end: start + 4000 })
    if (typeof quoted === 'string') throw new Error(quoted)
    return library.library.saveQuote('lied', transcript, quoted)
  }
  const [second, third, again] = [await take(10_000), await take(15_000), await take(10_000)]
  expect(third.id).not.toBe(second.id)
  expect([second.start, third.start]).toEqual([10_000, 15_000])
  expect(again).toEqual(second)
})

test('export and import elsewhere: the same quotes under the same links, and revisions that were cut', async () => {
  const data = await copyOfCollection()
  const server = await start(data)
  const { answer } = await post(server, { talk: TALK, start: 61_000, end: 75_000 })
  await server.close()
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => open.close())
  const before = await open.library.transcript(TALK)
  const map = cutOut([{ from: 0, to: 20_000 }])
  const { cues } = moveCues(before?.cues ?? [], map)
  await open.library.addRevision(TALK, 'nl', { base: 1, cues, author: null, note: null, origin: 'recut', moved: map })
  const folder = await makeFolder()
  await exportLibrary(folder, open)
  const other = await makeLibrary()
  const rows = await other.import([join(folder, 'media-manifests')])
  expect(rows.filter(({ status }) => status === 'failed')).toEqual([])
  const [there, here] = [await other.library.record(TALK), await open.library.record(TALK)]
  expect(there?.quotes).toEqual(here?.quotes)
  expect(there?.quotes.map(({ id }) => id)).toEqual([answer.id])
  expect(there?.transcripts).toEqual(here?.transcripts)
  expect(there?.transcripts[0]?.revisions[1]?.moved).toEqual(map)

  const elsewhere = await start(join(other.folder, 'data'))
  const read = (await (await fetch(`${elsewhere.address}/api/v1/quotes/${answer.id}`)).json()) as Answer
  expect(read).toMatchObject({ exact: answer.exact, start: answer.start, now: { status: 'moved', text: answer.exact } })
  expect(Math.abs((read.now.start ?? 0) - (answer.start - 20_000))).toBeLessThan(50)
})
