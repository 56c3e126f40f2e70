/** What stands on slides: read from real files, found by the search, whichever way they come in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, constants as zlib } from 'node:zlib'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readNewSlides } from '../../src/ingest/slides/slide-text.ts'
import { readSlides } from '../../src/ingest/slides/slides.ts'
import { openLibrary } from '../../src/wire.ts'
import { FIXTURES, makeFolder, makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'

const deck = (kind: string) => readFileSync(join(FIXTURES, 'slides', `deck.${kind}`))

describe('read', () => {
  test.each(['odp', 'pptx', 'pdf'])('%s, slide by slide, without the speaker’s notes', async (kind) => {
    const { slides, problem } = await readSlides(deck(kind))
    expect(problem).toBeNull()
    expect(slides).toHaveLength(3)
    expect(slides[0]).toBe('Een wijk vernieuwen\nHeerlen, proefdia’s van Woordelijk')
    expect(slides[1]).toBe('Drie opgaven\nRegenwaterberging op het plein\nSchuldhulpverlening aan huis\nCafés & ideeën')
    expect(slides[2]?.split(/\s/)).toEqual(['Jaar', 'Woningen', '2024', 'Tweehonderdtien'])
  })

  test('in the order in which they are shown, not in that of their files', async () => {
    const slide = (text: string) => `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`
    const { slides } = await readSlides(
      pack({
        'ppt/presentation.xml':
          '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="b"/><p:sldId id="257" r:id="a"/></p:sldIdLst></p:presentation>',
        'ppt/_rels/presentation.xml.rels':
          '<Relationships xmlns="s"><Relationship Id="a" Target="slides/slide1.xml"/><Relationship Id="b" Target="/ppt/slides/slide2.xml"/></Relationships>',
        'ppt/slides/slide1.xml': slide('laatste'),
        'ppt/slides/slide2.xml': slide('eerste'),
      }),
    )
    expect(slides).toEqual(['eerste', 'laatste'])
  })

  test.each([
    ['no slides at all', () => Buffer.from('Geachte heer, mevrouw'), /geen PDF, PowerPoint/],
    ['half a PDF', () => deck('pdf').subarray(0, 3000), /beschadigd/],
    ['half a PowerPoint', () => deck('pptx').subarray(0, 30_000), /beschadigd of versleuteld/],
    ['another zip', () => Buffer.from(pack({ 'a.txt': 'a' })), /geen PowerPoint/],
    ['pictures alone', () => Buffer.from(pack({ 'content.xml': '<o xmlns:d="d"><d:page/></o>' })), /geen tekst/],
  ])('%s: why not, and what to do', async (_, bytes, why) => {
    const { slides, problem } = await readSlides(bytes())
    expect(slides).toEqual([])
    expect(problem).toMatch(why)
    expect(problem).toMatch(/wordt niet doorzocht\.$/)
  })

  test('whatever is broken on the way, an answer comes', async () => {
    const at = fc.record({
      kind: fc.constantFrom('odp', 'pptx', 'pdf'),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat(255),
    })
    await fc.assert(
      fc.asyncProperty(at, async ({ kind, from, byte }) => {
        const bytes = Buffer.from(deck(kind))
        bytes[Math.floor(from * (bytes.length - 1))] = byte
        const { slides, problem } = await readSlides(bytes)
        expect(problem === null).toBe(slides.some((text) => text !== ''))
      }),
      { numRuns: 150 },
    )
  })
})

const TALK = {
  kind: 'talk',
  id: 'dias',
  title: 'Een lezing',
  speakers: [{ id: 'a', name: 'A' }],
  transcripts: [{ language: 'nl', file: 'dias.vtt', made: 'human' }],
}

async function libraryWith(file: string, bytes: Uint8Array) {
  const library = await makeLibrary({
    'dias.yaml': { ...TALK, attachments: [{ kind: 'slides', title: 'Dia’s', file }] },
    'dias.vtt': vtt([{ start: 1, end: 4, text: 'Over het plein en de wijk.' }]),
    [file]: bytes,
  })
  expect((await library.import()).flatMap(({ problems }) => problems)).toEqual([])
  await readNewSlides(library)
  return library
}

const ask = async (library: Awaited<ReturnType<typeof libraryWith>>, q: string) =>
  (await library.search().search({ q, limit: 5 })).talks.flatMap((talk) => talk.moments)

describe('found', () => {
  test.each(['odp', 'pptx', 'pdf'])('a word that only a slide of an %s has: on which, and marked', async (kind) => {
    const library = await libraryWith(`dias.${kind}`, deck(kind))
    const [moment, ...more] = await ask(library, 'regenwaterberging')
    expect(more).toEqual([])
    expect(moment).toMatchObject({
      matched: 'title',
      slide: 2,
      time: 0,
      snippet: expect.stringMatching(/^Drie opgaven Regenwaterberging op het plein/),
    })
    expect(moment?.marks.map(([from, to]) => moment.snippet.slice(from, to))).toEqual(['Regenwaterberging'])
    expect((await ask(library, 'schulden'))[0]).toMatchObject({ slide: 2 })
  })

  test('what is spoken comes before what is shown', async () => {
    const library = await libraryWith('dias.odp', deck('odp'))
    expect(await ask(library, 'plein')).toMatchObject([{ matched: 'word', slide: null }])
  })

  test('and no longer once the slides are gone', async () => {
    const library = await libraryWith('dias.odp', deck('odp'))
    await library.library.changeTalk('dias', { kind: 'command', id: null, name: 'test' }, () => ({
      attachments: [],
      deed: { action: 'talk.attachment' },
    }))
    expect(await ask(library, 'regenwaterberging')).toEqual([])
  })

  test('after a reindex as before, read once', async () => {
    const library = await libraryWith('dias.odp', deck('odp'))
    await library.index().rebuild()
    expect(await ask(library, 'regenwaterberging')).toMatchObject([{ slide: 2 }])
    expect(await readNewSlides(library)).toBe(0)
  })

  test('a file that unpacks without end is given up, and the library goes on', async () => {
    const library = await libraryWith('dias.pdf', bomb())
    const talk = await library.library.talk('dias')
    expect(talk && [...(await library.library.slideTexts(talk)).values()]).toMatchObject([
      { slides: [], problem: expect.stringMatching(/MB geheugen/) },
    ])
    expect(await ask(library, 'plein')).toHaveLength(1)
  })
})

test('slides that are uploaded are found; the archivist sees what was read, and can take them away', async () => {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  await open.accounts.add({ email: 'anna@example.org', role: 'archivist', password: PASSWORD }, { kind: 'command', id: null, name: 'test' })
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const anna = await signedIn(server, 'anna@example.org')
  const form = new FormData()
  form.set('title', 'Lezing')
  form.set('slides', new File([new Uint8Array(deck('pptx'))], 'dias.pptx'))
  const made = await anna.ask('/beheer/nieuw', { method: 'POST', body: form })
  const page = made.headers.get('location')?.split('?')[0] ?? ''
  const shown = async () => (await anna.ask(page)).text()
  await vi.waitFor(async () => expect(await shown()).toContain('tekst van 3 dia’s doorzoekbaar'), 20_000)
  expect((await anna.send(`${page}/bijlage-weghalen`, { plaats: '0', titel: 'een andere' })).status).toBe(400)
  expect((await anna.send(`${page}/bijlage-weghalen`, { plaats: '0', titel: 'dias' })).status).toBe(303)
  const now = await shown()
  expect(now).not.toContain('doorzoekbaar')
  expect(now).toContain('bijlage weggehaald')
})

/** A zip as programs make it. */
function pack(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])))
}

/** A PDF of some megabytes whose one page unpacks to 8 GB of blanks. */
function bomb(): Buffer {
  const piece = deflateRawSync(Buffer.alloc(16 * 2 ** 20, ' '), { finishFlush: zlib.Z_FULL_FLUSH })
  const stream = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: 512 }, () => piece), Buffer.from([3, 0])])
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<>>/Contents 4 0 R>>',
  ].map((body, i) => `${i + 1} 0 obj\n${body}\nendobj\n`)
  const head = `%PDF-1.4\n${objects.join('')}4 0 obj\n<</Length ${stream.length}/Filter/FlateDecode>>\nstream\n`
  return Buffer.concat([Buffer.from(head), stream, Buffer.from('\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 5>>\n%%EOF\n')])
}
