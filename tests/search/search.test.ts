import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { fold, tokenise } from '../../src/language/tokens.ts'
import type { SearchAnswer } from '../../src/search/answer.ts'
import { type OpenLibrary, openLibrary } from '../../src/wire.ts'
import { makeLibrary, vtt, writeFiles } from '../setup/make-library.ts'

describe('words', () => {
  test.each([
    ['’s Avonds in Heerlen-Noord', ['s', 'avonds', 'in', 'heerlen', 'noord']],
    ["foto's, foto’s en fotos", ['fotos', 'fotos', 'en', 'fotos']],
    ['ideeën; één; ĳs', ['ideeen', 'een', 'ijs']],
    ['1 op de 8 (2024)', ['1', 'op', 'de', '8', '2024']],
  ])('%s', (text, forms) => expect(tokenise(text).map((token) => token.form)).toEqual(forms))
  test('each stands where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const token of tokenise(text)) {
          expect(text.slice(token.from, token.to)).toBe(token.text)
          expect(fold(token.text)).toBe(token.form)
        }
      }),
    )
  })
})

test('facets come the commonest first, and equals by name, whatever their ids', async () => {
  const talk = (id: string, ...speakers: [id: string, name: string][]) => ({
    [`${id}.yaml`]: {
      kind: 'talk',
      id,
      title: id,
      speakers: speakers.map(([speaker, name]) => ({ id: speaker, name })),
      transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
    },
    [`${id}.vtt`]: vtt([{ start: 0, end: 2, text: 'Een plein.' }]),
  })
  const library = await makeLibrary({
    ...talk('een', ['a', 'Zoë'], ['b', 'Émile'], ['c', 'Willem']),
    ...talk('twee', ['c', 'Willem']),
  })
  await library.import()
  const { facets } = await library.search().search({ q: 'plein', limit: 5 })
  const speakers = facets.filter(({ kind }) => kind === 'speaker').map(({ name, talks }) => [name, talks])
  expect(speakers).toEqual([
    ['Willem', 2],
    ['Émile', 1],
    ['Zoë', 1],
  ])
})

test('of thousands of speakers the commonest come, with the number of all, and the chosen one however rare', async () => {
  const speakers = Array.from({ length: 30 }, (_, i) => ({ id: `s${i}`, name: `Spreker ${String(i).padStart(2, '0')}` }))
  const talk = (id: string, of: object[]) => ({
    [`${id}.yaml`]: { kind: 'talk', id, title: id, speakers: of, transcripts: [{ file: 'woorden.vtt', language: 'nl', made: 'human' }] },
  })
  const library = await makeLibrary({
    'woorden.vtt': vtt([{ start: 0, end: 2, text: 'Een plein.' }]),
    ...talk('een', speakers),
    ...talk('twee', speakers.slice(5)),
  })
  await library.import()
  const ask = async (speaker?: string) => {
    const { facets, facetTotals } = await library.search().search({ q: 'plein', limit: 5, ...(speaker ? { speaker } : {}) })
    return { ids: facets.filter(({ kind }) => kind === 'speaker').map(({ value }) => value), total: facetTotals.speaker }
  }
  expect(await ask()).toEqual({ ids: Array.from({ length: 20 }, (_, i) => `s${i + 5}`), total: 30 })
  const { ids, total } = await ask('s29')
  expect([ids.length, ids.includes('s29'), total]).toEqual([21, true, 30])
})

test('a speaker typed in the query is found in a talk that came after the first search', async () => {
  const talk = (id: string, name: string) => ({
    [`${id}.yaml`]: {
      kind: 'talk',
      id,
      title: id,
      speakers: [{ id: `${id}-spreker`, name }],
      transcripts: [{ file: 'w.vtt', language: 'nl', made: 'human' }],
    },
  })
  const library = await makeLibrary({ 'w.vtt': vtt([{ start: 0, end: 2, text: 'Een plein.' }]), ...talk('een', 'An Jansen') })
  await library.import()
  const search = library.search()
  const found = async () => (await search.search({ q: 'plein spreker:jansen', limit: 5 })).talks.map(({ id }) => id).sort()
  expect(await found()).toEqual(['een'])
  await writeFiles(join(library.folder, 'manifests'), { ...talk('twee', 'Bo Jansen'), ...talk('drie', 'Cé Pieters') })
  await library.import()
  expect(await found()).toEqual(['een', 'twee'])
})

describe('on the collection', () => {
  let open: OpenLibrary
  beforeAll(async () => {
    open = await openLibrary(readConfig({ WOORDELIJK_DATA: inject('collection') }))
  })
  afterAll(() => open.close())
  const search = (q: string, more: object = {}): Promise<SearchAnswer> => open.search().search({ q, limit: 20, ...more })

  test('every moment holds what was searched, at the time of that very word', async () => {
    const { talks, total } = await search('armoede')
    expect(total).toBeGreaterThan(4)
    for (const talk of talks) {
      const transcript = await open.library.transcript(talk.id)
      for (const moment of talk.moments.filter(({ matched }) => matched === 'word')) {
        expect(moment.marks.map(([from, to]) => fold(moment.snippet.slice(from, to)))).toContain('armoede')
        const word = transcript?.cues.flatMap((cue) => cue.words ?? []).find((entry) => entry.start === moment.time)
        expect(fold(word?.text ?? '')).toContain('armoede')
        expect(moment.estimated).toBe(false)
      }
    }
  })

  test('a phrase is found across the border of two cues', async () => {
    const cues = (await open.library.transcript('academie-2-martens'))?.cues ?? []
    const border = cues.findIndex((cue, i) => i > 0 && !/[.?!]$/.test(cues[i - 1]?.text ?? ''))
    expect(border).toBeGreaterThan(0)
    const last = tokenise(cues[border - 1]?.text ?? '').at(-1)?.text
    const first = tokenise(cues[border]?.text ?? '')[0]?.text
    const { talks } = await search(`“${last} ${first}”`)
    expect(talks.map((talk) => talk.id)).toContain('academie-2-martens')
  })

  test('filters, typed or chosen', async () => {
    const typed = await search('spreker:asscher werk')
    expect(typed.talks.map((talk) => talk.id)).toEqual(['academie-2-asscher'])
    const chosen = await search('werk', { speaker: 'lodewijk-asscher' })
    expect(chosen.talks.map((talk) => talk.id)).toEqual(['academie-2-asscher'])
    expect((await search('jaar:2018 armoede')).talks.map((talk) => talk.id)).toEqual(['ontmoetingsdag-2018-armoede-aanpakken'])
    expect((await search('armoede', { event: 'bestaat-niet' })).total).toBe(0)
  })

  test.each(['de', 'armoede Heerlen', 'wijk werk zorg', 'armoedebestrijding', 'schuld hulpverlening wijk'])(
    'pages follow each other without a gap or a double: %s',
    async (q) => {
      const all = (await search(q, { limit: 100 })).talks.map((talk) => talk.id)
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const answer: SearchAnswer = await search(q, { limit: 2, cursor })
        paged.push(...answer.talks.map((talk) => talk.id))
        cursor = answer.next ?? undefined
      } while (cursor !== undefined)
      expect(paged).toEqual(all)
    },
  )

  const hostile = [
    '',
    ' ',
    '"',
    '“',
    '""',
    '(',
    'AND',
    'OR NOT',
    'a"b',
    "'; drop table search_talk; --",
    'words:*',
    'NEAR(a b)',
    '^x',
    '*',
    'a*',
    '-',
    '\0',
    '\ud800',
    '\u202eabc',
    '.*+?^${}()|[]\\',
    '😀',
    'spreker:',
    'spreker:"',
    'x'.repeat(10_000),
    'a '.repeat(5000),
    '"'.repeat(999),
  ]
  test.each(hostile.map((q) => [JSON.stringify(q).slice(0, 40), q]))('%s is answered', async (_shown, q) => {
    expect(await search(q)).toMatchObject({ talks: expect.any(Array) })
  })
  test('anything is answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (q) => {
        expect(await search(q)).toMatchObject({ total: expect.any(Number) })
      }),
    )
  })
})

test('a talk that changes is found by its new words and not by its old', async () => {
  const manifest = { kind: 'talk', id: 'lezing', title: 'De lezing', transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }] }
  const library = await makeLibrary({
    'lezing.yaml': manifest,
    'tekst.vtt': vtt(Array.from({ length: 12 }, (_, i) => ({ start: i, end: i + 1, text: `oud ${i}` }))),
  })
  await library.import()
  const ids = async (q: string) => (await library.search().search({ q, limit: 5 })).talks.map((talk) => talk.id)
  expect(await ids('oud')).toEqual(['lezing'])
  const next = await makeLibrary({ 'lezing.yaml': manifest, 'tekst.vtt': vtt([{ start: 0, end: 1, text: 'nieuw' }]) })
  await library.import([`${next.folder}/manifests`])
  expect([await ids('oud'), await ids('nieuw')]).toEqual([[], ['lezing']])
  await library.index().rebuild()
  expect([await ids('oud'), await ids('nieuw')]).toEqual([[], ['lezing']])
})

test('without word times the moment is estimated, inside its cue', async () => {
  const library = await makeLibrary({
    'lezing.yaml': { kind: 'talk', id: 'lezing', title: 'De lezing', transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }] },
    'tekst.vtt': vtt([{ start: 10, end: 20, text: 'aan het einde het doelwoord' }]),
  })
  await library.import()
  const [talk] = (await library.search().search({ q: 'doelwoord', limit: 5 })).talks
  expect(talk?.moments[0]).toMatchObject({ estimated: true, end: 20_000 })
  expect(talk?.moments[0]?.time).toBeGreaterThan(15_000)
  expect(talk?.moments[0]?.time).toBeLessThan(20_000)
})
