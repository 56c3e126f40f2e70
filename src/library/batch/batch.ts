/** A batch and its rows as values, and the row of one talk in the preview. */
import { Failure, type Reason } from '../../failure.ts'
import type { Actor } from '../audit.ts'
import type { Database } from '../schema.ts'
import type { Talk } from '../talk.ts'
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

export interface BatchItem {
  readonly talk: string
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
  readonly talk: string
  readonly version: string
}

export const EMPTY_ITEM = { version: null, before: null, after: null, kept: null, reason: null }

export const valuesOf = (text: string | null): FieldValues => (text === null ? {} : JSON.parse(text))

/** A talk's row in the preview. */
export function planned(
  change: BatchChange,
  talk: Talk,
  earlier: EarlierChange | null,
): Pick<Database['batch_item'], 'state' | 'version' | 'before' | 'after' | 'kept' | 'reason'> {
  try {
    const made = changeOf(change, talk, earlier)
    const kept = made.kept.length === 0 ? null : JSON.stringify(made.kept)
    const values = { ...EMPTY_ITEM, before: JSON.stringify(made.before), after: JSON.stringify(made.after), kept }
    if (Object.keys(made.after).length > 0) return { ...values, state: 'planned', version: versionOf(made) }
    if (kept !== null) return { ...values, state: 'refused', reason: JSON.stringify(['changedSinceBatch'] satisfies Reason) }
    return { ...values, state: 'unchanged' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...EMPTY_ITEM, state: 'refused', reason: JSON.stringify(error.reason ?? error.message) }
  }
}
