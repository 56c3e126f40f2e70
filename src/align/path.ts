/**
 * The best way through recording and text together. Every frame of the recording is used once: as a state of the text, as a pause or
 * unknown sound between sentences, or as a pause between words; a sentence may be passed over as not spoken.
 */

import { product } from './classes.ts'
import type { Corridor } from './corridor.ts'
import type { Features } from './features.ts'

export interface PathWork {
  readonly recording: Features
  readonly reference: Features
  /** First and last state of each sentence. */
  readonly sentences: readonly (readonly [number, number])[]
  /** States where a word begins inside a sentence, in order. */
  readonly words: Int32Array
  readonly corridor: Corridor
  /** Cost of each frame of the recording as silence, and as sound that is not in the text. */
  readonly silence: Float32Array
  readonly unknown: Float32Array
  /** What passing over a sentence costs a state. */
  readonly passOver: Float32Array
}

/** A state of the text; or `pauseBefore(sentence)`; or `WORD_PAUSE`. */
export type Step = number
const FIRST_PAUSE = -2
export const WORD_PAUSE = -1
export const pauseBefore = (sentence: number): Step => FIRST_PAUSE - sentence

export const SCALE = 3
const STAY = 0.6
const SKIP = 0.6
const ENTER_PAUSE = 0.5
/** Dear on purpose: where it is cheap, first words stick to the sentence before. */
const ENTER_WORD_PAUSE = 16
const UNKNOWN_IN_SENTENCE = 0.6
const PASS_OVER = 6
const INFINITE = 1e9

/** How each state was reached: two bits a state. */
const STAYED = 0
const NEXT = 1
const SKIPPED = 2
const FROM_PAUSE = 3

/** @returns for each frame of the recording its step; null where the corridor admits no way */
export function findPath(work: PathWork): Int32Array | null {
  const { recording, reference, sentences, words, corridor, silence, unknown } = work
  const { low, high } = corridor
  const frames = recording.count
  const states = reference.count
  const total = sentences.length
  const first = Int32Array.from(sentences, ([from]) => from)
  const last = Int32Array.from(sentences, ([, to]) => to)
  const price = Float32Array.from(sentences, ([from, to], i) => (to - from + 1) * (work.passOver[i] as number) + PASS_OVER)

  // States are shifted by two, so that a look two states back stays inside.
  let before = new Float32Array(states + 3).fill(INFINITE)
  let now = new Float32Array(states + 3).fill(INFINITE)
  let pausesBefore = new Float32Array(total + 1).fill(INFINITE)
  let pauses = new Float32Array(total + 1).fill(INFINITE)
  let wordPausesBefore = new Float32Array(words.length).fill(INFINITE)
  let wordPauses = new Float32Array(words.length).fill(INFINITE)

  const offsets = new Float64Array(frames + 1)
  for (let t = 0; t < frames; t++) offsets[t + 1] = (offsets[t] as number) + (((high[t] as number) - (low[t] as number) + 4) >> 2)
  const moves = new Uint8Array(offsets[frames] as number)
  const pauseFrom = new Int32Array(frames)
  const pauseMoves: Uint8Array[] = []
  const wordFrom = new Int32Array(frames)
  const wordMoves: Uint8Array[] = []

  for (let t = 0; t < frames; t++) {
    const [from, to] = [low[t] as number, high[t] as number]
    const quiet = silence[t] as number
    const between = Math.min(quiet, unknown[t] as number)

    const firstPause = atLeast(first, from)
    const lastPause = to === states - 1 ? total : atLeast(first, to + 1) - 1
    pauseFrom[t] = firstPause
    const how = new Uint8Array(Math.max(0, lastPause - firstPause + 1))
    pauseMoves.push(how)
    for (let b = firstPause; b <= lastPause; b++) {
      let best = t === 0 ? (b === 0 ? 0 : INFINITE) : (pausesBefore[b] as number)
      let move = STAYED
      if (b > 0) {
        if (t > 0) {
          const end = last[b - 1] as number
          const ended = Math.min(before[end + 2] as number, (before[end + 1] as number) + SKIP) + ENTER_PAUSE
          if (ended < best) [best, move] = [ended, NEXT]
        }
        const earlier = b - 1 >= firstPause ? (pauses[b - 1] as number) - between : t > 0 ? (pausesBefore[b - 1] as number) : INFINITE
        const passed = earlier + (price[b - 1] as number)
        if (passed < best) [best, move] = [passed, SKIPPED]
      }
      pauses[b] = best + between
      how[b - firstPause] = move
    }

    const firstWord = atLeast(words, from)
    const afterWords = atLeast(words, to + 1)
    wordFrom[t] = firstWord
    const wordHow = new Uint8Array(afterWords - firstWord)
    wordMoves.push(wordHow)
    const inside = Math.min(quiet, (unknown[t] as number) + UNKNOWN_IN_SENTENCE)
    for (let w = firstWord; w < afterWords; w++) {
      const stayed = wordPausesBefore[w] as number
      const entered = (before[(words[w] as number) + 1] as number) + ENTER_WORD_PAUSE
      wordPauses[w] = Math.min(stayed, entered) + inside
      if (entered < stayed) wordHow[w - firstWord] = NEXT
    }

    let sentence = firstPause
    let word = firstWord
    let opening = sentence < total ? (first[sentence] as number) : -1
    let beginning = word < words.length ? (words[word] as number) : -1
    let packed = offsets[t] as number
    let [bits, shift] = [0, 0]
    let passed = 0
    for (let j = from; j <= to; j++) {
      const own = SCALE * (1 - product(recording.values, t * recording.dim, reference.values, j * reference.dim, reference.dim))
      let best = (before[j + 2] as number) + STAY
      let move = STAYED
      const next = before[j + 1] as number
      if (next < best) {
        best = next
        move = NEXT
      }
      // A state that is passed over pays its own distance: otherwise the path picks the frames it likes.
      const skipped = (before[j] as number) + SKIP + (j > from ? passed : 9)
      if (skipped < best) {
        best = skipped
        move = SKIPPED
      }
      if (j === opening) {
        const opened = t === 0 ? (sentence === 0 ? 0 : INFINITE) : (pausesBefore[sentence] as number)
        if (opened < best) {
          best = opened
          move = FROM_PAUSE
        }
        sentence++
        opening = sentence < total ? (first[sentence] as number) : -1
      } else if (j === beginning && (wordPausesBefore[word] as number) < best) {
        best = wordPausesBefore[word] as number
        move = FROM_PAUSE
      }
      if (j === beginning) {
        word++
        beginning = word < words.length ? (words[word] as number) : -1
      }
      now[j + 2] = best + own
      passed = own
      bits |= move << shift
      shift += 2
      if (shift === 8) {
        moves[packed++] = bits
        ;[bits, shift] = [0, 0]
      }
    }
    if (shift > 0) moves[packed] = bits

    // What the next frame may look back at and this one did not compute.
    now[from + 1] = INFINITE
    now[from] = INFINITE
    for (let j = to + 1; j <= (high[t + 1] ?? to); j++) now[j + 2] = INFINITE
    if (t + 1 < frames) {
      const nextPause = high[t + 1] === states - 1 ? total : atLeast(first, (high[t + 1] as number) + 1) - 1
      for (let b = Math.max(0, atLeast(first, low[t + 1] as number) - 1); b <= nextPause; b++)
        if (b < firstPause || b > lastPause) pauses[b] = INFINITE
      for (let w = afterWords; w < atLeast(words, (high[t + 1] as number) + 1); w++) wordPauses[w] = INFINITE
    }
    ;[before, now] = [now, before]
    ;[pausesBefore, pauses] = [pauses, pausesBefore]
    ;[wordPausesBefore, wordPauses] = [wordPauses, wordPausesBefore]
  }
  return traceBack()

  function traceBack(): Int32Array | null {
    const path = new Int32Array(frames)
    const atEnd = before[states + 1] as number
    const afterEnd = pausesBefore[total] as number
    if (Math.min(atEnd, afterEnd) >= INFINITE / 2) return null
    let kind: 'state' | 'pause' | 'word' = afterEnd < atEnd ? 'pause' : 'state'
    let at = kind === 'pause' ? total : states - 1
    for (let t = frames - 1; t >= 0; t--) {
      if (kind === 'state') {
        if (at < (low[t] as number) || at > (high[t] as number)) return null
        path[t] = at
        const i = at - (low[t] as number)
        const move = ((moves[(offsets[t] as number) + (i >> 2)] as number) >> ((i & 3) * 2)) & 3
        if (move === NEXT || move === SKIPPED) at -= move
        else if (move === FROM_PAUSE) {
          const sentence = atLeast(first, at)
          const opens = sentence < total && first[sentence] === at
          kind = opens ? 'pause' : 'word'
          at = opens ? sentence : atLeast(words, at)
        }
      } else if (kind === 'pause') {
        path[t] = pauseBefore(at)
        const from = pauseFrom[t] as number
        const how = pauseMoves[t] as Uint8Array
        let move = how[at - from]
        while (move === SKIPPED && at > from) move = how[--at - from]
        // Passed over from a pause that was outside the corridor already.
        if (move === SKIPPED) at--
        else if (move === NEXT) {
          kind = 'state'
          at = last[at - 1] as number
        }
      } else {
        path[t] = WORD_PAUSE
        if ((wordMoves[t] as Uint8Array)[at - (wordFrom[t] as number)] === NEXT) {
          kind = 'state'
          at = (words[at] as number) - 1
        }
      }
    }
    return path
  }
}

/** The first index whose value is at least this. */
export function atLeast(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
