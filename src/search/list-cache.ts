/** The forward lists of the talks looked at last, decoded: reading them from the file was a sixth of a search (npm run bench -- search). */
import { createCache } from './cache.ts'

export interface Lists {
  readonly forms: Uint32Array
  readonly starts: Uint32Array
  readonly times: Uint32Array
}

/** About two hundred hours of speech. */
const KEPT_BYTES = 64 * 2 ** 20

export const createListCache = () =>
  createCache<number, Lists>(KEPT_BYTES, ({ forms, starts, times }) => forms.byteLength + starts.byteLength + times.byteLength)
