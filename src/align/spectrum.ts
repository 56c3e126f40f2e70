/** Sound as mel bands each 10 ms, computed while the samples stream in: a recording is never held whole. */

/** Samples a second that everything here expects. */
export const RATE = 16_000
/** Samples from one frame to the next: frames count in 10 ms. */
export const HOP = 160
export const FRAMES_A_SECOND = RATE / HOP
export const BANDS = 24

const WINDOW = 400
const SIZE = 512
const HALF = SIZE / 2
/** A telephone line carries nothing outside these bounds, so a recording made by telephone is compared like any other. */
const LOWEST_HZ = 150
const HIGHEST_HZ = 3700
const EMPHASIS = 0.97

/** Power of each band in each frame, frame after frame. */
export interface Bands {
  readonly count: number
  readonly power: Float32Array
}

const mel = (hz: number) => 1127 * Math.log(1 + hz / 700)
const hertz = (value: number) => 700 * (Math.exp(value / 1127) - 1)

/** Bins and their weights for each band: triangles that overlap by half. */
const FILTERS = Array.from({ length: BANDS }, (_, band) => {
  const edge = (i: number) => (hertz(mel(LOWEST_HZ) + ((mel(HIGHEST_HZ) - mel(LOWEST_HZ)) * i) / (BANDS + 1)) * SIZE) / RATE
  const [from, top, to] = [edge(band), edge(band + 1), edge(band + 2)]
  const bins: number[] = []
  for (let bin = Math.ceil(from); bin <= to; bin++) {
    const weight = bin < top ? (bin - from) / (top - from) : (to - bin) / (to - top)
    if (weight > 0) bins.push(bin, weight)
  }
  return Float64Array.from(bins.length > 0 ? bins : [Math.round(top), 1])
})
const HAMMING = Float64Array.from({ length: WINDOW }, (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (WINDOW - 1)))
const COSINE = Float64Array.from({ length: HALF }, (_, i) => Math.cos((2 * Math.PI * i) / SIZE))
const SINE = Float64Array.from({ length: HALF }, (_, i) => Math.sin((2 * Math.PI * i) / SIZE))
const REVERSED = Uint16Array.from({ length: SIZE }, (_, i) => {
  let reversed = 0
  for (let bit = 1; bit < SIZE; bit <<= 1) reversed = (reversed << 1) | (i & bit ? 1 : 0)
  return reversed
})

export interface Spectrum {
  push(samples: Int16Array): void
  /** Frames so far. */
  count(): number
  finish(): Bands
}

export function createSpectrum(): Spectrum {
  let power = new Float32Array(6000 * BANDS)
  let count = 0
  /** Samples that are not yet in the past of every frame to come. */
  let rest = new Int16Array(0)
  const real = new Float64Array(SIZE)
  const imaginary = new Float64Array(SIZE)

  /** Two frames in one transform: one as its real part, the other as its imaginary part. */
  function addFrames(samples: Int16Array, at: number, both: boolean): void {
    real.fill(0)
    imaginary.fill(0)
    load(samples, at, real)
    if (both) load(samples, at + HOP, imaginary)
    transform(real, imaginary)
    const frames = both ? 2 : 1
    if ((count + frames) * BANDS > power.length) {
      const larger = new Float32Array(power.length * 2)
      larger.set(power)
      power = larger
    }
    for (let band = 0; band < BANDS; band++) {
      const filter = FILTERS[band] as Float64Array
      let [first, second] = [0, 0]
      for (let i = 0; i < filter.length; i += 2) {
        const bin = filter[i] as number
        const weight = filter[i + 1] as number
        const mirror = SIZE - bin
        const [a, b] = [real[bin] as number, imaginary[bin] as number]
        const [c, d] = [real[mirror] as number, imaginary[mirror] as number]
        first += weight * ((a + c) ** 2 + (b - d) ** 2)
        second += weight * ((b + d) ** 2 + (a - c) ** 2)
      }
      power[count * BANDS + band] = first / 4
      if (both) power[(count + 1) * BANDS + band] = second / 4
    }
    count += frames
  }

  return {
    push(samples) {
      const all = new Int16Array(rest.length + samples.length)
      all.set(rest)
      all.set(samples, rest.length)
      let at = 0
      for (; at + HOP + WINDOW <= all.length; at += 2 * HOP) addFrames(all, at, true)
      rest = all.slice(at)
    },
    count: () => count,
    finish() {
      if (rest.length >= WINDOW) addFrames(rest, 0, false)
      rest = new Int16Array(0)
      return { count, power: power.slice(0, count * BANDS) }
    },
  }
}

function load(samples: Int16Array, at: number, into: Float64Array): void {
  let before = 0
  for (let i = 0; i < WINDOW; i++) {
    const sample = samples[at + i] as number
    into[i] = (sample - EMPHASIS * before) * (HAMMING[i] as number)
    before = sample
  }
}

/** The fast Fourier transform, in place. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  for (let i = 0; i < SIZE; i++) {
    const j = REVERSED[i] as number
    if (j <= i) continue
    const [a, b] = [real[i] as number, imaginary[i] as number]
    real[i] = real[j] as number
    imaginary[i] = imaginary[j] as number
    real[j] = a
    imaginary[j] = b
  }
  for (let size = 2; size <= SIZE; size <<= 1) {
    const half = size >> 1
    const stride = SIZE / size
    for (let start = 0; start < SIZE; start += size) {
      for (let k = 0, turn = 0; k < half; k++, turn += stride) {
        const a = start + k
        const b = a + half
        const [cos, sin] = [COSINE[turn] as number, -(SINE[turn] as number)]
        const x = (real[b] as number) * cos - (imaginary[b] as number) * sin
        const y = (real[b] as number) * sin + (imaginary[b] as number) * cos
        real[b] = (real[a] as number) - x
        imaginary[b] = (imaginary[a] as number) - y
        real[a] = (real[a] as number) + x
        imaginary[a] = (imaginary[a] as number) + y
      }
    }
  }
}
