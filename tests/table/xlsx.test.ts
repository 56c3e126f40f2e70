/** Workbooks in and out, as Excel, LibreOffice and others write them, and files that are no workbook or mean harm. */
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readTable } from '../../src/table/read-table.ts'
import { isDateFormat, serialDate } from '../../src/table/serial-date.ts'
import { LIMITS } from '../../src/table/table.ts'
import { writeXlsx } from '../../src/table/write-xlsx.ts'

const NS = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

interface Parts {
  readonly sheet?: string
  readonly strings?: string
  readonly styles?: string
  readonly workbook?: string
  readonly more?: Record<string, string>
}

/** A workbook by hand: sheet1.xml is the first tab, sheet2.xml the second. */
function workbook({ sheet = '', strings, styles, workbook: properties = '', more = {} }: Parts): Uint8Array {
  const sheets = '<sheet name="Blad1" sheetId="1" r:id="a"/><sheet name="Blad 2" sheetId="2" r:id="b"/>'
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<x:workbook xmlns:x="${NS}" xmlns:r="r">${properties}<x:sheets>${sheets.replaceAll('<sheet', '<x:sheet')}</x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${NS}"><sheetData>${sheet}</sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${NS}"><sheetData><row r="1"><c r="A1" t="str"><v>twee</v></c></row></sheetData></worksheet>`,
    ...(strings ? { 'xl/sharedStrings.xml': `<sst xmlns="${NS}">${strings}</sst>` } : {}),
    ...(styles ? { 'xl/styles.xml': `<styleSheet xmlns="${NS}">${styles}</styleSheet>` } : {}),
    ...more,
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)])))
}

const cells = (file: Uint8Array, sheet: string | null = null) => readTable(file, sheet).table?.rows.map((row) => row.cells)

test('shared, rich and inline text, numbers, booleans, errors, formulas and gaps', () => {
  const strings = '<si><t>titel</t></si><si><r><t xml:space="preserve">half </t></r><r><t>vet</t></r><rPh><t>lezing</t></rPh></si>'
  const sheet = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>derde &amp; _x0041_</t></is></c></row>
    <row r="3"><c t="s"><v>1</v></c><c><v>0.10000000000000001</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>uitkomst</v></c><c><f>1+1</f></c></row>
    <row r="4"/>`
  expect(readTable(workbook({ sheet, strings })).table).toMatchObject({
    sheet: 'Blad1',
    rows: [
      { number: 1, cells: ['titel', '', 'derde & A'] },
      { number: 3, cells: ['half vet', '0.1', 'ja', '#N/A', 'uitkomst'] },
    ],
    notes: [['sheetOthers', 'Blad1', 'Blad 2']],
  })
})

test('dates are read by their format, in both of Excel’s ways of counting', () => {
  const styles = `<numFmts><numFmt numFmtId="164" formatCode="d\\-m\\-yyyy"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot; dagen&quot;"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>`
  const sheet =
    '<row r="1"><c s="1"><v>45397</v></c><c s="2"><v>45397.46875</v></c><c s="0"><v>45397</v></c><c s="3"><v>45397</v></c><c s="1"><v>0.5</v></c></row>'
  expect(cells(workbook({ sheet, styles }))).toEqual([['2024-04-15', '2024-04-15T11:15', '45397', '45397', '12:00']])
  const mac = workbook({ sheet: '<row><c s="1"><v>43935</v></c></row>', styles, workbook: '<x:workbookPr date1904="1"/>' })
  expect(cells(mac)).toEqual([['2024-04-15']])
  expect([1, 59, 60, 61].map((day) => serialDate(day, false))).toEqual(['1900-01-01', '1900-02-28', '1900-02-29', '1900-03-01'])
  expect(serialDate(3e6, false)).toBeNull()
  expect(['General', '[h]:mm', '0.0" uur"', '[$-413]d mmm', '#,##0'].map((code) => isDateFormat(200, code))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ])
})

test('several, hidden and empty sheets; merged cells', () => {
  const file = workbook({ sheet: '' })
  expect(readTable(file).table).toMatchObject({ sheet: 'Blad 2', rows: [{ cells: ['twee'] }] })
  expect(cells(file, 'blad 2')).toEqual([['twee']])
  expect(readTable(file, 'Blad3').problem).toEqual(['sheetNoSuchSheet', 'Blad3', 'Blad1, Blad 2'])
  const merged =
    '<worksheet><sheetData><row><c t="str"><v>kop</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
  expect(readTable(workbook({ more: { 'xl/worksheets/sheet1.xml': merged } })).table?.notes).toContainEqual(['sheetMerged', 'A1:B1'])
})

test('files that are something else say what to do', () => {
  const compound = (name: string) => Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Buffer.from(name, 'utf16le')])
  const archive = (...names: string[]) => zipSync(Object.fromEntries(names.map((name) => [name, strToU8('<a/>')])))
  expect(readTable(compound('EncryptedPackage')).problem).toEqual(['sheetEncrypted'])
  expect(readTable(compound('Workbook')).problem).toEqual(['sheetOldExcel'])
  expect(readTable(archive('mimetype', 'content.xml')).problem).toEqual(['sheetOpenDocument'])
  expect(readTable(archive('xl/workbook.bin')).problem).toEqual(['sheetBinaryExcel'])
  expect(readTable(archive('word/document.xml')).problem).toEqual(['sheetUnknownKind'])
  const whole = workbook({ sheet: '<row><c><v>1</v></c></row>' })
  expect(readTable(workbook({ sheet: '<row><c>' })).problem).toEqual(['sheetDamaged', 'xl/worksheets/sheet1.xml'])
  const entity = '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'
  expect(readTable(workbook({ more: { 'xl/worksheets/sheet1.xml': entity } })).problem).toEqual([
    'sheetDamaged',
    'xl/worksheets/sheet1.xml',
  ])
  // Whatever is missing, the answer is a sentence.
  for (let length = 0; length < whole.length; length += 7) expect(readTable(whole.slice(0, length)).problem).not.toBeNull()
})

test('a small file that unpacks to much, and one with a million rows, are refused before they are read', () => {
  const bomb = workbook({})
  const directory = Buffer.from(bomb.buffer)
  // The size that the directory declares for the sheet.
  directory.writeUInt32LE(2 ** 31, directory.lastIndexOf('xl/worksheets/sheet1.xml') - 22)
  expect(readTable(bomb).problem?.[0]).toBe('sheetTooMuchText')
  const sheet = '<row><c><v>1</v></c></row>'.repeat(LIMITS.rows + 1)
  expect(readTable(workbook({ sheet })).problem).toEqual(['sheetTooManyRows', LIMITS.rows])
  expect(readTable(workbook({ sheet: '<row><c r="XFD1"><v>1</v></c></row>' })).problem).toEqual([
    'sheetTooManyColumns',
    0 + 1,
    LIMITS.columns,
  ])
  // A long string that many cells point to.
  const strings = `<si><t>${'x'.repeat(40_000)}</t></si>`
  const many = workbook({ strings, sheet: `<row>${'<c t="s"><v>0</v></c>'.repeat(90)}</row>`.repeat(50) })
  expect(readTable(many).problem).toEqual(['sheetTooMuchText', LIMITS.text])
})

test('what is written is read back as it was, whatever the text', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({ maxLength: 5 }),
    fc.constantFrom('_x0041_', '=1+1', '\r', '\0', '\ud800', '45397', ' '),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (table) => {
      const trimmed = table.map((row) => row.slice(0, row.findLastIndex((one) => one !== '') + 1)).filter((row) => row.length > 0)
      const read = readTable(writeXlsx([{ name: 'Blad & co', rows: table, widths: [10] }]))
      if (trimmed.length === 0) expect(read.problem).toEqual(['sheetEmpty'])
      else expect(read.table?.rows.map((row) => row.cells)).toEqual(trimmed)
    }),
    { numRuns: 40 },
  )
})
