/** A batch's report as CSV: a row for each recording, with what changed or why it did not. */

import type { PageContext } from '../../../../web/pages/context.ts'
import type { BatchRow } from '../../../../web/pages/desk/batch.tsx'
import { batchField, batchState, batchValue } from '../../../../web/pages/desk/batch-values.ts'
import type { Batch } from '../../../library/batch/batch.ts'
import type { BatchField } from '../../../library/batch/change.ts'
import { writeCsv } from '../../../table/csv.ts'

/** @param events titles by id */
export function reportCsv(batch: Batch, rows: readonly BatchRow[], context: PageContext, events: ReadonlyMap<string, string>): string {
  const changes = ({ before, after, detail }: BatchRow) => {
    if (detail.bins) return context.sheets.bins
    return (Object.keys(after) as BatchField[])
      .map((field) => {
        const [old, now] = [before, after].map((values) => batchValue(values, field, context, events))
        return `${batchField(field, context)}: ${detail.makes ? '' : `${old || context.many.emptyValue} → `}${now || context.many.emptyValue}`
      })
      .join('\n')
  }
  const reasons = ({ why, problems, kept }: BatchRow) =>
    [...(problems.length > 0 ? problems : [why ?? '']), ...kept.map((field) => context.sheets.conflict(batchField(field, context)))]
      .filter((reason) => reason !== '')
      .join('\n')
  return writeCsv([
    [...context.sheets.reportHeads],
    ...rows.map((row) => [String(row.row ?? ''), row.talk ?? '', row.title, batchState(row, batch, context), changes(row), reasons(row)]),
  ])
}
