/** CSV in and out: every separator, encoding and quote that people's programs write, and a round trip that loses nothing. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv, writeCsv } from '../../src/table/csv.ts'
import { readTable } from '../../src/table/read-table.ts'
import { LIMITS, TableError } from '../../src/table/table.ts'

const cells = (text: string) => readCsv(text).map((row) => row.cells)
const bytes = (text: string, encoding: BufferEncoding) => Uint8Array.from(Buffer.from(text, encoding))

test.each([
  ['semicolons, as Dutch Excel', 'titel;datum\r\nEen;1\r\n'],
  ['commas', 'titel,datum\nEen,1'],
  ['tabs', 'titel\tdatum\nEen\t1\n'],
  ['a declared separator', 'sep=;\r\ntitel;datum\r\nEen;1\r\n'],
  ['old Mac line ends', 'titel;datum\rEen;1\r'],
  ['every cell quoted', '"titel";"datum"\r\n"Een";"1"'],
])('%s', (_, text) => {
  expect(cells(text)).toEqual([
    ['titel', 'datum'],
    ['Een', '1'],
  ])
})

test('quotes, line breaks in cells, empty lines and row numbers', () => {
  const text = 'titel;tekst\r\n\r\n"a ""b"" c";"twee\r\nregels; en een puntkomma"\r\n5" scherm;x\r\n;;\r\nlaatste'
  expect(readCsv(text)).toEqual([
    { number: 1, cells: ['titel', 'tekst'] },
    { number: 3, cells: ['a "b" c', 'twee\r\nregels; en een puntkomma'] },
    { number: 4, cells: ['5" scherm', 'x'] },
    { number: 6, cells: ['laatste'] },
  ])
})

test('what is wrong with a file is said with its row', () => {
  const problem = (text: string, limits = LIMITS) => {
    try {
      readCsv(text, limits)
    } catch (error) {
      if (error instanceof TableError) return error.problem
    }
    return null
  }
  expect(problem('a;b\n1;2\n"niet gesloten;3\n4;5')).toEqual(['sheetUnclosedQuote', 3])
  expect(problem('a\n1\n2', { ...LIMITS, rows: 2 })).toEqual(['sheetTooManyRows', 2])
  expect(problem(`a;b\n${';'.repeat(1e6)}x`)).toEqual(['sheetTooManyColumns', 2, LIMITS.columns])
  expect(problem(`a;b\n;${'x'.repeat(LIMITS.cell + 1)}`)).toEqual(['sheetCellTooLong', 2, 'B', LIMITS.cell])
  expect(problem('a\nxxx\nyyy', { ...LIMITS, text: 5 })).toEqual(['sheetTooMuchText', 5])
})

test('encodings as programs save them', () => {
  const text = 'titel;spreker\r\nCafé “Zoë”;Bjørn\r\n'
  const rows = [
    ['titel', 'spreker'],
    ['Café “Zoë”', 'Bjørn'],
  ]
  const windows1252 = bytes(text.replace('“', '\x93').replace('”', '\x94'), 'latin1')
  const files = [bytes(text, 'utf8'), bytes(`\ufeff${text}`, 'utf8'), bytes(`\ufeff${text}`, 'utf16le'), windows1252]
  for (const file of files) expect(readTable(file).table?.rows.map((row) => row.cells)).toEqual(rows)
  expect(readTable(windows1252).table?.notes).toEqual([['sheetEncoding', 'windows-1252']])
  expect(readTable(bytes('', 'utf8')).problem).toEqual(['sheetEmpty'])
  expect(readTable(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0xd)).problem).toEqual(['sheetUnknownKind'])
})

test('what is written starts no formula, and is read back as it was', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ';', ',', '|', 'a', ' '), maxLength: 6 }),
    fc.constantFrom('sep=;', '=1+1', "'s-Gravenhage", "'=x", '-2', '\ufeff'),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }), (table) => {
      const text = writeCsv(table)
      expect(text.slice(1)).not.toMatch(/^sep=/)
      const trimmed = table.map((row) => row.slice(0, row.findLastIndex((one) => one !== '') + 1)).filter((row) => row.length > 0)
      expect(cells(text.slice(1))).toEqual(trimmed)
      for (const written of readCsvRaw(text.slice(1))) expect(written).not.toMatch(/^[=+\-@\t\r]/)
    }),
    // An empty first cell, which this test's own reader once took for no cell.
    { numRuns: 100, examples: [[[['', ';='], ['']]]] },
  )
})

/** The cells as a spreadsheet program gets them, the guard against formulas included. */
function readCsvRaw(text: string): string[] {
  // A line end before the first cell too: a match that takes nothing would skip the separator after it.
  return [...`\r\n${text}`.matchAll(/(?:;|\r\n)(?:"((?:[^"]|"")*)"|([^;"\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
