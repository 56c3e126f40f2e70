/** Word times for cues that are timed already: each cue's text is compared with the sound of its own span. */
import type { AlignedSentence } from './align.ts'
import { cepstraOf, type Features, plainOf, shapeOf, sideBySide, squeeze } from './features.ts'
import { findPath } from './path.ts'
import type { Reference } from './reference.ts'
import type { Bands } from './spectrum.ts'
import { speechProbability } from './speech.ts'
import { statesOf } from './states.ts'

const HOP = 2
/** The two kinds of likeness count alike where there is nothing else to go by. */
const PLAIN_WEIGHT = 0.5
const UNKNOWN = 2.3
const NEVER_PASS = 1000

/**
 * @param spans of each sentence of the reference, milliseconds
 * @returns when each word begins, within its span; null where the span is too short to hold its words
 */
export function alignWords(
  bands: Bands,
  reference: Reference,
  spans: readonly { readonly start: number; readonly end: number }[],
  onProgress?: (fraction: number) => void,
): (Pick<AlignedSentence, 'words'> | null)[] {
  const speech = speechProbability(bands)
  const cepstra = cepstraOf(bands)
  const mix = (shape: Features, plain: Features) => sideBySide(shape, plain, PLAIN_WEIGHT)
  const recording = mix(squeeze(shapeOf(cepstra, speech), HOP), squeeze(plainOf(cepstra), HOP))
  const states = statesOf(reference, HOP)
  const early = states.frames.map((frame) => frame - (HOP >> 1))
  const text = mix(squeeze(reference.shape, HOP, early), squeeze(reference.plain, HOP, early))
  return spans.map(({ start, end }, i) => {
    onProgress?.(i / spans.length)
    const from = Math.max(0, Math.floor(start / 10 / HOP))
    const to = Math.min(recording.count, Math.ceil(end / 10 / HOP))
    const [first, last] = states.sentences[i] as readonly [number, number]
    const [frames, length] = [to - from, last - first + 1]
    // No speech is expected at more than twice the tempo of the computer voice.
    if (frames * 2 < length || frames <= 0) return null
    const path = findPath({
      recording: part(recording, from, to),
      reference: part(text, first, last + 1),
      sentences: [[0, length - 1]],
      words: states.breaks.filter((state) => state > first && state <= last).map((state) => state - first),
      corridor: { low: new Int32Array(frames), high: new Int32Array(frames).fill(length - 1) },
      silence: Float32Array.from({ length: frames }, (_, t) => silenceCost(speech, (from + t) * HOP)),
      unknown: new Float32Array(frames).fill(UNKNOWN),
      passOver: new Float32Array(1).fill(NEVER_PASS),
    })
    if (!path) return null
    const words = (states.words[i] as readonly number[]).map((state) => {
      const at = path.findIndex((step) => step >= state - first)
      return (from + (at < 0 ? frames : at)) * HOP * 10
    })
    let earliest = start
    return { words: words.map((word) => (earliest = Math.min(end, Math.max(earliest, word)))) }
  })
}

function part({ dim, values }: Features, from: number, to: number): Features {
  return { count: to - from, dim, values: values.subarray(from * dim, to * dim) }
}

function silenceCost(speech: Float32Array, frame: number): number {
  return -Math.log(1 - Math.min(0.98, Math.max(0.02, speech[frame] ?? 0)))
}
