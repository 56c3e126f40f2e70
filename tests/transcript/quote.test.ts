/** Quotes: made from a time or from words, and found again when the transcript is corrected, cut into other lines, or moved in time. */

import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cue } from '../../src/transcript/cue.ts'
import { flowOf, placeOf } from '../../src/transcript/quote/flow.ts'
import { anchorQuote, makeQuote, type Quoted, quoteAt, quoteKey } from '../../src/transcript/quote/quote.ts'
import { readTranscript } from '../../src/transcript/read/read.ts'
import { wordDifference } from '../../src/transcript/revise/difference.ts'
import { random } from '../bench/dutch-text.ts'

const cue = (start: number, text: string, speaker: string | null = null): Cue => ({
  id: null,
  start,
  end: start + 4000,
  speaker,
  text,
  words: null,
})

const TALK = [
  cue(0, 'Goedemorgen allemaal.', 'Anna van Dijk'),
  cue(4000, 'Armoede is geen keuze van mensen,', 'Anna van Dijk'),
  cue(8000, 'maar een gebrek aan geld en rust.', 'Anna van Dijk'),
  cue(12_000, 'Ja.', 'Bart'),
  cue(16_000, 'Dat zeggen wij al jaren.', 'Bart'),
  cue(20_000, 'Ja.', 'Anna van Dijk'),
]

const made = (wanted: Parameters<typeof makeQuote>[1], cues = TALK): Quoted => {
  const quote = makeQuote(cues, wanted)
  if (typeof quote === 'string') throw new Error(quote)
  return quote
}

describe('a quote', () => {
  test('is made of the words spoken between two times', () => {
    expect(made({ start: 4000, end: 12_000 })).toMatchObject({
      exact: 'Armoede is geen keuze van mensen, maar een gebrek aan geld en rust.',
      start: 4000,
      end: 12_000,
      speaker: 'Anna van Dijk',
      prefix: 'Goedemorgen allemaal. ',
    })
  })

  test('with timed words takes those words and no more', () => {
    const words = ['Wat', 'ik', 'bedoel,', 'is', 'dit.'].map((text, i) => ({ start: i * 500, end: i * 500 + 400, text }))
    const timed: Cue = { id: null, start: 0, end: 2500, speaker: null, text: 'Wat ik bedoel, is dit.', words }
    expect(made({ start: 500, end: 1400 }, [timed])).toMatchObject({ exact: 'ik bedoel,', start: 500, end: 1400 })
  })

  test('is made of words, whatever their white space, quotes and case', () => {
    expect(made({ exact: 'GEEN keuze  van\nmensen maar een' })).toMatchObject({ exact: 'geen keuze van mensen, maar een' })
  })

  test('that stands there twice needs what stands around it', () => {
    expect(makeQuote(TALK, { exact: 'Ja.' })).toBe('ambiguous')
    expect(made({ exact: 'Ja', prefix: 'geld en rust. ', suffix: ' Dat zeggen' })).toMatchObject({ start: 12_000, speaker: 'Bart' })
    expect(made({ exact: 'Ja.', prefix: 'wij al jaren. ' })).toMatchObject({ start: 20_000 })
  })

  test('is refused with the reason', () => {
    expect(makeQuote(TALK, { exact: 'rijkdom' })).toBe('not-found')
    expect(makeQuote(TALK, { exact: '…' })).toBe('not-found')
    expect(makeQuote(TALK, { start: 90_000, end: 95_000 })).toBe('nothing')
    expect(makeQuote([cue(0, 'woord '.repeat(1000))], { start: 0, end: 4000 })).toBe('too-long')
  })

  test('the same words have the same key, from a time, from words or after a correction elsewhere', () => {
    const byTime = made({ start: 4000, end: 12_000 })
    const byWords = made({ exact: byTime.exact })
    const later = TALK.map((entry) => ({ ...entry, start: entry.start + 60_000, text: entry.text.replace('al jaren', 'al heel lang') }))
    const keys = [byTime, byWords, made({ exact: byTime.exact }, later)].map((quote) => quoteKey('t', 'nl', quote))
    expect(new Set(keys).size).toBe(1)
    expect(quoteKey('t', 'nl', made({ exact: 'gebrek aan geld' }))).not.toBe(keys[0])
  })
})

describe('in a later revision', () => {
  const quote = made({ start: 4000, end: 12_000 })

  test.each<[string, readonly Cue[], string, string | null]>([
    ['nothing changed', TALK, 'same', quote.exact],
    [
      'other lines, same words',
      [cue(0, 'Goedemorgen allemaal. Armoede is'), cue(5000, `geen keuze van mensen, maar een gebrek aan geld en rust. Ja.`)],
      'same',
      quote.exact,
    ],
    ['a minute later', TALK.map((entry) => ({ ...entry, start: entry.start + 60_000, end: entry.end + 60_000 })), 'moved', quote.exact],
    [
      'a word corrected',
      TALK.map((entry) => ({ ...entry, text: entry.text.replace('gebrek', 'tekort') })),
      'changed',
      quote.exact.replace('gebrek', 'tekort'),
    ],
    [
      'the first word corrected',
      TALK.map((entry) => ({ ...entry, text: entry.text.replace('Armoede', 'De armoede') })),
      'changed',
      `De ${quote.exact.replace('Armoede', 'armoede')}`,
    ],
    ['cut out', TALK.filter((_, i) => i !== 1 && i !== 2), 'gone', null],
    ['another talk', [cue(0, 'Heel iets anders over wonen en over werk.'), cue(4000, 'En nog een zin over de stad.')], 'gone', null],
    ['empty', [], 'gone', null],
  ])('%s', (_, cues, status, text) => {
    const found = anchorQuote(quote, cues)
    expect(found.status).toBe(status)
    // “De armoede”: the word put before it may or may not belong; the quoted words must.
    if (text?.startsWith('De ')) expect(text).toContain(found.now?.exact)
    else expect(found.now?.exact ?? null).toBe(text)
  })

  test('a short word that is said again is never another utterance', () => {
    const yes = made({ exact: 'Ja.', prefix: 'geld en rust. ' })
    expect(
      anchorQuote(
        yes,
        TALK.filter((_, i) => i !== 3),
      ).status,
    ).toBe('gone')
    expect(anchorQuote(yes, TALK)).toMatchObject({ status: 'same', now: { start: 12_000 } })
  })

  test('a head that is cut off moves it by the map, and what was cut away is gone', () => {
    const cut = TALK.slice(2).map((entry) => ({ ...entry, start: entry.start - 8000, end: entry.end - 8000 }))
    const moved = (time: number) => (time < 8000 ? null : time - 8000)
    expect(anchorQuote(made({ exact: 'gebrek aan geld' }), cut, moved)).toMatchObject({
      status: 'moved',
      now: { exact: 'gebrek aan geld' },
    })
    expect(anchorQuote(made({ exact: 'geen keuze' }), cut, moved).status).toBe('gone')
  })
})

/** Every word its number in the talk, so that what a quote resolves to can be checked against where it came from. */
interface Numbered {
  readonly word: string
  readonly number: number
  readonly time: number
}

function numbered(cues: readonly Cue[]): Numbered[] {
  let number = 0
  return cues.flatMap((entry) => {
    const words = entry.text.split(/\s+/).filter(Boolean)
    return words.map((word, i) => ({
      word,
      number: number++,
      time: entry.start + Math.round(((entry.end - entry.start) * i) / words.length),
    }))
  })
}

function toCues(words: readonly Numbered[], size: () => number): { cues: Cue[]; numbers: number[] } {
  const cues: Cue[] = []
  for (let at = 0; at < words.length; ) {
    const line = words.slice(at, at + size())
    cues.push({
      id: null,
      start: line[0]?.time ?? 0,
      end: (line.at(-1)?.time ?? 0) + 400,
      speaker: null,
      text: line.map(({ word }) => word).join(' '),
      words: null,
    })
    at += line.length
  }
  return { cues, numbers: words.map(({ number }) => number) }
}

const talks = globSync('transcripts/**/*.vtt').map((file) => readTranscript(readFileSync(file)).cues)

test('under fire: 5 % of the words corrected and other lines; at least 99 % resolve to their words, none to others', () => {
  const next = random(7)
  let [asked, right, wrong] = [0, 0, 0]
  for (const original of talks) {
    const words = numbered(original)
    const first = toCues(words, () => 9)
    const corrected = words.map((entry) => {
      const draw = next()
      if (draw < 0.02) return { ...entry, word: `${entry.word}s` }
      if (draw < 0.04) return { ...entry, word: 'verbeterd' }
      return draw < 0.05 ? { ...entry, word: `${entry.word} ook` } : entry
    })
    const second = toCues(corrected, () => 4 + Math.floor(next() * 12))
    for (let i = 0; i < 60; i++) {
      const length = 3 + Math.floor(next() * 25)
      const from = Math.floor(next() * (words.length - length))
      const flow = flowOf(first.cues)
      const offset = (n: number) => words.slice(0, n).reduce((sum, { word }) => sum + word.length + 1, 0)
      const quote = quoteAt(flow, offset(from), offset(from + length) - 1)
      if (typeof quote === 'string') continue
      asked++
      const { now } = anchorQuote(quote, second.cues)
      if (!now) continue
      // Which words of the talk the found span covers.
      const later = flowOf(second.cues)
      const countBefore = (at: number) => later.text.slice(0, at).split(/\s+/).filter(Boolean).length
      const spoken = corrected.flatMap(({ word, number }) => word.split(' ').map(() => number))
      const [gotFirst, gotLast] = [spoken[countBefore(now.from)] ?? -1, spoken[countBefore(now.to) - 1] ?? -1]
      const off = Math.abs(gotFirst - from) + Math.abs(gotLast - (from + length - 1))
      if (off <= 2) right++
      else wrong++
      expect(placeOf(later, now.from).cue).toBeGreaterThanOrEqual(0)
    }
  }
  expect(asked).toBeGreaterThan(500)
  expect({ wrong, share: right / asked }).toEqual({ wrong: 0, share: expect.closeTo(1, 2) })
  expect(right / asked).toBeGreaterThanOrEqual(0.99)
})

test('under fire: two minutes cut off the head, with the map; every quote after it is found', () => {
  const next = random(11)
  // All talks one after the other, as one long recording.
  let shift = 0
  const long = talks.flatMap((cues) => {
    const moved = cues.map((entry) => ({ ...entry, start: entry.start + shift, end: entry.end + shift }))
    shift = (moved.at(-1)?.end ?? 0) + 1000
    return moved
  })
  const words = numbered(long)
  const kept = words.filter(({ time }) => time >= 120_000).map((entry) => ({ ...entry, time: entry.time - 120_000 }))
  const first = toCues(words, () => 8)
  const second = toCues(kept, () => 6 + Math.floor(next() * 5))
  const flow = flowOf(first.cues)
  const starts = words.map(() => 0)
  for (let i = 1; i < words.length; i++) starts[i] = (starts[i - 1] ?? 0) + (words[i - 1]?.word.length ?? 0) + 1
  for (let i = 0; i < 300; i++) {
    const length = 3 + Math.floor(next() * 20)
    const from = words.length - kept.length + Math.floor(next() * (kept.length - length))
    const quote = quoteAt(flow, starts[from] ?? 0, (starts[from + length] ?? 0) - 1)
    if (typeof quote === 'string') throw new Error(quote)
    const { status, now } = anchorQuote(quote, second.cues, (time) => (time < 120_000 ? null : time - 120_000))
    expect(status).toBe('moved')
    expect(now?.exact).toBe(quote.exact)
    expect(Math.abs((now?.start ?? 0) - (quote.start - 120_000))).toBeLessThan(3000)
  }
})

test('a difference says every word once, in order', () => {
  const words = fc.array(fc.constantFrom('de', 'wijk', 'is', 'mooi', 'niet', 'en'), { maxLength: 12 })
  fc.assert(
    fc.property(words, words, (a, b) => {
      const pieces = wordDifference(a.join(' '), b.join(' '))
      const side = (kind: 'gone' | 'new') =>
        pieces.flatMap((piece) => (piece.kind === 'same' || piece.kind === kind ? piece.text.split(' ') : []))
      expect(side('gone')).toEqual(a)
      expect(side('new')).toEqual(b)
    }),
  )
})
