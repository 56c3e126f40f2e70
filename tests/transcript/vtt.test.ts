import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cue } from '../../src/transcript/cue.ts'
import { readVtt } from '../../src/transcript/read/subtitles/read-vtt.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'

const cue = (fields: Partial<Cue>): Cue => ({ id: null, start: 0, end: 1000, speaker: null, text: 'tekst', words: null, ...fields })
const read = (body: string) => readVtt(`WEBVTT\n\n${body}`)

describe('what the standard keeps', () => {
  test.each([
    ['hours left out', '01:02.003 --> 01:05.000\nja', [cue({ start: 62_003, end: 65_000, text: 'ja' })]],
    ['hours of three digits', '100:00:00.000 --> 100:00:01.000\nja', [cue({ start: 360_000_000, end: 360_001_000, text: 'ja' })]],
    ['an id, also one that begins with NOTE', 'NOTEBOEK\n00:00.000 --> 00:01.000\nja', [cue({ id: 'NOTEBOEK', text: 'ja' })]],
    ['an end before its start', '00:05.000 --> 00:01.000\nja', [cue({ start: 5000, end: 1000, text: 'ja' })]],
    ['settings after the times', '00:00.000 --> 00:01.000 line:80% align:start\nja', [cue({ text: 'ja' })]],
    ['a speaker', '00:00.000 --> 00:01.000\n<v.loud Ron Meyer>Goedemorgen</v>', [cue({ speaker: 'Ron Meyer', text: 'Goedemorgen' })]],
    ['entities', '00:00.000 --> 00:01.000\nAT&amp;T &lt;b&gt; &eacute;&nbsp;&#233;', [cue({ text: 'AT&T <b> é\u00a0é' })]],
    ['tags as plain text', '00:00.000 --> 00:01.000\n<i>schuin</i> en <c.geel>geel</c>', [cue({ text: 'schuin en geel' })]],
    [
      'two cues without a blank line between',
      '00:00.000 --> 00:01.000\nja\n00:01.000 --> 00:02.000\nnee',
      [cue({ text: 'ja' }), cue({ start: 1000, end: 2000, text: 'nee' })],
    ],
    [
      'word times, a pause between two words',
      '00:00.000 --> 00:03.000\neen <00:01.000>twee<00:01.500> <00:02.000>drie.',
      [
        cue({
          end: 3000,
          text: 'een twee drie.',
          words: [
            { start: 0, end: 1000, text: 'een' },
            { start: 1000, end: 1500, text: 'twee' },
            { start: 2000, end: 3000, text: 'drie.' },
          ],
        }),
      ],
    ],
  ])('%s', (_name, body, expected) => expect(read(body).cues).toEqual(expected))

  test.each(['\n', '\r\n', '\r'])('line ends %j', (end) => {
    expect(readVtt(['\uFEFFWEBVTT kop', '', '00:00.000 --> 00:01.000', 'ja', ''].join(end)).cues).toEqual([cue({ text: 'ja' })])
  })
})

describe('what is lost is told, with its line', () => {
  test.each([
    ['no header', 'iets\n', 'no-header', 1],
    ['times with a comma', 'WEBVTT\n\n00:00,000 --> 00:01,000\nja', 'bad-times', 3],
    ['minutes over 59', 'WEBVTT\n\n00:60:00.000 --> 01:00:01.000\nja', 'bad-times', 3],
    ['text without times', 'WEBVTT\n\n00:00.000 --> 00:01.000\nja\n\nzomaar tekst', 'no-times', 6],
    ['two speakers in one cue', 'WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>ja</v> <v B>nee</v>', 'several-speakers', 3],
  ])('%s', (_name, text, code, line) => {
    expect(readVtt(text).problems).toEqual([expect.objectContaining({ code, line })])
  })

  test('comments, styles and regions carry no speech and are no problem', () => {
    expect(read('NOTE zo gemaakt\n\nSTYLE\n::cue {}\n\nREGION\nid:a\n\n00:00.000 --> 00:01.000\nja').problems).toEqual([])
  })
})

/** Text a cue can hold in WebVTT: no blank lines, no line end at its edges, no bare CR or NUL. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((raw) =>
    raw
      .replace(/[\r\0]/g, '')
      .replace(/\n+/g, '\n')
      .replace(/^\n+|\n+$/g, ''),
  )
  // A cue without anything to read is not written.
  .filter((clean) => clean.trim() !== '')
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((raw) => raw.replace(/[\s\0]+/g, ' ').trim())
  .filter((clean) => clean !== '')
const label = name.filter((clean) => !clean.includes('-->'))
const times = fc.tuple(fc.nat(400_000_000), fc.nat(10_000)).map(([start, length]) => ({ start, end: start + length }))

const plainCue = fc
  .record({ id: fc.option(label), speaker: fc.option(name), text, times })
  .map(({ times: t, ...rest }): Cue => ({ ...rest, ...t, words: null }))

/** Words follow each other, with or without pauses, and fill the text. */
const timedCue = fc
  .record({
    start: fc.nat(400_000_000),
    words: fc.array(
      fc.record({ word: fc.stringMatching(/^[\p{L}<>&'’-]{1,12}[.,?]?$/u), length: fc.integer({ min: 1, max: 900 }), pause: fc.nat(400) }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ start, words }): Cue => {
    let now = start
    const timed = words.map(({ word, length, pause }) => {
      const entry = { start: now, end: now + length, text: word }
      now += length + pause
      return entry
    })
    return { id: null, speaker: null, start, end: now, text: timed.map((word) => word.text).join(' '), words: timed }
  })

test('read ∘ write is the identity', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(plainCue, timedCue), { maxLength: 8 }), fc.array(fc.string(), { maxLength: 2 }), (cues, notes) => {
      const { cues: back, problems } = readVtt(writeVtt(cues, { notes }))
      expect(back).toEqual(cues)
      expect(problems).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('any text is read without throwing, and every cue has its times in order of digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (noise) => {
      const { cues } = readVtt(`WEBVTT\n\n00:00.000 --> 00:01.000\n${noise}`)
      expect(cues.every((entry) => Number.isInteger(entry.start) && Number.isInteger(entry.end))).toBe(true)
    }),
  )
})
