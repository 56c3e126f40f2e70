/** The fields, values and states of a batch in words, for its page and its report. */
import type { Batch, BatchItem, ItemState } from '../../../src/library/batch/batch.ts'
import type { BatchField, FieldValues } from '../../../src/library/batch/change.ts'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant } from '../format.ts'

export function batchField(field: BatchField, { desk, many, failures }: PageContext): string {
  const { form } = desk.talk
  const names: Partial<Record<BatchField, string>> = { ...form, ...many.field, title: failures.fieldNames.title }
  return names[field] ?? field
}

/** @param events titles by id */
export function batchValue(values: FieldValues, field: BatchField, context: PageContext, events: ReadonlyMap<string, string>): string {
  const { desk, many, timeZone, words } = context
  const { form } = desk.talk
  const instant = (at: string) => formatInstant(at, timeZone, words.locale)
  switch (field) {
    case 'event':
      return values.event == null ? '' : (events.get(values.event) ?? values.event)
    case 'speakers':
      return (values.speakers ?? [])
        .map(({ name, role, organisation }) => {
          const about = [role, organisation].filter(Boolean).join(', ')
          return about === '' ? name : `${name} (${about})`
        })
        .join('; ')
    case 'themes':
      return (values.themes ?? []).map(({ name }) => name).join(', ')
    case 'visibility':
      return values.visibility ? form.visibilities[values.visibility] : ''
    case 'demonstration':
      return values.demonstration ? many.form.yes : many.form.no
    case 'stage':
      return values.stage ? desk.talks.stage[values.stage] : ''
    case 'publishAt':
      return values.publishAt ? instant(values.publishAt) : ''
    case 'withdrawn':
      return values.withdrawn ? formatDate(values.withdrawn, words.locale) : ''
    case 'recorded':
      return values.recorded ?? ''
    case 'language':
      return values.language ? (new Intl.DisplayNames(words.locale, { type: 'language' }).of(values.language) ?? values.language) : ''
    case 'published':
      return values.published ? instant(values.published) : ''
    default:
      return values[field] ?? ''
  }
}

/** Rows that were still to be done when the batch was stopped are not done. */
export function batchStateName(state: ItemState, batch: Batch, { many }: PageContext): string {
  return state === 'planned' && batch.state === 'cancelled' ? many.notDone : many.count[state]
}

/** As `batchStateName`, and more of rows that make or throw away a recording. */
export function batchState({ state, detail }: Pick<BatchItem, 'state' | 'detail'>, batch: Batch, context: PageContext): string {
  const { sheets } = context
  if (state === 'refused' && detail.problems) return sheets.wrong
  if (state === 'planned' && batch.state !== 'cancelled') {
    if (detail.makes) return sheets.makes
    if (detail.restores) return sheets.restores
  }
  if (state === 'done' && detail.makes) return sheets.made
  return batchStateName(state, batch, context)
}
