/** `woordelijk harvest`: from servers that answer as others do, into a library of its own. */
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createProgram, runProgram } from '../../src/cli.ts'
import { isPublicAddress } from '../../src/harvest/address.ts'
import { createFetcher } from '../../src/harvest/fetcher.ts'
import { openSource } from '../../src/harvest/open-source.ts'
import type { TakenOver } from '../../src/harvest/take-over.ts'
import { openLibrary } from '../../src/wire.ts'
import { FIXTURES, makeLibrary, startTestServer, type TestLibrary, vtt } from '../setup/make-library.ts'
import { originalPath } from '../setup/stored-paths.ts'

/** A server on loopback; paths without an answer give 404. @returns its address and the paths asked */
async function answering(listener: RequestListener): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

type Page = string | Buffer | object
/** @param pages by path with query; `{host}` in text becomes the server's address */
const serving = (pages: Record<string, Page>) =>
  answering(({ url = '', headers }, response) => {
    const page = pages[url]
    if (page === undefined) return void response.writeHead(404).end()
    if (Buffer.isBuffer(page)) return void response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': page.length }).end(page)
    const text = typeof page === 'string' ? page : JSON.stringify(page)
    const type = typeof page !== 'string' ? 'application/json' : text.startsWith('<') ? 'text/xml' : 'text/vtt'
    response.writeHead(200, { 'content-type': type }).end(text.replaceAll('{host}', `http://${headers.host}`))
  })

async function harvest({ folder }: TestLibrary, ...args: string[]) {
  let [stdout, stderr] = ['', '']
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((stdout += String(text))))
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((stderr += String(text))))
  const environment = { WOORDELIJK_DATA: join(folder, 'data'), WOORDELIJK_DISK_RESERVE_GB: '0' }
  const never = () => Promise.reject(new Error('not run here'))
  try {
    const program = createProgram({
      openLibrary,
      exportStaticLibrary: () => Promise.reject(new Error('not run here')),
      startServer: never,
      environment,
    })
    const code = await runProgram(program, ['node', 'woordelijk', 'harvest', ...args], environment)
    const rows: TakenOver[] = args.includes('--json') && stdout !== '' ? JSON.parse(stdout).talks : []
    return { code, stdout, stderr, rows, statuses: rows.map(({ status }) => status) }
  } finally {
    out.mockRestore()
    error.mockRestore()
  }
}

const talksOf = async (address: string) => {
  const source = await openSource(createFetcher({ allowPrivate: true }), address)
  const talks = []
  for await (const talk of source.talks()) talks.push(talk)
  return { source, talks }
}

describe('from another Woordelijk', () => {
  test('talks become drafts that name their source, with their chapters and every word of the transcript; again changes nothing', async () => {
    const source = await startTestServer()
    onTestFinished(() => source.close())
    const library = await makeLibrary()
    const first = await harvest(library, source.address, '--allow-private', '--json', '--limit', '2')
    expect([first.code, first.statuses, first.rows.flatMap(({ notes }) => notes)]).toEqual([0, ['added', 'added'], []])
    for (const { talk: id, identifier } of first.rows) {
      const theirs = await (await fetch(`${source.address}/api/v1/talks/${identifier}`)).json()
      const spoken = await (await fetch(`${source.address}/api/v1/talks/${identifier}/transcript`)).json()
      const talk = await library.library.talk(id ?? '')
      expect(talk).toMatchObject({
        stage: 'draft',
        title: theirs.title,
        demonstration: true,
        rights: theirs.rights,
        attachments: [{ kind: 'link', title: expect.stringContaining('Overgenomen van'), url: source.address + theirs.url }],
      })
      expect(talk?.speakers.map(({ name }) => name)).toEqual(theirs.speakers.map(({ name }: { name: string }) => name))
      expect(talk?.chapters.map(({ start, title }) => [start, title])).toEqual(
        theirs.chapters.map(({ start, title }: { start: number; title: string }) => [start, title]),
      )
      expect(talk?.recording).toMatchObject({ original: null, stream: source.address + theirs.recording.original.url, mime: 'video/mp4' })
      const mine = await library.library.transcript(id ?? '')
      expect(mine?.cues.map(({ text }) => text)).toEqual(spoken.cues.map(({ text }: { text: string }) => text))
      expect(talk?.transcripts[0]?.made).toBe(theirs.transcripts[0].made)
    }
    const again = await harvest(library, source.address, '--allow-private', '--json', '--limit', '2')
    expect(again.statuses).toEqual(['unchanged', 'unchanged'])
  })
})

const item = (more = '', title = 'Water in de wijk') => `<item><title>${title}</title><link>{host}/a</link><guid>abc</guid>
  <pubDate>Mon, 15 Apr 2024 09:15:00 GMT</pubDate><description><![CDATA[<p>Over water &amp; <b>wijk</b></p>]]></description>
  <enclosure url="{host}/friday.mp4" length="1" type="video/mp4"/><itunes:duration>1:05</itunes:duration>
  <podcast:person>Anna van Jansen</podcast:person><podcast:chapters url="{host}/chapters.json" type="application/json+chapters"/>
  <podcast:transcript url="{host}/t.html" type="text/html"/><podcast:transcript url="{host}/t.vtt" type="text/vtt" language="nl"/>${more}</item>`
const feed = (
  items: string,
  more = '',
) => `<?xml version="1.0"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Lezingen</title>
  <language>nl</language>${more}${items}</channel></rss>`
const friday = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
const spoken = (text: string) => vtt([{ start: 0, end: 2, text }])

describe('from a podcast feed', () => {
  test('copies the recording, follows pages, and never overwrites what was changed here', async () => {
    const pages: Record<string, Page> = {
      '/feed.xml': feed(item(), '<atom:link rel="next" href="/feed.xml?page=2"/>'),
      '/feed.xml?page=2': feed('<item><title>Zonder opname</title><guid>def</guid></item>'),
      '/chapters.json': {
        version: '1.2.0',
        chapters: [
          { startTime: 0, title: 'Begin' },
          { startTime: 1.5, title: 'Einde' },
        ],
      },
      '/t.vtt': spoken('wat hier gezegd wordt'),
      '/friday.mp4': friday,
    }
    const { address, asked } = await serving(pages)
    const library = await makeLibrary()
    const args = [`${address}/feed.xml`, '--allow-private', '--json', '--media', 'copy']
    const trial = await harvest(library, ...args, '--dry-run')
    expect([trial.statuses, (await library.library.talk('water-in-de-wijk')) === null]).toEqual([['added', 'added'], true])
    const first = await harvest(library, ...args)
    expect([first.code, first.statuses, first.rows.flatMap(({ notes }) => notes)]).toEqual([0, ['added', 'added'], []])
    const id = first.rows[0]?.talk ?? ''
    const talk = await library.library.talk(id)
    expect(talk).toMatchObject({
      id: 'water-in-de-wijk',
      abstract: 'Over water & wijk',
      recorded: '2024-04-15T09:15:00Z',
      speakers: [{ name: 'Anna van Jansen' }],
      chapters: [{ start: 0 }, { start: 1500, title: 'Einde' }],
      recording: { original: { name: 'friday.mp4' } },
    })
    expect(readFileSync(originalPath(library, talk?.recording?.original?.sha256 ?? '')).equals(friday)).toBe(true)

    // People change the title and a line here; the source changes its title, its rights and another line.
    const by = { kind: 'command' as const, id: null, name: 'test' }
    await library.library.changeTalk(id, by, () => ({ title: 'Hier verbeterd', stage: 'published', deed: { action: 'talk.change' } }))
    pages['/feed.xml'] = feed(
      item('<podcast:license>cc-by-4.0</podcast:license>', 'Daar veranderd'),
      '<atom:link rel="next" href="/feed.xml?page=2"/>',
    )
    pages['/t.vtt'] = spoken('wat daar verbeterd is')
    await library.library.binTalk(first.rows[1]?.talk ?? '', by)
    const second = await harvest(library, ...args)
    expect(second.statuses).toEqual(['changed', 'deleted'])
    expect(second.rows[0]?.notes).toEqual([expect.stringContaining('title is hier gewijzigd')])
    expect(await library.library.talk(id)).toMatchObject({ title: 'Hier verbeterd', stage: 'published', rights: 'cc-by-4.0' })
    expect(await library.library.transcript(id)).toMatchObject({ number: 2, cues: [{ text: 'wat daar verbeterd is' }] })
    expect(asked.filter((path) => path === '/friday.mp4')).toHaveLength(1)
  })
  test('a transcript or recording that cannot be had is said, and the talk is there', async () => {
    const { address } = await serving({ '/feed.xml': feed(item()) })
    const library = await makeLibrary()
    const { code, rows } = await harvest(library, `${address}/feed.xml`, '--allow-private', '--json', '--media', 'copy')
    expect([code, rows[0]?.status, rows[0]?.notes.length]).toEqual([0, 'added', 2])
    expect(await library.library.talk('water-in-de-wijk')).toMatchObject({ recording: null, transcripts: [] })
  })
})

const peertube = {
  '/api/v1/config': { serverVersion: '7.2.0', instance: { name: 'Beeldbank' } },
  '/api/v1/videos?start=0&count=100&sort=publishedAt&isLocal=true': { total: 1, data: [{ uuid: 'u-1' }] },
  '/api/v1/videos/u-1': {
    uuid: 'u-1',
    name: 'Water',
    description: 'Over water',
    duration: 65,
    language: { id: 'nl', label: 'Nederlands' },
    licence: { id: 1, label: 'Attribution' },
    tags: ['water'],
    publishedAt: '2024-04-15T09:15:00.000Z',
    account: { displayName: 'Anna van Jansen' },
    files: [],
    streamingPlaylists: [
      {
        playlistUrl: '{host}/m.m3u8',
        files: [
          { fileUrl: '{host}/low.mp4', resolution: { id: 240 } },
          { fileUrl: '{host}/high.mp4', resolution: { id: 720 } },
        ],
      },
    ],
  },
  '/api/v1/videos/u-1/captions': { data: [{ language: { id: 'nl' }, captionPath: '/c.vtt', automaticallyGenerated: true }] },
  '/api/v1/videos/u-1/chapters': { chapters: [{ timecode: 3, title: 'Begin' }] },
}
const track = (type: string, mimetype: string, url: string, resolution: string) => ({ type, mimetype, url, video: { resolution } })
const mediapackage = {
  id: 'e-1',
  duration: '65000',
  media: {
    track: [
      track('presentation/delivery', 'video/mp4', '{host}/slides.mp4', '1920x1080'),
      track('presenter/delivery', 'video/mp4', '{host}/low.mp4', '640x360'),
      track('presenter/delivery', 'video/mp4', '{host}/high.mp4', '1280x720'),
      { type: 'captions/source', mimetype: 'text/vtt', url: '{host}/c.vtt', tags: { tag: ['lang:nl', 'generator-type:auto'] } },
    ],
  },
  segments: { segment: { time: '3000', title: 'Begin' } },
}
const FIRST = '/search/episode.json?limit=100&offset=0'
const opencast = {
  [FIRST]: {
    total: 1,
    result: [
      {
        mediapackage,
        dc: {
          title: ['Water'],
          creator: ['Anna van Jansen'],
          created: ['2024-04-15T09:15:00Z'],
          language: ['nl'],
          subject: ['water'],
          license: ['CC BY 4.0'],
          description: ['Over water'],
        },
      },
    ],
  },
}
const olderOpencast = {
  [FIRST]: {
    'search-results': {
      total: '1',
      // A list of one is written as its only entry.
      result: {
        dcTitle: 'Water',
        dcCreator: 'Anna van Jansen',
        dcCreated: '2024-04-15T09:15:00Z',
        dcDescription: 'Over water',
        dcLicense: 'CC BY 4.0',
        mediapackage: { ...mediapackage, language: 'nl', subjects: { subject: 'water' } },
      },
    },
  },
}

describe('from other programs', () => {
  test.each([
    ['PeerTube', 'PeerTube', peertube],
    ['Opencast', 'Opencast', opencast],
    ['an older Opencast', 'Opencast', olderOpencast],
  ])('%s: metadata, the best file, chapters and captions', async (_name, program, pages) => {
    const { address } = await serving(pages)
    const { source, talks } = await talksOf(address)
    expect(source.program).toBe(program)
    expect(talks).toEqual([
      expect.objectContaining({
        title: 'Water',
        abstract: 'Over water',
        language: 'nl',
        recorded: '2024-04-15T09:15:00Z',
        speakers: [{ name: 'Anna van Jansen', role: null, organisation: null }],
        themes: ['water'],
        rights: 'CC BY 4.0',
        duration: 65_000,
        chapters: [{ start: 3000, title: 'Begin' }],
        media: { url: `${address}/high.mp4`, mime: 'video/mp4' },
        transcripts: [{ url: `${address}/c.vtt`, language: 'nl', made: 'asr' }],
      }),
    ])
  })
  test('OAI-PMH: follows the token, passes deleted records over', async () => {
    const record = (id: string, status = '') => `<record><header${status}><identifier>oai:x:${id}</identifier></header><metadata>
      <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${id}</dc:title>
      <dc:identifier>{host}/${id}</dc:identifier><dc:identifier>{host}/${id}.mp3</dc:identifier><dc:date>2024-04-15</dc:date></oai_dc:dc></metadata></record>`
    const oai = (body: string) => `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">${body}</OAI-PMH>`
    const list = (records: string, token: string) => oai(`<ListRecords>${records}<resumptionToken>${token}</resumptionToken></ListRecords>`)
    const { address } = await serving({
      '/oai?verb=Identify': oai('<Identify><repositoryName>Archief</repositoryName></Identify>'),
      '/oai?verb=ListRecords&metadataPrefix=oai_dc': list(record('een') + record('weg', ' status="deleted"'), 'verder'),
      // The last token comes back: a careless server would be followed for ever.
      '/oai?verb=ListRecords&resumptionToken=verder': list(record('twee'), 'verder'),
    })
    const { source, talks } = await talksOf(`${address}/oai`)
    expect([source.name, talks.map(({ title }) => title)]).toEqual(['Archief', ['een', 'twee']])
    expect(talks[0]).toMatchObject({
      page: `${address}/een`,
      media: { url: `${address}/een.mp3`, mime: 'audio/mpeg' },
      recorded: '2024-04-15',
    })
  })
  test('a server that is none of these is told what may stand there', async () => {
    const { address } = await serving({ '/': '<html><body>Hallo</body></html>' })
    const { code, stderr } = await harvest(await makeLibrary(), `${address}/`, '--allow-private')
    expect([code, stderr]).toEqual([1, expect.stringContaining('PeerTube, Opencast')])
  })
})

describe('asks no address but public ones', () => {
  test('of this machine and its network nothing is asked, however it is written', async () => {
    const { address, asked } = await serving({ '/feed.xml': feed(item()) })
    const port = new URL(address).port
    const library = await makeLibrary()
    for (const host of [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '169.254.169.254',
      '10.0.0.1',
      '[fd00::1]',
      '[fe80::1]',
    ]) {
      const { code, stderr } = await harvest(library, `http://${host}:${port}/feed.xml`)
      expect([host, code, stderr]).toEqual([host, 1, expect.stringContaining('--allow-private')])
    }
    for (const bad of ['file:///etc/passwd', 'ftp://example.org/', 'http://naam:geheim@example.org/', 'niets'])
      expect([bad, (await harvest(library, bad)).code]).toEqual([bad, 1])
    expect(asked).toEqual([])
  })
  test.each([
    ['8.8.8.8', true],
    ['2a00:1450::1', true],
    ['100.64.1.1', false],
    ['192.0.2.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['geen adres', false],
  ])('%s: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
  test('a redirect is checked as the first address is', async () => {
    const { address } = await answering((_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end())
    await expect(createFetcher({ allowPrivate: true }).get(address)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('servers that are slow, broken or without end', () => {
  const fetcher = createFetcher({ allowPrivate: true })
  const impatient = createFetcher({ allowPrivate: true, silence: 200 })
  test.each<[string, RequestListener, string]>([
    ['silence', (_request, response) => void response.writeHead(200).write('een begin'), 'unavailable'],
    ['no answer at all', () => undefined, 'unavailable'],
    [
      'a body without end',
      (_request, response) => {
        const more = () => void (response.write(Buffer.alloc(65_536)) ? setImmediate(more) : response.once('drain', more))
        more()
      },
      'too-large',
    ],
    [
      'a bomb in gzip',
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2 ** 24))),
      'too-large',
    ],
    [
      'a body cut off',
      (_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('kort', () => response.destroy()),
      'unavailable',
    ],
    [
      'redirects round and round',
      ({ url }, response) => void response.writeHead(302, { location: url === '/a' ? '/b' : '/a' }).end(),
      'unreadable',
    ],
  ])('%s', async (name, listener, code) => {
    const { address } = await answering(listener)
    const chosen = /silence|no answer/.test(name) ? impatient : fetcher
    await expect(chosen.get(address, { most: 2 ** 20 })).rejects.toMatchObject({ code })
  })
  test('entities of its own are refused in a feed', async () => {
    const { address } = await serving({
      '/feed.xml': `<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>`,
    })
    const { code, stderr } = await harvest(await makeLibrary(), `${address}/feed.xml`, '--allow-private')
    expect([code, stderr]).toEqual([1, expect.stringContaining('geen goede XML')])
  })
  test('a source that gives the same page for ever is left', async () => {
    const talk = {
      id: 'een',
      title: 'Een',
      url: '/opnames/een',
      speakers: [],
      recorded: null,
      language: 'nl',
      abstract: null,
      themes: [],
      duration: null,
      recording: null,
      chapters: [],
      transcripts: [],
      rights: null,
      demonstration: false,
    }
    let page = 0
    const { address } = await answering(({ url = '' }, response) => {
      const answer = url.endsWith('openapi.json')
        ? { info: { title: 'Woordelijk' } }
        : { talks: Array(50).fill(talk), next: String(++page) }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
    const library = await makeLibrary()
    const { code, stderr } = await harvest(library, address, '--allow-private')
    expect([code, stderr]).toEqual([1, expect.stringContaining('steeds dezelfde opnames')])
    expect(await library.library.talk('een')).toMatchObject({ stage: 'draft' })
  })
})
