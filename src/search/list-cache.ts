/** The words of the talks looked at last: reading them from the file was a sixth of a search (npm run bench -- search). */
import type { HeardTalk } from '../match/find.ts'
import { createCache } from './cache.ts'

export interface Lists extends HeardTalk {
  /** When each cue begins, in ms. */
  readonly times: Uint32Array
}

/** About fifteen hundred hours of speech. */
const KEPT_BYTES = 96 * 2 ** 20

/** Counts the lazily built places of the words too, so the limit also holds after they are built. */
export const createListCache = () =>
  createCache<number, Lists>(
    KEPT_BYTES,
    ({ words, starts, times, repeats, voices }) =>
      2 * (words.forms.byteLength + words.order.byteLength) + starts.byteLength + times.byteLength + repeats.byteLength + voices.byteLength,
  )
