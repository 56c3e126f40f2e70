/** The words of the talks looked at last: reading them from the file was a sixth of a search (npm run bench -- search). */
import type { SpokenWords } from '../match/spoken-words.ts'
import { createCache } from './cache.ts'

export interface Lists {
  readonly words: SpokenWords
  /** The word at which each cue begins, and when, in ms. */
  readonly starts: Uint32Array
  readonly times: Uint32Array
}

/** About fifteen hundred hours of speech. */
const KEPT_BYTES = 96 * 2 ** 20

/** As large as it gets: with the places of its words, which are made when they are asked for. */
export const createListCache = () =>
  createCache<number, Lists>(
    KEPT_BYTES,
    ({ words, starts, times }) => 2 * (words.forms.byteLength + words.order.byteLength) + starts.byteLength + times.byteLength,
  )
