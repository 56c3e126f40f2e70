/** A step that cannot go on now. */
import { inDutch, type Reason } from '../failure.ts'

/** Thrown by a step that needs what is not there now. The step waits, with this as its note, and is tried again. */
export class Waiting extends Error {
  /** Null where the message is Dutch only. */
  readonly reason: Reason | null
  /** Milliseconds after which it is tried again; null: whenever waiting steps are tried. */
  readonly again: number | null

  constructor(why: Reason | string, again: number | null = null) {
    super(typeof why === 'string' ? why : inDutch(why))
    this.reason = typeof why === 'string' ? null : why
    this.again = again
  }
}
