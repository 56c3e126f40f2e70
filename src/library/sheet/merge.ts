/** What a row of a sheet changes in a recording. Pure: the preview and the import itself ask the same function. */
import { createHash } from 'node:crypto'
import { BATCH_FIELDS, type BatchField, type FieldValues, valueOf } from '../batch/change.ts'
import { slug } from '../slug.ts'
import type { Speaker, Talk } from '../talk/talk.ts'

/** Of a field that was changed both in the sheet and in the library. */
export interface SheetConflict {
  readonly here: FieldValues
  readonly sheet: FieldValues
}

export interface MergedRow {
  readonly before: FieldValues
  readonly after: FieldValues
  /** Fields that stay as somebody changed them here. */
  readonly kept: readonly BatchField[]
  readonly conflicts: SheetConflict
}

/**
 * @param talk null: the row makes a new one
 * @param last what the sheet said at the last import; null: the recording never came from a sheet
 * @param overwrite whether the sheet wins where both were changed
 */
export function mergeRow(values: FieldValues, talk: Talk | null, last: FieldValues | null, overwrite: boolean): MergedRow {
  const wanted = talk && values.speakers ? { ...values, speakers: withStoredIds(values.speakers, talk) } : values
  const fields = BATCH_FIELDS.filter((field) => field in wanted && !(talk && isSame(field, wanted[field], valueOf(talk, field))))
  // Without the sheet's earlier word every difference is a change: the preview shows both values.
  const isSheetsChange = (field: BatchField) => last === null || !(field in last) || !isSame(field, wanted[field], last[field])
  const isChangedHere = (field: BatchField) =>
    talk !== null && last !== null && field in last && !isSame(field, valueOf(talk, field), last[field])
  const changed = fields.filter((field) => isSheetsChange(field) && (overwrite || !isChangedHere(field)))
  const kept = fields.filter((field) => isSheetsChange(field) && !overwrite && isChangedHere(field))
  const pick = (names: readonly BatchField[], value: (field: BatchField) => unknown): FieldValues =>
    Object.fromEntries(names.map((field) => [field, value(field)]))
  const here = (field: BatchField) => (talk === null ? null : valueOf(talk, field))
  const sheet = (field: BatchField) => wanted[field]
  return {
    before: talk === null ? {} : pick(changed, here),
    after: pick(changed, sheet),
    kept,
    conflicts: { here: pick(kept, here), sheet: pick(kept, sheet) },
  }
}

/** Equal for rows of which the preview shows the same. */
export function rowVersion({ before, after, conflicts }: MergedRow): string {
  return createHash('sha256')
    .update(JSON.stringify([before, after, conflicts]))
    .digest('hex')
    .slice(0, 16)
}

/** A person may be stored under another id than the one that follows from the name. */
function withStoredIds(speakers: readonly Speaker[], talk: Talk): Speaker[] {
  return speakers.map((one) => ({ ...one, id: talk.speakers.find(({ id, name }) => id === one.id || name === one.name)?.id ?? one.id }))
}

/** Ids of people and themes follow from their names, and a merge may have changed them. */
function isSame(field: BatchField, a: unknown, b: unknown): boolean {
  return JSON.stringify(comparable(field, a)) === JSON.stringify(comparable(field, b))
}

function comparable(field: BatchField, value: unknown): unknown {
  if (field === 'speakers' && value)
    return (value as readonly Speaker[]).map(({ name, role, organisation }) => [slug(name), role, organisation])
  if (field === 'themes' && value) return (value as readonly { readonly name: string }[]).map(({ name }) => slug(name))
  return value ?? null
}
