/** The interface in English: how it is chosen and remembered, and that no page then holds a Dutch sentence of ours. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { preferredLanguage } from '../../src/http/request/language.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { DICTIONARIES } from '../../web/words/dictionaries.ts'
import { startTestServer, vtt, writeFiles } from '../setup/make-library.ts'
import { PASSWORD, signedIn, visitor } from '../setup/people.ts'

/** Content in no language at all: whatever is Dutch or English on these pages is the interface. */
const LIBRARY = {
  'q.vtt': vtt([
    { start: 0, end: 4, text: 'Zorbla quimen vardo luntra.' },
    { start: 4, end: 9, text: 'Perquil nadorem zorbla tinvex.' },
  ]),
  'event.yaml': {
    kind: 'event',
    id: 'quorve',
    title: 'Quorve Zalten',
    date: '2024-04-15',
    place: 'Mivo',
    organisers: ['Tarnix'],
    summary: 'Ulmo sartin.',
    programme: [
      { time: '10:15-10:45', title: 'Vexo', kind: 'lecture', talk: 'zorbla' },
      { time: '10:45-11:00', title: 'Brunto', kind: 'lecture', speakers: [{ id: 'ilmo-drak', name: 'Ilmo Drak' }] },
    ],
    links: [{ title: 'Xandro', url: 'https://example.org/' }, { title: 'Yprel' }],
  },
  'zorbla.yaml': {
    kind: 'talk',
    id: 'zorbla',
    event: 'quorve',
    title: 'Zorbla Vardo',
    speakers: [{ id: 'quim-tarn', name: 'Quim Tarn', role: 'mavo', organisation: 'Tarnix' }],
    recorded: '2024-04-15T10:15+02:00',
    abstract: 'Luntra vardo.',
    themes: ['Zalmor'],
    transcripts: [
      { file: 'q.vtt', language: 'nl', made: 'asr' },
      { file: 'q.vtt', language: 'en', made: 'human', reviewed: true },
    ],
    chapters: [
      { at: '0:00', title: 'Prolo' },
      { at: '0:04', title: 'Secundo' },
    ],
    attachments: [{ kind: 'report', title: 'Ravio', url: 'https://example.org/r' }],
    rights: 'CC0',
    demonstration: true,
  },
  'los.yaml': { kind: 'talk', id: 'los', title: 'Nuvola Prima', recorded: '2023-02-01' },
  'weg.yaml': { kind: 'talk', id: 'weg', title: 'Nuvola Tertia', withdrawn: '2026-05-03' },
  'intern.yaml': { kind: 'talk', id: 'intern', title: 'Nuvola Quarta', visibility: 'internal' },
}

let server: RunningServer
let quote: string
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'woordelijk-english-'))
  await writeFiles(join(folder, 'manifests'), LIBRARY)
  const library = await openLibrary(readConfig({ WOORDELIJK_DATA: join(folder, 'data') }))
  await importManifests([join(folder, 'manifests')], { ...library, filesFrom: [] })
  const command = { kind: 'command' as const, id: null, name: 'test' }
  await library.accounts.add({ email: 'a@example.nl', name: 'Ilmo Vant', role: 'admin', password: PASSWORD }, command)
  await library.close()
  server = await startTestServer({ WOORDELIJK_DATA: join(folder, 'data'), WOORDELIJK_CONTACT: 'bib@example.org' })
  const made = await visitor(server).send('/citaten', { opname: 'zorbla', t: '0,4' })
  quote = made.headers.get('location') ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.address + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' })
const english = (path: string) => ask(path, { 'accept-language': 'en' })

/** Runs of letters in a dictionary's sentences; what a function fills in divides its sentence in two. */
function sentencesOf(words: object): string[] {
  const value = ['¤']
  return Object.values(words).flatMap((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null) return sentencesOf(entry)
    const text = typeof entry === 'function' ? String(entry(value, value, value, value)) : String(entry)
    return text.split('¤').map((part) => part.replace(/^[^\p{L}]+|[^\p{L}.…?!]+$/gu, ''))
  })
}

const inEnglish = ` ${sentencesOf(DICTIONARIES.en).join(' ¤ ')} `
const dutch = [...new Set(sentencesOf(DICTIONARIES.nl))].filter((text) => /\p{L}{4}/u.test(text) && !holds(inEnglish, text))

function holds(text: string, part: string): boolean {
  const at = text.indexOf(part)
  if (at < 0) return false
  const isLetter = (character = '') => /[\p{L}/]/u.test(character)
  if (!isLetter(text[at - 1]) && !isLetter(text[at + part.length])) return true
  return holds(text.slice(at + 1), part)
}

/** What a person reads or hears of a page in its language: its text, and the attributes that are shown or spoken. */
function readable(html: string): string {
  const page = html
    .replace(/<script[\s\S]*?<\/script>|<link[^>]*>|<meta (?!name="description")[^>]*>/g, ' ')
    // Marked as Dutch on an English page: the link to the Dutch one, Dutch transcripts and citations.
    .replace(/<(?!html)(\w+)[^>]*\slang="nl"[^>]*>[\s\S]*?<\/\1>/g, ' ')
  // Addresses and data for scripts are not read.
  const spoken = /\s(?:aria-label|aria-description|title|placeholder|alt|content|label|data-[a-z-]+)="(?!https?:|[/{[])([^"]*)"/g
  const attributes = [...page.matchAll(spoken)]
  return [page.replace(/<[^>]*>/g, ' ¤ '), ...attributes.map(([, text]) => text)].join(' ¤ ').replaceAll('&#39;', "'")
}

function leftovers(html: string): string[] {
  const page = readable(html)
  return dutch.filter((text) => holds(page, text))
}

/** Forms of which every checked field is wrong. */
const wrongFields: [string, Record<string, string>][] = [
  [
    '/beheer/bijeenkomsten/quorve',
    { titel: '', begin: 'vroeger', einde: '2023', links: 'Yprel | qwv', onderdeel: '', van: '25:00', tot: 'laat', opname: 'XX' },
  ],
  ['/beheer/themas/zalmor', { name: '', broader: 'Qwv', matches: 'qwv' }],
  ['/beheer/personen/quim-tarn', { name: '', links: 'qwv', orcid: '1', isni: '2', wikidata: '3' }],
  ['/beheer/opnames/zorbla', { title: '', recorded: 'vroeger', language: '??', 'spreker-rol': 'mavo', chapters: 'Prolo', visibility: 'x' }],
]

test('the Dutch pages hold Dutch sentences, so that their absence says something', async () => {
  expect(dutch.length).toBeGreaterThan(500)
  expect(leftovers(await (await ask('/')).text())).toEqual(expect.arrayContaining(['Sprekers', 'Naar de inhoud']))
})

describe('an English page holds no Dutch sentence of the interface', () => {
  const pages: [string, number][] = [
    ['/', 200],
    ['/bijeenkomsten', 200],
    ['/bijeenkomsten?naam=xyzzy', 200],
    ['/bijeenkomsten/quorve', 200],
    ['/opnames', 200],
    ['/opnames/zorbla', 200],
    ['/opnames/zorbla?t=2,5', 200],
    ['/opnames/zorbla?lang=en&naast=nl&q=zorbla&dag', 200],
    ['/opnames/los', 200],
    ['/opnames/zorbla/geschiedenis', 200],
    ['/sprekers', 200],
    ['/sprekers/quim-tarn', 200],
    ['/themas', 200],
    ['/themas/zalmor', 200],
    ['/zoek', 200],
    ['/zoek?q=zorbla', 200],
    ['/zoek?q=zorblo', 200],
    ['/zoek?q="zorbla quimen vardo luntra perquil nadorem"', 200],
    ['/zoek?q=zorbla&speaker=quim-tarn', 200],
    ['/zoek?q=xyzzy', 200],
    ['/mijn-citaten', 200],
    ['/insluiten/zorbla', 200],
    ['/toegankelijkheid', 200],
    ['/api/docs', 200],
    ['/beheer/aanmelden', 200],
    ['/bestaat-niet', 404],
    ['/opnames/geen', 404],
    ['/bijeenkomsten/geen', 404],
    ['/sprekers/geen', 404],
    ['/themas/geen', 404],
    ['/citaten/geen', 404],
    ['/opnames/geen/transcript.vtt', 404],
    ['/opnames/weg', 410],
    ['/opnames/intern', 403],
  ]
  test.each(pages)('%s', async (path, status) => {
    const answer = await english(path)
    expect(answer.status).toBe(status)
    const html = await answer.text()
    expect(html).toMatch(/^<!doctype html><html lang="en">/)
    expect(leftovers(html)).toEqual([])
  })
  test('a quote', async () => {
    const html = await (await english(quote)).text()
    expect(html).toContain('Quote by Quim Tarn')
    expect(leftovers(html)).toEqual([])
  })
  test('the archivists’ pages, their notices and refusals', async () => {
    const archivist = await signedIn(server, 'a@example.nl')
    const headers = { accept: 'text/html', 'accept-language': 'en' }
    const draft = await archivist.send('/beheer/nieuw', { title: '' }, headers)
    expect(await draft.text()).toContain('<html lang="en">')
    const paths = [
      '',
      '/nieuw',
      '/opnames/zorbla',
      '/opnames/los',
      '/opnames/zorbla/transcript?lang=nl',
      '/account',
      '/accounts',
      '/tokens',
      '/importeren',
      '/bijeenkomsten',
      '/bijeenkomsten?naam=xyzzy',
      '/bijeenkomsten/nieuw',
      '/bijeenkomsten/quorve',
      '/personen',
      '/verwerking',
      '/verwerking?toon=failed',
      '/personen?naam=xyzzy',
      '/personen/quim-tarn?ander=ilmo',
      '/personen/quim-tarn/samenvoegen?met=ilmo-drak',
      '/themas',
      '/themas?naam=xyzzy',
      '/thesaurus',
      '/themas/zalmor?ander=xyzzy',
    ]
    const pages = [...paths, '/logboek', '?gedaan=bewaard', '?gedaan=prullenbak', '/opnames/weg', '/opnames/geen'].map(
      (path) => `/beheer${path}`,
    )
    for (const path of pages) expect.soft(leftovers(await (await archivist.ask(path, { headers })).text()), path).toEqual([])
    const binned = await archivist.send('/beheer/opnames/los/transcript-weggooien', { taal: 'xx' }, headers)
    expect(binned.status).toBe(404)
    const thrown = await archivist.send('/beheer/opnames/zorbla/bijlage-weghalen', { plaats: '0', titel: 'Ravio' })
    const entry = /terug=(\w+)/.exec(thrown.headers.get('location') ?? '')?.[1]
    expect.soft(leftovers(await (await archivist.ask('/beheer/prullenbak', { headers })).text()), 'the bin').toEqual([])
    const batch = async (fields: Record<string, string>) => {
      const chosen = await archivist.send('/beheer/samen', { doe: fields.doe ?? '', opname: ['los'] }, headers)
      const path = (chosen.headers.get('location') ?? '').split('?')[0] ?? ''
      const form = await archivist.ask(`${path}?doe=${fields.doe}`, { headers })
      expect.soft(leftovers(await form.text()), `the form of ${fields.doe}`).toEqual([])
      await archivist.send(path, fields, headers)
      expect.soft(leftovers(await (await archivist.ask(path, { headers })).text()), `the preview of ${fields.doe}`).toEqual([])
      return path
    }
    await batch({ doe: 'gegevens', rights: 'CC0', language: 'en', visibility: 'internal', event: '-' })
    const started = await batch({ doe: 'intrekken', reason: 'Quorve zalten mivo.' })
    await archivist.send(`${started}/uitvoeren`, {}, headers)
    const requests = [
      '/beheer/verzoeken',
      '/beheer/verzoeken?persoon=quim-tarn',
      '/beheer/verzoeken/naam?persoon=quim-tarn',
      '/beheer/opslag',
    ]
    for (const path of [started, '/beheer/samen', '/beheer/logboek', ...requests])
      expect.soft(leftovers(await (await archivist.ask(path, { headers })).text()), path).toEqual([])
    const forms: [string, Record<string, string>][] = [
      ['/beheer/samen', { doe: 'gegevens' }],
      [started, { doe: 'gegevens' }],
      [`/beheer/prullenbak/${entry}/wissen`, { reden: 'kort' }],
      ['/beheer/personen/quim-tarn', { versie: 'oud', name: 'Quim Tarn' }],
      ['/beheer/bijeenkomsten/quorve', { versie: 'oud', titel: 'Quorve Zalten' }],
      ['/beheer/accounts', { email: 'nergens', password: PASSWORD, role: 'archivist' }],
      ['/beheer/accounts', { email: 'b@example.nl', password: 'kort', role: 'archivist' }],
      ['/beheer/account/wachtwoord', { now: 'fout', password: PASSWORD }],
      ['/beheer/opnames/los/publiceren', { wanneer: 'nu' }],
      ['/beheer/opnames/zorbla/intrekken', { reden: 'kort' }],
      ...wrongFields,
    ]
    const marks: string[] = []
    for (const [path, fields] of wrongFields) {
      const html = await (await archivist.send(path, fields, headers)).text()
      marks.push(...[...html.matchAll(/class="field-wrong"[^>]*>([^<]+)</g)].map(([, text]) => text ?? ''))
    }
    expect(marks).toEqual([
      'is missing',
      'must be a date: 2024-04-15, 2024-04 or 2024',
      'must be an address with http:// or https://',
      'must be a time, such as 09:30',
      'must be a time, such as 09:30',
      'is missing',
      'may have only lower-case letters, digits and hyphens',
      'is missing',
      'The theme “Qwv” does not exist. Make it first, or choose one that does.',
      'must be an address with http:// or https://',
      'is missing',
      'must be an address with http:// or https://',
      'is not an existing ORCID: 16 characters, such as 0000-0002-1825-0097; the last one checks the others',
      'is not an existing ISNI: 16 characters, such as 0000 0001 2103 2683; the last one checks the others',
      'is not a Wikidata number, such as Q42',
      'is missing',
      'line 1 has no name',
      'must be a date: 2024-04-15, 2024-04 or 2024',
      '“Prolo”: write a time and a title, such as 12:30 Questions from the audience',
      'must be a language code, such as nl',
      'must be one of: public, unlisted, internal',
    ])
    for (const [path, fields] of forms) {
      const html = await (await archivist.send(path, fields, headers)).text()
      expect.soft(html, path).toContain('role="alert"')
      expect.soft(leftovers(html), path).toEqual([])
    }
  })
  test('a program is told in its language what is wrong with a parameter', async () => {
    const wrong = async (language: string) =>
      (await (await ask('/api/v1/talks?limit=0&sort=x', { accept: 'application/json', 'accept-language': language })).json()) as object
    expect(await wrong('en')).toMatchObject({ errors: [{ path: 'limit', message: 'must be at least 1' }] })
    expect(await wrong('nl')).toMatchObject({ errors: [{ path: 'limit', message: 'moet minstens 1 zijn' }] })
  })
  test('dates, times and names are written as in English', async () => {
    expect(await (await english('/bijeenkomsten/quorve')).text()).toMatch(/15 April 2024[\s\S]*10:15–10:45/)
    expect(await (await ask('/bijeenkomsten/quorve')).text()).toMatch(/15 april 2024[\s\S]*10\.15–10\.45/)
  })
})

describe('the language of the interface', () => {
  test.each([
    ['', undefined],
    ['*', undefined],
    ['de', undefined],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['nl-NL,nl;q=0.9,en;q=0.8', 'nl'],
    ['en;q=0.4, nl;q=0.5', 'nl'],
    ['de, en;q=0.8', 'en'],
    ['nl;q=0, en;q=0.1', 'en'],
    ['en;q=veel, nl;q=0.1', 'nl'],
    [';;,,=q', undefined],
  ])('Accept-Language “%s” prefers %s', (header, language) => expect(preferredLanguage(header)).toBe(language))

  const languageOf = async (answer: Response) => /<html lang="(\w+)">/.exec(await answer.text())?.[1]

  test('the switch is kept in a cookie, which nothing else sets, and wins over what the browser asks', async () => {
    const plain = await english('/zoek?q=zorbla')
    expect(plain.headers.getSetCookie()).toEqual([])
    const html = await plain.text()
    expect(html).toContain('href="/zoek?q=zorbla&amp;taal=nl" lang="nl" hreflang="nl"')
    const visit = visitor(server)
    const switched = await visit.ask('/zoek?q=zorbla&taal=en')
    expect(switched.headers.getSetCookie()).toEqual(['taal=en; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax'])
    expect(await languageOf(switched)).toBe('en')
    expect(await languageOf(await visit.ask('/'))).toBe('en')
    expect(await languageOf(await visit.ask('/opnames/geen', { headers: { accept: 'text/html' } }))).toBe('en')
    expect(await languageOf(await visit.ask('/', { headers: { 'accept-language': 'nl' } }))).toBe('en')
    expect(await languageOf(await visit.ask('/?taal=nl'))).toBe('nl')
    expect(await languageOf(await visit.ask('/', { headers: { 'accept-language': 'en' } }))).toBe('nl')
  })

  test('another language than ours changes nothing', async () => {
    const answer = await ask('/?taal=xx')
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(await languageOf(answer)).toBe('nl')
  })

  test.each(['/', '/opnames/zorbla', '/zoek?q=zorbla'])('%s is kept apart for each language', async (path) => {
    const answers = await Promise.all([ask(path), english(path), ask(path), english(path)])
    const [nl, en, nlAgain, enAgain] = answers.map(({ headers }) => headers.get('etag'))
    expect([nlAgain, enAgain]).toEqual([nl, en])
    expect(nl).not.toBe(en)
    for (const { headers } of answers) expect(headers.get('vary')).toMatch(/Accept-Language, Cookie/)
    const other = await ask(path, { 'accept-language': 'en', 'if-none-match': nl ?? '' })
    expect([other.status, await languageOf(other)]).toEqual([200, 'en'])
    const same = await ask(path, { 'accept-language': 'en', 'if-none-match': en ?? '' })
    expect([same.status, same.headers.get('vary')]).toEqual([304, expect.stringContaining('Accept-Language')])
  })

  test('programs get errors in their language too', async () => {
    const answer = await fetch(`${server.address}/api/v1/talks/geen`, { headers: { 'accept-language': 'en' } })
    expect(await answer.json()).toMatchObject({ title: 'Not found', detail: 'This recording is not in the library.' })
  })
})
