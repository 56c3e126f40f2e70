/** What a Dutch search must know, on talks made for it; and that an index grown talk by talk is the index built at once. */
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SearchAnswer, SearchRequest } from '../../src/search/answer.ts'
import { makeLibrary, type TestLibrary, vtt } from '../setup/make-library.ts'

/** A talk a key; its sentences are its cues, five seconds each. */
const TALKS: Record<string, { title: string; lines: string[]; speakers?: string[]; chapters?: { at: string; title: string }[] }> = {
  zorg: {
    title: 'Over de dokter',
    lines: [
      'In de huisartsenpraktijk komen mensen met schulden.',
      'De gemeente biedt schuldhulpverlening.',
      'Gezondheid is meer dan niet ziek zijn.',
      'Kinderen in kleine huizen slapen slecht.',
    ],
    speakers: ['Anna van Dijk'],
  },
  wonen: {
    title: 'Bouwen voor iedereen',
    lines: [
      'We bouwen in Heerlen-Noord gemengde',
      'wijken met ideeën van bewoners.',
      'Het kind heeft een eigen kamer.',
      'De zon schijnt op het plein.',
      'Wie hulp zoekt bij schulden, kan elke dag terecht.',
    ],
    chapters: [
      { at: '0:00', title: 'Volkshuisvesting' },
      { at: '0:10', title: 'De buurt' },
    ],
  },
  kunst: {
    title: 'Kunst op het plein',
    lines: [
      "Op foto's ziet u 's avonds het plein.",
      'De burgemeester liep voorop en de harmonie speelde een mars.',
      'Geen woord over geld.',
      'De wethouder trad na een lang debat onverwacht af.',
      'De vice-premier kwam naar Kerkradewest, een straatje verder.',
      'Haar gewerkte leven: het werk is gedaan, zij hebben gewerkt.',
      'Het gaat om bestaanszekerheid.',
    ],
  },
}

function manifests(names: readonly string[] = Object.keys(TALKS)): Record<string, string | object> {
  return Object.fromEntries(
    names.flatMap((id) => {
      const { title, lines, speakers = [], chapters } = TALKS[id] ?? { title: id, lines: [] }
      const year = id === 'kunst' ? '2018' : '2024'
      return [
        [
          `${id}.yaml`,
          {
            kind: 'talk',
            id,
            title,
            speakers,
            recorded: year,
            ...(chapters ? { chapters } : {}),
            transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
          },
        ],
        [`${id}.vtt`, vtt(lines.map((text, i) => ({ start: i * 5, end: i * 5 + 5, text })))],
      ]
    }),
  )
}

let library: TestLibrary
async function search(q: string, more: Partial<SearchRequest> = {}): Promise<SearchAnswer> {
  return library.search().search({ q, limit: 10, ...more })
}
/** Talk and the marked words of its moments. */
async function found(q: string): Promise<Record<string, string[]>> {
  const { talks } = await search(q)
  return Object.fromEntries(
    talks.map((talk) => [talk.id, talk.moments.flatMap((moment) => moment.marks.map(([from, to]) => moment.snippet.slice(from, to)))]),
  )
}

describe('a Dutch search', () => {
  test.each<[string, Record<string, string[]>]>([
    ['kinderen', { zorg: ['Kinderen'], wonen: ['kind'] }],
    ['kamers', { wonen: ['kamer'] }],
    ['idee', { wonen: ['ideeën'] }],
    ['ideeen', { wonen: ['ideeën'] }],
    ['foto', { kunst: ["foto's"] }],
    ['foto’s', { kunst: ["foto's"] }],
    ['Heerlen Noord', { wonen: ['Heerlen', 'Noord'] }],
    ['heerlen-noord', { wonen: ['Heerlen', 'Noord'] }],
    ['lopen', { kunst: ['liep'] }],
    ['werk', { kunst: ['werk'] }],
    ['werken', { kunst: ['gewerkte', 'werk', 'gewerkt'] }],
    ['aftreden', { kunst: ['trad', 'af'] }],
    ['afgetreden', { kunst: ['trad', 'af'] }],
    ['vicepremier', { kunst: ['vice-premier'] }],
    ['kerkrade west', { kunst: ['Kerkradewest'] }],
    ['bestaanzekerheid', { kunst: ['bestaanszekerheid'] }],
    // Dutch words nobody said are not taken for their neighbours: “staat” and “straat”, “engel” and “Engels”.
    ['kamera', { wonen: ['kamer'] }],
    ['straf', {}],
    ['praktijk', { zorg: ['praktijk'] }],
    ['hulpverlening', { zorg: ['hulpverlening'] }],
    ['zon', { wonen: ['zon'] }],
    ['gezondheid', { zorg: ['Gezondheid'] }],
    ['“gemengde wijken”', { wonen: ['gemengde wijken'] }],
    ['"gemengde wijk"', {}],
    ['plein -zon', { kunst: ['plein'] }],
    ['burgemeester OR bewoners', { kunst: ['burgemeester'], wonen: ['bewoners'] }],
    ['burge*', { kunst: ['burgemeester'] }],
    ['jaar:2018 plein', { kunst: ['plein', 'plein'].slice(0, 1) }],
    ['spreker:dijk gemeente', { zorg: ['gemeente'] }],
  ])('%s', async (q, expected) => {
    library = await makeLibrary(manifests())
    await library.import()
    expect(await found(q)).toEqual(expected)
  })

  test('a compound is found by its parts spoken apart, and says so; the parts find the compound', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    const { talks } = await search('schuldhulp')
    expect(talks.find((talk) => talk.id === 'wonen')?.moments[0]).toMatchObject({
      matched: 'part',
      marks: [
        [4, 8],
        [19, 27],
      ],
    })
    const apart = await search('schuld hulpverlening')
    expect(apart.talks[0]).toMatchObject({ id: 'zorg' })
    expect(apart.relaxed).toBe(false)
  })

  test('why each is a hit', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    const why = async (q: string, id: string) => (await search(q)).talks.find((talk) => talk.id === id)?.moments[0]?.matched
    expect([
      await why('kind', 'wonen'),
      await why('kind', 'zorg'),
      await why('praktijk', 'zorg'),
      await why('dokter', 'zorg'),
      await why('volkshuisvesting', 'wonen'),
    ]).toEqual(['word', 'stem', 'part', 'title', 'chapter'])
  })

  test('a typing mistake is put right when it finds nothing, and said', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    for (const [wrong, right] of [
      ['gemeenet', 'gemeente'],
      ['burgemeseter', 'burgemeester'],
      ['plien', 'plein'],
      ['bwoners', 'bewoners'],
    ]) {
      expect(await search(wrong ?? '')).toMatchObject({ suggestion: right, corrected: true, total: expect.any(Number) })
    }
    expect(await search('xqzjw')).toMatchObject({ suggestion: null, corrected: false, total: 0 })
    // What finds something is left alone.
    expect(await search('gemeente')).toMatchObject({ suggestion: null, corrected: false })
  })

  test('a sentence half remembered finds its place, with how sure it is', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    const answer = await search('de burgemeester liep vooraan terwijl de harmonie een mars speelde')
    expect(answer).toMatchObject({
      quotation: true,
      talks: [{ id: 'kunst', moments: [{ matched: 'fuzzy', snippet: TALKS.kunst?.lines[1] }] }],
    })
    expect(answer.talks[0]?.moments[0]?.confidence).toBeGreaterThan(0.55)
    expect(answer.talks[0]?.moments[0]?.confidence).toBeLessThan(1)
  })

  test('words that never meet are searched apart, and that is said', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    const answer = await search('burgemeester gemeente')
    expect(answer.relaxed).toBe(true)
    expect(answer.talks.map((talk) => talk.id).sort()).toEqual(['kunst', 'zorg'])
  })

  test('a talk with nothing left after -word is not counted', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    expect(await search('plein -zon')).toMatchObject({ total: 1, talks: [{ id: 'kunst' }] })
  })

  test('facets count the talks found, and choosing one leaves just those', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    const { facets, total } = await search('plein')
    expect(total).toBe(2)
    expect(facets.filter(({ kind }) => kind === 'year')).toEqual([
      { kind: 'year', value: '2018', name: '2018', talks: 1 },
      { kind: 'year', value: '2024', name: '2024', talks: 1 },
    ])
    expect((await search('plein', { year: '2018' })).talks.map((talk) => talk.id)).toEqual(['kunst'])
  })

  test('a related word is found where the word itself is not, and named', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    expect((await search('debt')).talks[0]?.moments[0]).toMatchObject({ related: 'schulden' })
    expect((await search('schulden')).talks[0]?.moments[0]?.related).toBeNull()
  })

  test('a correct word is not turned into its opposite', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    expect((await search('ongemengde')).suggestion).toBeNull()
  })

  test('completions are the library’s own words', async () => {
    library = await makeLibrary(manifests())
    await library.import()
    expect(await library.search().complete('geen gem')).toEqual(expect.arrayContaining(['geen gemeente', 'geen gemengde']))
    expect(await library.search().complete('xqz')).toEqual([])
    expect(await library.search().complete('')).toEqual([])
  })
})

test('grown talk by talk, changed and taken away, the index answers as one built at once', async () => {
  const queries = [
    'plein',
    'schuld hulpverlening',
    '“gemengde wijken”',
    'kind',
    'bur*',
    'gemeenet',
    'de burgemeester liep vooraan met de harmonie',
  ]
  const answers = async (of: TestLibrary) => Promise.all(queries.map((q) => of.search().search({ q, limit: 10 })))
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(Object.keys(TALKS), { minLength: 1 }),
      fc.constantFrom(...Object.keys(TALKS)),
      async (order, twice) => {
        const grown = await makeLibrary()
        onTestFinished(() => grown.close().catch(() => undefined))
        for (const id of [twice, ...order, twice]) {
          const files = await makeLibrary(manifests([id]))
          await grown.import([`${files.folder}/manifests`])
          await grown.library.recordImport('talk', id, { fingerprint: 'again', fields: null })
        }
        const before = await answers(grown)
        await grown.index().rebuild()
        expect(await answers(grown)).toEqual(before)
        await grown.close()
      },
    ),
    { numRuns: 5 },
  )
})
