/** Transcripts whose clock does not begin with the recording: programmes are set from 10:00:00, recorders write the time of day. */
import type { Cue } from '../../cue.ts'

const HOUR_MS = 3_600_000

/**
 * Milliseconds to add to every time so that the transcript begins within the recording, where all of it lies after the recording's end:
 * a whole number of hours where that will do, since programmes are set from a whole hour. Null where it does not, or would not fit.
 */
export function shiftIntoRecording(cues: readonly Cue[], duration: number): number | null {
  const timed = cues.filter(({ end }) => end > 0)
  if (timed.length === 0) return null
  const first = timed.reduce((least, { start }) => Math.min(least, start), Infinity)
  const last = timed.reduce((most, { start }) => Math.max(most, start), 0)
  if (first < duration) return null
  const hours = Math.floor(first / HOUR_MS) * HOUR_MS
  if (hours > 0 && first - hours < duration) return -hours
  return last - first < duration ? -first : null
}

/** The cues with all times moved; those that would lie before the start are left out, and one that is cut through begins at the start. */
export function shiftCues(cues: readonly Cue[], by: number): Cue[] {
  const move = (time: number) => Math.max(0, time + by)
  return cues
    .filter(({ start, end }) => Math.max(start, end) + by > 0 || start + by >= 0)
    .map((cue) => ({
      ...cue,
      start: move(cue.start),
      end: move(cue.end),
      words: cue.words && cue.words.map((word) => ({ ...word, start: move(word.start), end: move(word.end) })),
    }))
}
