/** What one change to many talks makes of each of them. Pure: the preview, the change itself and its undo ask the same functions. */
import { createHash } from 'node:crypto'
import { Failure } from '../../failure.ts'
import type { TableNote } from '../../table/table.ts'
import type { Deed } from '../audit.ts'
import type { SheetField } from '../sheet/columns.ts'
import { slug } from '../slug.ts'
import { published, requireFuture, requirePublishable, restored, type Standing, unpublished, withdrawn } from '../talk/publishing.ts'
import type { Speaker, Talk, TalkRecord, Theme, Visibility } from '../talk/talk.ts'

/** How a list changes: replaced as a whole, or entries taken out and added. */
export interface ListChange<T> {
  readonly set?: readonly T[]
  readonly add?: readonly T[]
  /** Ids, or what `slug` makes of names. */
  readonly remove?: readonly string[]
}

export interface EditedFields {
  readonly event?: string | null
  readonly recorded?: string | null
  readonly language?: string
  readonly abstract?: string | null
  readonly rights?: string | null
  readonly visibility?: Visibility
  readonly demonstration?: boolean
  readonly themes?: ListChange<Theme>
  readonly speakers?: ListChange<Speaker>
}

export type BatchChange =
  | { readonly action: 'edit'; readonly fields: EditedFields }
  /** `at`: UTC instant; null: now. `waiver`: reason to publish talks without captions. */
  | { readonly action: 'publish'; readonly at: string | null; readonly waiver: string | null }
  | { readonly action: 'unpublish' }
  | { readonly action: 'withdraw'; readonly reason: string }
  | { readonly action: 'restore' }
  | ImportChange
  /** Takes back an earlier batch. `publishes`: whether that one changed who can see the talks. */
  | { readonly action: 'undo'; readonly publishes: boolean }

/** A sheet whose rows make and change talks; what each row changes is in its own item. */
export interface ImportChange {
  readonly action: 'import'
  /** The file's name. */
  readonly file: string
  /** The sheet of a workbook; null: the file has one table. */
  readonly sheet: string | null
  readonly header: readonly string[]
  /** By column. */
  readonly columns: readonly (SheetField | null)[]
  /** Whether the sheet wins where a field was changed here as well. */
  readonly overwrite: boolean
  readonly notes: readonly TableNote[]
  /** Rows that only explain. */
  readonly remarks: number
}

export type BatchAction = BatchChange['action']

/** Whether the change decides over what visitors see, and not only over what is said of a talk. */
export function publishes(change: BatchChange): boolean {
  return change.action === 'undo' ? change.publishes : change.action !== 'edit' && change.action !== 'import'
}

/** Fields that a batch can change, as a record holds them. */
export const BATCH_FIELDS = [
  'title',
  'event',
  'speakers',
  'recorded',
  'language',
  'abstract',
  'themes',
  'rights',
  'visibility',
  'demonstration',
  'stage',
  'publishAt',
  'captionWaiver',
  'published',
  'withdrawn',
  'withdrawnReason',
] as const
export type BatchField = (typeof BATCH_FIELDS)[number]
export type FieldValues = Partial<Pick<TalkRecord, BatchField>>

export interface TalkChange {
  /** Of the fields that get another value: the present one and the new one. Both empty: nothing changes. */
  readonly before: FieldValues
  readonly after: FieldValues
  readonly deed: Deed
  /** Fields that an undo leaves, because somebody changed them since. */
  readonly kept: readonly BatchField[]
  /** The talk itself goes to the bin: the batch that is taken back made it. */
  readonly bins?: true
}

/** Before and after of one talk in the batch that is taken back. */
export interface EarlierChange {
  readonly before: FieldValues
  readonly after: FieldValues
  /** Whether that batch made the talk, or took it out of the bin. */
  readonly made?: boolean
}

/**
 * @param earlier for an undo
 * @throws Failure with the reason why this talk cannot be changed so
 */
export function changeOf(change: BatchChange, talk: Talk, earlier: EarlierChange | null): TalkChange {
  if (talk.binned !== null) throw new Failure('conflict', ['inBin'])
  if (change.action === 'undo') return takenBack(talk, earlier ?? { before: {}, after: {} })
  if (change.action === 'edit') {
    const values = changedValues(edited(change.fields, talk), talk)
    return { ...values, kept: [], deed: { action: 'talk.change', detail: { fields: Object.keys(values.after) } } }
  }
  if (change.action === 'import') throw new TypeError('the rows of a sheet say what changes')
  const { deed, ...fields } = standingOf(change, talk)
  return { ...changedValues(fields, talk), deed, kept: [] }
}

/** Equal for talks of which the change shows the same values before. */
export function versionOf({ before }: TalkChange): string {
  return createHash('sha256').update(JSON.stringify(before)).digest('hex').slice(0, 16)
}

export function valueOf(talk: Talk, field: BatchField): unknown {
  return field === 'event' ? (talk.event?.id ?? null) : talk[field]
}

function standingOf(change: Exclude<BatchChange, { action: 'edit' | 'undo' | 'import' }>, talk: Talk): Standing {
  switch (change.action) {
    case 'publish':
      // Published already: nothing to do, where the page of one talk has no such button.
      if (change.at === null && talk.stage === 'published' && talk.withdrawn === null) return { deed: { action: 'talk.publish' } }
      return published(talk, change)
    case 'unpublish':
      return unpublished(talk)
    case 'withdraw':
      return withdrawn(talk, change.reason)
    case 'restore':
      return restored(talk)
  }
}

function edited({ themes, speakers, ...fields }: EditedFields, talk: Talk): FieldValues {
  return {
    ...fields,
    ...(themes ? { themes: changedList(talk.themes, themes) } : {}),
    ...(speakers ? { speakers: changedList(talk.speakers, speakers) } : {}),
  }
}

type Named = { readonly id: string; readonly name: string }

/** A person may have another id than the one that follows from the name: either counts. */
function changedList<T extends Named>(present: readonly T[], { set, add = [], remove = [] }: ListChange<T>): T[] {
  const isNamed = ({ id, name }: Named, among: readonly string[]) => among.includes(id) || among.includes(slug(name))
  // An entry that is there already stays as it is: a speaker's role that day, for instance.
  const stay = set ?? present.filter((entry) => !isNamed(entry, remove))
  return [...stay, ...add.filter(({ id }) => !stay.some((entry) => isNamed(entry, [id])))]
}

function changedValues(wanted: FieldValues, talk: Talk): EarlierChange {
  const fields = BATCH_FIELDS.filter((field) => field in wanted && !same(wanted[field], valueOf(talk, field)))
  return {
    before: Object.fromEntries(fields.map((field) => [field, valueOf(talk, field)])),
    after: Object.fromEntries(fields.map((field) => [field, wanted[field]])),
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Fields that say one thing together: they are taken back together or not at all. */
const TOGETHER: readonly (readonly BatchField[])[] = [
  ['stage', 'publishAt', 'captionWaiver', 'published'],
  ['withdrawn', 'withdrawnReason'],
]

function takenBack(talk: Talk, { before, after, made = false }: EarlierChange): TalkChange {
  if (made) {
    if (talk.stage === 'published' || talk.stage === 'scheduled') throw new Failure('conflict', ['madeAndPublished'])
    const changed = (Object.keys(after) as BatchField[]).filter((field) => !same(valueOf(talk, field), after[field]))
    if (changed.length > 0) throw new Failure('conflict', ['changedSinceBatch'])
    return { before: {}, after: {}, kept: [], bins: true, deed: { action: 'talk.bin' } }
  }
  const unchanged = (field: BatchField) => !(field in after) || same(valueOf(talk, field), after[field])
  const kept = (Object.keys(before) as BatchField[]).filter((field) => {
    const group = TOGETHER.find((fields) => fields.includes(field)) ?? [field]
    return !group.every(unchanged)
  })
  const wanted = Object.fromEntries(Object.entries(before).filter(([field]) => !kept.includes(field as BatchField))) as FieldValues
  const values = changedValues(wanted, talk)
  const { stage, publishAt = null } = values.after
  if (stage === 'published' || stage === 'scheduled') requirePublishable(talk, values.after.captionWaiver ?? talk.captionWaiver)
  if (stage === 'scheduled' && publishAt !== null) requireFuture(publishAt, new Date().toISOString())
  return { ...values, kept, deed: { action: deedOf(values.after), detail: { fields: Object.keys(values.after) } } }
}

/** The name under which the log knows a change to these values. */
function deedOf({ stage, withdrawn: day }: FieldValues): string {
  if (day !== undefined) return day === null ? 'talk.restore' : 'talk.withdraw'
  if (stage === undefined) return 'talk.change'
  return stage === 'published' ? 'talk.publish' : stage === 'scheduled' ? 'talk.schedule' : 'talk.unpublish'
}
