/** Which part of the text each moment of the recording may belong to: what keeps the work, and the mistakes, small. */

export interface Corridor {
  /** For each frame of the recording the first and last state of the text; neither ever decreases. */
  readonly low: Int32Array
  readonly high: Int32Array
}

/** @param statesAt at a frame of the recording: the states wished for, as fractions allowed */
export function corridor(frames: number, states: number, statesAt: (frame: number) => readonly [number, number]): Corridor {
  const low = new Int32Array(frames)
  const high = new Int32Array(frames)
  for (let t = 0; t < frames; t++) {
    const [from, to] = statesAt(t)
    low[t] = Math.max(0, Math.min(states - 1, Math.floor(from)))
    high[t] = Math.min(states - 1, Math.max(0, Math.ceil(to)))
  }
  return monotone({ low, high }, states)
}

/** @param low @param high changed in place */
export function monotone({ low, high }: Corridor, states: number): Corridor {
  for (let t = 1; t < low.length; t++) low[t] = Math.max(low[t] as number, low[t - 1] as number)
  for (let t = high.length - 2; t >= 0; t--) high[t] = Math.min(high[t] as number, high[t + 1] as number)
  // The recording begins before the text and ends after it.
  if (low.length > 0) low[0] = 0
  if (high.length > 0) high[high.length - 1] = states - 1
  for (let t = 0; t < low.length; t++) {
    if ((high[t] as number) < (low[t] as number)) high[t] = low[t] as number
    if (t > 0) high[t] = Math.max(high[t] as number, high[t - 1] as number)
  }
  return { low, high }
}
