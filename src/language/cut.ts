/** The cheapest way to cut a folded word into known parts, with the letters that may link them. */

export interface CostModel {
  /** Cost in nats of a part, undefined when it is none. Only the last part of a word is inflected. */
  cost(piece: string, last: boolean): number | undefined
}

export interface Cut {
  readonly from: number
  readonly to: number
}

export interface PricedCut {
  readonly parts: readonly Cut[]
  readonly cost: number
}

export const SHORTEST = 3
const LONGEST = 24
const LINKS: readonly (readonly [string, number])[] = [
  ['', 0],
  ['s', 1],
  ['e', 3],
  ['en', 2],
  ['n', 3],
  ['er', 4],
]

/**
 * What the word costs when it stays whole: known words as parts, others by their letters.
 * @param length the letters that count: without its inflection, so that a plural is cut where its singular is
 */
export function wholeCost(word: string, model: CostModel, spelling: number, length = word.length): number {
  return Math.min(model.cost(word, true) ?? Number.POSITIVE_INFINITY, spelling * length)
}

/** The cheapest cut into two or more parts, undefined when there is none. */
export function cheapestCut(word: string, model: CostModel): PricedCut | undefined {
  const length = word.length
  // best[i]: cheapest cover of the first i letters by parts, each but the last with its link.
  const best = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY)
  const partFrom = new Int32Array(length + 1)
  const partTo = new Int32Array(length + 1)
  best[0] = 0
  for (let from = 0; from <= length - SHORTEST; from++) {
    const before = best[from] ?? Number.POSITIVE_INFINITY
    if (before === Number.POSITIVE_INFINITY) continue
    const furthest = Math.min(length, from + LONGEST)
    for (let to = from + SHORTEST; to <= furthest; to++) {
      if (from === 0 && to === length) continue
      const cost = model.cost(word.slice(from, to), to === length)
      if (cost === undefined) continue
      for (const [link, linkCost] of LINKS) {
        const end = to + link.length
        if (link !== '' && (end > length - SHORTEST || !word.startsWith(link, to))) continue
        const sum = before + cost + linkCost
        if (sum < (best[end] ?? 0)) {
          best[end] = sum
          partFrom[end] = from
          partTo[end] = to
        }
      }
    }
  }
  const cost = best[length] ?? Number.POSITIVE_INFINITY
  if (cost === Number.POSITIVE_INFINITY) return undefined
  const parts: Cut[] = []
  for (let end = length; end > 0; end = partFrom[end] ?? 0) parts.unshift({ from: partFrom[end] ?? 0, to: partTo[end] ?? 0 })
  return { parts, cost }
}
