/** The search of an event in the browser (lunr) gives what the server gives for the same words on that event. */
import { expect, test } from 'vitest'
import { createAnalyser } from '../../src/language/analyser.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../src/language/lexicon-data.ts'
import { createOfflineSearch, type OfflineTalk } from '../../web/search/offline.ts'
import { startTestServer } from '../setup/make-library.ts'

const EVENT = 'academie-2'
const analyser = createAnalyser(readLexicon(LEXICON_DATA))

const QUERIES = [
  ...'armoede wijk wijken werk gewerkt huisarts zorg schulden bestaanszekerheid jongeren kinderen buurt stad huizen samenwerken'.split(' '),
  'sociale basis',
  'werk en inkomen',
  'kansrijke wijk',
  '"gemengde wijken"',
  'wijk -werk',
  'burge*',
  'wonen OR zorg',
  'schuld hulp',
  'nietbestaandwoord',
  '(',
  '"',
  '[a-z]*',
  'title:x^10 ~1',
  '   ',
]

test('the same talks and the same moments as the server', async () => {
  const server = await startTestServer()
  try {
    const get = async (path: string) => (await fetch(server.address + path)).json()
    const { talks } = (await get(`/bijeenkomsten/${EVENT}/zoeken.json`)) as { talks: OfflineTalk[] }
    expect(talks.length).toBeGreaterThan(5)
    const find = createOfflineSearch(talks, analyser)
    let compared = 0
    for (const q of QUERIES) {
      const answer = (await get(`/api/v1/search?${new URLSearchParams({ q, event: EVENT, limit: '100' })}`)) as {
        relaxed: boolean
        corrected: boolean
        talks: { id: string; moments: { time: number; matched: string; snippet: string; marks: number[][] }[] }[]
      }
      // Found in a title or put right: the browser knows only what was said, and says so by finding nothing.
      const spoken =
        answer.corrected || answer.relaxed
          ? []
          : answer.talks.filter(({ moments }) => moments.every(({ matched }) => matched !== 'title' && matched !== 'chapter'))
      const theirs = Object.fromEntries(
        spoken.map(({ id, moments }) => [id, moments.map(({ time, snippet, marks }) => ({ time, snippet, marks }))]),
      )
      // Of a talk that the server finds in a title, the browser may find a related word that was said.
      const inTitle = new Set(answer.corrected || answer.relaxed ? [] : answer.talks.map(({ id }) => id).filter((id) => !(id in theirs)))
      const ours = Object.fromEntries(find(q).flatMap(({ talk, moments }) => (inTitle.has(talk.id) ? [] : [[talk.id, moments] as const])))
      if (q.trim() !== '') expect(ours, q).toEqual(theirs)
      else expect(ours, q).toEqual({})
      compared += spoken.length
    }
    expect(compared).toBeGreaterThan(50)
  } finally {
    await server.close()
  }
})
