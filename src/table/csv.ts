/**
 * CSV (RFC 4180) as programs and people write it: any usual separator, a `sep=;` line as Excel writes it, quotes, line breaks in cells.
 * What `writeCsv` writes starts no formula in a spreadsheet program, and `readCsv` reads it back unchanged.
 */
import { collectRows, LIMITS, TableError, type TableLimits, type TableRow } from './table.ts'

const SEPARATORS = [';', ',', '\t', '|'] as const
/** Records that decide which separator a file has. */
const SAMPLE = 30

/** A spreadsheet program takes a cell for a formula when it begins like this. */
const FORMULA = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

/** @throws TableError */
export function readCsv(text: string, limits: TableLimits = LIMITS): TableRow[] {
  const declared = /^sep=(.)(?:\r\n|\r|\n|$)/.exec(text)
  const body = declared ? text.slice(declared[0].length) : text
  const separator = declared?.[1] ?? guessSeparator(body)
  const { rows, add } = collectRows(limits)
  let number = 0
  for (const { cells, closed } of records(body, separator, limits)) {
    number += 1
    if (!closed) throw new TableError(['sheetUnclosedQuote', number])
    add(number, cells.map(withoutGuard))
  }
  return rows
}

interface CsvRecord {
  readonly cells: string[]
  /** Quotes where none belong: signs of another separator. */
  readonly strayQuotes: number
  /** Whether a quoted cell was still open at the end of the file. */
  readonly closed: boolean
}

function* records(text: string, separator: string, limits: TableLimits = LIMITS): Generator<CsvRecord> {
  let at = 0
  while (at < text.length) {
    const cells: string[] = []
    let more = true
    let strayQuotes = 0
    while (more) {
      let cell = ''
      if (text[at] === '"') {
        // Doubled quotes stand for one; the last quote ends the cell.
        let from = at + 1
        for (;;) {
          const quote = text.indexOf('"', from)
          if (quote < 0) return yield { cells, strayQuotes, closed: false }
          cell += text.slice(from, quote)
          at = quote + 1
          if (text[at] !== '"') break
          cell += '"'
          from = at + 1
        }
      }
      const end = endOfCell(text, at, separator)
      const rest = text.slice(at, end)
      if (rest !== '' && (cell !== '' || rest.includes('"'))) strayQuotes += 1
      cell += rest
      // A row of a million separators is refused before it is collected.
      if (cells.length <= limits.columns || cell !== '') cells.push(cell)
      more = text[end] === separator
      at = end + (text.startsWith('\r\n', end) ? 2 : 1)
      if (more && at >= text.length) {
        cells.push('')
        more = false
      }
    }
    yield { cells, strayQuotes, closed: true }
  }
}

function endOfCell(text: string, from: number, separator: string): number {
  let at = from
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1
  return at
}

/** The separator that gives the first records well-placed quotes and the same number of cells, more than one. */
function guessSeparator(text: string): string {
  let best = { separator: ',', stray: Number.POSITIVE_INFINITY, score: 0 }
  for (const separator of SEPARATORS) {
    const widths: number[] = []
    let stray = 0
    for (const { cells, strayQuotes } of records(text, separator)) {
      stray += strayQuotes
      // An empty line says nothing of the separator.
      if (cells.length > 1 || cells[0] !== '') widths.push(cells.length)
      if (widths.length >= SAMPLE) break
    }
    const [first = 0] = widths
    if (first < 2) continue
    const score = (widths.filter((width) => width === first).length / widths.length) * 1000 + first
    if (stray < best.stray || (stray === best.stray && score > best.score)) best = { separator, stray, score }
  }
  return best.separator
}

const withoutGuard = (cell: string) => (GUARDED.test(cell) ? cell.slice(1) : cell)

/** With a byte order mark and semicolons, as Excel in Dutch opens it at a double click. */
export function writeCsv(rows: readonly (readonly string[])[], separator = ';'): string {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const lines = rows.map((row) => Array.from({ length: width }, (_, i) => quoted(row[i] ?? '')).join(separator))
  return `\ufeff${lines.map((line) => `${line}\r\n`).join('')}`
}

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[;,\t|"\r\n]|^sep=|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
