/** What was changed since the revision one began from: how much, at every key, and what, in words, before it is saved. */
import type { Cue } from '../../src/transcript/cue.ts'
import { type CueChange, transcriptDifference } from '../../src/transcript/revise/difference.ts'
import type { Document, Line } from './document.ts'

/** Lines changed, put in or taken away. */
export function countChanges(base: readonly Line[], { lines }: Document): number {
  const old = new Map(base.map((line) => [line.key, line]))
  let count = 0
  for (const line of lines) {
    const before = old.get(line.key)
    if (!before || !isSame(before, line)) count++
    old.delete(line.key)
  }
  return count + old.size
}

/** A line that kept its place is compared with itself; where lines came or went, the stretch around them is compared as a whole. */
export function changesSince(base: readonly Line[], { lines }: Document): CueChange[] {
  const stays = new Set(lines.map((line) => line.key))
  const changes: CueChange[] = []
  let [before, after]: [Line[], Line[]] = [[], []]
  const close = () => {
    const steady = before.length === after.length && before.every((line, n) => line.key === after[n]?.key)
    if (steady) for (const [n, line] of before.entries()) changes.push(...transcriptDifference([line], after.slice(n, n + 1)))
    else changes.push(...transcriptDifference(before, after))
    ;[before, after] = [[], []]
  }
  let [i, j] = [0, 0]
  while (i < base.length || j < lines.length) {
    const [a, b] = [base[i], lines[j]]
    const both = a !== undefined && a.key === b?.key
    const gone = a !== undefined && !both && (b === undefined || !stays.has(a.key))
    if (both && isSame(a, b)) close()
    else {
      if (a && (both || gone)) before.push(a)
      if (b && !gone) after.push(b)
    }
    if (both || gone) i++
    if (!gone) j++
  }
  close()
  return changes
}

const isSame = (a: Cue, b: Cue): boolean =>
  a === b || (a.start === b.start && a.end === b.end && a.speaker === b.speaker && a.text === b.text && a.id === b.id)
