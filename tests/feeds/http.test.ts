/** Feeds, records and descriptions at their own addresses, on the repository's collection. */
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeContentState } from '../../src/feeds/content-state.ts'
import type { RunningServer } from '../../src/wire.ts'
import '../setup/described-api.ts'
import { startTestServer } from '../setup/make-library.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer({ WOORDELIJK_CONTACT: 'info@lezingen.example' })
})
afterAll(() => server.close())

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.address + path, { headers })
const text = async (path: string) => (await get(path)).text()
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false })
const xml = async (path: string) => parser.parse(await text(path))
const json = async (path: string) => (await get(path)).json()

describe('feeds', () => {
  test.each([
    ['/feeds/opnames.rss', 'application/rss+xml'],
    ['/feeds/opnames.atom', 'application/atom+xml'],
    ['/feeds/opnames.json', 'application/feed+json'],
    ['/feeds/bijeenkomsten/academie-2.rss', 'application/rss+xml'],
    ['/feeds/sprekers/dennis-martens.atom', 'application/atom+xml'],
    ['/feeds/themas/armoede.json', 'application/feed+json'],
    ['/feeds/zoek.rss?q=armoede', 'application/rss+xml'],
  ])('%s is %s, readable from anywhere, and 304 when it has not changed', async (path, type) => {
    const response = await get(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const tag = response.headers.get('etag') ?? ''
    expect(tag).toMatch(/^W\/"[\w-]+"$/)
    const again = await get(path, { 'if-none-match': tag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get(path, { 'if-none-match': '"else"' })).status).toBe(200)
  })
  test('every talk of the library is in the feed, with files that are there', async () => {
    const { items } = await json('/feeds/opnames.json')
    expect(items.length).toBe(12)
    for (const { url, attachments } of items) {
      expect((await get(new URL(url).pathname)).status).toBe(200)
      const head = await fetch(attachments[0].url, { method: 'HEAD' })
      expect(head.headers.get('content-length')).toBe(String(attachments[0].size_in_bytes))
    }
  })
  test('a search feed opens each talk at the spoken moment', async () => {
    const { rss } = await xml('/feeds/zoek.rss?q=armoede')
    for (const { link, description } of rss.channel.item) {
      expect(link).toMatch(/\/opnames\/[a-z0-9-]+\?t=[\d.]+$|\/opnames\/[a-z0-9-]+$/)
      expect(description).toMatch(/Demonstratieopname/)
    }
  })
  test.each([
    '/feeds/zoek.rss',
    '/feeds/opnames.xls',
    '/feeds/bijeenkomsten/niets.rss',
    '/feeds/sprekers/niemand.rss',
    '/feeds/themas/geen.rss',
  ])('%s is refused clearly', async (path) => {
    const response = await get(path, { accept: 'application/json' })
    expect([400, 404]).toContain(response.status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('OAI-PMH', () => {
  const oai = async (query: string) => (await xml(`/oai?${query}`))['OAI-PMH']

  test('identifies itself', async () => {
    const { Identify } = await oai('verb=Identify')
    expect(Identify).toMatchObject({
      protocolVersion: '2.0',
      adminEmail: 'info@lezingen.example',
      deletedRecord: 'persistent',
      granularity: 'YYYY-MM-DDThh:mm:ssZ',
    })
    expect(Identify.earliestDatestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })
  test.each(['oai_dc', 'mods', 'edm'])('lists every talk as %s', async (prefix) => {
    const { ListRecords } = await oai(`verb=ListRecords&metadataPrefix=${prefix}`)
    expect(ListRecords.record).toHaveLength(12)
    expect(ListRecords).not.toHaveProperty('resumptionToken')
  })
  test('gives one record, by GET and by POST alike', async () => {
    const { ListIdentifiers } = await oai('verb=ListIdentifiers&metadataPrefix=oai_dc&set=bijeenkomst:academie-2')
    const identifier = ListIdentifiers.header[0].identifier
    const query = new URLSearchParams({ verb: 'GetRecord', metadataPrefix: 'oai_dc', identifier })
    const dc = (await oai(String(query))).GetRecord.record.metadata['oai_dc:dc']
    expect(dc['dc:identifier']).toBe(`${server.address}/opnames/${identifier.split(':').at(-1)}`)
    const posted = await fetch(`${server.address}/oai`, { method: 'POST', body: query })
    expect(parser.parse(await posted.text())['OAI-PMH'].GetRecord.record.header.identifier).toBe(identifier)
  })
  test('a period has both its ends, to the second', async () => {
    const { ListIdentifiers } = await oai('verb=ListIdentifiers&metadataPrefix=oai_dc')
    const datestamps: string[] = ListIdentifiers.header.map(({ datestamp }: { datestamp: string }) => datestamp)
    const [first = ''] = datestamps
    const same = await oai(`verb=ListIdentifiers&metadataPrefix=oai_dc&from=${first}&until=${first}`)
    expect([same.ListIdentifiers.header].flat()).toHaveLength(datestamps.filter((datestamp) => datestamp === first).length)
    const day = first.slice(0, 10)
    expect(
      (await oai(`verb=ListIdentifiers&metadataPrefix=oai_dc&from=${day}&until=${day}`)).ListIdentifiers.header.length,
    ).toBeGreaterThan(0)
  })
  test('names its sets', async () => {
    const { ListSets } = await oai('verb=ListSets')
    expect(ListSets.set).toEqual(expect.arrayContaining([{ setSpec: 'thema:armoede', setName: expect.stringMatching(/armoede/i) }]))
  })
  test.each([
    ['', 'badVerb'],
    ['verb=Nothing', 'badVerb'],
    ['verb=toString', 'badVerb'],
    ['verb=Identify&verb=Identify', 'badVerb'],
    ['verb=Identify&set=x', 'badArgument'],
    ['verb=ListRecords', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=marc21', 'cannotDisseminateFormat'],
    ['verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=mods', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01T00:00:00Z', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01', 'noRecordsMatch'],
    ['verb=ListRecords&metadataPrefix=oai_dc&set=thema:bestaat-niet', 'noRecordsMatch'],
    ['verb=ListRecords&resumptionToken=abc', 'badResumptionToken'],
    ['verb=ListRecords&resumptionToken=abc&metadataPrefix=oai_dc', 'badArgument'],
    ['verb=ListSets&resumptionToken=abc', 'badResumptionToken'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elders:water', 'idDoesNotExist'],
    ['verb=ListMetadataFormats&identifier=oai:localhost:bestaat-niet', 'idDoesNotExist'],
  ])('%s: %s', async (query, code) => {
    const response = await get(`/oai?${query}`)
    expect(response.status).toBe(200)
    const { error, request } = parser.parse(await response.text())['OAI-PMH']
    expect(error.code).toBe(code)
    // The arguments are repeated only where they could be understood.
    expect(typeof request).toBe(['badVerb', 'badArgument'].includes(code) ? 'string' : 'object')
  })
})

describe('IIIF', () => {
  test('a manifest leads to files that are there', async () => {
    const response = await get('/iiif/academie-2-martens/manifest')
    expect(response.headers.get('content-type')).toBe('application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"')
    const manifest = await response.json()
    const [canvas] = manifest.items
    const files = [
      ...canvas.items[0].items[0].body.items.map((body: { id: string }) => body.id),
      canvas.annotations[0].items[0].body.id,
      manifest.thumbnail[0].id,
      manifest.rendering[0].id,
      ...manifest.seeAlso.map(({ id }: { id: string }) => id),
      manifest.partOf[0].id,
    ]
    for (const file of files) {
      const answer = await fetch(file)
      // Viewers stand on other sites.
      const shared = ['access-control-allow-origin', 'cross-origin-resource-policy'].map((name) => answer.headers.get(name))
      expect([file, answer.status, ...shared]).toEqual([file, 200, '*', 'cross-origin'])
    }
    expect(manifest.structures[0].items.length).toBeGreaterThan(3)
  })
  test('searches the words of one talk, with the words around each', async () => {
    const page = await json('/iiif/academie-2-martens/search?q=wijk&user=x')
    expect(page.ignored).toEqual(['user'])
    expect(page.items.length).toBeGreaterThan(0)
    for (const item of page.items) expect(item.target).toMatch(/\/iiif\/academie-2-martens\/canvas#t=[\d.]+,[\d.]+$/)
    expect(page.annotations[0].items[0].target.selector[0].exact).toMatch(/wijk/i)
    expect((await json('/iiif/academie-2-martens/search')).items).toEqual([])
  })
  test('every moment of a talk is found, a page at a time, also of an event', async () => {
    const talk = await json('/iiif/academie-2-martens/search?q=een')
    // More than the three that a page of results shows.
    expect(talk.items.length).toBeGreaterThan(3)
    expect([talk.partOf.total, talk.startIndex, talk.next]).toEqual([talk.items.length, 0, undefined])
    const last = await json(`/iiif/academie-2-martens/search?q=een&start=${talk.items.length - 1}`)
    expect([last.startIndex, last.items.map(({ target }: { target: string }) => target)]).toEqual([
      talk.items.length - 1,
      [talk.items.at(-1).target],
    ])
    const { service } = await json('/iiif/bijeenkomsten/academie-2/collection')
    const event = await (await fetch(`${service[0].id}?q=armoede`)).json()
    const canvases = new Set(event.items.map(({ target }: { target: string }) => target.split('#')[0]))
    expect(canvases.size).toBeGreaterThan(1)
    expect(canvases).toContain(`${server.address}/iiif/academie-2-martens/canvas`)
  })
  test('a moment goes to other viewers and comes from them as a content state', async () => {
    const state = await json('/iiif/academie-2-martens/content-state?t=61.5,70')
    expect(state).toMatchObject({
      type: 'Annotation',
      motivation: ['contentState'],
      target: { type: 'Canvas', partOf: [{ type: 'Manifest' }] },
    })
    const open = async (content: string) => {
      const response = await fetch(`${server.address}/?${new URLSearchParams({ 'iiif-content': content })}`, { redirect: 'manual' })
      return [response.status, response.headers.get('location')]
    }
    const at = [302, '/opnames/academie-2-martens?t=61.5,70']
    expect(await open(encodeContentState(state))).toEqual(at)
    expect(await open(JSON.stringify(state))).toEqual(at)
    const point = {
      type: 'SpecificResource',
      source: `${server.address}/iiif/academie-2-martens/canvas`,
      selector: { type: 'PointSelector', t: 5 },
    }
    expect(await open(JSON.stringify({ type: 'Annotation', target: [point] }))).toEqual([302, '/opnames/academie-2-martens?t=5'])
    expect(await open(`${server.address}/iiif/academie-2-martens/manifest`)).toEqual([302, '/opnames/academie-2-martens'])
    for (const foreign of ['https://elders.example/iiif/academie-2-martens/manifest', 'geen', '{"target":', 'AAAA'])
      expect((await open(foreign))[0]).toBe(404)
  })
  test('completes a word', async () => {
    expect((await json('/iiif/academie-2-martens/autocomplete?q=armoe')).items.length).toBeGreaterThan(0)
  })
  test.each(['/iiif/collection', '/iiif/bijeenkomsten/academie-2/collection'])('%s names manifests that are there', async (path) => {
    const { items } = await json(path)
    expect(items.length).toBeGreaterThan(2)
    for (const { id } of items) expect((await fetch(id)).status).toBe(200)
  })
})

describe('oEmbed', () => {
  const oembed = (address: string, more = '') => get(`/oembed?url=${encodeURIComponent(server.address + address)}${more}`)

  test('gives a frame of the asked size that begins at the asked time', async () => {
    const answer = await (await oembed('/opnames/academie-2-martens?t=60', '&maxwidth=320')).json()
    expect(answer).toMatchObject({ version: '1.0', type: 'video', width: 320, height: 180 })
    expect(answer.html).toContain('/insluiten/academie-2-martens?t=60')
    expect(await (await oembed('/opnames/academie-2-martens', '&format=xml')).text()).toContain('<type>video</type>')
  })
  test.each([
    ['/opnames/bestaat-niet', '', 404],
    ['/sprekers/dennis-martens', '', 404],
    ['/opnames/academie-2-martens', '&format=yaml', 501],
  ])('%s%s: %i', async (address, more, status) => {
    expect((await oembed(address, more)).status).toBe(status)
  })
  test.each(['https://elders.example/opnames/academie-2-martens', 'javascript:alert(1)', ''])('%s is not ours', async (address) => {
    expect((await get(`/oembed?url=${encodeURIComponent(address)}`)).status).toBe(404)
  })
})

test.each([
  ['*', 'frame-ancestors *', null],
  ['none', "frame-ancestors 'none'", 'DENY'],
  ['https://elo.school.nl https://*.hogeschool.nl', 'frame-ancestors https://elo.school.nl https://*.hogeschool.nl', null],
])('WOORDELIJK_EMBED_ON=%s: %s, on the page made for it alone', async (setting, policy, refused) => {
  const other = await startTestServer({ WOORDELIJK_EMBED_ON: setting })
  const embedded = await fetch(`${other.address}/insluiten/academie-2-martens`)
  expect(
    embedded.headers
      .get('content-security-policy')
      ?.split('; ')
      .find((rule) => rule.startsWith('frame-ancestors')),
  ).toBe(policy)
  expect(embedded.headers.get('x-frame-options')).toBe(refused)
  const page = await fetch(`${other.address}/opnames/academie-2-martens`)
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  await other.close()
})

describe('found by others', () => {
  test('the sitemaps together name every talk', async () => {
    const { sitemapindex } = await xml('/sitemap.xml')
    const files = sitemapindex.sitemap.map(({ loc }: { loc: string }) => loc)
    const talks = []
    for (const file of files) talks.push(...[parser.parse(await (await fetch(file)).text()).urlset.url].flat())
    expect(talks.filter(({ loc }) => /\/opnames\//.test(loc))).toHaveLength(12)
    expect(await text('/robots.txt')).toContain(`Sitemap: ${server.address}/sitemap.xml`)
  })
  test('browsers can search here', async () => {
    expect(await text('/')).toContain('type="application/opensearchdescription+xml" href="/opensearch.xml"')
    expect(await text('/opensearch.xml')).toContain(`template="${server.address}/zoek?q={searchTerms}"`)
    const [query, completions] = await json('/opensearch-suggestions?q=armoe')
    expect(query).toBe('armoe')
    expect(completions).toContain('armoede')
  })
  test('security.txt has a contact and does not outlive a year', async () => {
    const [, expires = ''] = /^Expires: (.+)$/m.exec(await text('/.well-known/security.txt')) ?? []
    expect(Date.parse(expires)).toBeGreaterThan(Date.now())
    expect(Date.parse(expires)).toBeLessThan(Date.now() + 366 * 86_400_000)
  })
})

describe('the head of a talk', () => {
  test('has data, citation tags and alternates that are there', async () => {
    const response = await get('/opnames/academie-2-martens')
    const html = await response.text()
    expect(response.headers.get('link')).toContain(`<${server.address}/opnames/academie-2-martens>; rel="cite-as"`)
    const data = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, value]) => JSON.parse(value ?? ''))
    expect(data.map((value) => value['@type'])).toEqual(['VideoObject', 'BreadcrumbList'])
    expect(data[0].hasPart.length).toBeGreaterThan(3)
    expect(data[0].transcript.length).toBeGreaterThan(500)
    expect(html).toContain('<meta name="citation_title"')
    const alternates = [...html.matchAll(/<link rel="alternate" href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
    expect(alternates.length).toBeGreaterThan(6)
    for (const href of alternates) expect([href, (await fetch(href)).status]).toEqual([href, 200])
  })
})

describe('the heads of other pages', () => {
  const metaOf = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)"/g)].map(([, name, content]) => [name, content]),
    )
  const linksOf = (html: string) =>
    [...html.matchAll(/<link rel="alternate" href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
  const newQuote = async () => {
    const body = JSON.stringify({ talk: 'academie-2-martens', start: 60_000, end: 70_000 })
    const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return (await made.json()) as { id: string; exact: string }
  }

  test('a quote is a whole record: words, speaker, meeting, date, links to every form', async () => {
    const { id, exact } = await newQuote()
    const response = await get(`/citaten/${id}`)
    const html = await response.text()
    const url = `${server.address}/citaten/${id}`
    expect(metaOf(html)).toMatchObject({
      citation_title: 'Concentratie van armoede in Heerlen',
      citation_author: 'Dennis Martens',
      citation_publication_date: '2024/04/15',
      citation_public_url: url,
      citation_abstract: expect.stringContaining(exact),
      'og:type': 'video.other',
      'og:image': `${server.address}/opnames/academie-2-martens/beeld.jpg?t=59`,
    })
    expect(response.headers.get('link')).toContain(`<${url}>; rel="cite-as"`)
    const links = linksOf(html)
    expect(links.length).toBeGreaterThan(4)
    for (const href of links) expect([href, (await fetch(new URL(href, server.address))).status]).toEqual([href, 200])
  })
  test('a link with a time shows the picture of that time', async () => {
    const at = metaOf(await text('/opnames/academie-2-martens?t=61.5'))
    expect(at['og:image']).toBe(`${server.address}/opnames/academie-2-martens/beeld.jpg?t=61`)
    const picture = await fetch(at['og:image'] ?? '')
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    const bytes = async (time: number) => Buffer.from(await (await get(`/opnames/academie-2-martens/beeld.jpg?t=${time}`)).arrayBuffer())
    expect((await bytes(1)).equals(await bytes(61))).toBe(false)
    expect(metaOf(await text('/opnames/academie-2-martens'))['og:image']).toMatch(/\/media\/[0-9a-f]{64}\//)
    expect((await get('/opnames/bestaat-niet/beeld.jpg?t=1')).status).toBe(404)
  })
  test('a search leads to its feed, home to every feed and the collection', async () => {
    for (const page of ['/zoek?q=armoede', '/'])
      for (const href of linksOf(await text(page))) expect([href, (await get(href)).status]).toEqual([href, 200])
    expect(linksOf(await text('/zoek?q=armoede'))).toContain('/feeds/zoek.atom?q=armoede')
  })
})

describe('a quote for programs', () => {
  test('is an annotation whose selectors find its words, and a DataCite record', async () => {
    const { cues } = await json('/api/v1/talks/academie-2-martens/transcript')
    const made = await fetch(`${server.address}/api/v1/quotes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ talk: 'academie-2-martens', start: cues[2].start, end: cues[3].end }),
    })
    const quote = await made.json()
    const annotation = await json(`/citaten/${quote.id}.jsonld`)
    expect(annotation).toMatchObject({ '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'Annotation', canonical: quote.url })
    const [words, time] = annotation.target
    const spoken = await (await fetch(words.state.cached)).text()
    const position = words.selector.find(({ type }: { type: string }) => type === 'TextPositionSelector')
    expect(spoken.slice(position.start, position.end)).toBe(quote.exact)
    expect(time.selector.value).toBe(`t=${quote.start / 1000},${quote.end / 1000}`)
    expect(await json(`/citaten/${quote.id}/datacite.json`)).toMatchObject({ url: quote.url })
    expect(await text(`/citaten/${quote.id}/datacite.xml`)).toContain('relationType="IsPartOf"')
    expect((await get('/citaten/bestaatniet.jsonld')).status).toBe(404)
  })
})
