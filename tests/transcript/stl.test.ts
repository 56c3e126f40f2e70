/** EBU STL and Spruce STL: built here byte by byte from EBU Tech 3264, since no free sample has it all. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTranscript } from '../../src/transcript/read/read.ts'

interface Subtitle {
  /** Hours, minutes, seconds, frames. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly text: readonly number[]
  readonly comment?: boolean
}

const HEAD = 1024
const BLOCK = 128
const FIELD = 112
const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0))

function ebuStl(subtitles: readonly Subtitle[], { fps = '25', table = '00', start = '00000000' } = {}): Uint8Array {
  const blocks: number[][] = []
  for (const [i, { from, to, text, comment = false }] of subtitles.entries()) {
    const pieces = Array.from({ length: Math.max(1, Math.ceil(text.length / FIELD)) }, (_, n) => text.slice(n * FIELD, (n + 1) * FIELD))
    for (const [n, piece] of pieces.entries()) {
      const extension = n === pieces.length - 1 ? 0xff : n
      const field = [...piece, ...Array<number>(FIELD).fill(0x8f)].slice(0, FIELD)
      blocks.push([0, i & 0xff, i >> 8, extension, 0, ...from, ...to, 22, 2, comment ? 1 : 0, ...field])
    }
  }
  const head = ascii(`850STL${fps}.011${table}1D`.padEnd(238) + String(blocks.length).padStart(5, '0'))
  const general = [...head, ...ascii(' '.repeat(HEAD))].slice(0, HEAD)
  general.splice(255, 9, 0x31, ...ascii(start))
  return Uint8Array.from([...general, ...blocks.flat()])
}

const at = (seconds: number, frames = 0) => [0, 0, seconds, frames]
const read = (bytes: Uint8Array) => {
  const { format, encoding, cues, problems } = readTranscript(bytes)
  return { format, encoding, lines: cues.map(({ start, end, text }) => [start, end, text]), codes: problems.map(({ code }) => code) }
}

describe('EBU STL', () => {
  test('times in frames, accents before their letter, lines, colours', () => {
    // Yellow, “Eén café”, new line (twice: double height), italics on, “naïef”, italics off.
    const first = [0x03, ...ascii('E'), 0xc2, ...ascii('en caf'), 0xc2, ...ascii('e')]
    const text = [...first, 0x8a, 0x8a, 0x80, ...ascii('na'), 0xc8, ...ascii('ief'), 0x81]
    expect(read(ebuStl([{ from: at(1, 5), to: at(2, 24), text }]))).toEqual({
      format: 'stl',
      encoding: 'iso-6937',
      lines: [[1200, 2960, 'Eén café\nnaïef']],
      codes: [],
    })
  })

  test('thirty frames a second, a text over several blocks, a comment that is told', () => {
    const long = 'woord '.repeat(50).trim()
    const file = ebuStl(
      [
        { from: at(1, 15), to: at(5), text: ascii(long) },
        { from: at(5), to: at(6), text: ascii('alleen voor ons'), comment: true },
      ],
      { fps: '30' },
    )
    expect(read(file)).toMatchObject({ lines: [[1500, 5000, long]], codes: ['comments', 'too-fast'] })
  })

  test('a programme that begins at ten o’clock is counted from there, and that is said', () => {
    const file = ebuStl([{ from: [10, 0, 3, 0], to: [10, 0, 4, 0], text: ascii('Goedemorgen.') }], { start: '10000000' })
    expect(read(file)).toMatchObject({ lines: [[3000, 4000, 'Goedemorgen.']], codes: ['programme-start'] })
    const before = ebuStl([{ from: [9, 59, 59, 0], to: [10, 0, 4, 0], text: ascii('Goedemorgen.') }], { start: '10000000' })
    expect(read(before).lines).toEqual([[35_999_000, 36_004_000, 'Goedemorgen.']])
  })

  test('Cyrillic, by the table that the file names', () => {
    const file = ebuStl([{ from: at(1), to: at(2), text: [0xbf, 0xe0, 0xd8, 0xd2, 0xd5, 0xe2] }], { table: '01' })
    expect(read(file)).toMatchObject({ encoding: 'iso-8859-5', lines: [[1000, 2000, 'Привет']] })
  })

  test('cut off, or with codes that mean nothing: what is there is read, and what is missing is said', () => {
    const whole = ebuStl([
      { from: at(1), to: at(2), text: ascii('een') },
      { from: at(2), to: at(3), text: ascii('twee') },
    ])
    expect(read(whole.subarray(0, HEAD + 50))).toMatchObject({ lines: [], codes: ['cut-off'] })
    expect(read(whole.subarray(0, whole.length - 7))).toMatchObject({ lines: [[1000, 2000, 'een']], codes: ['cut-off'] })
    const odd = ebuStl([{ from: at(1), to: at(2), text: [...ascii('een'), 0xe5] }])
    expect(read(odd)).toMatchObject({ lines: [[1000, 2000, 'een\uFFFD']], codes: ['encoding-broken'] })
  })

  test('whatever the bytes: no throw and no empty line', () => {
    const whole = ebuStl([
      { from: at(1), to: at(2), text: ascii('een twee drie') },
      { from: at(3), to: at(9), text: ascii('vier') },
    ])
    expect(whole).toHaveLength(HEAD + 2 * BLOCK)
    const change = fc.tuple(fc.integer({ min: 11, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const bytes = whole.slice()
        for (const [place, value] of changes) bytes[place] = value
        for (const { text } of readTranscript(bytes).cues) expect(text.trim()).not.toBe('')
      }),
    )
  })

  test('letters of its table come back', () => {
    // An accent before its letter, or a letter alone.
    const codes: Readonly<Record<string, readonly number[]>> = {
      é: [0xc2, 0x65],
      ë: [0xc8, 0x65],
      ç: [0xcb, 0x63],
      ñ: [0xc4, 0x6e],
      ø: [0xf9],
      ß: [0xfb],
      '£': [0xa3],
    }
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Array.from('abcxyzABC019 .,'), ...Object.keys(codes)), { minLength: 1, maxLength: 200 }),
        (letters) => {
          const wanted = letters.join('').replace(/ {2,}/g, ' ').trim()
          fc.pre(wanted !== '')
          const text = letters.flatMap((letter) => codes[letter] ?? ascii(letter))
          expect(read(ebuStl([{ from: at(1), to: at(2), text }])).lines).toEqual([[1000, 2000, wanted]])
        },
      ),
    )
  })
})

describe('Spruce STL', () => {
  test('settings, comments, styles and lines', () => {
    const text = '//Made by hand\n$FontName = Arial\n\n00:00:01:05 , 00:00:02:00 , ^IGoedemorgen|allemaal.^I\n00:00:03:00,00:00:04:12,Ja.\n'
    expect(read(new TextEncoder().encode(text))).toMatchObject({
      format: 'stl',
      lines: [
        [1200, 2000, 'Goedemorgen\nallemaal.'],
        [3000, 4480, 'Ja.'],
      ],
      codes: ['frame-times'],
    })
  })

  test('a line that cannot be read is told with its place', () => {
    const text = '00:00:01:05 , 00:00:02:00 , Een.\nmidden in een zin\n00:00:03:00 , 00:00:04:00 , Twee.'
    const { problems, cues } = readTranscript(new TextEncoder().encode(text), 'stl')
    expect(cues.map((cue) => cue.text)).toEqual(['Een.', 'Twee.'])
    expect(problems.filter(({ code }) => code === 'bad-line')).toMatchObject([{ line: 2, severity: 'error' }])
  })
})
