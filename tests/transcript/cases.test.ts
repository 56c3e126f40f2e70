/** Small inputs that once came out wrong (tests/fixtures/cases, made for this project), and what is right. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Expected } from '../../src/transcript/read/checks/check-cues.ts'
import { shiftCues } from '../../src/transcript/read/checks/constant-offset.ts'
import { type ReadTranscript, readTranscript } from '../../src/transcript/read/read.ts'
import { writeSrt } from '../../src/transcript/write/write-srt.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'

const pathOf = (name: string) => join('tests', 'fixtures', 'cases', name)
const read = (name: string, expected?: Expected) => readTranscript(readFileSync(pathOf(name)), undefined, expected)
const parse = (text: string, expected?: Expected) => readTranscript(new TextEncoder().encode(text), undefined, expected)
const short = ({ cues }: ReadTranscript) => cues.map(({ start, end, text }) => [start, end, text])
const said = ({ problems }: ReadTranscript) => problems.map(({ code, line }) => [code, line])

describe('rolling captions hold every word once', () => {
  test('as YouTube writes them in WebVTT, with the times of the words', () => {
    const rolling = read('a10-rolling.vtt')
    expect(short(rolling)).toEqual([
      [0, 2010, 'hallo allemaal welkom'],
      [2010, 4010, 'bij dit college'],
      [4010, 6000, 'over water'],
    ])
    expect(rolling.cues[1]?.words).toEqual([
      { start: 2010, end: 2500, text: 'bij' },
      { start: 2500, end: 3000, text: 'dit' },
      { start: 3000, end: 4000, text: 'college' },
    ])
    expect(said(rolling)).toEqual([['rolling', 9]])
  })

  const srt = (...cues: [number, number, string][]) =>
    cues
      .map(([from, to, text], i) => {
        const clock = (ms: number) => `00:00:0${Math.floor(ms / 1000)},${String(ms % 1000).padStart(3, '0')}`
        return `${i + 1}\n${clock(from)} --> ${clock(to)}\n${text}\n`
      })
      .join('\n')

  test.each<[string, string, unknown[]]>([
    [
      'a window of two lines',
      srt([0, 2000, 'een twee'], [2000, 4000, 'een twee\ndrie vier'], [4000, 6000, 'drie vier\nvijf zes'], [6000, 8000, 'vijf zes']),
      [
        [0, 2000, 'een twee'],
        [2000, 4000, 'drie vier'],
        [4000, 8000, 'vijf zes'],
      ],
    ],
    [
      'a window of three lines',
      srt([0, 1000, 'a b\nc d\ne f'], [1000, 2000, 'c d\ne f\ng h'], [2000, 3000, 'e f\ng h\ni j']),
      [
        [0, 1000, 'a b\nc d\ne f'],
        [1000, 2000, 'g h'],
        [2000, 3000, 'i j'],
      ],
    ],
    [
      'a line that grows word by word and then scrolls (teletext)',
      srt(
        [0, 500, 'dames'],
        [500, 1000, 'dames en'],
        [1000, 1500, 'dames en heren'],
        [1500, 2000, 'dames en heren\nwelkom'],
        [2000, 3000, 'welkom hier'],
      ),
      [
        [0, 1500, 'dames en heren'],
        [1500, 3000, 'welkom hier'],
      ],
    ],
    [
      'a line that grows letter by letter',
      srt([0, 100, 'd'], [100, 200, 'da'], [200, 300, 'dam'], [300, 400, 'dame'], [400, 500, 'dames'], [500, 900, 'dames en']),
      [[0, 900, 'dames en']],
    ],
  ])('%s', (_, text, expected) => {
    const rolling = parse(text)
    expect(short(rolling)).toEqual(expected)
    expect(rolling.problems.map(({ code }) => code)).toContain('rolling')
  })

  test('the time at which a word appeared is kept', () => {
    const { cues } = parse(srt([0, 500, 'dames'], [500, 1000, 'dames en'], [1000, 1500, 'dames en heren']))
    expect(cues[0]?.words?.map(({ start, text }) => [start, text])).toEqual([
      [0, 'dames'],
      [500, 'en'],
      [1000, 'heren'],
    ])
  })

  test('what people say twice stays twice', () => {
    for (const text of [
      srt([0, 1000, 'Ja.'], [1000, 2000, 'Ja.'], [2000, 3000, 'Ja, ja.']),
      srt([0, 1000, 'Ik ga naar huis'], [1000, 2000, 'naar huis ga ik'], [2000, 3000, 'ik ook']),
      srt([0, 1000, 'Dat'], [1000, 2000, 'Dat is zo'], [5000, 6000, 'Dat is zo en niet anders']),
    ]) {
      expect(parse(text).cues).toHaveLength(3)
      expect(parse(text).problems).toEqual([])
    }
  })
})

describe('encodings', () => {
  test('one broken byte leaves the rest as it was, and its line is named', () => {
    const broken = read('a2c-lone-byte.vtt')
    expect(broken.encoding).toBe('utf-8')
    expect(broken.cues.map(({ text }) => text)).toEqual(['De coördinatie van het café', '�', 'gaat naïef verder'])
    expect(said(broken)).toEqual([['encoding-broken', 7]])
  })

  test('a file of which a part is encoded twice is mended by line', () => {
    const partly = read('partly-twice.srt')
    expect(partly.cues.map(({ text }) => text)).toEqual(['Goed één.', 'Kröger zei het.'])
    expect(said(partly)).toEqual([['double-encoded', 7]])
    const oneLine = parse('1\n00:00:01,000 --> 00:00:02,000\nEén Ã©Ã©n, €Ã« en KrÃ¶ger\n')
    expect(oneLine.cues[0]?.text).toBe('Eén één, €Ã« en Kröger')
    expect(said(oneLine)).toEqual([
      ['double-encoded', 3],
      ['double-encoded', 3],
    ])
  })
})

describe('no markup, table or time code is taken for speech', () => {
  test('Podcasting 2.0’s HTML, with speakers', () => {
    const html = read('podcast-transcript.html')
    expect(html.cues).toMatchObject([
      { start: 0, end: 5000, speaker: 'Spreker 1', text: 'Goed zo.' },
      { start: 5000, speaker: 'Spreker 2', text: 'Nog een.' },
    ])
    const page = parse(
      `<!DOCTYPE html>\n<html><head><title>x</title></head><body>${readFileSync(pathOf('podcast-transcript.html'))}</body></html>`,
    )
    expect(page.cues).toEqual(html.cues)
  })

  test('XML behind a broken byte order mark is refused, as it is without', () => {
    const broken = read('mojibake-bom.xml')
    expect(broken).toMatchObject({ format: null, cues: [] })
    expect(broken.problems.at(-1)).toMatchObject({ code: 'unknown-format', severity: 'error' })
    expect(parse('<?xml version="1.0"?>\n<verslag><al>Goed zo.</al></verslag>').problems).toEqual([broken.problems.at(-1)])
  })

  test('Whisper’s TSV and CSV count milliseconds, Audacity’s labels seconds', () => {
    const expected = [
      [140, 940, 'Goed zo'],
      [1000, 2000, 'Nog een'],
    ]
    expect(short(read('whisper.tsv'))).toEqual(expected)
    expect(short(parse('start,end,text\n140,940,"Goed zo"\n1000,2000,"Nog een"\n'))).toEqual(expected)
    expect(short(parse('0.140000\t0.940000\tGoed zo\n\\\t100.0\t200.0\n1.000000\t2.000000\tNog een\n'))).toEqual(expected)
    const quoted = parse('start;end;speaker;text\n140;940;Anna;"Goed ""zo""\nen verder; ja"\nx;2;Bart;nee\n1000;2000;Bart;\n')
    expect(quoted.cues).toMatchObject([{ start: 140, end: 940, speaker: 'Anna', text: 'Goed "zo"\nen verder; ja' }])
    expect(said(quoted)).toEqual([
      ['bad-line', 4],
      ['empty', 5],
    ])
  })

  test('time codes that count pictures are read at a rate that is told', () => {
    const frames = read('a4-frames-two.txt')
    expect(short(frames)).toEqual([
      [24_160, 29_000, 'Welkom bij de raad.'],
      [29_000, 33_600, 'Wij gaan beginnen.'],
      [33_800, 38_080, 'De notulen.'],
    ])
    expect(frames.problems).toMatchObject([{ code: 'frame-times', message: expect.stringContaining('25 beelden per seconde') }])
    expect(short(parse('00:00:24:04 - 00:00:29:00\nWelkom bij de raad.'))[0]).toEqual([24_160, 29_000, 'Welkom bij de raad.'])
    expect(short(parse('1\n00:00:24:04 --> 00:00:29:00\nWelkom bij de raad.'))[0]).toEqual([24_160, 29_000, 'Welkom bij de raad.'])
    expect(parse('30 fps\n\n[00:00:01:15] Welkom.').cues.at(-1)?.start).toBe(1500)
  })

  test.each([
    [
      'a list of cuts',
      '001  AX  V  C  00:00:00:00 00:00:05:00 01:00:00:00 01:00:05:00\n002  AX  V  C  00:00:05:00 00:00:09:00 01:00:05:00 01:00:09:00',
    ],
    ['a table', 'naam\tplaats\tbedrag\nJan\tHeerlen\t12\nAnna\tGenk\t13'],
    ['a page without times', '<div><p>Welkom op onze site.</p><p>Hier leest u alles over ons werk en onze mensen in de wijk.</p></div>'],
  ])('%s is refused', (_, text) => {
    expect(parse(text)).toMatchObject({ format: null, cues: [], problems: [{ code: 'unknown-format' }] })
  })
})

describe('speech recognition', () => {
  test('an empty first segment is left out and told, with its place', () => {
    const whisper = read('a1-whisper-first-empty.json')
    expect(whisper.cues.map(({ start }) => start)).toEqual([1000, 3000])
    expect(said(whisper)).toEqual([['empty', 2]])
  })

  test('whisper.cpp’s tokens become words; an end before its start is told and never written', () => {
    const tokens = read('a2-whispercpp-tokens.json')
    expect(tokens.cues[0]?.words?.map(({ start, end, text }) => [start, end, text])).toEqual([
      [100, 400, 'Ik'],
      [400, 900, 'hou'],
      [900, 1400, 'van'],
      [1400, 1900, 'jou'],
    ])
    expect(said(tokens)).toEqual([
      ['untimed-words', 2],
      ['end-before-start', 10],
    ])
    for (const [written, pattern] of [
      [writeVtt(tokens.cues), /([\d:.]+) --> ([\d:.]+)/g],
      [writeSrt(tokens.cues), /([\d:,]+) --> ([\d:,]+)/g],
    ] as const)
      for (const [, start = '', end = ''] of written.matchAll(pattern)) expect(end >= start).toBe(true)
  })

  test('Google’s and IBM’s words', () => {
    const google = read('google-stt.json')
    expect(google).toMatchObject({
      format: 'google',
      cues: [
        {
          text: 'goed zo',
          words: [
            { start: 1400, end: 1800 },
            { start: 1800, end: 2300 },
          ],
        },
      ],
    })
    const ibm = parse(
      '{"result_index":0,"results":[{"final":true,"alternatives":[{"transcript":"goed zo","timestamps":[["goed",1.4,1.8],["zo",1.8,2.3]]}]}],"speaker_labels":[{"from":1.4,"to":1.8,"speaker":0},{"from":1.8,"to":2.3,"speaker":1}]}',
    )
    expect(ibm.cues).toMatchObject([
      { speaker: 'Spreker 0', text: 'goed', start: 1400 },
      { speaker: 'Spreker 1', text: 'zo', end: 2300 },
    ])
  })

  test.each<[string, object]>([
    [
      'aws',
      {
        results: {
          items: [
            { type: 'pronunciation', start_time: '1.4', end_time: '1.8', alternatives: [{ content: 'goed' }] },
            { type: 'pronunciation', start_time: '1.8', end_time: '2.3', alternatives: [{ content: 'zo' }] },
            { type: 'punctuation', alternatives: [{ content: '.' }] },
          ],
        },
      },
    ],
    [
      'azure',
      {
        recognizedPhrases: [
          {
            nBest: [
              {
                display: 'Goed zo.',
                words: [
                  { word: 'goed', offsetInTicks: 14_000_000, durationInTicks: 4_000_000 },
                  { word: 'zo.', offsetInTicks: 18_000_000, durationInTicks: 5_000_000 },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      'deepgram',
      {
        results: {
          channels: [
            {
              alternatives: [
                {
                  words: [
                    { word: 'goed', start: 1.4, end: 1.8 },
                    { word: 'zo', punctuated_word: 'zo.', start: 1.8, end: 2.3 },
                  ],
                },
              ],
            },
          ],
        },
      },
    ],
    [
      'assemblyai',
      {
        audio_url: 'x',
        words: [
          { text: 'goed', start: 1400, end: 1800 },
          { text: 'zo.', start: 1800, end: 2300 },
        ],
      },
    ],
    [
      'speechmatics',
      {
        results: [
          { type: 'word', start_time: 1.4, end_time: 1.8, alternatives: [{ content: 'goed' }] },
          { type: 'word', start_time: 1.8, end_time: 2.3, alternatives: [{ content: 'zo' }] },
          { type: 'punctuation', start_time: 2.3, end_time: 2.3, alternatives: [{ content: '.' }] },
        ],
      },
    ],
    [
      'rev',
      {
        monologues: [
          {
            elements: [
              { type: 'text', value: 'goed', ts: 1.4, end_ts: 1.8 },
              { type: 'punct', value: ' ' },
              { type: 'text', value: 'zo', ts: 1.8, end_ts: 2.3 },
              { type: 'punct', value: '.' },
            ],
          },
        ],
      },
    ],
    [
      'elevenlabs',
      {
        language_code: 'nl',
        words: [
          { text: 'goed', start: 1.4, end: 1.8, speaker_id: null },
          { text: ' ', type: 'spacing', start: 1.8, end: 1.8 },
          { text: 'zo.', start: 1.8, end: 2.3 },
        ],
      },
    ],
  ])('%s', (format, value) => {
    const { cues, ...rest } = parse(JSON.stringify(value))
    expect(rest).toMatchObject({ format, problems: [] })
    expect(cues.flatMap(({ words }) => words ?? [])).toEqual([
      { start: 1400, end: 1800, text: 'goed' },
      { start: 1800, end: 2300, text: 'zo.' },
    ])
  })
})

describe('times and speakers', () => {
  test('a programme’s clock: the shift is offered', () => {
    const programme = read('a5-programme-start.srt', { duration: 40_000 })
    expect(programme.problems).toMatchObject([{ code: 'constant-offset', line: 2, message: expect.stringContaining('--shift -10:00:00') }])
    expect(shiftCues(programme.cues, -36_000_000).map(({ start, end }) => [start, end])).toEqual([
      [1000, 4000],
      [5000, 9000],
      [60_000, 64_000],
    ])
  })

  test('names before the text are speakers where they recur or are the talk’s own', () => {
    const once = read('a11-zoom-speakers.vtt')
    expect(once.cues.every(({ speaker }) => speaker === null)).toBe(true)
    const own = read('a11-zoom-speakers.vtt', { speakers: ['Jan de Boer'] })
    expect(own.cues[0]).toMatchObject({ speaker: 'Jan de Boer', text: 'Goedemorgen allemaal.' })
    const text = readFileSync(pathOf('a11-zoom-speakers.vtt'), 'utf8')
    const twice = parse(text + text.replace(/^WEBVTT/, ''))
    const speakers = twice.cues.map(({ speaker }) => speaker)
    expect(new Set(speakers)).toEqual(new Set(['Jan de Boer', null, "Mevrouw Van 't Hof (wethouder)"]))
    expect(twice.cues.filter(({ speaker }) => speaker === null).map(({ text: kept }) => kept.split(':')[0])).toEqual(
      Array.from({ length: 2 }, () => ['10', 'Let op', 'Mijn vraag', 'Conclusie', 'https', 'Kortom']).flat(),
    )
    expect(twice.problems.map(({ code }) => code)).toContain('speakers-in-text')
  })

  test('a bad dur on the body of TTML is told and takes no line along', () => {
    const ttml = read('ttml-body-dur.ttml')
    expect(short(ttml)).toEqual([
      [19_764, 21_900, 'Goed zo'],
      [22_000, 23_500, 'Nog een'],
    ])
    expect(said(ttml)).toEqual([
      ['bad-times', 2],
      ['unitless-times', 3],
    ])
  })
})
