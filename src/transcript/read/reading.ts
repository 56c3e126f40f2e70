/** What every reader gives. */

import type { Problem } from '../../problem.ts'
import type { Cue } from '../cue.ts'

/** 1-based; line 0 where there is none to name. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface Reading {
  readonly cues: readonly Cue[]
  readonly problems: readonly Problem[]
  /** Where the cue with this index begins in the file. Asked only for problems, so it may be slow. */
  readonly placeOf?: (cue: number) => Place
}

export const atLines =
  (lines: readonly number[]) =>
  (cue: number): Place => ({ line: lines[cue] ?? 0, column: lines[cue] ? 1 : 0 })

export const NOWHERE: Place = { line: 0, column: 0 }

/** The reading with other cues; `kept` says for each of them which cue it was. */
export function withCues(reading: Reading, cues: readonly Cue[], kept: readonly number[]): Reading {
  const { placeOf } = reading
  return { ...reading, cues, ...(placeOf ? { placeOf: (cue: number) => placeOf(kept[cue] ?? -1) } : {}) }
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
