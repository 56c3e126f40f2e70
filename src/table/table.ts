/** A table as people hand it in: text in numbered rows and columns, whatever kind of file it came from. */

export interface TableRow {
  /** As a spreadsheet program shows it, from 1. */
  readonly number: number
  /** Empty cells at the end are left out. */
  readonly cells: readonly string[]
}

export interface Table {
  readonly format: 'csv' | 'xlsx'
  /** The sheet that was read; null: the file has no named sheets. */
  readonly sheet: string | null
  /** Rows with text in them. */
  readonly rows: readonly TableRow[]
  readonly notes: readonly TableNote[]
}

/** What the reader noticed and people should know; a key of the dictionaries of failures with its values. */
export type TableNote =
  | readonly [key: 'sheetEncoding', encoding: string]
  | readonly [key: 'sheetUnreadableText', lines: number]
  | readonly [key: 'sheetOthers', read: string, others: string]
  | readonly [key: 'sheetMerged', ranges: string]

/** Why a file cannot be read; likewise a key and its values. */
export type TableProblem =
  | readonly [key: 'sheetEmpty']
  | readonly [key: 'sheetEncrypted']
  | readonly [key: 'sheetOldExcel']
  | readonly [key: 'sheetOpenDocument']
  | readonly [key: 'sheetBinaryExcel']
  | readonly [key: 'sheetUnknownKind']
  | readonly [key: 'sheetDamaged', part: string]
  | readonly [key: 'sheetNoSuchSheet', name: string, names: string]
  | readonly [key: 'sheetUnclosedQuote', row: number]
  | readonly [key: 'sheetTooManyRows', most: number]
  | readonly [key: 'sheetTooManyColumns', row: number, most: number]
  | readonly [key: 'sheetCellTooLong', row: number, column: string, most: number]
  | readonly [key: 'sheetTooMuchText', most: number]

export class TableError extends Error {
  readonly problem: TableProblem

  constructor(problem: TableProblem) {
    super(problem.join(' '))
    this.problem = problem
  }
}

export interface TableLimits {
  readonly rows: number
  readonly columns: number
  /** Characters in one cell. */
  readonly cell: number
  /** Characters in all cells together. */
  readonly text: number
}

export const LIMITS: TableLimits = { rows: 10_000, columns: 100, cell: 50_000, text: 20_000_000 }

/** `A`, `Z`, `AA`: the name of a column, counted from 0. */
export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last
}

/** Collects rows and guards the limits while a file is still being read. */
export function collectRows(limits: TableLimits) {
  const rows: TableRow[] = []
  let text = 0
  return {
    rows,
    /** @throws TableError where a limit is passed */
    add(number: number, cells: readonly string[]): void {
      const length = cells.findLastIndex((cell) => cell !== '') + 1
      if (length === 0) return
      if (rows.length >= limits.rows) throw new TableError(['sheetTooManyRows', limits.rows])
      if (length > limits.columns) throw new TableError(['sheetTooManyColumns', number, limits.columns])
      const long = cells.findIndex((cell) => cell.length > limits.cell)
      if (long >= 0) throw new TableError(['sheetCellTooLong', number, columnName(long), limits.cell])
      for (const cell of cells) text += cell.length
      if (text > limits.text) throw new TableError(['sheetTooMuchText', limits.text])
      rows.push({ number, cells: cells.slice(0, length) })
    },
  }
}
