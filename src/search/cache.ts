/** What was read last, up to a size; the rest is read again. */
export interface Cache<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
}

/** @param most the sum of the sizes that is kept; the newest stays, whatever its size */
export function createCache<K, V>(most: number, sizeOf: (value: V) => number): Cache<K, V> {
  const kept = new Map<K, V>()
  let size = 0
  return {
    get(key) {
      const value = kept.get(key)
      // A Map keeps insertion order: used entries move to the end, evicted ones come from the front.
      if (value !== undefined && kept.delete(key)) kept.set(key, value)
      return value
    },
    set(key, value) {
      const before = kept.get(key)
      if (before !== undefined && kept.delete(key)) size -= sizeOf(before)
      kept.set(key, value)
      size += sizeOf(value)
      for (const [oldest, old] of kept) {
        if (size <= most || oldest === key) break
        kept.delete(oldest)
        size -= sizeOf(old)
      }
    },
  }
}
