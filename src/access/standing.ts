/** Who may see what: one rule for every page, file and answer of a talk, without any I/O. */
import type { Stage, Visibility } from '../library/talk.ts'

interface Seen {
  readonly visibility: Visibility
  readonly stage: Stage
  /** The day it was withdrawn, or null. */
  readonly withdrawn: string | null
}

/** shown · `gone`: withdrawn, with its tombstone · `forbidden`: for who works here · `absent`: as if it were not there. */
export type Standing = 'shown' | 'gone' | 'forbidden' | 'absent'

/** For a visitor. What was never published leaves no tombstone, so that nobody learns that it exists. */
export function standingOf({ visibility, stage, withdrawn }: Seen): Standing {
  if (stage !== 'published') return 'absent'
  if (withdrawn !== null) return 'gone'
  return visibility === 'internal' ? 'forbidden' : 'shown'
}
