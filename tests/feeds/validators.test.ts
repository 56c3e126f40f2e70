/** Our output against validators and readers that others wrote: what they accept, other people's programs accept too. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { Cite } from '@citation-js/core'
import '@citation-js/plugin-bibtex'
import '@citation-js/plugin-ris'
import { normalize, Traverse } from '@iiif/parser'
import { presentation3StrictUpgrade } from '@iiif/parser/strict'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeManifest } from '../../src/feeds/iiif.ts'
import { talkJsonLd } from '../../src/feeds/json-ld.ts'
import { writeRecord } from '../../src/feeds/oai.ts'
import { METADATA_FORMATS } from '../../src/feeds/oai-records.ts'
import { writeRss } from '../../src/feeds/rss.ts'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { anyTalk, feedOf, MANIFEST_WORDS, SITE, TALK } from './sample.ts'
import {
  canRun,
  hasIiifSchema,
  hasOaiSchema,
  hasXmllint,
  IIIF_SCHEMA,
  OAI_SCHEMA,
  PODCAST_SCHEMA,
  structuredDataErrors,
  xsdErrors,
} from './schemas.ts'

let server: RunningServer
let quote: { id: string; url: string; exact: string }
beforeAll(async () => {
  server = await startTestServer({ WOORDELIJK_CONTACT: 'info@lezingen.example' })
  const body = JSON.stringify({ talk: 'academie-2-martens', start: 60_000, end: 70_000 })
  const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  quote = await made.json()
})
afterAll(() => server.close())

const text = async (path: string) => (await fetch(server.address + path)).text()
const json = async (path: string) => (await fetch(server.address + path)).json()
const talkIds = async (): Promise<string[]> => (await json('/api/v1/talks')).talks.map(({ id }: { id: string }) => id)

describe.skipIf(!hasOaiSchema)(
  'OAI-PMH against its XML schemas (skipped without xmllint or the schemas, which may not be copied here)',
  () => {
    test('every kind of answer validates', async () => {
      const [id] = await talkIds()
      const queries = [
        'verb=Identify',
        'verb=ListSets',
        'verb=ListMetadataFormats',
        'verb=ListIdentifiers&metadataPrefix=oai_dc',
        'verb=ListRecords&metadataPrefix=oai_dc',
        `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:${id}`,
        `verb=ListMetadataFormats&identifier=oai:localhost:${id}`,
        'verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01',
        'verb=ListRecords&metadataPrefix=marc21',
        'verb=ListRecords&resumptionToken=x',
        'verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:no-such-talk',
        'verb=Nothing',
        'verb=Identify&a=b',
        '',
      ]
      const answers = await Promise.all(queries.map((query) => text(`/oai?${query}`)))
      expect(xsdErrors(OAI_SCHEMA, answers)).toBe('')
    })
    test('a record validates whatever its fields hold, and the validator sees a mistake', () => {
      const [format] = METADATA_FORMATS
      if (!format) throw new TypeError('no format')
      const envelope = { site: SITE, base: `${SITE.origin}/oai`, now: TALK.updated, given: [['verb', 'GetRecord']] as const }
      const write = (talk: typeof TALK) =>
        writeRecord(envelope, { id: talk.id, datestamp: '2026-03-21T09:00:00Z', sets: ['thema:water'], talk }, format)
      expect(xsdErrors(OAI_SCHEMA, fc.sample(anyTalk, 60).map(write))).toBe('')
      expect(xsdErrors(OAI_SCHEMA, [write(TALK).replace('<dc:title', '<dc:titel').replace('</dc:title', '</dc:titel')])).toMatch(/titel/)
    })
  },
)

/**
 * The schema describes elements without their namespace, in one `root`. It is older than the namespace: elements it does not know
 * (guid, medium, license, alternateEnclosure, txt) are left out here and checked in formats.test.ts.
 */
function podcastElements(rss: string): string[] {
  const described = new Set([...readFileSync(PODCAST_SCHEMA, 'utf8').matchAll(/<xs:element name="(\w+)"/g)].map(([, name]) => name))
  const elements = (part: string) =>
    [...part.matchAll(/<podcast:(\w+)(?:[^>]*\/>|.*?<\/podcast:\1>)/gs)]
      .filter(([, name]) => described.has(name))
      .map(([element]) => element.replaceAll('podcast:', ''))
  const [channel = '', ...items] = rss.split('<item>')
  return [channel, ...items].map((part) => `<root>${elements(part).join('')}</root>`)
}

describe.skipIf(!hasXmllint)('Podcasting 2.0 against its XML schema (skipped without xmllint)', () => {
  test('channels and items validate', async () => {
    const feeds = [await text('/feeds/opnames.rss'), ...fc.sample(anyTalk, 30).map((talk) => writeRss(feedOf(talk)))]
    expect(xsdErrors(PODCAST_SCHEMA, feeds.flatMap(podcastElements))).toBe('')
    const [, item = ''] = podcastElements(writeRss(feedOf(TALK)))
    expect(item).toContain('<chapters ')
    expect(xsdErrors(PODCAST_SCHEMA, [item.replace('<chapters url=', '<chapters adres=')])).toMatch(/adres/)
  })
})

describe('IIIF', () => {
  const documents = async () => {
    const ids = await talkIds()
    return Promise.all([
      ...ids.map((id) => json(`/iiif/${id}/manifest`)),
      json('/iiif/academie-2-martens/manifest?t=61.5'),
      json('/iiif/collection'),
      json('/iiif/bijeenkomsten/academie-2/collection'),
    ])
  }
  test.skipIf(!hasIiifSchema)('manifests and collections validate (skipped without the schema, which may not be copied here)', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(IIIF_SCHEMA, 'utf8')))
    for (const document of [
      ...(await documents()),
      ...fc.sample(anyTalk, 30).map((talk) => plain(writeManifest(talk, SITE, MANIFEST_WORDS))),
    ])
      expect([document.id, validate(document) || validate.errors]).toEqual([document.id, true])
    expect(validate({ ...(await json('/iiif/academie-2-martens/manifest')), items: 'none' })).toBe(false)
  })
  test('the parser of Clover and Theseus reads every manifest and mends nothing', async () => {
    for (const document of await documents()) {
      const state = { warnings: [] as string[] }
      if (document.type === 'Manifest') presentation3StrictUpgrade(plain(document), state)
      // IIIF's own schema and cookbook want a string here.
      expect([document.id, state.warnings.filter((warning) => !warning.startsWith('"language"'))]).toEqual([document.id, []])
      const seen: string[] = []
      new Traverse({ canvas: [(canvas) => (seen.push(canvas.id), canvas)] }).traverseUnknown(plain(document))
      expect(new Set(seen).size).toBe(document.type === 'Manifest' ? 1 : 0)
      const { entities } = normalize(plain(document))
      expect(Object.keys(document.type === 'Manifest' ? entities.Manifest : entities.Collection)).toContain(document.id)
    }
  })
})

describe('schema.org', () => {
  const dataOf = (html: string): Record<string, unknown>[] =>
    [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, value]) => JSON.parse(value ?? ''))
  test('the data of every kind of page keeps to the vocabulary and to Google’s rules for videos', async () => {
    const pages = [
      '/opnames/academie-2-martens',
      '/bijeenkomsten/academie-2',
      '/sprekers/dennis-martens',
      '/themas/armoede',
      '/',
      '/zoek?q=armoede',
      `/citaten/${quote.id}`,
    ]
    for (const page of pages) {
      const data = dataOf(await text(page))
      expect([page, data.length > 0, await structuredDataErrors(data)]).toEqual([page, true, []])
    }
    expect(await structuredDataErrors([plain(talkJsonLd({ ...TALK, chapters: [], kind: 'audio' }, SITE, 'woorden'))])).toEqual([])
  })
  test('the validator sees a word outside the vocabulary and a missing thumbnail', async () => {
    const data = plain(talkJsonLd(TALK, SITE, null))
    expect(await structuredDataErrors([{ ...data, spreker: 'x' }])).toEqual([expect.stringContaining('spreker')])
    const { thumbnailUrl: _, ...without } = data
    expect(await structuredDataErrors([without])).toEqual([expect.stringContaining('thumbnailUrl')])
  })
})

describe('citation.js reads our citations back', () => {
  test.each(['bib', 'ris', 'json'])('of a talk and of a quote, as .%s', async (format) => {
    const talk = await json('/api/v1/talks/academie-2-martens')
    for (const path of ['/opnames/academie-2-martens', `/citaten/${quote.id}`]) {
      const [item, ...more] = new Cite(await text(`${path}/citation.${format}`)).data
      expect(more).toEqual([])
      expect(item?.title).toBe(talk.title)
      expect(item?.author).toEqual(
        talk.speakers.map(({ name }: { name: string }) => ({ given: name.split(' ')[0], family: name.split(' ').at(-1) })),
      )
      // BibTeX has no day.
      const date = item?.issued['date-parts'][0]
      expect(date).toEqual(format === 'bib' ? [2024, 4] : [2024, 4, 15])
      expect(item?.URL).toBe(server.address + path)
    }
  })
})

describe.skipIf(!canRun('perl', '-MHTTP::OAI', '-e', '1'))('HTTP::OAI harvests (skipped without Debian’s libhttp-oai-perl)', () => {
  test('every record, set and format', async () => {
    const script = `
      use HTTP::OAI;
      my $h = HTTP::OAI::Harvester->new(baseURL => $ARGV[0]);
      my $sets = $h->ListSets; my $n = 0; while (my $set = $sets->next) { $n++ } print "sets $n\\n";
      my $list = $h->ListRecords(metadataPrefix => 'oai_dc'); my @ids;
      while (my $record = $list->next) { push @ids, $record->identifier }
      die $list->message if $list->is_error;
      print "$_\\n" for @ids;`
    const { stdout } = await promisify(execFile)('perl', ['-e', script, `${server.address}/oai`])
    const [sets = '', ...ids] = stdout.trim().split('\n')
    expect(Number(sets.split(' ')[1])).toBeGreaterThan(3)
    expect(ids.map((id) => id.split(':').at(-1)).sort()).toEqual((await talkIds()).sort())
  })
})

/** As it arrives: without properties that are undefined. */
const plain = (value: object) => JSON.parse(JSON.stringify(value))
