/** A batch and its rows as values, and the row of one talk in the preview. */
import { Failure, type Reason } from '../../failure.ts'
import type { Actor } from '../audit.ts'
import type { Database } from '../schema.ts'
import type { SheetConflict } from '../sheet/merge.ts'
import type { CellProblem, NamedFile } from '../sheet/rows.ts'
import type { Talk } from '../talk/talk.ts'
import { type BatchChange, type BatchField, changeOf, type EarlierChange, type FieldValues, versionOf } from './change.ts'

export type BatchState = Database['batch']['state']
export type ItemState = Database['batch_item']['state']
export const ITEM_STATES = ['planned', 'done', 'refused', 'unchanged', 'chosen'] as const satisfies readonly ItemState[]

export interface Batch {
  readonly id: string
  readonly state: BatchState
  /** Null: not chosen yet. */
  readonly change: BatchChange | null
  /** The batch that this one takes back. */
  readonly undoes: string | null
  /** The batch that takes this one back. */
  readonly undoneBy: string | null
  readonly actor: Actor
  /** UTC instants. */
  readonly created: string
  readonly started: string | null
  readonly finished: string | null
  /** Rows in each state. */
  readonly counts: Readonly<Record<ItemState, number>>
}

/** More of a row than its values. */
export interface ItemDetail {
  /** The talk is new: made by this row, and thrown away by its undo. */
  readonly makes?: boolean
  /** The talk was in the bin: taken out by this row, and put back by its undo. */
  readonly restores?: boolean
  /** The talk goes to the bin. */
  readonly bins?: boolean
  /** Of a sheet's row: what it says, as a record holds it. */
  readonly values?: FieldValues
  /** By which the next import recognises the talk; the first one is how it was recognised now. */
  readonly keys?: readonly string[]
  /** The id that the row gives to a new talk. */
  readonly id?: string | null
  readonly files?: readonly NamedFile[]
  readonly problems?: readonly CellProblem[]
  readonly conflicts?: SheetConflict
}

export interface BatchItem {
  /** Null: the row makes a talk that is not there yet. */
  readonly talk: string | null
  /** Of the sheet's row; null: not from a sheet. */
  readonly row: number | null
  readonly detail: ItemDetail
  readonly title: string
  readonly state: ItemState
  readonly before: FieldValues
  readonly after: FieldValues
  /** Fields that an undo left as somebody changed them. */
  readonly kept: readonly BatchField[]
  /** Why it was refused; a text is Dutch. */
  readonly reason: Reason | string | null
}

/** A row still to be done. */
export interface PlannedItem {
  readonly position: number
  readonly talk: string | null
  readonly version: string
  readonly detail: ItemDetail
}

export const EMPTY_ITEM = {
  version: null,
  before: null,
  after: null,
  kept: null,
  reason: null,
  sheet_row: null,
  title: null,
  cells: null,
  detail: null,
}

export const detailOf = (text: string | null): ItemDetail => (text === null ? {} : JSON.parse(text))

export const valuesOf = (text: string | null): FieldValues => (text === null ? {} : JSON.parse(text))

/** A talk's row in the preview. */
export function planned(
  change: BatchChange,
  talk: Talk,
  earlier: EarlierChange | null,
): Omit<Database['batch_item'], 'batch_id' | 'position' | 'talk_id'> {
  try {
    const made = changeOf(change, talk, earlier)
    const kept = made.kept.length === 0 ? null : JSON.stringify(made.kept)
    const values = { ...EMPTY_ITEM, before: JSON.stringify(made.before), after: JSON.stringify(made.after), kept }
    if (made.bins)
      return { ...values, state: 'planned', version: versionOf(made), detail: JSON.stringify({ bins: true } satisfies ItemDetail) }
    if (Object.keys(made.after).length > 0) return { ...values, state: 'planned', version: versionOf(made) }
    if (kept !== null) return { ...values, state: 'refused', reason: JSON.stringify(['changedSinceBatch'] satisfies Reason) }
    return { ...values, state: 'unchanged' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...EMPTY_ITEM, state: 'refused', reason: JSON.stringify(error.reason ?? error.message) }
  }
}
