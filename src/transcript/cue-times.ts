/** The times of consecutive cues as one short attribute: a page with 10,000 cues carries them in some 20 kB compressed. */

export interface CueTimes {
  readonly start: number
  readonly end: number
}

/**
 * One entry a cue, separated by spaces: `duration`, or `gap,duration` where the cue does not begin where the one before it ended.
 * The first gap counts from 0. Integer milliseconds; both may be negative, for cues that overlap.
 */
export function encodeCueTimes(cues: readonly CueTimes[]): string {
  let before = 0
  return cues
    .map(({ start, end }) => {
      const gap = start - before
      before = end
      return gap === 0 ? String(end - start) : `${gap},${end - start}`
    })
    .join(' ')
}

export function decodeCueTimes(text: string): CueTimes[] {
  let before = 0
  if (text === '') return []
  return text.split(' ').map((entry) => {
    const comma = entry.indexOf(',')
    const start = before + (comma < 0 ? 0 : Number(entry.slice(0, comma)))
    before = start + Number(entry.slice(comma + 1))
    return { start, end: before }
  })
}
