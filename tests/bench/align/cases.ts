/** Recordings put together from clips, so that the time of every sentence is known. */
import { RATE } from '../../../src/align/spectrum.ts'
import { type Clip, soundOf, type Tongue } from './material.ts'

export interface Case {
  readonly name: string
  readonly tongue: Tongue
  readonly minutes: number
  /** Decibels of the speech above noise. */
  readonly noise?: number
  /** Seconds of another language first. */
  readonly intro?: number
  /** Share of the sentences that the text lacks. */
  readonly missing?: number
  /** Share of the sentences after which the text has one that is never spoken. */
  readonly unspoken?: number
  /** Share of the sentences after which somebody speaks another language for 2 to 6 s. */
  readonly inserted?: number
  readonly reverb?: boolean
  /** The text is of another draw: nothing of it is spoken. */
  readonly other?: boolean
}

export interface Line {
  readonly text: string
  /** Seconds; null: never spoken. */
  readonly start: number | null
}

export interface Made {
  readonly samples: Int16Array
  readonly lines: readonly Line[]
}

/** xorshift: the same case for the same seed everywhere. */
function lots(seed: number): () => number {
  let state = seed >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 4294967296
  }
  for (let i = 0; i < 10; i++) next()
  return next
}

export function makeCase(wish: Case, clips: Record<Tongue, readonly Clip[]>, seed: number): Made {
  const lot = lots(seed * 7919 + 13)
  const shuffled = [...clips[wish.tongue]]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(lot() * (i + 1))
    ;[shuffled[i], shuffled[j]] = [shuffled[j] as Clip, shuffled[i] as Clip]
  }
  const others = clips[wish.tongue === 'fr' ? 'it' : 'fr']
  const parts: { at: number; sound: Float32Array }[] = []
  let at = 0
  const put = (sound: Float32Array) => {
    parts.push({ at, sound })
    at += sound.length
  }
  const foreign = (samples: number) => {
    const end = at + samples
    while (at < end) {
      put(soundOf(others[Math.floor(lot() * others.length)] as Clip))
      at += Math.floor((0.2 + lot() * 0.5) * RATE)
    }
  }
  if (wish.intro) foreign(wish.intro * RATE)
  else at += Math.floor(lot() * 2 * RATE)
  let lines: Line[] = []
  let next = 0
  while (at < wish.minutes * 60 * RATE) {
    const clip = shuffled[next++ % shuffled.length] as Clip
    const sound = soundOf(clip)
    const [from, to] = speechIn(sound)
    const begin = Math.max(0, from - 400)
    lines.push({ text: clip.text, start: (at + from - begin) / RATE })
    put(sound.subarray(begin, Math.min(sound.length, to + 400)))
    const long = lot() < 0.06
    at += Math.floor((long ? 2 + lot() * 6 : 0.12 + lot() * 0.9) * RATE)
    if (wish.inserted && lot() < wish.inserted) foreign((2 + lot() * 4) * RATE)
  }
  const mixed = new Float32Array(at + RATE)
  for (const { at: from, sound } of parts)
    for (let i = 0; i < sound.length; i++) mixed[from + i] = (mixed[from + i] as number) + (sound[i] as number)
  if (wish.reverb) addReverb(mixed)
  if (wish.noise !== undefined) addNoise(mixed, wish.noise, lot)
  if (wish.missing) lines = without(lines, wish.missing, lot)
  const unsaid = shuffled.slice(next % shuffled.length)
  const unsaidText = () => (unsaid[Math.floor(lot() * unsaid.length)] ?? (shuffled[0] as Clip)).text
  if (wish.unspoken) lines = lines.flatMap((line) => (lot() < (wish.unspoken ?? 0) ? [line, { text: unsaidText(), start: null }] : [line]))
  if (wish.other) lines = lines.map(() => ({ text: unsaidText(), start: null }))
  return { samples: Int16Array.from(mixed, (sample) => Math.max(-32767, Math.min(32767, sample * 0.7))), lines }
}

/** From where to where a clip is less than 32 dB below its loudest. */
function speechIn(sound: Float32Array): [number, number] {
  const frame = 160
  const energies = Array.from({ length: Math.floor(sound.length / frame) }, (_, i) => {
    let sum = 0
    for (let k = i * frame; k < (i + 1) * frame; k++) sum += (sound[k] as number) ** 2
    return sum
  })
  const least = Math.max(...energies) / 10 ** 3.2
  const first = energies.findIndex((energy) => energy >= least)
  const last = energies.findLastIndex((energy) => energy >= least)
  return [Math.max(0, first) * frame, Math.min(sound.length, (last + 1) * frame)]
}

function loudness(sound: Float32Array): number {
  let [sum, count] = [0, 0]
  for (const sample of sound)
    if (Math.abs(sample) > 300) {
      sum += sample * sample
      count++
    }
  return Math.sqrt(sum / Math.max(1, count))
}

function addNoise(sound: Float32Array, decibels: number, lot: () => number): void {
  const gain = loudness(sound) / 10 ** (decibels / 20)
  let low = 0
  for (let i = 0; i < sound.length; i++) {
    low = 0.8 * low + lot() + lot() + lot() + lot() - 2
    sound[i] = (sound[i] as number) + gain * low * (0.6 / 0.577)
  }
}

/** Four feedback combs: 0.6 s until it is 60 dB softer. */
function addReverb(sound: Float32Array): void {
  const dry = Float32Array.from(sound)
  for (const [delay, gain] of [
    [1117, 0.77],
    [1356, 0.75],
    [1561, 0.73],
    [1777, 0.71],
  ] as const) {
    const echo = new Float32Array(dry.length)
    for (let i = 0; i < dry.length; i++) {
      const past = i >= delay ? (echo[i - delay] as number) : 0
      echo[i] = (dry[i] as number) + past * gain
      sound[i] = (sound[i] as number) + past * 0.22
    }
  }
}

/** Runs of one to four sentences. */
function without(lines: readonly Line[], share: number, lot: () => number): Line[] {
  const gone = new Set<number>()
  const wanted = Math.round(share * lines.length)
  while (gone.size < wanted) {
    const from = Math.floor(lot() * lines.length)
    const length = 1 + Math.floor(lot() * 4)
    for (let i = from; i < Math.min(lines.length, from + length) && gone.size < wanted; i++) gone.add(i)
  }
  return lines.filter((_, i) => !gone.has(i))
}
