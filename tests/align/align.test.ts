/** What holds of every alignment, whatever the sound: order, bounds, pins, determinism, an end when told. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AlignedSentence, align } from '../../src/align/align.ts'
import { alignWords } from '../../src/align/align-words.ts'
import { createReference } from '../../src/align/reference.ts'
import { sentencesOf } from '../../src/align/sentences.ts'
import { createSpectrum, HOP, RATE } from '../../src/align/spectrum.ts'
import { timedCues } from '../../src/align/timed-cues.ts'
import { lots, READER, say, scene } from './voices.ts'

const known = scene(1, 24)

function expectInOrder(sentences: readonly AlignedSentence[], duration: number): void {
  let before = 0
  for (const { start, end, words } of sentences) {
    expect(start).toBeGreaterThanOrEqual(before)
    expect(end).toBeGreaterThanOrEqual(start)
    expect(end).toBeLessThanOrEqual(duration)
    let word = start
    for (const begin of words) {
      expect(begin).toBeGreaterThanOrEqual(word)
      expect(begin).toBeLessThanOrEqual(end)
      word = begin
    }
    before = start
  }
}

describe('a recording that says the text', () => {
  const found = align(known.bands, known.reference)

  test('has its sentences where they are, in order and inside it', () => {
    expectInOrder(found.sentences, known.duration)
    const near = found.sentences.filter(({ start }, i) => Math.abs(start - (known.starts[i] as number)) <= 300)
    expect(near.length).toBeGreaterThanOrEqual(22)
    expect(found.fits).toBe(true)
  })

  test('what is claimed is right', () => {
    const sure = found.sentences.filter(({ sure }) => sure)
    expect(sure.length).toBeGreaterThan(7)
    for (const [i, { sure, start }] of found.sentences.entries())
      if (sure) expect(Math.abs(start - (known.starts[i] as number))).toBeLessThan(1000)
  })

  test('gives the same again, and nearly the same when it is softer', () => {
    expect(align(known.bands, known.reference)).toEqual(found)
    const softer = scene(1, 24, { gain: 0.2 })
    const near = align(softer.bands, softer.reference).sentences.filter(
      ({ start }, i) => Math.abs(start - (known.starts[i] as number)) <= 300,
    )
    expect(near.length).toBeGreaterThanOrEqual(22)
  })

  test('progress goes forward, and what it throws ends the work', () => {
    const told: number[] = []
    align(known.bands, known.reference, { onProgress: (fraction) => void told.push(fraction) })
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    const stop = new Error('gestopt')
    expect(() =>
      align(known.bands, known.reference, {
        onProgress: (fraction) => {
          if (fraction > 0.3) throw stop
        },
      }),
    ).toThrow(stop)
  })

  test('a pinned start comes out exactly as given, and the others stay in order around it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 22 }), fc.integer({ min: -1500, max: 1500 }), (sentence, off) => {
        const time = Math.max(0, Math.round(((known.starts[sentence] as number) + off) / 10) * 10)
        const pinned = align(known.bands, known.reference, { pins: [{ sentence, time }] })
        expect(pinned.sentences[sentence]).toMatchObject({ start: time, pinned: true })
        expectInOrder(pinned.sentences, known.duration)
      }),
      { numRuns: 4, seed: 18 },
    )
  })
})

test('text that is not spoken is not claimed', () => {
  const unsaid = [4, 11, 17]
  const mixed = scene(2, 24, { unsaid })
  const found = align(mixed.bands, mixed.reference)
  expectInOrder(found.sentences, mixed.duration)
  for (const [n, i] of unsaid.entries()) expect(found.sentences[i + 1 + n]?.sure).toBe(false)
})

test('of another text nothing is claimed', () => {
  const [one, other] = [scene(3, 24), scene(4, 24)]
  const found = align(one.bands, other.reference)
  expectInOrder(found.sentences, one.duration)
  expect(found.sentences.some(({ sure }) => sure)).toBe(false)
})

test('under three quarters of a minute of text nothing is claimed, but it has its times', () => {
  const short = scene(5, 5)
  const found = align(short.bands, short.reference)
  expect(found.fits).toBe(true)
  expect(found.sentences.some(({ sure }) => sure)).toBe(false)
  expectInOrder(found.sentences, short.duration)
})

test('any sound and any text give times in order, inside the recording', () => {
  const sound = fc.record({ seed: fc.nat(1000), seconds: fc.integer({ min: 1, max: 12 }), level: fc.constantFrom(0, 1, 300, 20_000) })
  const text = fc.array(fc.array(fc.nat(300), { maxLength: 6 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(sound, text, ({ seed, seconds, level }, sentences) => {
      const lot = lots(seed)
      const spectrum = createSpectrum()
      spectrum.push(Int16Array.from({ length: seconds * RATE }, () => level * (lot() - 0.5)))
      const reference = createReference()
      for (const words of sentences) reference.add(say(words, READER))
      const found = align(spectrum.finish(), reference.finish())
      expect(found.sentences).toHaveLength(sentences.length)
      expectInOrder(found.sentences, seconds * 1000)
    }),
    { numRuns: 12, seed: 18 },
  )
})

test('samples may come in pieces of any length', () => {
  const samples = say([1, 2, 3, 4], READER).samples
  const whole = createSpectrum()
  whole.push(samples)
  const expected = whole.finish()
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 9 }), (lengths) => {
      const spectrum = createSpectrum()
      let at = 0
      for (const length of lengths) {
        spectrum.push(samples.subarray(at, at + length))
        at += length
      }
      spectrum.push(samples.subarray(at))
      const { count, power } = spectrum.finish()
      expect(count).toBe(expected.count)
      for (let i = 0; i < power.length; i++) expect(power[i]).toBeCloseTo(expected.power[i] as number, 0)
    }),
    { numRuns: 20 },
  )
  expect(expected.count).toBe(Math.floor((samples.length - 400) / HOP) + 1)
})

test('words of timed cues keep inside their cue', () => {
  const spans = known.starts.map((start, i) => ({ start, end: (known.starts[i + 1] ?? known.duration) - 100 }))
  const found = alignWords(known.bands, known.reference, spans)
  for (const [i, cue] of found.entries()) {
    const { start, end } = spans[i] as { start: number; end: number }
    let before = start
    for (const word of cue?.words ?? []) {
      expect(word).toBeGreaterThanOrEqual(before)
      expect(word).toBeLessThanOrEqual(end)
      before = word
    }
  }
  expect(found.filter((cue) => cue !== null).length).toBe(24)
})

describe('the text', () => {
  test.each([
    ['Dr. Jansen zei: ja. Nee! Echt?', ['Dr. Jansen zei: ja.', 'Nee!', 'Echt?']],
    ['J. van den Berg kwam. Hij bleef.', ['J. van den Berg kwam.', 'Hij bleef.']],
    ['Dat kost 12.500 euro… En dan? [applaus] Goed.', ['Dat kost 12.500 euro…', 'En dan? [applaus]', 'Goed.']],
    ['Zonder punt', ['Zonder punt']],
  ])('%s', (text, sentences) => {
    expect(sentencesOf([{ text }]).map((sentence) => sentence.text)).toEqual(sentences)
  })

  test('every word comes back once, in order, and remarks are not said', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '?', ',', '[', ']', '1') }), { maxLength: 4 }),
        (texts) => {
          const sentences = sentencesOf(texts.map((text) => ({ text })))
          const words = texts.flatMap((text) => text.split(/\s+/).filter(Boolean))
          expect(sentences.flatMap((sentence) => sentence.words)).toEqual(words)
          for (const { words: own, said } of sentences) expect(said).toHaveLength(own.length)
        },
      ),
    )
    expect(sentencesOf([{ text: 'Welkom [lang applaus] allemaal.' }])[0]?.said).toEqual(['Welkom', '', '', 'allemaal.'])
  })

  test('a text that does not fit keeps its paragraphs', () => {
    const cues = [
      { speaker: 'A', text: 'Een. Twee.' },
      { speaker: null, text: 'Drie.' },
    ]
    const heard = { end: 9000, heard: true, words: [1000], sure: false, pinned: false, confidence: 0 }
    const sentences = sentencesOf(cues)
    const times = [1000, 2000, 5000].map((start) => ({ ...heard, start }))
    expect(
      timedCues(cues, sentences, times, { fits: false }, 8000).map(({ start, end, text, words }) => [start, end, text, words]),
    ).toEqual([
      [1000, 5000, 'Een. Twee.', null],
      [5000, 8000, 'Drie.', null],
    ])
    const absent = timedCues(
      cues,
      sentences,
      [times[0] ?? null, { ...heard, start: 2000, heard: false }, times[2] ?? null],
      { fits: true },
      8000,
    )
    expect(absent[1]).toMatchObject({ text: 'Twee.', words: null, estimate: { kind: 'absent', confidence: 0 } })
  })
})
