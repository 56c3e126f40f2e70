/** Every form a transcript comes in, on small examples of our own; what is wrong with them; and what is meant to do harm. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withEnglish } from '../../src/problem.ts'
import { readChapters } from '../../src/transcript/chapters.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { LIMITS, readTranscript, TRANSCRIPT_FORMATS, type TranscriptFormat } from '../../src/transcript/read/read.ts'
import { cuesFromWords } from '../../src/transcript/read/words/cues-from-words.ts'
import { writePodcastJson } from '../../src/transcript/write/write-podcast.ts'
import { writeSrt } from '../../src/transcript/write/write-srt.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'

const bytes = (text: string | object) => new TextEncoder().encode(typeof text === 'string' ? text : JSON.stringify(text))
const lines = (text: string | object, format?: TranscriptFormat) =>
  readTranscript(bytes(text), format).cues.map(({ start, end, speaker, text: spoken }) => [start, end, speaker, spoken])
const codes = (text: string | object, expected = {}) => readTranscript(bytes(text), undefined, expected).problems.map(({ code }) => code)

describe('JSON', () => {
  test.each<[string, TranscriptFormat, object, unknown[]]>([
    ['Whisper', 'whisper', { text: 'x', segments: [{ id: 0, start: 1.5, end: 2, text: ' ja ' }] }, [[1500, 2000, null, 'ja']]],
    [
      'WhisperX',
      'whisper',
      { segments: [{ start: 1, end: 2, text: 'ja', speaker: 'SPEAKER_00', words: [{ word: 'ja', start: 1, end: 1.4, score: 0.9 }] }] },
      [[1000, 2000, 'SPEAKER_00', 'ja']],
    ],
    ['faster-whisper, a bare list', 'whisper', [{ start: 1, end: 2, text: ' ja' }], [[1000, 2000, null, 'ja']]],
    ['whisper.cpp', 'whisper', { transcription: [{ offsets: { from: 20, to: 900 }, text: ' ja' }] }, [[20, 900, null, 'ja']]],
    ['transformers', 'whisper', { text: 'ja', chunks: [{ timestamp: [0, 1.5], text: ' ja' }] }, [[0, 1500, null, 'ja']]],
    [
      'Podcasting 2.0',
      'podcast',
      { version: '1.0.0', segments: [{ speaker: 'Anna', startTime: 0.5, endTime: 2, body: 'ja' }] },
      [[500, 2000, 'Anna', 'ja']],
    ],
    [
      'Vosk',
      'kaldi',
      {
        result: [
          { word: 'ja', start: 0, end: 0.4, conf: 1 },
          { word: 'hoor', start: 0.5, end: 1, conf: 1 },
        ],
        text: 'ja hoor',
      },
      [[0, 1000, null, 'ja hoor']],
    ],
    ['ours', 'json', { cues: [{ id: 'a', start: 5, end: 9, speaker: null, text: ' ja ', words: null }] }, [[5, 9, null, ' ja ']]],
    [
      'oTranscribe',
      'otr',
      { text: '<p><span class="timestamp" data-timestamp="12.5">0:12</span>Anna: ja &amp; nee</p>', media: 'x.mp3', 'media-time': 3 },
      [[12_500, 13_033, 'Anna', 'ja & nee']],
    ],
  ])('%s', (_, format, value, expected) => {
    expect(readTranscript(bytes(value)).format).toBe(format)
    expect(lines(value)).toEqual(expected)
  })

  test('YouTube’s json3: rolling lines once, each ending where the next begins, with its words', () => {
    const value = {
      wireMagic: 'pb3',
      events: [
        { tStartMs: 0, dDurationMs: 9000, id: 1, wpWinPosId: 1 },
        { tStartMs: 1000, dDurationMs: 5000, wWinId: 1, segs: [{ utf8: 'goede' }, { utf8: ' morgen', tOffsetMs: 600 }] },
        { tStartMs: 3000, dDurationMs: 3000, wWinId: 1, aAppend: 1, segs: [{ utf8: '\n' }] },
        { tStartMs: 3000, dDurationMs: 4000, wWinId: 1, segs: [{ utf8: 'allemaal' }, { utf8: ' hier', tOffsetMs: 400 }] },
      ],
    }
    expect(lines(value)).toEqual([
      [1000, 3000, null, 'goede morgen'],
      [3000, 7000, null, 'allemaal hier'],
    ])
    expect(readTranscript(bytes(value)).cues[0]?.words).toEqual([
      { start: 1000, end: 1600, text: 'goede' },
      { start: 1600, end: 3000, text: 'morgen' },
    ])
    expect(codes(value)).toEqual(['rolling'])
  })

  test('a row without a time is told, the rest is read', () => {
    expect(
      codes({
        segments: [
          { start: 1, end: 2, text: 'ja' },
          { start: null, end: 3, text: 'nee' },
        ],
      }),
    ).toEqual(['bad-cue'])
  })
})

describe('plain text', () => {
  test.each<[string, string, unknown[]]>([
    [
      'times before the text',
      '[00:00:05] Goedemorgen.\n\n[00:00:09] Anna: Ja.',
      [
        [5000, 9000, null, 'Goedemorgen.'],
        [9000, 9200, 'Anna', 'Ja.'],
      ],
    ],
    [
      'a name and a time above the text',
      'Anna van Dijk  0:05\nGoedemorgen\nallemaal.\n\nBart (0:12)\nDag.',
      [
        [5000, 12_000, 'Anna van Dijk', 'Goedemorgen\nallemaal.'],
        [12_000, 12_267, 'Bart', 'Dag.'],
      ],
    ],
    [
      'spans',
      '0:05 - 0:07 ja\n0:08 - 0:09 nee',
      [
        [5000, 7000, null, 'ja'],
        [8000, 9000, null, 'nee'],
      ],
    ],
    [
      'lyrics',
      '[00:08.62]First\n[00:09.64]Second',
      [
        [8620, 9640, null, 'First'],
        [9640, 10_040, null, 'Second'],
      ],
    ],
    [
      'no times at all',
      'Anna: Goedemorgen.\n\nBart: Dag.',
      [
        [0, 0, 'Anna', 'Goedemorgen.'],
        [0, 0, 'Bart', 'Dag.'],
      ],
    ],
    [
      'a colon that names nobody',
      '[0:01] Het gaat om twee dingen: werk en wijk.',
      [[1000, 3733, null, 'Het gaat om twee dingen: werk en wijk.']],
    ],
  ])('%s', (_, text, expected) => {
    const got = lines(text)
    // The last piece’s end is a guess at how fast people speak.
    expect(got.map((line) => line.toSpliced(1, 1))).toEqual((expected as unknown[][]).map((line) => line.toSpliced(1, 1)))
    expect(got.slice(0, -1)).toEqual(expected.slice(0, -1))
    expect(readTranscript(bytes(text)).format).toBe('txt')
  })

  test('what is guessed is said', () => {
    expect(codes('Zomaar een verhaal zonder tijden.')).toEqual(['untimed'])
    expect(codes('[0:01] Begin.\n\n[0:05]\n\n[0:09] Einde.')).toEqual(['empty', 'estimated-end'])
  })
})

describe('what is wrong, with the line where it stands', () => {
  const srt = (...cues: [string, string, string][]) =>
    cues.map(([from, to, text], i) => `${i + 1}\n00:${from} --> 00:${to}\n${text}\n`).join('\n')
  test.each<[string, string, object, string, number]>([
    ['an end before its start', srt(['00:05,000', '00:01,000', 'ja']), {}, 'end-before-start', 2],
    ['an overlap', srt(['00:01,000', '00:05,000', 'ja'], ['00:03,000', '00:06,000', 'nee']), {}, 'overlap', 6],
    ['an earlier line later', srt(['00:05,000', '00:06,000', 'ja'], ['00:01,000', '00:02,000', 'nee']), {}, 'out-of-order', 6],
    ['past the end', srt(['00:05,000', '00:06,000', 'ja'], ['09:01,000', '09:02,000', 'nee']), { duration: 60_000 }, 'past-end', 6],
    ['impossibly fast', srt(['00:01,000', '00:01,200', 'dit is veel te veel tekst voor zo weinig tijd']), {}, 'too-fast', 2],
    ['a long silence', srt(['00:01,000', '00:02,000', 'ja'], ['40:01,000', '40:02,000', 'nee']), {}, 'gap', 6],
    [
      'a number that is missing',
      '1\n00:00:01,000 --> 00:00:02,000\nja\n\n4\n00:00:03,000 --> 00:00:04,000\nnee\n',
      {},
      'missing-number',
      5,
    ],
    [
      'the same over and over',
      srt(...Array.from({ length: 6 }, (_, i): [string, string, string] => [`0${i}:01,000`, `0${i}:02,000`, 'Dank u wel.'])),
      {},
      'repeated',
      14,
    ],
    ['times no reader knows', '1\n00:00:01,000 --> 00:00:02,000\nja\n\n00:xx:03,000 --> 00:00:04,000\nnee\n', {}, 'bad-times', 5],
  ])('%s', (_, text, expected, code, line) => {
    const { problems, cues } = readTranscript(bytes(text), 'srt', expected)
    expect(problems.map((problem) => [problem.code, problem.line])).toEqual([[code, line]])
    expect(cues.length).toBeGreaterThan(0)
  })

  test('another language than was said', () => {
    const english = srt(
      ...Array.from({ length: 9 }, (_, i): [string, string, string] => [
        `0${i}:01,000`,
        `0${i}:06,000`,
        `and this is what they said to the people of the city ${i}`,
      ]),
    )
    expect(codes(english, { language: 'nl' })).toEqual(['wrong-language'])
    expect(codes(english, { language: 'en' })).toEqual([])
  })

  test('every problem has its words in English too', () => {
    for (const text of [
      'WEBVTT\n\n00:00,000 --> 00:01,000\nja',
      'zomaar wat tekst',
      '[Script Info]',
      '{"x":1}',
      srt(['00:05,000', '00:01,000', 'ja']),
    ])
      for (const problem of readTranscript(bytes(text)).problems) expect(withEnglish(problem).english).not.toBe(problem.message)
  })
})

describe('chapters', () => {
  test('ffmetadata', () => {
    const text =
      ';FFMETADATA1\ntitle=x\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=5000\ntitle=Begin\\; deel 1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=5000\nEND=9000\ntitle=Einde\n'
    expect(readChapters(bytes(text))).toMatchObject({
      format: 'ffmetadata',
      chapters: [
        { start: 0, end: 5000, title: 'Begin; deel 1' },
        { start: 5000, end: 9000, title: 'Einde' },
      ],
    })
  })
  test('Podcasting 2.0; a picture is no heading', () => {
    expect(
      readChapters(
        bytes({
          version: '1.2.0',
          chapters: [
            { startTime: 0, title: 'A' },
            { startTime: 3, title: 'x', toc: false },
            { startTime: 9.5, title: 'B' },
            { title: 'C' },
          ],
        }),
      ),
    ).toMatchObject({
      chapters: [
        { start: 0, title: 'A' },
        { start: 9500, title: 'B' },
      ],
      problems: [{ code: 'bad-chapter' }],
    })
  })
  test('a time of day in a sentence is no chapter', () => {
    expect(readChapters(bytes('Zaterdag vanaf 13:30 buiten.\nTot dan!')).chapters).toEqual([])
  })
})

describe('round trips', () => {
  const text = fc
    .array(fc.constantFrom('de', 'wijk', 'één', '<b>', '&amp;', '"', '-->', '’s', 'a:b', '100%'), { minLength: 1, maxLength: 6 })
    .map((words) => words.join(' '))
  const cue = fc
    .record({
      start: fc.nat(3_600_000),
      length: fc.integer({ min: 400, max: 9000 }),
      text,
      speaker: fc.option(fc.constantFrom('Anna', 'Bart & Co', '<x>'), { nil: null }),
    })
    .map(({ start, length, text: spoken, speaker }): Cue => ({ id: null, start, end: start + length, speaker, text: spoken, words: null }))
  const cues = fc.array(cue, { minLength: 1, maxLength: 8 })
  test('what each form can carry comes back', () => {
    fc.assert(
      fc.property(cues, (written) => {
        const parts = (list: readonly Cue[], ...keys: (keyof Cue)[]) => list.map((entry) => keys.map((key) => entry[key]))
        expect(readTranscript(bytes(writeVtt(written))).cues).toEqual(written)
        const podcast = readTranscript(bytes(writePodcastJson(written)))
        expect(parts(podcast.cues, 'start', 'end', 'speaker', 'text')).toEqual(parts(written, 'start', 'end', 'speaker', 'text'))
        const plain = written.map((entry) => ({ ...entry, speaker: null }))
        expect(parts(readTranscript(bytes(writeSrt(plain))).cues, 'start', 'end', 'text')).toEqual(parts(plain, 'start', 'end', 'text'))
      }),
    )
  })
  test('words into lines: every word once, in order', () => {
    const word = fc.record({ start: fc.nat(100_000), text: fc.constantFrom('ja', 'nee.', 'hoor') })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const timed = words.map((entry) => ({ ...entry, end: entry.start + 300 }))
        expect(cuesFromWords(timed).flatMap((line) => line.words ?? [])).toEqual(timed)
      }),
    )
  })
})

describe('what is meant to do harm is refused or read, and never thrown', () => {
  test.each<[string, Uint8Array]>([
    ['a line of 20 MB', bytes(`WEBVTT\n\n00:00.000 --> 00:01.000\n${'a'.repeat(20_000_000)}`)],
    ['200,000 tags', bytes(`WEBVTT\n\n00:00.000 --> 00:01.000\n${'<b>'.repeat(200_000)}x`)],
    ['5 million blank lines', bytes(`WEBVTT\n${'\n'.repeat(5_000_000)}`)],
    ['a century of hours', bytes(`WEBVTT\n\n${'9'.repeat(400)}:00:00.000 --> ${'9'.repeat(401)}:00:00.000\nja`)],
    [
      'an XML bomb',
      bytes(
        '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><tt xmlns="http://www.w3.org/ns/ttml">&b;</tt>',
      ),
    ],
    ['deep JSON', bytes(`{"cues":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
    ['a million arrows', bytes('0-->'.repeat(250_000))],
    ['more than we take', new Uint8Array(LIMITS.bytes + 1)],
    ['nothing', new Uint8Array(0)],
    ['half a letter', Uint8Array.of(0xc3)],
  ])('%s', (_, input) => {
    const { cues, problems } = readTranscript(input)
    expect(cues.length > 0 || problems.length > 0).toBe(true)
    for (const { start, end } of cues) expect(Number.isSafeInteger(start) && Number.isSafeInteger(end)).toBe(true)
  })

  test('any bytes as any form', () => {
    const formats = fc.constantFrom<(TranscriptFormat | undefined)[]>(undefined, ...TRANSCRIPT_FORMATS)
    const snippets = fc
      .array(
        fc.constantFrom(
          'WEBVTT\n\n',
          '00:01.000 --> ',
          '00:00:02,000\n',
          '1\n',
          '{"cues":[',
          '{"start":1',
          '<tt>',
          '[0:01] ',
          'x 1 0.5 0.2 ja\n',
          '\0',
          '\uFEFF',
          ']}',
          'é',
        ),
        { maxLength: 12 },
      )
      .map((parts) => bytes(parts.join('')))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), snippets), formats, (input, format) => {
        const { cues, problems } = readTranscript(input, format)
        expect(cues.length > 0 || problems.length > 0).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })
})
