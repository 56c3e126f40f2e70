import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeWords, timeAt } from '../../src/transcript/cue.ts'
import { toSections } from '../../src/transcript/paragraphs.ts'
import { readTranscript } from '../../src/transcript/read/read.ts'
import { writeSrt } from '../../src/transcript/write/write-srt.ts'
import { writeText } from '../../src/transcript/write/write-text.ts'
import { FIXTURES } from '../setup/make-library.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('the format is told by the content', () => {
  test.each([
    ['vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nja'],
    ['srt', '1\r\n00:00:00,000 --> 00:00:01,000\r\nja\r\n'],
    ['whisper', '{"segments":[{"start":0,"end":1,"text":" ja"}]}'],
    ['json', '{"cues":[{"id":null,"start":0,"end":1000,"speaker":null,"text":"ja","words":null}]}'],
  ])('%s', (format, text) => {
    const read = readTranscript(utf8(text))
    expect(read.format).toBe(format)
    expect(read.problems).toEqual([])
    expect(read.cues).toEqual([expect.objectContaining({ start: 0, end: 1000, text: 'ja' })])
  })

  test('what is none of these is refused with a reason', () => {
    expect(readTranscript(Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 32))).toMatchObject({ format: null, cues: [] })
    expect(readTranscript(utf8('{"iets": "anders"}'))).toMatchObject({
      format: null,
      problems: [{ code: 'unknown-format', severity: 'error' }],
    })
    expect(readTranscript(utf8('[Script Info]\nTitle: x'))).toMatchObject({ format: null, problems: [{ code: 'unsupported-format' }] })
  })
})

describe('encodings', () => {
  test('accents that stand apart from their letters are joined, and that is told', () => {
    const read = readTranscript(utf8('WEBVTT\n\n00:00.000 --> 00:01.000\ngee\u0308rfd'))
    expect(read.cues[0]?.text).toBe('geërfd')
    expect(read.problems.map(({ code }) => code)).toEqual(['decomposed'])
  })

  test('UTF-8 with one bad byte is UTF-8 all the same, and the byte is named with its line', () => {
    const good = Buffer.from(
      'WEBVTT\n\n00:00.000 --> 00:01.000\nideeën, één, crème, coöperatie, reünie\n\n00:01.000 --> 00:02.000\nhier X daar',
    )
    good[good.indexOf('X')] = 0xff
    const read = readTranscript(good)
    expect(read.encoding).toBe('utf-8')
    expect(read.cues.map(({ text }) => text)).toEqual(['ideeën, één, crème, coöperatie, reünie', 'hier � daar'])
    expect(read.problems).toMatchObject([{ code: 'encoding-broken', severity: 'error', line: 7 }])
  })

  test.each([true, false])('UTF-32, little-endian: %s', (little) => {
    const text = `\uFEFF1\n00:00:00,000 --> 00:00:01,000\nideeën 🙂\n`
    const points = Array.from(text, (letter) => letter.codePointAt(0) ?? 0)
    const view = new DataView(new ArrayBuffer(points.length * 4))
    points.forEach((point, i) => view.setUint32(i * 4, point, little))
    const read = readTranscript(new Uint8Array(view.buffer))
    expect(read).toMatchObject({
      encoding: little ? 'utf-32le' : 'utf-32be',
      cues: [{ text: 'ideeën 🙂' }],
      problems: [{ code: 'encoding' }],
    })
  })

  const body = 'WEBVTT\n\n00:00.000 --> 00:01.000\nideeën'
  const utf16 = (little: boolean) => {
    const bytes = Buffer.from(`\uFEFF${body}`, 'utf16le')
    return little ? bytes : bytes.swap16()
  }
  test.each([
    ['utf-8', utf8(body), []],
    ['utf-8', utf8(`\uFEFF${body}`), []],
    ['utf-16le', utf16(true), ['encoding']],
    ['utf-16be', utf16(false), ['encoding']],
    ['windows-1252', Buffer.from(body, 'latin1'), ['encoding']],
  ])('%s', (encoding, bytes, codes) => {
    const read = readTranscript(bytes)
    expect(read.encoding).toBe(encoding)
    expect(read.cues[0]?.text).toBe('ideeën')
    expect(read.problems.map((problem) => problem.code)).toEqual(codes)
  })
})

test('SRT in the wild: no blank lines, a point for a comma, tags, a lost head', () => {
  const read = readTranscript(
    utf8('kop\n1\n00:00:01.000 --> 00:00:02,500\n<i>Goedemorgen</i>\n{\\an8}allemaal\n2\n00:00:02,500 --> 00:00:03,000\nja & nee'),
  )
  expect(read.cues).toEqual([
    { id: '1', start: 1000, end: 2500, speaker: null, text: 'Goedemorgen\nallemaal', words: null },
    { id: '2', start: 2500, end: 3000, speaker: null, text: 'ja & nee', words: null },
  ])
  expect(read.problems).toEqual([expect.objectContaining({ code: 'no-times', line: 1 })])
})

test('what we write as SRT is read back, one letter of another script between ours too', () => {
  const words = fc.stringMatching(/^[\p{L}](?:[\p{L} ,?’&;<>/]|&lt;|<i>|<\/b>){0,30}[\p{L}]$/u)
  fc.assert(
    fc.property(
      fc.array(fc.record({ start: fc.nat(30_000_000), length: fc.nat(9000), text: words }), { minLength: 1, maxLength: 5 }),
      (lines) => {
        const cues = lines.map(({ start, length, text }) => ({ id: null, start, end: start + length, speaker: null, text, words: null }))
        const back = readTranscript(utf8(writeSrt(cues)), 'srt').cues
        expect(back.map(({ start, end, text }) => ({ start, end, text }))).toEqual(
          cues.map(({ start, end, text }) => ({ start, end, text })),
        )
      },
    ),
    // In windows-1252 the bytes of these words are a letter with signs that could follow it.
    { examples: ['Aਓ', 'Aɒ', 'é錄', 'Aʰ', 'AΩ'].map((text) => [[{ start: 0, length: 0, text }]]) },
  )
})

test('capitals with a quotation mark in windows-1252 are not taken for UTF-8', () => {
  const read = readTranscript(Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nITALI\xcb\x92S KUST\n', 'latin1'), 'srt')
  expect(read).toMatchObject({ encoding: 'windows-1252', cues: [{ text: 'ITALIË’S KUST' }] })
})

test('a real Dutch Whisper transcript keeps its words with their times', () => {
  const read = readTranscript(readFileSync(join(FIXTURES, 'whisper-test', 'whisper-transcript.json')))
  expect(read).toMatchObject({ format: 'whisper', problems: [] })
  expect(read.cues[0]?.words?.[4]).toEqual({ start: 4240, end: 4820, text: 'bent,' })
})

describe('where a character is spoken', () => {
  const cue = {
    id: null,
    start: 1000,
    end: 3000,
    speaker: null,
    text: 'de wijk, de stad',
    words: [
      ['de', 1000],
      ['wijk,', 1400],
      ['de', 2000],
      ['stad', 2300],
    ].map(([text, start]) => ({ text: String(text), start: Number(start), end: Number(start) + 300 })),
  }
  test('the same word twice has two places', () =>
    expect(placeWords(cue)).toEqual([
      [0, 2],
      [3, 8],
      [9, 11],
      [12, 16],
    ]))
  test('timed words say exactly', () => expect(timeAt(cue, 12)).toEqual({ time: 2300, estimated: false }))
  test('without them the time is estimated, and says so', () =>
    expect(timeAt({ ...cue, words: null }, 8)).toEqual({ time: 2000, estimated: true }))
})

describe('paragraphs', () => {
  const line = fc.record({
    length: fc.nat(20_000),
    speaker: fc.constantFrom(null, 'A', 'B'),
    text: fc.constantFrom('ja', 'Dat is zo.', 'nee?'),
  })
  const lines = fc.array(line, { maxLength: 40 }).map((list) => {
    let now = 0
    return list.map(({ length, speaker, text }) => ({ id: null, start: now, end: (now += length), speaker, text, words: null }))
  })
  test('hold every cue once, in order; a speaker is named where another begins', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(200_000), { maxLength: 5 }), (cues, starts) => {
        const chapters = [...new Set(starts)].sort((a, b) => a - b).map((start) => ({ start, title: 'Hoofdstuk' }))
        const sections = toSections(cues, chapters)
        expect(sections.flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.cues.map(({ number }) => number)))).toEqual(
          cues.map((_, i) => i),
        )
        let speaker: string | null = null
        for (const paragraph of sections.flatMap((section) => section.paragraphs)) {
          for (const { cue } of paragraph.cues) expect(cue.speaker).toBe(paragraph.cues[0]?.cue.speaker)
          const own = paragraph.cues[0]?.cue.speaker ?? null
          expect(paragraph.speaker).toBe(own === speaker ? null : own)
          speaker = own
        }
      }),
    )
  })
  test('read as text with times, speakers and headings', () => {
    const cues = [
      { id: null, start: 0, end: 1000, speaker: 'A', text: 'Goedemorgen.', words: null },
      { id: null, start: 61_000, end: 62_000, speaker: 'B', text: 'Dank u.', words: null },
    ]
    expect(writeText(cues, { head: ['Titel'], chapters: [{ start: 60_000, title: 'Vragen' }] })).toBe(
      'Titel\n\n[0:00] A: Goedemorgen.\n\n1:00  VRAGEN\n\n[1:01] B: Dank u.\n',
    )
  })
})

const corpus = join('..', 'shared', 'corpus', 'webvtt', 'w3c-webvtt.js')
describe.skipIf(!existsSync(corpus))('the W3C’s cases, against what two browsers make of them (needs ../shared/corpus)', () => {
  const { files } = existsSync(corpus)
    ? (JSON.parse(readFileSync(join(corpus, 'expected.json'), 'utf8')) as {
        files: Record<string, { cues: { id: string; start: number; end: number; plain: string }[] }>
      })
    : { files: {} }
  test('there are cases', () => expect(Object.keys(files).length).toBeGreaterThan(30))
  test.each(Object.entries(files))('%s', (file, expected) => {
    const [path = ''] = globSync(join(corpus, 'test', '**', file))
    const { cues } = readTranscript(readFileSync(path), 'vtt')
    expect(cues.map(({ id, start, end, text }) => ({ id: id ?? '', start, end, text }))).toEqual(
      expected.cues.map(({ id, start, end, plain }) => ({ id, start: Math.round(start * 1000), end: Math.round(end * 1000), text: plain })),
    )
  })
})
