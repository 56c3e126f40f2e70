/** The sheet that people fill in: column names that the import recognises, an explanation of each, and one example that is never imported. */
import type { SheetWords } from '../../../../web/words/nl/sheet.ts'
import { writeCsv } from '../../../table/csv.ts'
import { writeXlsx } from '../../../table/write-xlsx.ts'

const WIDTHS = [16, 40, 40, 30, 18, 14, 50, 24, 18, 14, 24, 24]

/** Rows that begin with `#` are not imported. */
export function templateCsv({ columnsOfTemplate, example, explanation }: SheetWords): string {
  const columns = Object.values(columnsOfTemplate)
  const row = (part: 0 | 1 | 2, mark = '') =>
    columns.map((column, i) => (i === 0 && mark !== '' ? `${mark} ${column[part]}` : column[part]))
  return writeCsv([row(0), row(1, explanation), row(2, example)])
}

export function templateXlsx({ columnsOfTemplate, templateSheets, templateExplained, example }: SheetWords): Uint8Array {
  const columns = Object.values(columnsOfTemplate)
  const shown = columns.map(([, , text], i) => (i === 0 ? `${example} ${text}` : text))
  return writeXlsx([
    { name: templateSheets[0], rows: [columns.map(([name]) => name), shown], widths: WIDTHS },
    { name: templateSheets[1], rows: [templateExplained, ...columns], widths: [20, 80, 40] },
  ])
}
