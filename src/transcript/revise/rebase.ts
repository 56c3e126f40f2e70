/**
 * Two revisions of one transcript into one: what an archivist wrote, and what somebody else saved or the machine read meanwhile. Lines that
 * one side changed come from that side, whole. A line that both changed has the text, the speaker and the times of who changed each; where lines were divided again by
 * both, the words go together one by one (`mergeTranscripts`). Where both changed the same words, or the speaker, a choice is offered.
 */
import type { Cue } from '../cue.ts'
import { type Change, changesBetween } from './difference.ts'
import { mergeTranscripts } from './merge.ts'
import { retime } from './word-times.ts'

export interface Choice {
  /** Milliseconds. */
  readonly time: number
  readonly base: string
  readonly mine: Cue | null
  /** Null: the line is gone there. */
  readonly theirs: Cue | null
}

/** A line with `choice` waits for a decision. */
interface Entry {
  readonly cue: Cue | null
  readonly choice: Choice | null
}

export interface Rebased {
  readonly lines: readonly Entry[]
  /** Both changed the same times or divided the same lines: times and lines are theirs there, mine are left. */
  readonly timesLeft: boolean
}

export function rebase(base: readonly Cue[], mine: readonly Cue[], theirs: readonly Cue[]): Rebased {
  const signatures = (cues: readonly Cue[]) => cues.map(({ start, end, speaker, text }) => JSON.stringify([start, end, speaker, text]))
  const old = signatures(base)
  const regions = regionsOf(changesBetween(old, signatures(mine)), changesBetween(old, signatures(theirs)))
  const lines: Entry[] = []
  let [timesLeft, at, theirsAt] = [false, 0, 0]
  const plain = (cues: readonly Cue[]) => lines.push(...cues.map((cue) => ({ cue, choice: null })))
  for (const region of regions) {
    // Between the regions all three are the same.
    plain(theirs.slice(theirsAt, theirsAt + region.from - at))
    const [before, my, their] = [base.slice(region.from, region.to), mine.slice(...region.mine), theirs.slice(...region.theirs)]
    if (region.by === 'mine') plain(my)
    else if (region.by === 'theirs' || signatures(my).join() === signatures(their).join()) plain(their)
    else {
      const sameLines = before.length === my.length && before.length === their.length
      const together = sameLines ? lineByLine(before, my, their) : wordByWord(before, my, their)
      lines.push(...together.lines)
      timesLeft ||= together.timesLeft
    }
    at = region.to
    theirsAt = region.theirs[1]
  }
  plain(theirs.slice(theirsAt))
  return { lines, timesLeft }
}

interface Region {
  /** Lines [from, to) of the base, and what became of them. */
  from: number
  to: number
  mine: [number, number]
  theirs: [number, number]
  by: 'mine' | 'theirs' | 'both'
}

/** Changes of either side in order; those that touch each other are one region. */
function regionsOf(mine: readonly Change[], theirs: readonly Change[]): Region[] {
  const regions: Region[] = []
  const all = [...mine.map((change) => ({ change, by: 'mine' as const })), ...theirs.map((change) => ({ change, by: 'theirs' as const }))]
  all.sort((a, b) => a.change.from - b.change.from || a.change.to - b.change.to)
  // How many lines each side has more than the base, up to here.
  const more = { mine: 0, theirs: 0 }
  for (const { change, by } of all) {
    let region = regions.at(-1)
    const touches = region && (change.from < region.to || (change.from === region.from && change.to === region.to))
    if (!region || !touches) {
      const empty = (side: 'mine' | 'theirs'): [number, number] => [change.from + more[side], change.from + more[side]]
      region = { from: change.from, to: change.from, mine: empty('mine'), theirs: empty('theirs'), by }
      regions.push(region)
    }
    if (region.by !== by) region.by = 'both'
    region.to = Math.max(region.to, change.to)
    more[by] += change.newTo - change.newFrom - (change.to - change.from)
    for (const side of ['mine', 'theirs'] as const) region[side][1] = region.to + more[side]
  }
  return regions
}

function lineByLine(base: readonly Cue[], mine: readonly Cue[], theirs: readonly Cue[]): Rebased {
  let timesLeft = false
  const lines = base.map((before, i): Entry => {
    const [my, their] = [mine[i] ?? before, theirs[i] ?? before]
    const moved = (cue: Cue) => cue.start !== before.start || cue.end !== before.end
    if (moved(my) && moved(their) && (my.start !== their.start || my.end !== their.end)) timesLeft = true
    const timed = moved(my) && !moved(their) ? my : their
    const spoke = either(before.speaker, my.speaker, their.speaker)
    const said = either(before.text, my.text, their.text) ?? mergedText(before, my, their)
    const fields = (cue: Cue, text: string): Cue => ({ ...timed, speaker: cue.speaker, text, words: wordsOf(timed, cue, text) })
    if (said === null || spoke === undefined) {
      const choice = { time: timed.start, base: before.text, mine: fields(my, my.text), theirs: fields(their, their.text) }
      return { cue: null, choice }
    }
    return { cue: { ...fields(said === my.text ? my : their, said), speaker: spoke }, choice: null }
  })
  return { lines, timesLeft }
}

/** @returns what one of them made of it; undefined where each made something else */
function either<T>(before: T, mine: T, theirs: T): T | undefined {
  if (mine === before || mine === theirs) return theirs
  return theirs === before ? mine : undefined
}

/** @returns null where both changed the same words */
function mergedText(before: Cue, mine: Cue, theirs: Cue): string | null {
  const { cues, conflicts } = mergeTranscripts([before], [mine], [theirs])
  return conflicts.length > 0 ? null : (cues[0]?.text ?? '')
}

const wordsOf = (timed: Cue, cue: Cue, text: string) =>
  timed.start === cue.start && timed.end === cue.end && text === cue.text ? cue.words : retime(timed, text)

function wordByWord(base: readonly Cue[], mine: readonly Cue[], theirs: readonly Cue[]): Rebased {
  // The side that left lines and times alone brings only words, so that the other's lines and times can stay.
  const mineHost = hasOwnLines(base, mine) && !hasOwnLines(base, theirs)
  const [guest, host] = mineHost ? [theirs, mine] : [mine, theirs]
  const { cues, conflicts } = mergeTranscripts(base, guest, host)
  const merged = paired(host, cues)
  const disputed = new Set<number>()
  for (const { time, theirs: words } of conflicts) {
    const from = host.findIndex((cue) => cue.start === time)
    for (const at of linesWith(host, from, words)) disputed.add(at)
  }
  const baseAt = new Map(base.map((cue) => [cue.start, cue]))
  for (const [i, cue] of host.entries()) {
    const before = baseAt.get(cue.start)
    if (before && cue.speaker !== before.speaker && merged[i] && merged[i]?.speaker !== cue.speaker) disputed.add(i)
  }
  const lines = host.map((cue, i): Entry => {
    const together = merged[i] ?? null
    if (!disputed.has(i)) return { cue: together, choice: null }
    const [my, their] = mineHost ? [cue, together] : [together, cue]
    return { cue: null, choice: { time: cue.start, base: baseAt.get(cue.start)?.text ?? '', mine: my, theirs: their } }
  })
  return { lines, timesLeft: hasOwnLines(base, mine) && hasOwnLines(base, theirs) }
}

const hasOwnLines = (base: readonly Cue[], other: readonly Cue[]) =>
  base.length !== other.length || base.some((cue, i) => cue.start !== other[i]?.start || cue.end !== other[i]?.end)

/** The host's lines as they came out of the merge; undefined: no word was left of it. */
function paired(host: readonly Cue[], merged: readonly Cue[]): (Cue | undefined)[] {
  let next = 0
  return host.map(({ start, end, id }) => {
    const cue = merged[next]
    if (!cue || cue.start !== start || cue.end !== end || cue.id !== id) return undefined
    next++
    return cue
  })
}

/** The line that a conflict begins in, and those after it that its words run on into. */
function linesWith(host: readonly Cue[], from: number, words: string): number[] {
  if (from < 0) return []
  const lines: number[] = []
  let text = ''
  for (let at = from; at < host.length; at++) {
    lines.push(at)
    text = `${text} ${(host[at]?.text ?? '').split(/\s+/).filter(Boolean).join(' ')}`.trim()
    if (text.includes(words)) return lines
  }
  return [from]
}
