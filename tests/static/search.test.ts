/** The search in a static library gives what the server gives: the same engine, on the index in pieces. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SearchAnswer } from '../../src/search/answer.ts'
import { pack, packPlaces, packRising, packRuns, unpack, unpackPlaces, unpackRising, unpackRuns } from '../../src/search/shards/format.ts'
import { makeFolder } from '../setup/make-library.ts'
import { openCollection, SECRET, searchIn } from './folder.ts'

const QUERIES = [
  ...'armoede wijk wijken werk gewerkt huisarts zorg schulden bestaanszekerheid jongeren buurt samenwerken schuldhulpverlening'.split(' '),
  'sociale basis',
  'werk en inkomen',
  'kansrijke wijk',
  'heerlen noord',
  'vice-premier',
  '"gemengde wijken"',
  '"in de wijk"',
  'wijk -werk',
  'burge*',
  'wonen OR zorg',
  'schuld hulp',
  'spreker:martens doorstroom',
  'spreker:martens',
  'jaar:2018 armoede',
  'thema:wonen',
  'nphn',
  'wat is armoede',
  'nietbestaandwoord',
  'constructor __proto__',
  '(',
  '"',
]
const FILTERS = [{}, { event: 'academie-2' }]

/** Without what a server alone gives, and the scores: those of a phrase depend on how many talks had to be looked through. */
function comparable({ suggestion: _suggestion, help: _help, talks, ...answer }: SearchAnswer) {
  return { ...answer, talks: talks.map(({ score: _score, ...talk }) => talk) }
}

test('the same talks in the same order, with the same moments, facets and remarks', async () => {
  const open = await openCollection()
  try {
    const folder = await makeFolder()
    await open.makeStatic(folder, 'none')
    const { search } = await searchIn(folder)
    let moments = 0
    for (const q of QUERIES) {
      for (const filters of FILTERS) {
        // What the folder leaves to a server: sentences half remembered, corrected spelling.
        const theirs = await open.search().search({ q, ...filters, limit: 10, as: 'words' })
        if (theirs.corrected) continue
        const ours = await search.answer({ q, filters })
        expect(comparable(ours), `${q} ${JSON.stringify(filters)}`).toEqual(comparable(theirs))
        moments += ours.talks.reduce((sum, talk) => sum + talk.moments.length, 0)
      }
    }
    expect(moments).toBeGreaterThan(150)
    expect((await search.answer({ q: SECRET, filters: {} })).talks).toEqual([])
    const html = await search.html({ q: 'armoede <b>', filters: {} })
    expect(html).toContain('<mark>')
    expect(html).not.toContain('<b>')
  } finally {
    await open.close()
  }
})

const numbers = fc.array(fc.nat({ max: 2 ** 40 }))

test('numbers as text are read back', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(unpack(pack(list))).toEqual(list)
      expect(unpackRising(packRising(list))).toEqual(list)
      expect(unpackRuns(packRuns(list))).toEqual(list)
    }),
  )
  const rising = fc.uniqueArray(fc.nat({ max: 100_000 }), { minLength: 1 }).map((list) => list.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(rising, fc.array(rising), (talks, places) => {
      const byTalk = talks.slice(0, places.length).map((talk, i): [number, number[]] => [talk, places[i] ?? []])
      expect([...unpackPlaces(packPlaces(byTalk))]).toEqual(byTalk)
    }),
  )
})
