/**
 * Work that waits for one of a few threads: taken in turn by visitor, so that many questions of one hold nobody else up, and refused at
 * once when too much waits.
 */

export interface QueueLimits {
  /** Waiting questions of one visitor. */
  readonly each: number
  /** Waiting questions of all visitors. */
  readonly all: number
}

/** Why something may not wait: this visitor has too many waiting, or all visitors together have. */
export type Refusal = 'visitor-full' | 'full'

export interface FairQueue<T> {
  /** @returns null when it waits now */
  add(visitor: string, item: T): Refusal | null
  /** The next item: the oldest of the visitor whose turn it is. */
  next(): T | undefined
  remove(visitor: string, item: T): void
}

export function createFairQueue<T>({ each, all }: QueueLimits): FairQueue<T> {
  /** Visitors in order of their turns; each has at least one item. */
  const waiting = new Map<string, T[]>()
  let size = 0

  return {
    add(visitor, item) {
      const own = waiting.get(visitor) ?? []
      if (own.length >= each) return 'visitor-full'
      if (size >= all) return 'full'
      own.push(item)
      waiting.set(visitor, own)
      size++
      return null
    },
    next() {
      for (const [visitor, items] of waiting) {
        const item = items.shift()
        size--
        // To the end of the round, or out of it.
        waiting.delete(visitor)
        if (items.length > 0) waiting.set(visitor, items)
        return item
      }
      return undefined
    },
    remove(visitor, item) {
      const own = waiting.get(visitor) ?? []
      const at = own.indexOf(item)
      if (at < 0) return
      own.splice(at, 1)
      size--
      if (own.length === 0) waiting.delete(visitor)
    },
  }
}
