/** Where an index stands in a text, for people. */

/** Line and column, 1-based, in UTF-16 code units. */
export type Placer = (at: number) => [line: number, column: number]

/** The lines are counted once, when first asked. */
export function placer(source: string): Placer {
  let starts: number[] | null = null
  return (at) => {
    starts ??= [0, ...[...source.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)]
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return [low + 1, at - (starts[low] ?? 0) + 1]
  }
}
