/**
 * Lines on their way to the server. Ten thousand timed lines are megabytes, sent again a moment after each pause: what did not change
 * since the last time is not written out again, so that nobody waits for it while typing.
 */
import type { Cue } from '../../src/transcript/cue.ts'

/** One piece for each so much of the recording. */
const STRETCH_MS = 600_000

interface Stretch {
  readonly cues: readonly Cue[]
  readonly written: Blob
}

/** By the first line. */
const known = new WeakMap<Cue, Stretch>()

/** `{ …fields, "cues": […] }` */
export function bodyOf(fields: Readonly<Record<string, unknown>>, cues: readonly Cue[]): Blob {
  const pieces: (Blob | string)[] = [`${JSON.stringify(fields).slice(0, -1)},"cues":[`]
  for (const [i, stretch] of stretchesOf(cues).entries()) {
    if (i > 0) pieces.push(',')
    pieces.push(write(stretch))
  }
  return new Blob([...pieces, ']}'])
}

/** Writes the lines out while there is nothing else to do. */
export function writeAhead(cues: readonly Cue[]): void {
  const stretches = stretchesOf(cues)
  const idle = (act: () => void) => ('requestIdleCallback' in window ? requestIdleCallback(act) : setTimeout(act, 50))
  const next = () => {
    const stretch = stretches.shift()
    if (!stretch) return
    write(stretch)
    idle(next)
  }
  idle(next)
}

function write(cues: readonly Cue[]): Blob {
  const [first] = cues
  const before = first && known.get(first)
  if (before && before.cues.length === cues.length && before.cues.every((cue, i) => cue === cues[i])) return before.written
  const written = new Blob([cues.map((cue) => JSON.stringify(cue)).join(',')])
  if (first) known.set(first, { cues, written })
  return written
}

function stretchesOf(cues: readonly Cue[]): Cue[][] {
  const stretches: Cue[][] = []
  let at = Number.NaN
  for (const cue of cues) {
    const now = Math.floor(cue.start / STRETCH_MS)
    if (now === at) stretches.at(-1)?.push(cue)
    else stretches.push([cue])
    at = now
  }
  return stretches
}
