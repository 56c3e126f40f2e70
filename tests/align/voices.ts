/** Two voices that are not speech, for tests of the alignment without a speech program: each word is a few tones of its own. */
import { createReference, type Reference, type SpokenSentence } from '../../src/align/reference.ts'
import { type Bands, createSpectrum, RATE } from '../../src/align/spectrum.ts'

/** The same sequence for the same seed. */
export function lots(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32
  }
}

export interface Voice {
  readonly tempo: number
  readonly pitch: number
}
export const READER: Voice = { tempo: 1, pitch: 1 }

/** A sentence is a list of words, a word a seed. */
export function say(words: readonly number[], { tempo, pitch }: Voice): SpokenSentence {
  const parts: Float32Array[] = []
  const times: { start: number; end: number }[] = []
  let at = 0
  for (const word of words) {
    const lot = lots(word)
    const begin = at
    for (let sound = 0; sound < 4; sound++) {
      const length = Math.round((0.06 + 0.06 * lot()) * RATE * tempo)
      const [low, high, hiss] = [250 + 600 * lot(), 900 + 1800 * lot(), lot() < 0.3]
      const noise = lots(word * 7 + sound)
      const part = Float32Array.from({ length }, (_, i) => {
        const time = (i / RATE) * 2 * Math.PI * pitch
        const edge = Math.min(1, i / 160, (length - i) / 160)
        return edge * (hiss ? 3000 * (noise() - 0.5) : 2500 * Math.sin(low * time) + 1800 * Math.sin(high * time) + 300 * (noise() - 0.5))
      })
      parts.push(part)
      at += length
    }
    times.push({ start: Math.round((begin / RATE) * 1000), end: Math.round((at / RATE) * 1000) })
  }
  const samples = new Int16Array(at)
  let offset = 0
  for (const part of parts) {
    samples.set(part, offset)
    offset += part.length
  }
  return { samples, words: times }
}

export interface Scene {
  readonly bands: Bands
  readonly reference: Reference
  /** Milliseconds. */
  readonly starts: readonly number[]
  readonly duration: number
}

/** @param spoken the sentences in the recording @param text those in the text: indexes into `spoken`, or seeds of others */
export function scene(seed: number, count: number, { gain = 1, unsaid = [] as readonly number[] } = {}): Scene {
  const lot = lots(seed)
  const sentences = Array.from({ length: count }, () => Array.from({ length: 3 + Math.floor(lot() * 6) }, () => Math.floor(lot() * 500)))
  const spectrum = createSpectrum()
  const starts: number[] = []
  let at = 0
  const push = (samples: Int16Array) => {
    spectrum.push(samples.map((sample) => sample * gain))
    at += samples.length
  }
  const hush = (seconds: number) => push(Int16Array.from({ length: Math.round(seconds * RATE) }, () => 20 * (lot() - 0.5)))
  hush(0.5 + lot())
  for (const sentence of sentences) {
    starts.push(Math.round((at / RATE) * 1000))
    push(say(sentence, { tempo: 0.9 + 0.3 * lot(), pitch: 1.06 }).samples)
    hush(0.2 + 0.8 * lot())
  }
  const reference = createReference()
  for (const [i, sentence] of sentences.entries()) {
    reference.add(say(sentence, READER))
    if (unsaid.includes(i)) reference.add(say([901 + i, 902 + 3 * i, 903 + i, 907, 911 + i], READER))
  }
  return { bands: spectrum.finish(), reference: reference.finish(), starts, duration: Math.round((at / RATE) * 1000) }
}
