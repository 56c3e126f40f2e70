/** Sentences whose start a person gave: the search keeps to them, and they come out exactly as given. */
import type { Anchor } from './anchors.ts'
import { type Corridor, monotone } from './corridor.ts'

/** A sentence that begins at a time a person gave. */
export interface Pin {
  readonly sentence: number
  /** Milliseconds. */
  readonly time: number
}

const FRAME_MS = 10
/** An anchor may reach so many frames past a pin. */
const SLACK = 30

/** In order, and none that contradicts an earlier one: of two, the one of the earlier sentence counts. */
export function usablePins(pins: readonly Pin[], sentences: number, frames: number): Pin[] {
  const usable: Pin[] = []
  for (const pin of pins.toSorted((a, b) => a.sentence - b.sentence)) {
    const last = usable.at(-1)
    const inside = pin.sentence >= 0 && pin.sentence < sentences && pin.time >= 0 && pin.time < frames * FRAME_MS
    if (inside && (!last || (pin.sentence > last.sentence && pin.time > last.time))) usable.push(pin)
  }
  return usable
}

/** @param anchors whose `from` and `to` are frames of 10 ms */
export function agreeWithPins<T extends Pick<Anchor, 'first' | 'last' | 'from' | 'to'>>(anchors: readonly T[], pins: readonly Pin[]): T[] {
  return anchors.filter(({ first, last, from, to }) =>
    pins.every(({ sentence, time }) => {
      const frame = time / FRAME_MS
      return last < sentence ? to <= frame + SLACK : first >= sentence ? from >= frame - SLACK : false
    }),
  )
}

/** @param firstState of each sentence @param hop frames of 10 ms from one step of the corridor to the next */
export function holdToPins(
  { low, high }: Corridor,
  states: number,
  pins: readonly Pin[],
  firstState: (sentence: number) => number,
  hop: number,
): Corridor {
  if (pins.length === 0) return { low, high }
  for (const { sentence, time } of pins) {
    const state = firstState(sentence)
    const frame = Math.round(time / FRAME_MS / hop)
    for (let t = 0; t < low.length; t++) {
      if (t < frame) high[t] = Math.min(high[t] as number, state)
      else low[t] = Math.max(low[t] as number, state)
    }
  }
  return monotone({ low, high }, states)
}

interface Placed {
  start: number
  end: number
  words: readonly number[]
}

/** Times in order, within the recording, and the pinned ones exactly as given. Changed in place; frames. */
export function settle(sentences: Placed[], pins: readonly Pin[], frames: number): void {
  const pinned = new Map(pins.map(({ sentence, time }) => [sentence, time / FRAME_MS]))
  let latest = frames
  for (const [i, sentence] of [...sentences.entries()].reverse()) {
    const start = pinned.get(i)
    sentence.start = Math.max(0, Math.min(start ?? sentence.start, latest))
    sentence.end = Math.max(sentence.start, Math.min(sentence.end, latest))
    latest = sentence.start
  }
  let earliest = 0
  for (const [i, sentence] of sentences.entries()) {
    sentence.start = pinned.get(i) ?? Math.max(sentence.start, earliest)
    earliest = sentence.start
    sentence.end = Math.max(sentence.start, Math.min(sentence.end, sentences[i + 1]?.start ?? frames))
    let word = sentence.start
    sentence.words = sentence.words.map((begin) => (word = Math.min(sentence.end, Math.max(word, begin))))
  }
}
