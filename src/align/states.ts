/** The reference as a row of states, one each so many frames, with where sentences and words begin. */
import type { Reference } from './reference.ts'

export interface States {
  /** The frame of the reference in the middle of each state. */
  readonly frames: Int32Array
  /** First and last state of each sentence. */
  readonly sentences: readonly (readonly [number, number])[]
  /** For each sentence, the state in which each of its words begins. */
  readonly words: readonly (readonly number[])[]
  /** States where a word begins inside a sentence, in order. */
  readonly breaks: Int32Array
}

/**
 * @param hop frames of the recording from one step to the next
 * @param tempo frames of the recording that one of the reference takes: at that tempo every step is one state further
 */
export function statesOf({ sentences }: Reference, hop: number, tempo = 1): States {
  const step = hop / tempo
  const frames: number[] = []
  const spans: [number, number][] = []
  const words: number[][] = []
  const breaks: number[] = []
  for (const sentence of sentences) {
    const first = frames.length
    for (let frame = sentence.from + (hop >> 1); frame < sentence.to; frame += step) frames.push(Math.round(frame))
    if (frames.length === first) frames.push(sentence.from)
    const last = frames.length - 1
    spans.push([first, last])
    const begins = sentence.words.map(({ from }) => Math.min(last, first + Math.round((from - sentence.from) / step)))
    words.push(begins)
    for (const state of begins.slice(1)) if (state > first && state > (breaks.at(-1) ?? -1)) breaks.push(state)
  }
  return { frames: Int32Array.from(frames), sentences: spans, words, breaks: Int32Array.from(breaks) }
}
