/** What every reader gives. */

import type { Problem } from '../../problem.ts'
import type { Cue } from '../cue.ts'

export interface Reading {
  readonly cues: Cue[]
  readonly problems: Problem[]
  /** The line (1-based) at which each cue begins, where the format has lines. */
  readonly lines?: readonly number[]
}

/** Lines of a text with any line ends; a byte order mark is no part of it. */
export function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
}

/** For messages. */
export const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}…` : text)
