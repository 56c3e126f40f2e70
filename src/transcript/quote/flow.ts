/** A transcript as one running text, in which a place is a character offset; and back to cues and times. */
import { type Cue, placeWords, timeAt } from '../cue.ts'

export interface Flow {
  /** The cues' texts, one space between them, line ends as spaces: offsets inside a cue are those of its own text. */
  readonly text: string
  /** Where each cue begins. */
  readonly starts: readonly number[]
  readonly cues: readonly Cue[]
}

export function flowOf(cues: readonly Cue[]): Flow {
  const starts: number[] = []
  let length = 0
  for (const cue of cues) {
    starts.push(length)
    length += cue.text.length + 1
  }
  return { text: cues.map((cue) => cue.text.replace(/[\r\n\t]/g, ' ')).join(' '), starts, cues }
}

/** The cue that holds an offset, and the offset in its text. */
export function placeOf(flow: Flow, offset: number): { readonly cue: number; readonly offset: number } {
  let [low, high] = [0, flow.starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((flow.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { cue: low, offset: offset - (flow.starts[low] ?? 0) }
}

/** When the word at `offset` begins, in ms. */
export function startAt(flow: Flow, offset: number): number {
  const place = placeOf(flow, offset)
  const cue = flow.cues[place.cue]
  return cue ? timeAt(cue, Math.min(place.offset, cue.text.length)).time : 0
}

/** When the word before `offset` ends, in ms: as timed, or interpolated within its cue. */
export function endAt(flow: Flow, offset: number): number {
  const place = placeOf(flow, Math.max(0, offset - 1))
  const cue = flow.cues[place.cue]
  if (!cue) return 0
  const until = place.offset + 1
  if (until >= cue.text.trimEnd().length) return cue.end
  const places = placeWords(cue)
  const word = places.findLastIndex((at) => at !== null && at[0] < until)
  const timed = cue.words?.[word]
  return timed ? timed.end : timeAt(cue, until).time
}

/** Where the words begin that are spoken in [start, end) ms: whole words where they are timed, else whole cues. */
export function spanOfTime(flow: Flow, start: number, end: number): { readonly from: number; readonly to: number } | null {
  let from: number | null = null
  let to: number | null = null
  for (const [i, cue] of flow.cues.entries()) {
    if (cue.end <= start && cue.start < start) continue
    if (cue.start >= end || (cue.end <= start && cue.start !== start)) continue
    const base = flow.starts[i] ?? 0
    const places = placeWords(cue)
    const inside = (cue.words ?? []).flatMap((word, n) => {
      const at = places[n]
      return at && word.start < end && Math.max(word.end, word.start + 1) > start ? [at] : []
    })
    const [first] = inside
    const last = inside.at(-1)
    if (cue.words && (!first || !last)) continue
    from ??= base + (first?.[0] ?? 0)
    to = base + (last?.[1] ?? cue.text.length)
  }
  return from === null || to === null ? null : { from, to }
}
