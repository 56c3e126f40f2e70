import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { docxToText, isDocx } from '../../src/transcript/read/documents/read-docx.ts'

const SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc" xmlns:m="urn:m"'
const xml = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${SPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`
const zip = (files: Zippable) => zipSync(files)
const docx = (body: string) => zip({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8(xml(body)) })
const read = (body: string) => docxToText(docx(body))

const run = (text: string) => `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
const p = (...runs: string[]) => `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${runs.join('')}</w:p>`
const cell = (...content: string[]) => `<w:tc><w:tcPr/>${content.join('')}</w:tc>`

describe('what is a Word document', () => {
  test.each([
    ['a Word document', docx(''), true],
    ['another zip', zip({ 'xl/workbook.xml': strToU8('<x/>') }), false],
    ['text', strToU8('PK word/document.xml'), false],
    ['nothing', new Uint8Array(), false],
    ['a zip cut off', docx('').slice(0, 40), false],
  ])('%s', (_name, bytes, expected) => expect(isDocx(bytes)).toBe(expected))

  test('also as a view on a larger buffer', () => {
    const bytes = docx(p(run('ja')))
    const larger = new Uint8Array(bytes.length + 7)
    larger.set(bytes, 7)
    expect(docxToText(larger.subarray(7)).text).toBe('ja')
  })
})

describe('text', () => {
  test.each([
    ['a line for each paragraph', p(run('een'), run(' twee')) + p() + p(run('drie')), 'een twee\n\ndrie'],
    ['tabs and line breaks', p('<w:r><w:t>00:01</w:t><w:tab/><w:t>Jan</w:t><w:br/><w:t>dag</w:t><w:cr/></w:r>'), '00:01\tJan\ndag\n'],
    ['references', p(run('AT&amp;T &lt;b&gt; &#233;')), 'AT&T <b> é'],
    ['a hyphen that does not break', p('<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>'), 'e\u2011mail'],
    [
      'links, fields and content controls',
      p(`<w:hyperlink>${run('hier')}</w:hyperlink>`, '<w:r><w:instrText>PAGE</w:instrText></w:r>') +
        `<w:sdt><w:sdtContent>${p(run('daar'))}</w:sdtContent></w:sdt>`,
      'hier\ndaar',
    ],
    ['inserted text', p(`<w:ins>${run('erbij')}</w:ins>`), 'erbij'],
    [
      'a row of a table on a line',
      `<w:tbl><w:tblPr/><w:tr>${cell(p(run('00:01')))}${cell(p(run('Jan')))}${cell(p(run('Dag')), p(run('allen')))}</w:tr><w:tr><w:sdt><w:sdtContent>${cell(p(run('00:02')))}</w:sdtContent></w:sdt>${cell(p())}${cell(p(run('Ja')))}</w:tr></w:tbl>${p(run('na'))}`,
      '00:01\tJan\tDag allen\n00:02\t\tJa\nna',
    ],
    [
      'a text box after its paragraph, once',
      p(
        run('voor'),
        `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>${p(run('vak'))}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${p(run('vak'))}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>`,
        run(' en na'),
      ),
      'voor en na\nvak',
    ],
    ['a formula', p(run('dus '), '<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>'), 'dus x=1'],
    ['notes and comments left out', p(run('zin'), '<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="1"/>'), 'zin'],
  ])('%s', (_name, body, expected) => expect(read(body)).toEqual({ text: expected, problems: [] }))

  test('whatever the prefix', () => {
    const other = xml(p(run('ja'))).replaceAll('w:', 'ns0:')
    expect(docxToText(zip({ 'word/document.xml': strToU8(other) }))).toEqual({ text: 'ja', problems: [] })
  })

  test('deleted text is left out and counted; moved text stands once', () => {
    const del = (text: string) => `<w:del><w:r><w:delText>${text}</w:delText></w:r></w:del>`
    const gone = `<w:tbl><w:tr><w:trPr><w:del/></w:trPr>${cell(p(run('rij')))}</w:tr></w:tbl>`
    const moved = p(`<w:moveFrom>${run('hier')}</w:moveFrom>`) + p(`<w:moveTo>${run('hier')}</w:moveTo>`)
    const { text, problems } = read(p(run('blijft'), del(' weg'), del('')) + gone + moved)
    expect(text).toBe('blijft\n\nhier')
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'deleted-text', message: expect.stringContaining('Op 2 plaatsen') }),
    ])
    expect(read(p(del('weg'))).problems[0]?.message).toContain('Op één plaats is')
  })

  test('paragraphs come back', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme-ascii' }).map((raw) => raw.replace(/[&<>]/g, '')),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(lines, (all) => {
        expect(read(all.map((each) => p(run(each))).join('')).text).toBe(all.join('\n'))
      }),
    )
  })
})

describe('broken or hostile files', () => {
  const refused = (bytes: Uint8Array) => {
    const { text, problems } = docxToText(bytes)
    expect(text).toBe('')
    return problems.map(({ severity, code }) => `${severity} ${code}`)
  }
  /** Overwrites a little-endian number at an offset in the directory’s entry for the text. */
  const patch = (bytes: Uint8Array, offset: number, value: number, width: 2 | 4) => {
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < bytes.length - 46; at++) {
      if (
        view.getUint32(at, true) !== 0x02014b50 ||
        !new TextDecoder().decode(bytes.subarray(at + 46, at + 63)).startsWith('word/document')
      )
        continue
      if (width === 2) view.setUint16(at + offset, value, true)
      else view.setUint32(at + offset, value, true)
    }
    return bytes
  }
  const zeros = (size: number) => zip({ 'word/document.xml': [new Uint8Array(size).fill(32), { level: 9 }] })

  test.each([
    ['not a zip', strToU8('tekst'), 'unreadable'],
    ['a zip without text', zip({ 'a.txt': strToU8('a') }), 'unreadable'],
    ['encrypted', patch(docx(p(run('x'))), 8, 1, 2), 'unreadable'],
    ['packed in another way', patch(docx(p(run('x'))), 10, 12, 2), 'unreadable'],
    ['declared too large', patch(docx(p(run('x'))), 24, 60_000_000, 4), 'too-large'],
    ['a bomb that tells its size', zeros(60_000_000), 'too-large'],
    ['a bomb that hides its size', patch(zeros(60_000_000), 24, 100, 4), 'unreadable'],
    ['shorter than it says', patch(docx(p(run('x'))), 24, 40_000_000, 4), 'unreadable'],
    ['a header that is elsewhere', patch(docx(p(run('x'))), 42, 0xfffffff0, 4), 'unreadable'],
    ['broken XML', zip({ 'word/document.xml': strToU8('<w:document><w:body>') }), 'unreadable'],
    ['a document type', zip({ 'word/document.xml': strToU8('<!DOCTYPE x [<!ENTITY a "b">]><w:document/>') }), 'unreadable'],
    ['without a body', zip({ 'word/document.xml': strToU8('<w:document xmlns:w="w"/>') }), 'unreadable'],
    ['nested too deep', docx('<w:sdt>'.repeat(100_000) + '</w:sdt>'.repeat(100_000)), 'unreadable'],
  ])('%s', (_name, bytes, code) => expect(refused(bytes)).toEqual([`error ${code}`]))

  test('a bomb of 5 GB that hides its size is not unpacked any further than it said', { timeout: 5000 }, () => {
    // Flushed and not finished, pieces of deflate may follow each other.
    const piece = deflateRawSync(new Uint8Array(10_000_000), { level: 9, finishFlush: constants.Z_SYNC_FLUSH })
    const stored = zip({ 'word/document.xml': [new Uint8Array(Buffer.concat(Array(500).fill(piece))), { level: 0 }] })
    expect(stored.length).toBeLessThan(6_000_000)
    expect(refused(patch(patch(stored, 10, 8, 2), 24, 100, 4))).toEqual(['error unreadable'])
  })

  test('more than 10,000 entries', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, new Uint8Array()]))
    const bytes = zip({ ...many, 'word/document.xml': strToU8(xml(p(run('x')))) })
    expect(isDocx(bytes)).toBe(true)
    expect(refused(bytes)).toEqual(['error too-large'])
    // The number in the end record may lie.
    new DataView(bytes.buffer).setUint16(bytes.length - 12, 2, true)
    expect(refused(bytes)).toEqual(['error too-large'])
  })

  test('many paragraphs, one of them long', { timeout: 20_000 }, () => {
    const { text } = read(p(run('woord '.repeat(200_000))) + p(run('x')).repeat(50_000))
    expect(text.split('\n')).toHaveLength(50_001)
  })

  test('never throws, whatever bytes are changed', () => {
    const whole = docx(p(run('een zin die lang genoeg is om in te pakken en nog eens een zin')))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length < 20 ? length : whole.length)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        expect(() => [isDocx(bytes), docxToText(bytes)]).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})

const FILE = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus', 'subtitles-messy', 'mantas-done', 'files', 'docx.docx')

test.skipIf(!existsSync(FILE))('a file of others (skipped where the corpus is absent)', () => {
  const bytes = readFileSync(FILE)
  expect(isDocx(bytes)).toBe(true)
  expect(docxToText(bytes)).toEqual({
    text: [
      '1\n00:02:17,400 --> 00:02:20,400',
      "Senator, we're making\nour final approach into Coruscant.\n",
      '2\n01:02:20,500 --> 01:02:22,500\nVery good, Lieutenant.',
    ].join('\n'),
    problems: [],
  })
})
