/**
 * The second opinion: plain dynamic time warping of the whole text against the whole recording, in a stripe. It knows no pauses and no
 * missing text, and noise troubles it less: where it agrees with the first opinion, both are nearly always right.
 */
import { product } from './classes.ts'
import type { Corridor } from './corridor.ts'
import type { Features } from './features.ts'

const STILL = 0
const BOTH = 1
const TEXT = 2

/**
 * @param stripe of each frame of the recording: the frames of the reference it may be
 * @returns for each frame of the reference, the frame of the recording
 */
export function plainWarp(recording: Features, reference: Features, { low, high }: Corridor): Int32Array {
  const frames = recording.count
  const states = reference.count
  const offsets = new Float64Array(frames + 1)
  for (let t = 0; t < frames; t++) offsets[t + 1] = (offsets[t] as number) + (((high[t] as number) - (low[t] as number) + 4) >> 2)
  const moves = new Uint8Array(offsets[frames] as number)
  let before = new Float64Array(states + 1).fill(1e18)
  let now = new Float64Array(states + 1).fill(1e18)
  for (let t = 0; t < frames; t++) {
    const [from, to] = [low[t] as number, high[t] as number]
    let packed = offsets[t] as number
    let [bits, shift] = [0, 0]
    now[from] = 1e18
    for (let j = from; j <= to; j++) {
      let best = before[j + 1] as number
      let move = STILL
      if ((before[j] as number) < best) {
        best = before[j] as number
        move = BOTH
      }
      if ((now[j] as number) < best) {
        best = now[j] as number
        move = TEXT
      }
      if (t === 0 && j === 0) best = 0
      now[j + 1] = best + 1 - product(recording.values, t * recording.dim, reference.values, j * reference.dim, reference.dim)
      bits |= move << shift
      shift += 2
      if (shift === 8) {
        moves[packed++] = bits
        ;[bits, shift] = [0, 0]
      }
    }
    if (shift > 0) moves[packed] = bits
    for (let j = to + 1; j <= (high[t + 1] ?? to); j++) now[j + 1] = 1e18
    ;[before, now] = [now, before]
  }
  const at = new Int32Array(states)
  let [t, j] = [frames - 1, states - 1]
  while (t >= 0 && j >= 0) {
    at[j] = t
    const i = j - (low[t] as number)
    if (i < 0 || j > (high[t] as number)) break
    const move = ((moves[(offsets[t] as number) + (i >> 2)] as number) >> ((i & 3) * 2)) & 3
    if (move !== TEXT) t--
    if (move !== STILL) j--
  }
  return at
}

/** A stripe along the diagonal. */
export function stripe(frames: number, states: number, width: number): Corridor {
  const low = new Int32Array(frames)
  const high = new Int32Array(frames)
  for (let t = 0; t < frames; t++) {
    const middle = Math.round((t * states) / Math.max(1, frames))
    low[t] = Math.max(0, Math.min(states - width, middle - (width >> 1)))
    high[t] = Math.min(states - 1, (low[t] as number) + width - 1)
  }
  if (frames > 0) {
    low[0] = 0
    high[frames - 1] = states - 1
  }
  return { low, high }
}
