/** The forward lists of the talks looked at last, decoded: reading them from the file was a sixth of a search (npm run bench -- search). */

export interface Lists {
  readonly forms: Uint32Array
  readonly starts: Uint32Array
  readonly times: Uint32Array
}

/** About two hundred hours of speech. */
const KEPT_BYTES = 64 * 2 ** 20

export function createListCache(keptBytes = KEPT_BYTES) {
  const kept = new Map<number, Lists>()
  let bytes = 0
  const sizeOf = ({ forms, starts, times }: Lists) => forms.byteLength + starts.byteLength + times.byteLength

  return {
    get(talk: number): Lists | undefined {
      const lists = kept.get(talk)
      // A map keeps its order: what is used goes to the end, what is dropped comes from the front.
      if (lists && kept.delete(talk)) kept.set(talk, lists)
      return lists
    },
    set(talk: number, lists: Lists): void {
      kept.set(talk, lists)
      bytes += sizeOf(lists)
      for (const [oldest, old] of kept) {
        if (bytes <= keptBytes || oldest === talk) break
        kept.delete(oldest)
        bytes -= sizeOf(old)
      }
    },
  }
}
