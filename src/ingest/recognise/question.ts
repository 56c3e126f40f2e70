/** What a speech recogniser is asked, one piece of sound at a time. */
import type { Sound } from './sound-file.ts'

export interface Question {
  readonly sound: Sound
  /** Milliseconds. */
  readonly duration: number
  /** ISO 639: `nl`. */
  readonly language: string
  /** Names and terms that may be spoken. */
  readonly prompt: string
  /** An empty folder, for files that are needed meanwhile. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** The largest answer that is read. Half an hour of speech, with a time for every word, is less than 2 MB. */
export const LARGEST_ANSWER = 16 * 2 ** 20
