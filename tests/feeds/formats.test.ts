/** Every form of a talk: right for one, and well-formed and safe whatever its fields hold. */

import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { writeAtom } from '../../src/feeds/atom.ts'
import { dataciteJson, dataciteXml } from '../../src/feeds/datacite.ts'
import { linkHeader, signposts, talkLinks, talkMeta } from '../../src/feeds/head.ts'
import { writeManifest } from '../../src/feeds/iiif.ts'
import { writeJsonFeed } from '../../src/feeds/json-feed.ts'
import { embeddedJson, talkJsonLd } from '../../src/feeds/json-ld.ts'
import { writeRecord } from '../../src/feeds/oai.ts'
import { METADATA_FORMATS } from '../../src/feeds/oai-records.ts'
import { oembedOf, writeOembedXml } from '../../src/feeds/oembed.ts'
import { isoDuration, licenseAddress, type PublishedTalk } from '../../src/feeds/published-talk.ts'
import { writeRss } from '../../src/feeds/rss.ts'
import { writeSitemap } from '../../src/feeds/sitemap.ts'
import { anyTalk, feedOf as feed, hostileText, SITE, TALK, MANIFEST_WORDS as words } from './sample.ts'

const envelope = { site: SITE, base: `${SITE.origin}/oai`, now: TALK.updated, given: [['verb', 'GetRecord']] as const }
const record = (talk: PublishedTalk) => ({ id: talk.id, datestamp: '2026-03-21T09:00:00Z', sets: ['thema:water'], talk })

const XML: Record<string, (talk: PublishedTalk) => string> = {
  rss: (talk) => writeRss(feed(talk, talk.title)),
  atom: (talk) => writeAtom(feed(talk, talk.title)),
  sitemap: (talk) => writeSitemap([talk], [talk.url]),
  oembed: (talk) => writeOembedXml(oembedOf(talk, SITE, talk.embed, { width: null, height: null })),
  datacite: (talk) => dataciteXml({ talk, quote: null }, SITE),
  ...Object.fromEntries(
    METADATA_FORMATS.map((format) => [format.prefix, (talk: PublishedTalk) => writeRecord(envelope, record(talk), format)]),
  ),
}

/** Characters that XML 1.0 §2.2 allows; an independent statement of the rule. */
const allowed = (text: string) =>
  Array.from(text).every((character) => {
    const code = character.codePointAt(0) ?? 0
    return code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff
  })

describe.each(Object.entries(XML))('%s', (_name, write) => {
  test('is well-formed whatever the fields hold', () => {
    fc.assert(
      fc.property(anyTalk, (talk) => {
        const xml = write(talk)
        expect(XMLValidator.validate(xml)).toBe(true)
        expect(allowed(xml)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

test('text comes back from XML as it was, but for what XML forbids', () => {
  const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: false })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (title) => {
      const read = parser.parse(writeSitemap([], [`x${title}x`])) as { urlset: { url: { loc: string } } }
      expect(read.urlset.url.loc).toBe(`x${title}x`)
    }),
  )
})

test('data inside a script element never ends it', () => {
  fc.assert(
    fc.property(anyTalk, hostileText, (talk, spoken) => {
      const json = embeddedJson(talkJsonLd(talk, SITE, spoken))
      expect(json).not.toMatch(/<|\u2028|\u2029/)
      expect(JSON.parse(json)).toMatchObject({ '@context': 'https://schema.org' })
    }),
    { numRuns: 50 },
  )
})

test('the frame of an embed is one element, whatever the title', () => {
  fc.assert(
    fc.property(hostileText, (title) => {
      const { html } = oembedOf({ ...TALK, title }, SITE, `${TALK.embed}?t=1,2`, { width: 400, height: null })
      expect(html.match(/[<>]/g)).toHaveLength(4)
      expect(html).toMatch(/^<iframe src="https:\/\/lezingen\.example\/insluiten\/water\?t=1,2" width="400" height="225" title="[^"]*"/)
    }),
  )
})

test('a Link header is one line of addresses', () => {
  expect(linkHeader(signposts(TALK))).toBe(
    [
      '<https://lezingen.example/opnames/water>; rel="cite-as"',
      '<https://schema.org/VideoObject>; rel="type"',
      '<https://schema.org/AboutPage>; rel="type"',
      '<https://lezingen.example/media/aa/water.mp4>; rel="item"; type="video/mp4"',
      '<https://lezingen.example/opnames/water/transcript.vtt?lang=nl>; rel="item"; type="text/vtt"',
      '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
      '<https://lezingen.example/sprekers/anna>; rel="author"',
      '<https://lezingen.example/opnames/water/citation.json>; rel="describedby"; type="application/vnd.citationstyles.csl+json"',
      '<https://lezingen.example/opnames/water/citation.bib>; rel="describedby"; type="application/x-bibtex"',
      '<https://lezingen.example/opnames/water/datacite.json>; rel="describedby"; type="application/vnd.datacite.datacite+json"',
      '<https://lezingen.example/bijeenkomsten/dag>; rel="collection"; type="text/html"',
    ].join(', '),
  )
})

test('schema.org: chapters are clips with whole seconds; without chapters the address has a pattern', () => {
  expect(talkJsonLd(TALK, SITE, 'woorden')).toMatchObject({
    '@type': 'VideoObject',
    name: 'Water & wijk',
    uploadDate: '2026-03-20T09:00:00.000Z',
    thumbnailUrl: 'https://lezingen.example/media/bb/water.jpg',
    duration: 'PT1H2M3S',
    transcript: 'woorden',
    hasPart: [
      { '@type': 'Clip', name: 'Begin', startOffset: 0, endOffset: 60, url: 'https://lezingen.example/opnames/water?t=0' },
      { '@type': 'Clip', name: 'Midden', startOffset: 60, endOffset: 3723, url: 'https://lezingen.example/opnames/water?t=60' },
    ],
  })
  const bare = talkJsonLd({ ...TALK, chapters: [], kind: 'audio' }, SITE, null)
  expect(bare).toMatchObject({ '@type': 'AudioObject', potentialAction: { '@type': 'SeekToAction' } })
  expect(bare).not.toHaveProperty('hasPart')
})

test('Highwire tags give Zotero a whole record', () => {
  const meta = talkMeta(TALK, SITE, null).filter(({ name }) => name.startsWith('citation_'))
  expect(Object.fromEntries(meta.map(({ name, content }) => [name, content]))).toMatchObject({
    citation_title: 'Water & wijk',
    citation_author: 'Anna van Jansen',
    citation_publication_date: '2026/03/14',
    citation_conference_title: 'Dag van de wijk',
    citation_public_url: 'https://lezingen.example/opnames/water',
    citation_language: 'nl',
  })
  expect(talkLinks(TALK, SITE).map(({ type }) => type)).toEqual(
    expect.arrayContaining(['application/json+oembed', 'application/x-bibtex', 'application/x-research-info-systems', 'text/vtt']),
  )
})

test('an RSS item has one enclosure, its transcripts, chapters and people', () => {
  const { rss } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false }).parse(writeRss(feed(TALK)))
  const { item } = rss.channel
  expect(item.enclosure).toEqual({ url: 'https://lezingen.example/media/aa/water.mp4', length: '1234', type: 'video/mp4' })
  expect(item['podcast:transcript'].map((entry: { type: string }) => entry.type)).toEqual([
    'text/vtt',
    'application/x-subrip',
    'application/json',
    'text/plain',
  ])
  expect(item['podcast:chapters'].type).toBe('application/json+chapters')
  expect(item['podcast:person']).toMatchObject({ role: 'guest', '#text': 'Anna van Jansen' })
  expect(item['podcast:license']).toMatchObject({ '#text': 'cc-by-4.0' })
  expect(item.pubDate).toBe('Fri, 20 Mar 2026 09:00:00 GMT')
  expect(item['podcast:txt']).toBeUndefined()
})

test('an RSS item of a film with its sound apart: the sound, and the film and its stream beside it', () => {
  const audio = { url: 'https://lezingen.example/media/aa/audio-1/audio.m4a', mime: 'audio/mp4', bytes: 567 }
  const { rss } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false }).parse(
    writeRss(feed({ ...TALK, audio })),
  )
  expect(rss.channel.item.enclosure).toEqual({ url: audio.url, length: '567', type: 'audio/x-m4a' })
  expect(rss.channel.item['podcast:alternateEnclosure']).toMatchObject([
    { type: 'video/mp4', length: '1234', height: '720', 'podcast:source': { uri: TALK.file?.url } },
    { type: 'application/x-mpegURL', 'podcast:source': { uri: TALK.stream } },
  ])
  expect(JSON.parse(writeJsonFeed(feed({ ...TALK, audio }))).items[0].attachments).toMatchObject([
    { mime_type: 'video/mp4', size_in_bytes: 1234 },
    { mime_type: 'audio/mp4', size_in_bytes: 567 },
  ])
})

test('a demonstration says that a machine made it, and its label precedes every description', () => {
  const demonstration = { ...TALK, notice: 'Demonstratieopname' }
  expect(writeRss(feed(demonstration))).toContain('<podcast:txt purpose="ai-content">true</podcast:txt>')
  expect(JSON.parse(writeJsonFeed(feed(demonstration))).items[0].content_text).toBe('Demonstratieopname. Over <water> in de wijk.')
  expect(writeManifest(demonstration, SITE, words)).toMatchObject({ requiredStatement: { value: { nl: ['Demonstratieopname'] } } })
})

test('a manifest has one canvas with its duration in seconds, chapters as ranges, captions, and a start', () => {
  expect(writeManifest(TALK, SITE, words, 60_500)).toMatchObject({
    id: 'https://lezingen.example/iiif/water/manifest',
    rights: 'http://creativecommons.org/licenses/by/4.0/',
    start: { selector: { type: 'PointSelector', t: 60.5 } },
    items: [{ type: 'Canvas', duration: 3723, width: 1280, height: 720, annotations: [{ items: [{ motivation: 'supplementing' }] }] }],
    structures: [{ items: [{ items: [{ id: 'https://lezingen.example/iiif/water/canvas#t=0,60' }] }, {}] }],
  })
})

test('a DataCite record has what a DOI needs', () => {
  expect(dataciteJson({ talk: TALK, quote: null }, SITE)).toMatchObject({
    creators: [{ name: 'Anna van Jansen', nameType: 'Personal', affiliation: [{ name: 'Hogeschool' }] }],
    titles: [{ title: 'Water & wijk' }],
    publicationYear: 2026,
    types: { resourceTypeGeneral: 'Audiovisual' },
    rightsList: [{ rightsUri: 'https://creativecommons.org/licenses/by/4.0/' }],
  })
  const quote = { url: `${SITE.origin}/citaten/abc`, exact: 'water in de wijk', start: 1000, end: 3000 }
  expect(dataciteJson({ talk: { ...TALK, speakers: [] }, quote }, SITE)).toMatchObject({
    url: 'https://lezingen.example/citaten/abc',
    creators: [{ name: 'Voorbeeldbibliotheek', nameType: 'Organizational' }],
    relatedIdentifiers: [{ relationType: 'IsPartOf', relatedIdentifier: 'https://lezingen.example/opnames/water' }, {}],
  })
})

test.each([
  ['CC BY 4.0', 'https://creativecommons.org/licenses/by/4.0/'],
  ['Dit werk: CC-BY-SA', 'https://creativecommons.org/licenses/by-sa/4.0/'],
  ['CC0', 'https://creativecommons.org/publicdomain/zero/1.0/'],
  ['Zie https://creativecommons.org/licenses/by-nc/3.0/nl/.', 'https://creativecommons.org/licenses/by-nc/3.0/nl/'],
  ['https://rightsstatements.org/vocab/InC/1.0/', 'http://rightsstatements.org/vocab/InC/1.0/'],
  ['Alle rechten voorbehouden', null],
  [null, null],
])('the licence of %s', (rights, address) => {
  expect(licenseAddress(rights)).toBe(address)
})

test.each([
  [0, 'PT0S'],
  [59_600, 'PT1M'],
  [3_600_000, 'PT1H'],
  [3_723_000, 'PT1H2M3S'],
])('%i ms is %s', (ms, text) => {
  expect(isoDuration(ms)).toBe(text)
})
