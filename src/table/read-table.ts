/** A CSV file or a workbook to a table, by its content and not by its name. */
import { decodeText } from '../markup/decode.ts'
import { findEntry, isZip } from '../markup/zip.ts'
import { readCsv } from './csv.ts'
import { readXlsx } from './read-xlsx.ts'
import { LIMITS, type Table, TableError, type TableLimits, type TableNote, type TableProblem } from './table.ts'

export type ReadTable = { readonly table: Table; readonly problem: null } | { readonly table: null; readonly problem: TableProblem }

/** @param sheet the name of a sheet in a workbook; null: its first one with rows */
export function readTable(bytes: Uint8Array, sheet: string | null = null, limits: TableLimits = LIMITS): ReadTable {
  try {
    return { table: read(bytes, sheet, limits), problem: null }
  } catch (error) {
    if (error instanceof TableError) return { table: null, problem: error.problem }
    throw error
  }
}

function read(bytes: Uint8Array, sheet: string | null, limits: TableLimits): Table {
  if (isCompound(bytes)) throw new TableError([includes(bytes, ENCRYPTED) ? 'sheetEncrypted' : 'sheetOldExcel'])
  if (isZip(bytes)) {
    if (findEntry(bytes, 'content.xml', 5000) !== null) throw new TableError(['sheetOpenDocument'])
    return readXlsx(bytes, sheet, limits)
  }
  const { text, encoding, problems } = decodeText(bytes)
  // A picture or a program, not text. Tabs and line breaks are the only control characters in a table.
  if (/[\0-\x08\x0e-\x1a]/.test(text.slice(0, 10_000))) throw new TableError(['sheetUnknownKind'])
  const rows = readCsv(text, limits)
  if (rows.length === 0) throw new TableError(['sheetEmpty'])
  const notes: TableNote[] = []
  if (encoding !== 'utf-8') notes.push(['sheetEncoding', encoding])
  const broken = problems.filter(({ code }) => code === 'encoding-broken').length
  if (broken > 0) notes.push(['sheetUnreadableText', broken])
  return { format: 'csv', sheet: null, rows, notes }
}

/** Excel's form from before 2007, and what holds an encrypted workbook ([MS-CFB] 2.2). */
function isCompound(bytes: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].every((byte, i) => bytes[i] === byte)
}

/** The name of the stream that holds an encrypted workbook, in UTF-16. */
const ENCRYPTED = Uint8Array.from('EncryptedPackage', (letter) => letter.charCodeAt(0))

function includes(bytes: Uint8Array, letters: Uint8Array): boolean {
  for (let at = 0; at + 2 * letters.length <= bytes.length; at += 1)
    if (letters.every((letter, i) => bytes[at + 2 * i] === letter && bytes[at + 2 * i + 1] === 0)) return true
  return false
}
