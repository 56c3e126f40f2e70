/** How often something may be done: the one interface that every limit goes through. */

export interface Rule {
  /** So many at once, after a time without any. */
  readonly times: number
  /** The time in which `times` become available again, evenly spread. */
  readonly seconds: number
}

export interface Limits {
  /**
   * Counts one more, before the work is done: of many requests at once no more than the rule allows get through.
   * @param key what is counted, for whom: `sign-in 192.0.2.1`
   * @returns 0 when it may be done, or the milliseconds after which it may
   */
  take(key: string, rule: Rule): Promise<number>
  /** Takes back what was counted under this key. */
  clear(key: string): Promise<void>
}

/** More keys than this are not remembered: the oldest is forgotten first. */
const MOST_KEYS = 100_000

/**
 * Counts in this process. A restart forgets, which is what a limit may do; several nodes share a `Limits` on their database instead.
 * Generic cell rate algorithm: one instant a key, at which the key would be unused again.
 */
export function memoryLimits(now: () => number = () => performance.now(), mostKeys = MOST_KEYS): Limits {
  const unusedFrom = new Map<string, number>()

  /** The key used longest ago comes first. */
  function makeRoom(at: number): void {
    for (const [key, from] of unusedFrom) {
      if (from > at && unusedFrom.size < mostKeys) return
      unusedFrom.delete(key)
    }
  }

  return {
    async take(key, { times, seconds }) {
      const at = now()
      const interval = (seconds * 1000) / times
      const from = Math.max(unusedFrom.get(key) ?? at, at)
      const wait = from - at - (times - 1) * interval
      // A thousandth of a millisecond is rounding, not waiting.
      if (wait > 0.001) return Math.ceil(wait)
      makeRoom(at)
      unusedFrom.delete(key)
      unusedFrom.set(key, from + interval)
      return 0
    },
    async clear(key) {
      unusedFrom.delete(key)
    },
  }
}
