/** Podcasting 2.0 “JSON transcript” 1.0.0: segments with times in seconds. */
import type { Cue } from '../cue.ts'
import { writable } from './writable.ts'

export function writePodcastJson(cues: readonly Cue[]): string {
  const segments = writable(cues).map(({ speaker, start, end, text }) => ({
    ...(speaker === null ? {} : { speaker }),
    startTime: start / 1000,
    endTime: end / 1000,
    body: text,
  }))
  return JSON.stringify({ version: '1.0.0', segments })
}
