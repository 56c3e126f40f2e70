/** What changed between two texts or transcripts, word by word, for people to read. */
import { diffArrays } from 'diff'
import type { Cue } from '../cue.ts'

export interface Piece {
  readonly kind: 'same' | 'gone' | 'new'
  readonly text: string
}

/** More changes than this are another text: it is shown as wholly replaced, and does not hold anybody up. */
const MOST_CHANGES = 4000

export interface Change {
  /** Words of `a`: [from, to), replaced by words of `b`: [newFrom, newTo). */
  readonly from: number
  readonly to: number
  readonly newFrom: number
  readonly newTo: number
}

/** The changed stretches, in order; what lies between them is equal. */
export function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  const runs = diffArrays([...a], [...b], { maxEditLength: MOST_CHANGES })
  if (!runs) return [{ from: 0, to: a.length, newFrom: 0, newTo: b.length }]
  const changes: { from: number; to: number; newFrom: number; newTo: number }[] = []
  let [i, j] = [0, 0]
  let open = false
  for (const { added, removed, count } of runs) {
    if (added || removed) {
      const last = changes.at(-1)
      if (!open || !last) changes.push({ from: i, to: i, newFrom: j, newTo: j })
      const change = changes.at(-1)
      if (removed && change) change.to = i += count
      if (added && change) change.newTo = j += count
      open = true
    } else {
      i += count
      j += count
      open = false
    }
  }
  return changes
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)

/** What stayed, what went, what came. */
export function wordDifference(before: string, after: string): Piece[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], words: readonly string[]) => words.length > 0 && pieces.push({ kind, text: words.join(' ') })
  let at = 0
  for (const { from, to, newFrom, newTo } of changesBetween(a, b)) {
    add('same', a.slice(at, from))
    add('gone', a.slice(from, to))
    add('new', b.slice(newFrom, newTo))
    at = to
  }
  add('same', a.slice(at))
  return pieces
}

export interface CueChange {
  /** Where it stands, in ms, in the later of the two that has it. */
  readonly time: number
  readonly words: readonly Piece[] | null
  readonly times: { readonly before: readonly [number, number]; readonly after: readonly [number, number] } | null
  readonly speaker: { readonly before: string | null; readonly after: string | null } | null
}

/**
 * Lines that changed between two revisions: words, times and speakers. Lines are paired by their words, so that one put in does not
 * change all that follow.
 */
export function transcriptDifference(before: readonly Cue[], after: readonly Cue[]): CueChange[] {
  const text = (cue: Cue) => wordsOf(cue.text).join(' ')
  const changes: CueChange[] = []
  let [i, j] = [0, 0]
  const pair = (a: Cue | undefined, b: Cue | undefined) => {
    const words = a && b && text(a) === text(b) ? null : wordDifference(a?.text ?? '', b?.text ?? '')
    const times =
      a && b && (a.start !== b.start || a.end !== b.end) ? { before: [a.start, a.end] as const, after: [b.start, b.end] as const } : null
    const speaker = a && b && a.speaker !== b.speaker ? { before: a.speaker, after: b.speaker } : null
    if (words || times || speaker) changes.push({ time: (b ?? a)?.start ?? 0, words, times, speaker })
  }
  for (const { from, to, newFrom, newTo } of [
    ...changesBetween(before.map(text), after.map(text)),
    { from: before.length, to: before.length, newFrom: after.length, newTo: after.length },
  ]) {
    while (i < from && j < newFrom) pair(before[i++], after[j++])
    // As many lines on either side are taken for the same lines, corrected; otherwise the stretch is compared as one text.
    if (to - from === newTo - newFrom) while (i < to) pair(before[i++], after[j++])
    else {
      const [old, fresh] = [before.slice(from, to), after.slice(newFrom, newTo)]
      const words = wordDifference(old.map(text).join(' '), fresh.map(text).join(' '))
      changes.push({ time: (fresh[0] ?? old[0])?.start ?? 0, words, times: null, speaker: null })
    }
    ;[i, j] = [to, newTo]
  }
  return changes
}
