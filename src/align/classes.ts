/**
 * The reference's sounds in 256 classes, and how unlike each class every moment of the recording is: thousands of searches then look a
 * distance up instead of computing it.
 */
import type { Features } from './features.ts'

const CLASSES = 256
const ROUNDS = 5
/** So many frames are enough to find the classes. */
const SAMPLE = 12_000

export interface Distances {
  /** The class of each frame of the reference. */
  readonly classOf: Uint8Array
  /** For each frame of the recording its distance to each class, 0 (alike) to 2. */
  readonly table: Float32Array
}

export const CLASS_COUNT = CLASSES

/** Both of unit length (`squeeze`). The same input gives the same classes: nothing is drawn by lot. */
export function classify(recording: Features, reference: Features): Distances {
  const { dim } = reference
  const centres = findCentres(reference)
  const classOf = new Uint8Array(reference.count)
  for (let t = 0; t < reference.count; t++) classOf[t] = nearest(centres, reference.values, t * dim, dim)
  const table = new Float32Array(recording.count * CLASSES)
  for (let t = 0; t < recording.count; t++)
    for (let k = 0; k < CLASSES; k++) table[t * CLASSES + k] = 1 - product(recording.values, t * dim, centres, k * dim, dim)
  return { classOf, table }
}

/** Spherical k-means, begun from frames at even distances. */
function findCentres({ count, dim, values }: Features): Float32Array {
  const centres = new Float32Array(CLASSES * dim)
  for (let k = 0; k < CLASSES; k++) {
    const at = Math.floor(((k + 0.5) * count) / CLASSES) * dim
    centres.set(values.subarray(at, at + dim), k * dim)
  }
  const stride = Math.max(1, Math.floor(count / SAMPLE))
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(CLASSES * dim)
    for (let t = 0; t < count; t += stride) {
      const k = nearest(centres, values, t * dim, dim) * dim
      for (let i = 0; i < dim; i++) sums[k + i] = (sums[k + i] as number) + (values[t * dim + i] as number)
    }
    for (let k = 0; k < CLASSES * dim; k += dim) {
      let length = 0
      for (let i = 0; i < dim; i++) length += (sums[k + i] as number) ** 2
      length = Math.sqrt(length)
      if (length > 0) for (let i = 0; i < dim; i++) centres[k + i] = (sums[k + i] as number) / length
    }
  }
  return centres
}

function nearest(centres: Float32Array, values: Float32Array, at: number, dim: number): number {
  let [best, most] = [0, -9]
  for (let k = 0; k < CLASSES; k++) {
    const likeness = product(values, at, centres, k * dim, dim)
    if (likeness > most) [best, most] = [k, likeness]
  }
  return best
}

export function product(a: Float32Array, from: number, b: Float32Array, at: number, dim: number): number {
  let sum = 0
  for (let i = 0; i < dim; i++) sum += (a[from + i] as number) * (b[at + i] as number)
  return sum
}
