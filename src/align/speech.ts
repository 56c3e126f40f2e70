/** Where somebody speaks: how far each moment's sound stands above the noise around it. */
import { BANDS, type Bands } from './spectrum.ts'

/** Sound so far below the loud moments of its band is as good as none: recordings that were cut together have true silence in places. */
const INAUDIBLE = 2000
const BLOCK = 3000
const REACH = 1500

/** For each frame the probability, 0 to 1, that it is speech. Each band has its own noise floor, followed over half a minute. */
export function speechProbability({ count, power }: Bands): Float32Array {
  const stride = Math.max(1, Math.floor(count / 20_000))
  const overall = bandLevels(power, 0, count, stride, 0.1)
  const loud = bandLevels(power, 0, count, stride, 0.95)
  const blocks = Math.ceil(count / BLOCK) + 1
  const floors = Array.from({ length: blocks }, (_, block) => {
    const [from, to] = [Math.max(0, block * BLOCK - REACH), Math.min(count, block * BLOCK + REACH)]
    if (to <= from) return overall
    // Half a minute without a pause has no floor of its own.
    return bandLevels(power, from, to, 4, 0.1).map((floor, band) =>
      Math.max((loud[band] as number) / INAUDIBLE, Math.min(floor, (overall[band] as number) * 30)),
    )
  })
  const above = new Float32Array(count)
  for (let t = 0; t < count; t++) {
    const floor = floors[Math.min(blocks - 1, Math.round(t / BLOCK))] as Float64Array
    let sum = 0
    for (let band = 0; band < BANDS; band++) {
      const ratio = (power[t * BANDS + band] as number) / ((floor[band] as number) + 300)
      if (ratio > 2) sum += Math.min(Math.log(ratio), 4.5)
    }
    above[t] = sum / BANDS
  }
  const smooth = smoothed(above)
  const sorted = Float32Array.from(smooth).sort()
  const top = sorted[Math.floor(0.9 * count)] || 1
  // Noise alone reaches this, since its power varies from moment to moment.
  const low = Math.min(0.5 * top, sorted[Math.floor(0.1 * count)] || 0)
  const threshold = Math.max(0.25, low + 0.25 * (top - low))
  const width = 0.25 * (threshold - low) + 0.02
  return smooth.map((value) => 1 / (1 + Math.exp(-(value - threshold) / width)))
}

/** The level that this share of the frames stays below, in each band. */
function bandLevels(power: Float32Array, from: number, to: number, stride: number, share: number): Float64Array {
  const levels = new Float64Array(BANDS)
  const values = new Float32Array(Math.max(0, Math.ceil((to - from) / stride)))
  for (let band = 0; band < BANDS; band++) {
    for (let t = from, i = 0; t < to; t += stride, i++) values[i] = power[t * BANDS + band] as number
    levels[band] = (values.sort()[Math.floor(share * values.length)] ?? 0) + 1
  }
  return levels
}

function smoothed(values: Float32Array): Float32Array {
  return values.map((_, t) => {
    let [sum, number] = [0, 0]
    for (let k = Math.max(0, t - 2); k <= Math.min(values.length - 1, t + 2); k++, number++) sum += values[k] as number
    return sum / number
  })
}

export interface Pause {
  /** Frames, the end not included. */
  readonly from: number
  readonly to: number
}

/** @param shortest frames */
export function pausesIn(speech: Float32Array, shortest: number): Pause[] {
  const pauses: Pause[] = []
  for (let t = 0; t < speech.length; t++) {
    if ((speech[t] as number) >= 0.5) continue
    const from = t
    while (t < speech.length && (speech[t] as number) < 0.5) t++
    if (t - from >= shortest) pauses.push({ from, to: t })
  }
  return pauses
}
