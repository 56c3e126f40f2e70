/** Whether a transcript belongs to a recording: its length, and whether it speaks where there is sound. */

import { type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { formatClock } from '../../timecode.ts'

interface Span {
  readonly start: number
  readonly end: number
}

/** Words in so much silence are no accident. */
const MOST_IN_SILENCE = 0.15
const SHIFT_STEP_MS = 250
const LARGEST_SHIFT_MS = 30_000
/** A shift is said when it puts so much more of the words where there is sound. */
const SHIFT_GAIN = 0.08
const SMALLEST_SHIFT_MS = 750
/** So much of the recording without a word at its end or start is worth a look. */
const MOST_UNTOLD = 0.25
const LONGEST_UNTOLD_MS = 5 * 60_000

/**
 * @param cues of the newest revision, times in milliseconds
 * @param silences where nothing is heard, in order; empty where not measured
 */
export function checkAgainstMedia(
  cues: readonly Cue[],
  { duration, silences }: { duration: number; silences: readonly Span[] },
): Problem[] {
  const timed = cues.filter(({ start, end }) => end > start)
  const [first, last] = [timed[0], timed.at(-1)]
  if (!first || !last) return []
  const problems: Problem[] = []
  const past = timed.filter(({ end }) => end > duration + 1000).length
  if (past > 0)
    problems.push(
      warning(
        'past-end',
        `${past} regels lopen door na het einde van de opname (${formatClock(duration)}). Hoort dit transcript bij deze opname?`,
      ),
    )
  const untold = duration - last.end
  if (untold > LONGEST_UNTOLD_MS || untold > duration * MOST_UNTOLD)
    problems.push(
      warning(
        'ends-early',
        `Het transcript stopt op ${formatClock(last.end)}, de opname duurt ${formatClock(duration)}. Ontbreekt het slot?`,
      ),
    )
  if (first.start > LONGEST_UNTOLD_MS || first.start > duration * MOST_UNTOLD)
    problems.push(warning('starts-late', `Het transcript begint pas op ${formatClock(first.start)}. Ontbreekt het begin?`))
  const shift = bestShift(timed, silences)
  if (shift) {
    const direction = shift.by > 0 ? 'te vroeg' : 'te laat'
    const seconds = (Math.abs(shift.by) / 1000).toLocaleString('nl-NL', { maximumFractionDigits: 1 })
    problems.push(
      warning(
        'shifted',
        `Het transcript lijkt ongeveer ${seconds} seconden ${direction}: ${percent(shift.before)} van de tekst valt nu in stilte, verschoven ${percent(shift.after)}. Verschuif het in de transcripteditor.`,
      ),
    )
  } else if (inSilence(timed, silences, 0) > MOST_IN_SILENCE)
    problems.push(
      warning(
        'in-silence',
        `${percent(inSilence(timed, silences, 0))} van de tekst valt waar niets te horen is. Hoort dit transcript bij deze opname?`,
      ),
    )
  return problems
}

/** Milliseconds to move the transcript by, when that puts clearly more of it where there is sound. */
function bestShift(cues: readonly Span[], silences: readonly Span[]): { by: number; before: number; after: number } | null {
  if (silences.length === 0) return null
  const before = inSilence(cues, silences, 0)
  let best = { by: 0, after: before }
  for (let by = -LARGEST_SHIFT_MS; by <= LARGEST_SHIFT_MS; by += SHIFT_STEP_MS) {
    const after = inSilence(cues, silences, by)
    if (after < best.after - 1e-9 || (Math.abs(after - best.after) < 1e-9 && Math.abs(by) < Math.abs(best.by))) best = { by, after }
  }
  return Math.abs(best.by) >= SMALLEST_SHIFT_MS && before - best.after >= SHIFT_GAIN ? { ...best, before } : null
}

/** The share of the cues' time that lies in silence when all are moved by so many milliseconds. Both lists in order of start. */
function inSilence(cues: readonly Span[], silences: readonly Span[], by: number): number {
  let [silent, whole, next] = [0, 0, 0]
  for (const cue of cues) {
    const [start, end] = [cue.start + by, cue.end + by]
    whole += end - start
    while (next < silences.length && (silences[next]?.end ?? 0) <= start) next++
    for (let i = next; i < silences.length; i++) {
      const silence = silences[i]
      if (!silence || silence.start >= end) break
      silent += Math.max(0, Math.min(end, silence.end) - Math.max(start, silence.start))
    }
  }
  return whole === 0 ? 0 : silent / whole
}

const percent = (share: number) => `${Math.round(share * 100)} %`
