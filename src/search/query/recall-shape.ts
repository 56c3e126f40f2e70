/** What a remembered sentence is, and where one was found. */

/** Fewer words are a search for words. */
export const SHORTEST_QUOTATION = 5

export interface Remembered {
  readonly talk: number
  readonly cue: number
  /** Words that were found, counted from the cue's first; they may lie in the cues after it. */
  readonly words: readonly number[]
  /** The share of the quotation's words that were found in order, 0 to 1. */
  readonly confidence: number
}
