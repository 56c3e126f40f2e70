/** Looks for one stretch of the reference in a part of the recording: for every moment how well the stretch may end there. */
import { CLASS_COUNT, type Distances } from './classes.ts'

export interface Stretch {
  /** Frames of the reference, the end not included. */
  readonly from: number
  readonly to: number
}

export interface Hits {
  /** The first frame of the recording that was looked at. */
  readonly offset: number
  /** Cost a frame of the stretch for ending at each frame from `offset` on; `NEVER` where it cannot end. */
  readonly cost: Float32Array
  /** The frame of the recording where it then begins. */
  readonly begin: Int32Array
}

export const NEVER = 10
const IMPOSSIBLE = 1e9
const TEMPO = 0.03
const PAUSE_ENTRY = 0.1

/**
 * Warping in time at half to twice the tempo, with a pause allowed before each sentence.
 * @param startsSentence 1 at each frame of the reference where a sentence begins
 * @param pauseCost of each frame of the recording as part of a pause
 * @param part frames of the recording, the end not included
 */
export function findStretch(
  { classOf, table }: Distances,
  { from, to }: Stretch,
  startsSentence: Uint8Array,
  pauseCost: Float32Array,
  part: { readonly from: number; readonly to: number },
): Hits {
  const size = to - from
  const length = part.to - part.from
  let here = new Float32Array(size)
  let before = new Float32Array(size)
  let [now, last, older] = [new Float32Array(size), new Float32Array(size).fill(IMPOSSIBLE), new Float32Array(size).fill(IMPOSSIBLE)]
  let [nowBegin, lastBegin, olderBegin] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)]
  const pause = new Float32Array(size).fill(IMPOSSIBLE)
  const pauseBegin = new Int32Array(size)
  const labels = classOf.subarray(from, to)
  const opens = startsSentence.subarray(from, to)
  const inner: number[] = []
  for (let j = 1; j < size; j++) if (opens[j]) inner.push(j)
  const cost = new Float32Array(length)
  const begin = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const t = part.from + i
    const row = t * CLASS_COUNT
    for (let j = 0; j < size; j++) here[j] = table[row + (labels[j] as number)] as number
    now[0] = here[0] as number
    nowBegin[0] = t
    if (size > 1) {
      const slow = (last[0] as number) + (here[1] as number)
      const quick = (here[0] as number) + (here[1] as number)
      const sooner = slow < quick
      now[1] = sooner ? slow : quick
      nowBegin[1] = sooner ? (lastBegin[0] as number) : t
    }
    for (let j = 2; j < size; j++) {
      const own = here[j] as number
      let best = (last[j - 1] as number) + own
      let from1 = lastBegin[j - 1] as number
      const slow = (older[j - 1] as number) + 0.5 * ((before[j] as number) + own) + TEMPO
      if (slow < best) {
        best = slow
        from1 = olderBegin[j - 1] as number
      }
      const quick = (last[j - 2] as number) + (here[j - 1] as number) + own + TEMPO
      if (quick < best) {
        best = quick
        from1 = lastBegin[j - 2] as number
      }
      now[j] = best
      nowBegin[j] = from1
    }
    for (const j of inner) {
      const after = (pause[j] as number) + (here[j] as number)
      if (after < (now[j] as number)) {
        now[j] = after
        nowBegin[j] = pauseBegin[j] as number
      }
      const entered = (last[j - 1] as number) + (pauseCost[t] as number) + PAUSE_ENTRY
      const stayed = (pause[j] as number) + (pauseCost[t] as number)
      pause[j] = Math.min(entered, stayed)
      if (entered < stayed) pauseBegin[j] = lastBegin[j - 1] as number
    }
    cost[i] = (now[size - 1] as number) / size
    begin[i] = nowBegin[size - 1] as number
    ;[older, last, now] = [last, now, older]
    ;[olderBegin, lastBegin, nowBegin] = [lastBegin, nowBegin, olderBegin]
    ;[before, here] = [here, before]
  }
  return { offset: part.from, cost, begin }
}
