/** Who speaks: names in a query, filters on a speaker, and whose words a moment shows. */
import { describe, expect, test } from 'vitest'
import { tokenise } from '../../src/language/tokens.ts'
import { repeatsIn } from '../../src/match/find.ts'
import { voicesOf } from '../../src/match/voices.ts'
import { makeLibrary, type TestLibrary } from '../setup/make-library.ts'

const DEBATE = `WEBVTT

00:00.000 --> 00:04.000
<v De voorzitter>Aan de orde is het debat over wonen.

00:04.000 --> 00:08.000
<v De voorzitter>Het woord is aan de heer Koerhuis.

00:08.000 --> 00:14.000
<v De heer Koerhuis>Dank u wel. Bij het loket wachten mensen op een woning in gemengde wijken.

00:14.000 --> 00:20.000
<v De heer Koerhuis>Dat duurt te lang.

00:20.000 --> 00:26.000
<v Minister De Jonge>De heer Koerhuis heeft gelijk over het wachten. Er komt een loket.

00:26.000 --> 00:32.000
<v Minister De Jonge>Ook in gemengde wijken bouwen wij.
`
const SOLO = `WEBVTT

00:00.000 --> 00:05.000
Mijn naam is Lodewijk Asscher en ik vertel over vroeger.

00:05.000 --> 00:10.000
Toen was alles anders dan nu.

00:10.000 --> 00:15.000
Werk geeft mensen zekerheid.
`

async function library(): Promise<TestLibrary> {
  const made = await makeLibrary({
    'debat.vtt': DEBATE,
    'debat.yaml': {
      kind: 'talk',
      id: 'debat',
      title: 'Debat',
      speakers: [
        { id: 'hugo-de-jonge', name: 'Hugo de Jonge' },
        { id: 'daniel-koerhuis', name: 'Daniel Koerhuis' },
      ],
      transcripts: [{ file: 'debat.vtt', language: 'nl', made: 'human' }],
    },
    'solo.vtt': SOLO,
    'solo.yaml': {
      kind: 'talk',
      id: 'solo',
      title: 'Lezing',
      speakers: [{ id: 'lodewijk-asscher', name: 'Lodewijk Asscher' }],
      transcripts: [{ file: 'solo.vtt', language: 'nl', made: 'human' }],
    },
  })
  await made.import()
  return made
}

/** Talk, time in seconds and speaker of each moment, the best first. */
async function moments(of: TestLibrary, q: string, more: object = {}) {
  const { talks } = await of.search().search({ q, limit: 10, ...more })
  return talks.flatMap((talk) => talk.moments.map(({ time, speaker }) => [talk.id, Math.floor(time / 1000), speaker]))
}

describe('in a library with a debate and a lecture', () => {
  test('a name, a name with a topic, a filter on a speaker', async () => {
    const made = await library()
    // A name alone: where that person begins to speak; being named by somebody else comes after.
    expect((await moments(made, 'koerhuis'))[0]).toEqual(['debat', 8, 'De heer Koerhuis'])
    expect((await moments(made, 'hugo de jonge'))[0]).toEqual(['debat', 20, 'Minister De Jonge'])
    // With a topic: their own words on it, not those of somebody who names them.
    expect((await moments(made, 'koerhuis wachten'))[0]).toEqual(['debat', 10, 'De heer Koerhuis'])
    expect((await moments(made, 'wat zei de jonge over gemengde wijken'))[0]).toEqual(['debat', 27, 'Minister De Jonge'])
    expect((await moments(made, 'asscher over werk'))[0]).toEqual(['solo', 10, null])
    // Not his introduction: that somebody says their own name is no moment on the topic.
    expect(await moments(made, 'asscher over werk')).toHaveLength(1)
    // The filter leaves words, not talks.
    expect(await moments(made, 'loket', { speaker: 'hugo-de-jonge' })).toEqual([['debat', expect.any(Number), 'Minister De Jonge']])
    expect(await moments(made, 'loket spreker:koerhuis')).toEqual([['debat', expect.any(Number), 'De heer Koerhuis']])
    expect(await moments(made, 'lang', { speaker: 'hugo-de-jonge' })).toEqual([])
    expect(await moments(made, 'orde spreker:voorzitter')).toEqual([['debat', expect.any(Number), 'De voorzitter']])
    // A remembered sentence of another is not his either.
    const { quotation, talks: own } = await made
      .search()
      .search({ q: 'bij het loket wachten mensen op een woning', limit: 5, speaker: 'hugo-de-jonge' })
    expect(quotation).toBe(false)
    expect(own.flatMap((talk) => [talk.without, ...talk.moments.map(({ speaker }) => speaker)])).toEqual([
      ['mensen', 'woning'],
      'Minister De Jonge',
    ])
    const { talks, total } = await made.search().search({ q: 'wachten', limit: 5, speaker: 'hugo-de-jonge' })
    expect([total, talks[0]?.times.map((time) => Math.floor(time / 1000))]).toEqual([1, [20]])
  })

  test('a snippet holds all words of its hit and nobody else’s', async () => {
    const made = await library()
    const { talks } = await made.search().search({ q: 'wachten lang', limit: 1 })
    const [moment] = talks[0]?.moments ?? []
    const marked = moment?.marks.map(([from, to]) => moment.snippet.slice(from, to))
    expect(marked).toEqual(['wachten', 'lang'])
    const all = (await made.search().search({ q: 'loket', limit: 5 })).talks.flatMap((talk) => talk.moments)
    for (const { speaker, snippet } of all) {
      const [other, own] = speaker === 'Minister De Jonge' ? ['woning', 'gelijk'] : ['gelijk', 'woning']
      expect(snippet).toContain(own)
      expect(snippet).not.toContain(other)
    }
  })

  test('a long query is tried as words as well', async () => {
    const made = await library()
    const answer = await made.search().search({ q: 'hugo de jonge over een loket', limit: 5 })
    expect([answer.quotation, answer.talks[0]?.moments[0]?.speaker]).toEqual([false, 'Minister De Jonge'])
    const sentence = 'bij het loket wachtten mensen op een woning'
    expect((await made.search().search({ q: sentence, limit: 5 })).quotation).toBe(true)
    expect((await made.search().search({ q: sentence, limit: 5, as: 'words' })).quotation).toBe(false)
  })

  test('where nothing is found: which word is missing, what is nearest, its parts, and the same without the filter', async () => {
    const made = await library()
    expect((await made.search().search({ q: 'wachten -wachten', limit: 5 })).help).toEqual({ missing: [], withoutFilters: null })
    const filtered = await made.search().search({ q: 'lang', limit: 5, speaker: 'hugo-de-jonge' })
    expect(filtered.help).toEqual({ missing: [], withoutFilters: 1 })
    const { help: missing } = await made.search().search({ q: 'werkzekerheidsplan', limit: 5 })
    expect(missing?.missing).toEqual([
      { word: 'werkzekerheidsplan', near: [], parts: expect.arrayContaining([{ word: 'werk', talks: 1 }]) },
    ])
  })
})

test.each([
  ['Minister De Jonge', 'hugo'],
  ['H. de Jonge', 'hugo'],
  ['De Jonge (CDA)', 'hugo'],
  ['Hugo de Jonge', 'hugo'],
  ['De voorzitter', null],
  ['Piet de Jonge', null],
  ['Jansen', null],
  ['Jan Jansen', 'jan'],
  ['P. Jansen', 'piet'],
])('the label “%s” means %s', (speaker, person) => {
  const speakers = [
    { id: 'hugo', name: 'Hugo de Jonge' },
    { id: 'jan', name: 'Jan Jansen' },
    { id: 'piet', name: 'Piet Jansen' },
  ]
  expect(voicesOf([{ speaker }], speakers).list[0]?.person).toBe(person)
})

test('a talk of one speaker is theirs where no cue is named, and unnamed cues are nobody’s where others are named', () => {
  const one = [{ id: 'jan', name: 'Jan Jansen' }]
  expect([...voicesOf([{ speaker: null }], one).ofCue]).toEqual([1])
  expect([...voicesOf([{ speaker: null }, { speaker: 'Een vraag uit de zaal' }], one).ofCue]).toEqual([0, 1])
  expect([...voicesOf([{ speaker: null }], [...one, { id: 'b', name: 'B' }]).ofCue]).toEqual([0])
})

test('a talk that a narrator tells: its speaker’s name leads to the topic, and the filter to the talk', async () => {
  const made = await makeLibrary({
    'a.vtt':
      'WEBVTT\n\n00:00.000 --> 00:05.000\n<v Computerstem>Lodewijk Asscher sprak.\n\n00:05.000 --> 00:09.000\n<v Computerstem>Het ging over werk.\n',
    'a.yaml': {
      kind: 'talk',
      id: 'a',
      title: 'A',
      speakers: [{ id: 'asscher', name: 'Lodewijk Asscher' }],
      transcripts: [{ file: 'a.vtt', language: 'nl', made: 'synthetic' }],
    },
  })
  await made.import()
  expect((await moments(made, 'asscher over werk'))[0]).toEqual(['a', 7, 'Computerstem'])
  expect(await moments(made, 'werk', { speaker: 'asscher' })).toEqual([['a', 7, 'Computerstem']])
})

test('rolling captions: one spoken word is one moment', async () => {
  const roll = [
    'de eerste regel gaat over woordzonderweerga',
    'de eerste regel gaat over woordzonderweerga en dan verder',
    'en dan verder met iets nieuws',
  ]
  const cues = roll.map((text, i) => ({ text, start: i * 1000, end: (i + 1) * 1000 }))
  expect([
    ...repeatsIn(
      cues.map(({ text }) => tokenise(text)),
      cues,
    ),
  ]).toEqual([0, 6, 3])
  const time = (i: number) => `00:0${i}.000 --> 00:0${i + 1}.000`
  const made = await makeLibrary({
    'a.vtt': `WEBVTT\n\n${roll.map((text, i) => `${time(i)}\n${text}\n`).join('\n')}`,
    'a.yaml': { kind: 'talk', id: 'a', title: 'A', transcripts: [{ file: 'a.vtt', language: 'nl', made: 'asr' }] },
  })
  await made.import()
  const { talks } = await made.search().search({ q: 'woordzonderweerga', limit: 5 })
  expect(talks[0]?.times).toEqual([0])
  expect(talks[0]?.moments).toHaveLength(1)
})
