/**
 * One sheet of an Excel workbook (ECMA-376), as text. A formula counts for the value that Excel saved with it; it is never computed. Only the
 * parts that hold text are unpacked, each with a bound, and rows are counted while they are read.
 */
import { SaxesParser } from 'saxes'
import { findEntry, unpack } from '../markup/zip.ts'
import { isDateFormat, serialDate } from './serial-date.ts'
import { collectRows, type Table, TableError, type TableLimits, type TableNote } from './table.ts'
import { decodeXstring } from './xstring.ts'

/** Bytes of one part, unpacked. */
const LARGEST_PART = 64 * 2 ** 20
const MOST_ENTRIES = 5000
const MOST_SHEETS = 200
/** Characters that the parser gets at once: a limit that is passed stops it soon. */
const PIECE = 65_536
/** Merged ranges that are named. */
const RANGES_NAMED = 10

/** @param wanted the sheet's name; null: the first visible one with rows @throws TableError */
export function readXlsx(bytes: Uint8Array, wanted: string | null, limits: TableLimits): Table {
  const workbook = readWorkbook(bytes)
  const names = workbook.sheets.map(({ name }) => name)
  const chosen = wanted === null ? workbook.sheets : workbook.sheets.filter(({ name }) => sameName(name, wanted))
  if (wanted !== null && chosen.length === 0) throw new TableError(['sheetNoSuchSheet', wanted, names.join(', ')])
  const strings = readSharedStrings(bytes, limits)
  const dateStyles = readDateStyles(bytes)
  for (const { name, path } of chosen) {
    const { rows, merged } = readSheet(bytes, path, { strings, dateStyles, epoch1904: workbook.epoch1904 }, limits)
    if (rows.length === 0) continue
    const others = names.filter((other) => other !== name)
    const notes: TableNote[] = []
    if (wanted === null && others.length > 0) notes.push(['sheetOthers', name, others.join(', ')])
    if (merged.length > 0)
      notes.push(['sheetMerged', merged.slice(0, RANGES_NAMED).join(', ') + (merged.length > RANGES_NAMED ? ' …' : '')])
    return { format: 'xlsx', sheet: name, rows, notes }
  }
  throw new TableError(['sheetEmpty'])
}

const sameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

/** @returns null where the workbook has no such part */
function readPart(bytes: Uint8Array, path: string): string | null {
  const entry = findEntry(bytes, path, MOST_ENTRIES)
  if (entry === 'too-many') throw new TableError(['sheetDamaged', path])
  if (entry === null) return null
  if (entry.encrypted) throw new TableError(['sheetEncrypted'])
  if (entry.size > LARGEST_PART) throw new TableError(['sheetTooMuchText', LARGEST_PART])
  const part = unpack(bytes, entry)
  if (part === null) throw new TableError(['sheetDamaged', path])
  return new TextDecoder(part[0] === 0xff || part[1] === 0 ? 'utf-16le' : 'utf-8').decode(part)
}

interface Handlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
}

/** Names come without their prefixes. @throws TableError for what is not well-formed */
function parse(xml: string, part: string, { open, close, text }: Handlers): void {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('error', () => {
    throw new TableError(['sheetDamaged', part])
  })
  parser.on('doctype', () => {
    throw new TableError(['sheetDamaged', part])
  })
  parser.on('opentag', ({ name, attributes }) => open?.(local(name), attributes as Record<string, string>))
  parser.on('closetag', ({ name }) => close?.(local(name)))
  if (text) {
    parser.on('text', text)
    parser.on('cdata', text)
  }
  for (let at = 0; at < xml.length; at += PIECE) parser.write(xml.slice(at, at + PIECE))
  parser.close()
}

interface Workbook {
  readonly epoch1904: boolean
  /** Visible sheets, in the order of their tabs. */
  readonly sheets: readonly { readonly name: string; readonly path: string }[]
}

function readWorkbook(bytes: Uint8Array): Workbook {
  const part = 'xl/workbook.xml'
  const xml = readPart(bytes, part)
  if (xml === null) throw new TableError([findEntry(bytes, 'xl/workbook.bin', MOST_ENTRIES) ? 'sheetBinaryExcel' : 'sheetUnknownKind'])
  const targets = new Map<string, string>()
  parse(readPart(bytes, 'xl/_rels/workbook.xml.rels') ?? '<none/>', 'xl/_rels/workbook.xml.rels', {
    open(name, { Id = '', Target = '' }) {
      if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
  })
  let epoch1904 = false
  const sheets: { name: string; path: string }[] = []
  parse(xml, part, {
    open(element, attributes) {
      if (element === 'workbookPr') epoch1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
      const visible = (attributes.state ?? 'visible') === 'visible'
      if (element !== 'sheet' || !visible || sheets.length >= MOST_SHEETS) return
      const id = Object.entries(attributes).find(([name]) => /(?:^|:)id$/.test(name))?.[1] ?? ''
      const path = targets.get(id)
      // A chart on a tab of its own has no cells.
      if (path?.includes('worksheets/')) sheets.push({ name: attributes.name ?? '', path })
    },
  })
  return { epoch1904, sheets }
}

/** Text that cells point to by number. */
function readSharedStrings(bytes: Uint8Array, limits: TableLimits): string[] {
  const part = 'xl/sharedStrings.xml'
  const xml = readPart(bytes, part)
  const strings: string[] = []
  if (xml === null) return strings
  let total = 0
  const item = textOfItem('si', (text) => {
    total += text.length
    if (total > limits.text) throw new TableError(['sheetTooMuchText', limits.text])
    strings.push(text)
  })
  parse(xml, part, item)
  return strings
}

/** The text of each `<si>` or `<is>`: its `<t>` parts, without the readings (`<rPh>`) of East Asian text. */
function textOfItem(element: string, done: (text: string) => void): Required<Handlers> {
  let text = ''
  let [inText, inReading] = [false, false]
  return {
    open(name) {
      if (name === element) text = ''
      else if (name === 'rPh') inReading = true
      else if (name === 't') inText = true
    },
    close(name) {
      if (name === element) done(decodeXstring(text))
      else if (name === 'rPh') inReading = false
      else if (name === 't') inText = false
    },
    text(piece) {
      if (inText && !inReading) text += piece
    },
  }
}

/** Which of the cell styles, by number, show a date. */
function readDateStyles(bytes: Uint8Array): boolean[] {
  const part = 'xl/styles.xml'
  const xml = readPart(bytes, part)
  const codes = new Map<number, string>()
  const styles: boolean[] = []
  let inCells = false
  if (xml === null) return styles
  parse(xml, part, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode)
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) styles.push(isDateFormat(Number(numFmtId), codes.get(Number(numFmtId)) ?? null))
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

interface CellMeaning {
  readonly strings: readonly string[]
  readonly dateStyles: readonly boolean[]
  readonly epoch1904: boolean
}

function readSheet(bytes: Uint8Array, path: string, meaning: CellMeaning, limits: TableLimits) {
  const xml = readPart(bytes, path)
  if (xml === null) throw new TableError(['sheetDamaged', path])
  const { rows, add } = collectRows(limits)
  const merged: string[] = []
  let cells: string[] = []
  let [row, column] = [0, -1]
  let [type, style] = ['n', 0]
  let value = ''
  let inValue = false
  const inline = textOfItem('is', (text) => {
    value = text
  })
  parse(xml, path, {
    open(name, attributes) {
      inline.open(name, attributes)
      if (name === 'row') {
        row = Number(attributes.r ?? row + 1)
        ;[cells, column] = [[], -1]
      } else if (name === 'c') {
        column = attributes.r === undefined ? column + 1 : columnIndex(attributes.r)
        ;[type, style, value] = [attributes.t ?? 'n', Number(attributes.s ?? 0), '']
      } else if (name === 'v') inValue = true
      else if (name === 'mergeCell' && attributes.ref) merged.push(attributes.ref)
    },
    close(name) {
      inline.close(name)
      if (name === 'v') inValue = false
      else if (name === 'c') {
        const text = cellText(type, value, style, meaning)
        if (text !== '' && column >= limits.columns) throw new TableError(['sheetTooManyColumns', row, limits.columns])
        if (text !== '') {
          while (cells.length < column) cells.push('')
          cells[column] = text
        }
      } else if (name === 'row') add(row, cells)
    },
    text(piece) {
      inline.text(piece)
      if (inValue) value += piece
    },
  })
  return { rows, merged }
}

function cellText(type: string, value: string, style: number, { strings, dateStyles, epoch1904 }: CellMeaning): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? ''
    case 'b':
      return value === '1' ? 'ja' : 'nee'
    case 'str':
      return decodeXstring(value)
    case 'n':
      return (dateStyles[style] && value !== '' ? serialDate(Number(value), epoch1904) : null) ?? shortest(value)
    default:
      // Text in the cell itself, an error such as #N/A, or an ISO date.
      return value
  }
}

/** Excel writes 0.1 as 0.10000000000000001. */
function shortest(value: string): string {
  return /^-?\d+\.\d{10,}$/.test(value) ? String(Number.parseFloat(Number(value).toPrecision(15))) : value
}

/** `C7` → 2 */
function columnIndex(reference: string): number {
  let index = 0
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A') index = index * 26 + letter.charCodeAt(0) - 64
  return index - 1
}
