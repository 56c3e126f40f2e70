/** What two voices that say the same have in common: the shape of the spectrum and how it moves, without the room and the speaker. */
import { BANDS, type Bands } from './spectrum.ts'

/** c0 (energy) and twelve cepstra. */
const CEPSTRA = 13
/** The same of their movement. */
export const SHAPE = 2 * CEPSTRA
/** Twelve cepstra and the energy, as they are. */
export const PLAIN = 13
const ENERGY_WEIGHT = 1.6
const BLOCK = 100
const REACH_BLOCKS = 15
/** Fewer frames of speech do not tell a mean and a spread. */
const FEWEST = 600
/** Power below which nothing is heard, where the loudest tenth of the speech is brought to `LOUD`. */
const FLOOR = 2000
const LOUD = 4e8

const COSINES = Array.from({ length: CEPSTRA }, (_, c) =>
  Float64Array.from(
    { length: BANDS },
    (_, m) => (Math.cos((Math.PI * c * (m + 0.5)) / BANDS) * (1 + 11 * Math.sin((Math.PI * c) / 22))) / BANDS,
  ),
)

/** `dim` numbers a frame. */
export interface Features {
  readonly count: number
  readonly dim: number
  readonly values: Float32Array
}

export interface Cepstra {
  readonly count: number
  readonly cepstra: Float32Array
  /** Decibels. */
  readonly energy: Float32Array
}

/** A recording made softly is the same recording: its level is set first. */
export function cepstraOf({ count, power }: Bands): Cepstra {
  const sums = new Float32Array(count)
  for (let t = 0; t < count; t++) {
    let sum = 0
    for (let band = 0; band < BANDS; band++) sum += power[t * BANDS + band] as number
    sums[t] = sum
  }
  const loud = Float32Array.from(sums).sort()[Math.floor(0.9 * count)] || 1
  const gain = (LOUD * BANDS) / Math.max(1, loud)
  const cepstra = new Float32Array(count * CEPSTRA)
  const energy = new Float32Array(count)
  const logs = new Float64Array(BANDS)
  for (let t = 0; t < count; t++) {
    for (let band = 0; band < BANDS; band++) logs[band] = Math.log((power[t * BANDS + band] as number) * gain + FLOOR)
    for (let c = 0; c < CEPSTRA; c++) {
      const cosines = COSINES[c] as Float64Array
      let sum = 0
      for (let band = 0; band < BANDS; band++) sum += (cosines[band] as number) * (logs[band] as number)
      cepstra[t * CEPSTRA + c] = sum
    }
    energy[t] = 10 * Math.log10((sums[t] as number) * gain + FLOOR)
  }
  return { count, cepstra, energy }
}

/**
 * Cepstra less their mean and divided by their spread over the speech of the half minute around, with their movement: it follows a change
 * of speaker, microphone or room.
 * @param everywhere one mean and spread for the whole file: a voice that never changes
 */
export function shapeOf({ count, cepstra }: Cepstra, speech: Float32Array, everywhere = false): Features {
  const blocks = Math.ceil(count / BLOCK)
  const sums = new Float64Array((blocks + 1) * CEPSTRA)
  const squares = new Float64Array((blocks + 1) * CEPSTRA)
  const frames = new Float64Array(blocks + 1)
  for (let block = 0; block < blocks; block++) {
    const [here, next] = [block * CEPSTRA, (block + 1) * CEPSTRA]
    sums.copyWithin(next, here, next)
    squares.copyWithin(next, here, next)
    frames[block + 1] = frames[block] as number
    for (let t = block * BLOCK; t < Math.min(count, (block + 1) * BLOCK); t++) {
      if ((speech[t] as number) < 0.5) continue
      frames[block + 1] = (frames[block + 1] as number) + 1
      for (let c = 0; c < CEPSTRA; c++) {
        const value = cepstra[t * CEPSTRA + c] as number
        sums[next + c] = (sums[next + c] as number) + value
        squares[next + c] = (squares[next + c] as number) + value * value
      }
    }
  }
  const values = new Float32Array(count * SHAPE)
  const mean = new Float64Array(CEPSTRA)
  const spread = new Float64Array(CEPSTRA)
  const reach = everywhere ? blocks : REACH_BLOCKS
  for (let block = 0; block < blocks; block++) {
    let [from, to] = [Math.max(0, block - reach), Math.min(blocks, block + reach + 1)]
    const held = () => (frames[to] as number) - (frames[from] as number)
    while (held() < FEWEST && (from > 0 || to < blocks)) [from, to] = [Math.max(0, from - 5), Math.min(blocks, to + 5)]
    const number = held() + 1e-9
    for (let c = 0; c < CEPSTRA; c++) {
      const m = ((sums[to * CEPSTRA + c] as number) - (sums[from * CEPSTRA + c] as number)) / number
      mean[c] = m
      const square = ((squares[to * CEPSTRA + c] as number) - (squares[from * CEPSTRA + c] as number)) / number
      spread[c] = Math.sqrt(Math.max(1e-6, square - m * m))
    }
    for (let t = block * BLOCK; t < Math.min(count, (block + 1) * BLOCK); t++)
      for (let c = 0; c < CEPSTRA; c++) {
        const value = ((cepstra[t * CEPSTRA + c] as number) - (mean[c] as number)) / (spread[c] as number)
        values[t * SHAPE + c] = Math.max(-4, value) * (c === 0 ? ENERGY_WEIGHT : 1)
      }
  }
  for (let t = 0; t < count; t++) {
    const [a, b] = [Math.max(0, t - 2) * SHAPE, Math.max(0, t - 1) * SHAPE]
    const [d, e] = [Math.min(count - 1, t + 1) * SHAPE, Math.min(count - 1, t + 2) * SHAPE]
    for (let c = 0; c < CEPSTRA; c++) {
      const slope = 2 * ((values[e + c] as number) - (values[a + c] as number)) + (values[d + c] as number) - (values[b + c] as number)
      values[t * SHAPE + CEPSTRA + c] = (1.76 * slope) / 5
    }
  }
  // The finer the detail, the less two voices share it.
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * (FADING[i % SHAPE] as number)
  return { count, dim: SHAPE, values }
}

const FADING = Float64Array.from({ length: SHAPE }, (_, i) => Math.exp(-(i % CEPSTRA) / 7))

/** Cepstra and energy as they are: the second opinion, which noise troubles less. */
export function plainOf({ count, cepstra, energy }: Cepstra): Features {
  const values = new Float32Array(count * PLAIN)
  for (let t = 0; t < count; t++) {
    for (let c = 1; c < CEPSTRA; c++) values[t * PLAIN + c - 1] = cepstra[t * CEPSTRA + c] as number
    values[t * PLAIN + PLAIN - 1] = (energy[t] as number) / 10
  }
  return { count, dim: PLAIN, values }
}

/**
 * The mean of each `step` frames, of length one: the product of two is how alike they are.
 * @param at the first frame of each; left out: one after the other
 */
export function squeeze({ count, dim, values }: Features, step: number, at?: ArrayLike<number>): Features {
  const number = at ? at.length : Math.floor(count / step)
  const squeezed = new Float32Array(number * dim)
  for (let t = 0; t < number; t++) {
    const first = at ? (at[t] as number) : t * step
    let length = 0
    for (let i = 0; i < dim; i++) {
      let sum = 0
      for (let k = 0; k < step; k++) sum += values[Math.min(count - 1, Math.max(0, first + k)) * dim + i] as number
      squeezed[t * dim + i] = sum
      length += sum * sum
    }
    length = Math.sqrt(length) || 1
    for (let i = 0; i < dim; i++) squeezed[t * dim + i] = (squeezed[t * dim + i] as number) / length
  }
  return { count: number, dim, values: squeezed }
}

/** Two kinds side by side: the product is the weighted mean of both likenesses. */
export function sideBySide(first: Features, second: Features, weight: number): Features {
  const dim = first.dim + second.dim
  const [a, b] = [Math.sqrt(1 - weight), Math.sqrt(weight)]
  const values = new Float32Array(first.count * dim)
  for (let t = 0; t < first.count; t++) {
    for (let i = 0; i < first.dim; i++) values[t * dim + i] = a * (first.values[t * first.dim + i] as number)
    for (let i = 0; i < second.dim; i++) values[t * dim + first.dim + i] = b * (second.values[t * second.dim + i] as number)
  }
  return { count: first.count, dim, values }
}
