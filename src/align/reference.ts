/** The text as a computer voice says it: what the recording is compared with. */
import { cepstraOf, type Features, plainOf, shapeOf } from './features.ts'
import { type Bands, createSpectrum, FRAMES_A_SECOND, HOP, RATE } from './spectrum.ts'
import { speechProbability } from './speech.ts'

/** One sentence as it was spoken: its sound without silence around it, and when each word sounds. */
export interface SpokenSentence {
  readonly samples: Int16Array
  /** Milliseconds from the first sample; one for each word of the sentence's text, in order. */
  readonly words: readonly { readonly start: number; readonly end: number }[]
}

export interface Reference {
  readonly count: number
  readonly shape: Features
  readonly plain: Features
  /** Frames, the end not included. */
  readonly sentences: readonly ReferenceSentence[]
}

export interface ReferenceSentence {
  readonly from: number
  readonly to: number
  readonly words: readonly { readonly from: number; readonly to: number }[]
}

/** Silence before each sentence: 0.1 s, whole frames. */
const GAP = 10 * HOP
const SILENCE = new Int16Array(GAP)

export function createReference(): { add(sentence: SpokenSentence): void; finish(): Reference } {
  const spectrum = createSpectrum()
  const sentences: ReferenceSentence[] = []
  let samples = 0
  return {
    add({ samples: sound, words }) {
      spectrum.push(SILENCE)
      samples += GAP
      const from = Math.round(samples / HOP)
      spectrum.push(sound)
      samples += sound.length
      const to = Math.max(from + 1, Math.round(samples / HOP))
      const frame = (time: number) => Math.min(to - 1, from + Math.round((time / 1000) * FRAMES_A_SECOND))
      sentences.push({ from, to, words: words.map(({ start, end }) => ({ from: frame(start), to: Math.max(frame(start), frame(end)) })) })
    },
    finish() {
      // The last window must end in sound that there is.
      spectrum.push(new Int16Array(RATE / 10))
      return describeReference(spectrum.finish(), sentences)
    },
  }
}

function describeReference(bands: Bands, sentences: readonly ReferenceSentence[]): Reference {
  const cepstra = cepstraOf(bands)
  return {
    count: bands.count,
    shape: shapeOf(cepstra, speechProbability(bands), true),
    plain: plainOf(cepstra),
    sentences: sentences.map((sentence) => ({ ...sentence, to: Math.min(sentence.to, bands.count) })),
  }
}
