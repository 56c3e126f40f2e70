/** A workbook with only text in it (ECMA-376): every cell is text, so that no program makes a formula or a date of one. */
import { strToU8, zipSync } from 'fflate'
import { type Element, element, writeXml } from '../markup/write-xml.ts'
import { columnName } from './table.ts'
import { encodeXstring } from './xstring.ts'

export interface WrittenSheet {
  readonly name: string
  /** The first row is set in bold and stays in view. */
  readonly rows: readonly (readonly string[])[]
  /** In characters, by column. */
  readonly widths: readonly number[]
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** The moment in the archive: the same sheets give the same bytes. */
const MOMENT = new Date(2024, 0, 1)

export function writeXlsx(sheets: readonly WrittenSheet[]): Uint8Array {
  const paths = sheets.map((_, i) => `worksheets/sheet${i + 1}.xml`)
  const parts: Record<string, Element> = {
    '[Content_Types].xml': element(
      'Types',
      { xmlns: `${PACKAGE}/content-types` },
      element('Default', { Extension: 'rels', ContentType: 'application/vnd.openxmlformats-package.relationships+xml' }),
      element('Default', { Extension: 'xml', ContentType: 'application/xml' }),
      contentType('workbook.xml', 'sheet.main'),
      contentType('styles.xml', 'styles'),
      paths.map((path) => contentType(path, 'worksheet')),
    ),
    '_rels/.rels': relationships([relationship('rId1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': element(
      'workbook',
      { xmlns: MAIN, 'xmlns:r': OFFICE },
      element('sheets', {}, ...sheets.map(({ name }, i) => element('sheet', { name, sheetId: i + 1, 'r:id': `rId${i + 1}` }))),
    ),
    'xl/_rels/workbook.xml.rels': relationships([
      ...paths.map((path, i) => relationship(`rId${i + 1}`, 'worksheet', path)),
      relationship(`rId${paths.length + 1}`, 'styles', 'styles.xml'),
    ]),
    'xl/styles.xml': styleSheet(),
  }
  paths.forEach((path, i) => {
    const sheet = sheets[i]
    if (sheet) parts[`xl/${path}`] = worksheet(sheet)
  })
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, root]) => [path, strToU8(writeXml(root))])), { mtime: MOMENT })
}

const contentType = (path: string, type: string) => element('Override', { PartName: `/xl/${path}`, ContentType: `${CONTENT}.${type}+xml` })

const relationships = (list: readonly Element[]) => element('Relationships', { xmlns: `${PACKAGE}/relationships` }, ...list)

const relationship = (Id: string, type: string, Target: string) => element('Relationship', { Id, Type: `${OFFICE}/${type}`, Target })

/** Style 0 is text (format 49, “@”) that wraps, style 1 text in bold. */
function styleSheet(): Element {
  const plain = { fillId: 0, borderId: 0 }
  const font = (...bold: Element[]) => element('font', {}, ...bold, element('sz', { val: 11 }), element('name', { val: 'Calibri' }))
  const fill = (patternType: string) => element('fill', {}, element('patternFill', { patternType }))
  const text = { numFmtId: 49, xfId: 0, applyNumberFormat: 1, ...plain }
  return element(
    'styleSheet',
    { xmlns: MAIN },
    element('fonts', { count: 2 }, font(), font(element('b'))),
    element('fills', { count: 2 }, fill('none'), fill('gray125')),
    element('borders', { count: 1 }, element('border')),
    element('cellStyleXfs', { count: 1 }, element('xf', { numFmtId: 0, fontId: 0, ...plain })),
    element(
      'cellXfs',
      { count: 2 },
      element('xf', { ...text, fontId: 0, applyAlignment: 1 }, element('alignment', { vertical: 'top', wrapText: 1 })),
      element('xf', { ...text, fontId: 1, applyFont: 1 }),
    ),
  )
}

function worksheet({ rows, widths }: WrittenSheet): Element {
  const view = element(
    'sheetView',
    { workbookViewId: 0 },
    element('pane', { ySplit: 1, topLeftCell: 'A2', activePane: 'bottomLeft', state: 'frozen' }),
  )
  // The column's style holds for cells that are typed later: a date stays as it was typed.
  const columns = widths.map((width, i) => element('col', { min: i + 1, max: i + 1, width, style: 0, customWidth: 1 }))
  const row = (cells: readonly string[], i: number) => element('row', { r: i + 1 }, ...cells.map((cell, j) => cellOf(cell, i, j)))
  return element(
    'worksheet',
    { xmlns: MAIN },
    element('sheetViews', {}, view),
    columns.length > 0 && element('cols', {}, ...columns),
    element('sheetData', {}, ...rows.map(row)),
  )
}

function cellOf(cell: string, row: number, column: number): Element | null {
  if (cell === '') return null
  const text = element('t', { 'xml:space': 'preserve' }, encodeXstring(cell))
  return element('c', { r: `${columnName(column)}${row + 1}`, s: row === 0 ? 1 : 0, t: 'inlineStr' }, element('is', {}, text))
}
