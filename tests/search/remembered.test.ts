/** A sentence half remembered leads to where it was spoken, among much that sounds like it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { random } from '../bench/dutch-text.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

const TOPICS =
  'huis buurt straat kamer burgemeester kind moeder arts school plein tuin brug markt kerk winkel fiets bank water tafel boek'.split(' ')
const SMALL = 'de het een en van in op met voor naar'.split(' ')
const SECONDS = 4
const LINES = 150

/** Talks of these few words only, half of them small, so that much is like everything. */
function spoken(seed: number): string[][] {
  const next = random(seed)
  const any = (words: readonly string[]) => words[Math.floor(next() * words.length)] ?? ''
  return Array.from({ length: LINES }, () => Array.from({ length: 8 }, (_, i) => any(i % 2 === 0 ? SMALL : TOPICS)))
}

const talk = (id: string, lines: readonly string[]) => ({
  [`${id}.yaml`]: { kind: 'talk', id, title: id, speakers: [], transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }] },
  [`${id}.vtt`]: vtt(lines.map((text, i) => ({ start: i * SECONDS, end: (i + 1) * SECONDS, text }))),
})

test('with two words wrong it is found first, wherever it was spoken and whatever the two', async () => {
  const talks = [spoken(1), spoken(2), spoken(3)]
  const library = await makeLibrary(
    Object.assign(
      {},
      ...talks.map((lines, i) =>
        talk(
          `t${i}`,
          lines.map((line) => line.join(' ')),
        ),
      ),
    ),
  )
  await library.import()
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: talks.length - 1 }),
      fc.nat({ max: LINES - 3 }),
      fc.nat({ max: 7 }),
      fc.uniqueArray(fc.tuple(fc.nat({ max: 13 }), fc.constantFrom(...TOPICS)), { minLength: 2, maxLength: 2, selector: ([at]) => at }),
      async (which, line, skipped, wrong) => {
        const words = talks[which]?.slice(line, line + 3).flat() ?? []
        const quoted = words.slice(skipped, skipped + 14)
        for (const [at, word] of wrong) quoted[at] = word
        const { quotation, talks: found } = await library.search().search({ q: quoted.join(' '), limit: 10 })
        const times = found[0]?.moments.map(({ time }) => time) ?? []
        expect({ quotation, talk: found[0]?.id }).toEqual({ quotation: true, talk: `t${which}` })
        // A wrong word may by chance be one that was said just before.
        expect(times.some((time) => time >= (line - 2) * SECONDS * 1000 && time < (line + 3) * SECONDS * 1000)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('small words spoken before it, as many as you like, take nothing off', async () => {
  const small = Array.from({ length: 40 }, () => 'en de van het op de en van met de')
  const apart = ['water boek tuin markt kerk winkel fiets bank school', 'buurt straat kamer school plein tuin markt kerk winkel']
  const alike = Array.from({ length: 70 }, () => ['de arts en de vader van het water op de tafel', ...apart]).flat()
  const library = await makeLibrary({
    ...talk('een', [...small, 'de arts en de moeder van het kind op de brug']),
    ...talk('twee', alike),
  })
  await library.import()
  const { quotation, talks } = await library.search().search({ q: 'de arts en de dochter van het kind op de brug', limit: 5 })
  expect({ quotation, talk: talks[0]?.id, time: talks[0]?.moments[0]?.time }).toEqual({
    quotation: true,
    talk: 'een',
    time: small.length * SECONDS * 1000,
  })
})

test('one topical word is enough where the small words around it are right', async () => {
  const library = await makeLibrary({
    ...talk('kamer', ['Het plein is leeg.', 'Het kind heeft een eigen kamer.']),
    ...talk('anders', ['Een kind is er en ook wel het een of ander.']),
  })
  await library.import()
  const search = (q: string) => library.search().search({ q, limit: 10 })
  expect(await search('want het kind heeft een')).toMatchObject({ quotation: true, total: 1, talks: [{ id: 'kamer' }] })
  expect(await search('wel kind is er nu')).toMatchObject({ quotation: false })
})

test('words in the lines after it count, are shown and are marked', async () => {
  const library = await makeLibrary(talk('grens', ['Eerst iets anders.', 'Zij liepen langs', 'de brug over', 'het water naar huis.']))
  await library.import()
  const { talks } = await library.search().search({ q: 'liepen langs de sluis over het water', limit: 10 })
  const [moment] = talks[0]?.moments ?? []
  expect(moment?.confidence).toBe(0.86)
  expect(moment?.marks.map(([from, to]) => moment.snippet.slice(from, to))).toEqual(['liepen', 'langs', 'de', 'over', 'het', 'water'])
})
