/** Cuts a long recording into pieces that a speech recogniser takes, each ending where it is quietest. */
import { createReadStream } from 'node:fs'
import { SAMPLE_BYTES, SAMPLE_RATE } from './sound-file.ts'

export interface Piece {
  /** Milliseconds in the recording. */
  readonly start: number
  readonly end: number
  /** Whether there is anything to hear in it. */
  readonly audible: boolean
  /** Whether it ends in a pause, or with the recording. */
  readonly endsQuietly: boolean
}

/** The loudness of sound is measured for each span of so many milliseconds. */
export const FRAME_MS = 100
/** A cut is made where the sum of so many frames is lowest. */
const PAUSE_FRAMES = 3
/** Pieces are about equally long: a cut may lie this far from its place, as a share of a piece. */
const SLACK = 0.25
/** A pause is at most this loud, beside the median of the sound around it. */
const QUIET_SHARE = 0.35
/** Root mean square of 16-bit samples, about -65 dBFS: softer than the noise of any microphone. */
const INAUDIBLE = 18

const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000

/** @param file 16-bit samples, low byte first @returns root mean square of each frame */
export async function measureLevels(file: string, signal: AbortSignal): Promise<number[]> {
  const levels: number[] = []
  let [sum, count] = [0, 0]
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = bytes.length - (bytes.length % SAMPLE_BYTES)
    for (let at = 0; at < whole; at += SAMPLE_BYTES) {
      const sample = bytes.readInt16LE(at)
      sum += sample * sample
      if (++count < FRAME_SAMPLES) continue
      levels.push(Math.sqrt(sum / count))
      ;[sum, count] = [0, 0]
    }
    rest = Buffer.from(bytes.subarray(whole))
  }
  if (count > 0) levels.push(Math.sqrt(sum / count))
  return levels
}

/**
 * Pieces that follow each other without a gap, from the first moment to the last. Pure.
 * @param levels of each frame
 * @param longest milliseconds in one piece
 */
export function cutAtPauses(levels: readonly number[], longest: number): Piece[] {
  const most = Math.max(2 * PAUSE_FRAMES, Math.floor(longest / FRAME_MS))
  const pieces: Piece[] = []
  for (let from = 0; from < levels.length; ) {
    const to = levels.length - from <= most ? levels.length : quietestCut(levels, from, most)
    const sound = levels.slice(from, to)
    pieces.push({
      start: from * FRAME_MS,
      end: to * FRAME_MS,
      audible: sound.some((level) => level > INAUDIBLE),
      endsQuietly: to === levels.length || isQuiet(levels, to, sound),
    })
    from = to
  }
  return pieces
}

function quietestCut(levels: readonly number[], from: number, most: number): number {
  const rest = levels.length - from
  const even = rest / Math.ceil(rest / most)
  const first = from + Math.max(PAUSE_FRAMES, Math.floor(even * (1 - SLACK)))
  const last = from + Math.min(most, Math.ceil(even * (1 + SLACK)))
  const middle = Math.min(last, from + Math.round(even))
  let [best, lowest] = [middle, loudnessAround(levels, middle)]
  for (let cut = first; cut <= last; cut++) {
    const level = loudnessAround(levels, cut)
    const isNearer = Math.abs(cut - middle) < Math.abs(best - middle)
    if (level < lowest || (level === lowest && isNearer)) [best, lowest] = [cut, level]
  }
  return best
}

function loudnessAround(levels: readonly number[], cut: number): number {
  let sum = 0
  for (let i = 0; i < PAUSE_FRAMES; i++) sum += levels[cut - 1 - Math.floor(PAUSE_FRAMES / 2) + i] ?? 0
  return sum
}

function isQuiet(levels: readonly number[], cut: number, sound: readonly number[]): boolean {
  const median = sound.toSorted((a, b) => a - b)[Math.floor(sound.length / 2)] ?? 0
  return loudnessAround(levels, cut) / PAUSE_FRAMES <= Math.max(INAUDIBLE, QUIET_SHARE * median)
}
