/**
 * Corrections that survive a new machine transcript: three-way merge, word by word. `theirs` gives the lines and times, `mine` the words
 * and speakers a person changed since `base`. Where both changed the same words, the person’s stay and the conflict is reported.
 */

import type { Cue, Word } from '../cue.ts'
import { type Change, changesBetween } from './difference.ts'

export interface Conflict {
  /** In the merged transcript, in ms. */
  readonly time: number
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

export interface Merged {
  readonly cues: Cue[]
  readonly conflicts: Conflict[]
}

interface Spoken {
  readonly text: string
  readonly cue: number
}

const spokenIn = (cues: readonly Cue[]): Spoken[] =>
  cues.flatMap((cue, i) =>
    cue.text
      .split(/\s+/)
      .filter(Boolean)
      .map((text) => ({ text, cue: i })),
  )

export function mergeTranscripts(base: readonly Cue[], mine: readonly Cue[], theirs: readonly Cue[]): Merged {
  const [old, my, their] = [spokenIn(base), spokenIn(mine), spokenIn(theirs)]
  const texts = (words: readonly Spoken[]) => words.map((word) => word.text)
  const corrections = changesBetween(texts(old), texts(my))
  const renewals = changesBetween(texts(old), texts(their))
  const conflicts: Conflict[] = []
  /** For each line of theirs its words, corrected. */
  const lines: { text: string; from: number | null }[][] = theirs.map(() => [])
  const put = (cue: number, text: string, from: number | null) => lines[cue]?.push({ text, from })
  let at = 0
  for (const correction of corrections) {
    const clash = renewals.filter((renewal) => touches(correction, renewal))
    const [first, last] = [clash[0], clash.at(-1)]
    // The stretch of base that both sides speak of.
    const from = Math.min(correction.from, first?.from ?? correction.from)
    const to = Math.max(correction.to, last?.to ?? correction.to)
    const [theirFrom, theirTo] = [inNew(renewals, from), inNew(renewals, to, true)]
    const [myFrom, myTo] = [inNew(corrections, from), inNew(corrections, to, true)]
    if (theirFrom < at) continue // a stretch taken together with the one before
    for (; at < theirFrom; at++) put(their[at]?.cue ?? 0, their[at]?.text ?? '', at)
    const [mineWords, theirWords] = [texts(my.slice(myFrom, myTo)), texts(their.slice(theirFrom, theirTo))]
    const cue = their[theirFrom]?.cue ?? their[theirFrom - 1]?.cue ?? 0
    if (mineWords.join(' ') === theirWords.join(' '))
      for (let n = theirFrom; n < theirTo; n++) put(their[n]?.cue ?? 0, their[n]?.text ?? '', n)
    else {
      if (clash.length > 0)
        conflicts.push({
          time: theirs[cue]?.start ?? 0,
          base: texts(old.slice(from, to)).join(' '),
          mine: mineWords.join(' '),
          theirs: theirWords.join(' '),
        })
      // Corrected words stand where theirs stood, in the same lines as far as their numbers agree.
      for (const [n, text] of mineWords.entries()) {
        const replaced = theirFrom + n < theirTo ? theirFrom + n : null
        // Words put in at the end of a line stay in that line, and do not begin the next.
        const follows = my[myFrom + n]?.cue === my[myFrom - 1]?.cue
        const beside = theirTo > theirFrom ? theirTo - 1 : follows ? theirFrom - 1 : theirFrom
        put(their[replaced ?? beside]?.cue ?? cue, text, replaced)
      }
    }
    at = theirTo
  }
  for (; at < their.length; at++) put(their[at]?.cue ?? 0, their[at]?.text ?? '', at)
  const speakers = correctedSpeakers(base, mine, { old, my, their, corrections, renewals })
  const cues = theirs.flatMap((cue, i): Cue[] => {
    const words = lines[i] ?? []
    const text = words.map((word) => word.text).join(' ')
    if (text === '' && cue.text.trim() !== '') return []
    const unchanged = text === cue.text.split(/\s+/).filter(Boolean).join(' ')
    const speaker = speakers.has(i) ? (speakers.get(i) ?? null) : cue.speaker
    return [
      {
        ...cue,
        speaker,
        text: unchanged ? cue.text : text,
        words: unchanged
          ? cue.words
          : timed(
              cue,
              words.map((word) => word.text),
            ),
      },
    ]
  })
  return { cues, conflicts }
}

const touches = (a: Change, b: Change) =>
  a.from < b.to && b.from < a.to ? true : a.from === b.from && (a.from === a.to || b.from === b.to)

/** Where a place of base lies in the new text; at a change its beginning, or its end where `after` is asked. */
function inNew(changes: readonly Change[], place: number, after = false): number {
  let shift = 0
  for (const change of changes) {
    if (change.from > place || (change.from === place && !(after && change.to <= place))) break
    if (change.to > place) return after ? change.newTo : change.newFrom
    shift = change.newTo - change.to
  }
  return place + shift
}

/** Incoming lines to whose words a person assigned another speaker. */
function correctedSpeakers(
  base: readonly Cue[],
  mine: readonly Cue[],
  { old, my, their, corrections, renewals }: { old: Spoken[]; my: Spoken[]; their: Spoken[]; corrections: Change[]; renewals: Change[] },
): Map<number, string | null> {
  const votes = new Map<number, Map<string | null, number>>()
  for (let place = 0; place < old.length; place++) {
    if ([...corrections, ...renewals].some(({ from, to }) => place >= from && place < to)) continue
    const before = base[old[place]?.cue ?? 0]?.speaker ?? null
    const after = mine[my[inNew(corrections, place)]?.cue ?? 0]?.speaker ?? null
    const cue = their[inNew(renewals, place)]?.cue
    if (cue === undefined) continue
    const line = votes.get(cue) ?? new Map<string | null, number>()
    votes.set(cue, line)
    if (before !== after) line.set(after, (line.get(after) ?? 0) + 1)
    else line.set(null, line.get(null) ?? 0)
  }
  const corrected = new Map<number, string | null>()
  for (const [cue, line] of votes) {
    const [best] = [...line].sort((a, b) => b[1] - a[1])
    const words = their.filter((word) => word.cue === cue).length
    if (best && best[1] > words / 2) corrected.set(cue, best[0])
  }
  return corrected
}

/** Timed words again after a correction: the line’s own span, shared out by length. */
function timed(cue: Cue, words: readonly string[]): Word[] | null {
  if (!cue.words || words.length === 0) return null
  const known = new Map(cue.words.map((word) => [word.text, word]))
  const total = words.reduce((sum, word) => sum + word.length + 1, 0)
  let passed = 0
  return words.map((text) => {
    const start = cue.start + Math.round(((cue.end - cue.start) * passed) / total)
    passed += text.length + 1
    const end = cue.start + Math.round(((cue.end - cue.start) * passed) / total)
    return known.get(text) ?? { start, end, text }
  })
}
