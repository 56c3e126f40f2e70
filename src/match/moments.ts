/** The places in a talk where a query's words fall, gathered into moments. The same on the server and in the browser. */

import type { Matcher } from './matcher.ts'
import { eachSpoken, indexOfForm, type SpokenWords } from './spoken-words.ts'

/** How well a word meets a term. */
export const DEFINED = 5
export const EXACT = 4
export const STEM = 3
/** By a second reading: `werken` as the plural of `werk`. */
export const OTHER = 2
export const PART = 1
export type Quality = typeof DEFINED | typeof EXACT | typeof STEM | typeof OTHER | typeof PART

export interface Place {
  /** Word number in the talk. */
  readonly at: number
  /** Words it spans. */
  readonly length: number
  readonly clause: number
  readonly quality: Quality
}

export interface Cluster {
  readonly cue: number
  /** The first matched word. */
  readonly at: number
  /** The word after the last one that the clauses met need: a snippet up to here holds a word for each. */
  readonly last: number
  /** Which places fall near it: [from, to) in the list they came from. */
  readonly from: number
  readonly to: number
  /** How many clauses are met near here. */
  readonly met: number
  /** The clauses met, a bit each. */
  readonly clauses: number
  /** With rare words counting for more: orders talks. */
  readonly score: number
  /** With all words alike: orders the moments of a talk, which the browser, knowing fewer talks, then orders the same. */
  readonly fit: number
}

/** What is known of each cue besides its words. */
export interface CueFacts {
  /** The word at which each cue begins. */
  readonly starts: Uint32Array
  /** How many words at its beginning only repeat the end of the cue before (rolling captions): they are spoken once. */
  readonly repeats: Uint16Array
  /** The clauses that the name of its speaker meets, a bit each; null where no clause names anybody in this talk. */
  readonly named: Uint32Array | null
  /** The number of its voice, where a talk has several; null where it has one. 0: no voice is certain. */
  readonly voices: Uint16Array | null
  /** 1 where its speaker is among those asked for; null where all are. */
  readonly allowed: Uint8Array | null
}

/** Words of a query belong together within this many spoken words. */
const WINDOW = 25

/** Which clauses a form meets, and how well. */
type Meets = readonly { readonly clause: number; readonly quality: Quality }[]

/** Forms, ascending, and a number for each. */
interface Numbered {
  readonly forms: Uint32Array
  readonly numbers: Int32Array
}

/** Clauses as talks are looked through for them: laid out once a query. */
export interface Sought {
  readonly clauses: readonly (readonly Matcher[])[]
  /** Each form with the number of the clause it matches. */
  readonly words: Numbered
  readonly meets: readonly Meets[]
  /** Each form of a compound's parts, with a bit a part. */
  readonly parts: ReadonlyMap<Matcher, Numbered>
}

export function soughtFor(clauses: readonly (readonly Matcher[])[]): Sought {
  const meets: Meets[] = [[]]
  const numbers = new Map<number, number>()
  for (const [clause, alternatives] of clauses.entries()) {
    for (const { forms: wanted } of alternatives) {
      for (const [form, quality] of wanted) {
        const known = meets[numbers.get(form) ?? 0] ?? []
        const better = known.find((other) => other.clause === clause)
        if (better && better.quality >= quality) continue
        numbers.set(form, meets.length)
        meets.push([...known.filter((other) => other.clause !== clause), { clause, quality }])
      }
    }
  }
  const split = clauses.flat().filter((matcher) => matcher.parts.length > 1)
  return { clauses, words: ascending(numbers), meets, parts: new Map(split.map((matcher) => [matcher, ascending(bitsOf(matcher.parts))])) }
}

function ascending(numbers: ReadonlyMap<number, number>): Numbered {
  const forms = Uint32Array.from(numbers.keys()).sort()
  return { forms, numbers: Int32Array.from(forms, (form) => numbers.get(form) ?? 0) }
}

function bitsOf(parts: Matcher['parts']): Map<number, number> {
  const bits = new Map<number, number>()
  for (const [i, part] of parts.entries()) for (const form of part.keys()) bits.set(form, (bits.get(form) ?? 0) | (1 << i))
  return bits
}

/** Every place where a word of a talk meets a clause, in spoken order. */
export function placesIn(talk: number, words: SpokenWords, sought: Sought): Place[] {
  const places: Place[] = []
  const { clauses, words: wanted, meets } = sought
  // A talk in doubt has none of the word's own forms.
  if (clauses.some((alternatives) => alternatives.some((matcher) => !matcher.doubtful.has(talk)))) {
    eachSpoken(words, wanted.forms, (at, which) => {
      for (const { clause, quality } of meets[wanted.numbers[which] ?? 0] ?? []) places.push({ at, length: 1, clause, quality })
    })
  }
  const single = places.length
  for (const [clause, alternatives] of clauses.entries()) {
    for (const matcher of alternatives) {
      if (matcher.row) addRows(words, { row: matcher.row, clause, quality: matcher.rowQuality }, places)
      const parts = matcher.apart.has(talk) ? sought.parts.get(matcher) : undefined
      if (parts) addPartsNear(words, { parts, count: matcher.parts.length, within: matcher.within }, clause, places)
    }
  }
  // Single words come in order already.
  return places.length === single ? places : places.sort((a, b) => a.at - b.at || a.clause - b.clause || b.quality - a.quality)
}

/** Words in a row: around each place of the one that is said least. */
function addRows(
  words: SpokenWords,
  { row, clause, quality }: { readonly row: readonly number[]; readonly clause: number; readonly quality: Quality },
  places: Place[],
): void {
  const indexes = row.map((form) => indexOfForm(words, form))
  if (indexes.includes(-1)) return
  const { from, at } = words.places()
  const times = indexes.map((n) => (from[n + 1] ?? 0) - (from[n] ?? 0))
  const rarest = times.indexOf(Math.min(...times))
  const n = indexes[rarest] ?? 0
  for (let place = from[n] ?? 0; place < (from[n + 1] ?? 0); place++) {
    const start = (at[place] ?? 0) - rarest
    if (indexes.every((index, i) => words.order[start + i] === index)) places.push({ at: start, length: row.length, clause, quality })
  }
}

/** `schuldhulpverlening` in the query, “hulp bij schulden verlenen” in the talk: every part, in any order, close together. */
function addPartsNear(
  words: SpokenWords,
  { parts, count, within }: { readonly parts: Numbered; readonly count: number; readonly within: number },
  clause: number,
  places: Place[],
): void {
  const last = Array.from({ length: count }, () => -Infinity)
  eachSpoken(words, parts.forms, (at, which) => {
    const bits = parts.numbers[which] ?? 0
    for (let i = 0; i < count; i++) if (bits & (1 << i)) last[i] = at
    const from = Math.min(...last)
    // One compound that holds all the parts is a hit of its own already.
    if (at - from > within || from === at) return
    for (const place of last) places.push({ at: place, length: 1, clause, quality: PART })
    last.fill(-Infinity)
  })
}

/** How much several mentions close together add, at most. */
const MENTIONS = 0.15
/** How much more words score side by side than at the two ends of the window. */
const TIGHT = 0.25
/** Spoken by the person named, a clause counts for more than with the name spoken by somebody else. */
const NAMED = 1.5
/** Words in between at which side by side counts for half. */
const HALF_TIGHT = 8

const QUALITY_WEIGHTS = [0, 0.6, 0.7, 0.8, 1, 1.2]
const qualityWeight = (quality: number) => QUALITY_WEIGHTS[quality] ?? 0

/** No cluster scores more. */
export function bestClusterScore(weights: readonly number[]): number {
  const most = Math.max(NAMED, qualityWeight(DEFINED))
  return (weights.reduce((sum, weight) => sum + weight, 0) * most + MENTIONS) * (1 + TIGHT)
}

/**
 * One cluster a cue at most: the cue's first matched word, with what else of the query falls near it.
 * @param weights of the clauses: rarer words count for more
 */
export function clusters(
  places: readonly Place[],
  { starts, repeats, named, voices, allowed }: CueFacts,
  weights: readonly number[],
): Cluster[] {
  const found: Cluster[] = []
  const best = new Uint8Array(weights.length)
  const all = weights.length >= 32 ? -1 : (1 << weights.length) - 1
  const cueAt = (from: number, at: number) => {
    let cue = from
    while (cue + 1 < starts.length && (starts[cue + 1] ?? 0) <= at) cue++
    return cue
  }
  let cue = 0
  let last = -1
  for (let from = 0; from < places.length; from++) {
    const first = places[from]
    if (!first) break
    const { at } = first
    cue = cueAt(cue, at)
    if (cue === last) continue
    if (at + first.length <= (starts[cue] ?? 0) + (repeats[cue] ?? 0) || allowed?.[cue] === 0) continue
    const names = named?.[cue] ?? 0
    if (first.quality < EXACT && isBetterInCue(places, from, starts[cue + 1] ?? Infinity)) continue
    // That somebody says their own name is no moment, unless the name is all that was asked.
    if (names !== 0 && (names & all) !== all && names & (1 << first.clause)) continue
    last = cue
    best.fill(0)
    let to = from
    let end = at + first.length
    for (let place = places[to]; place && place.at <= at + WINDOW; place = places[++to]) {
      // What one says and what another answers are not one moment: it would be shown as the words of one of them.
      if (voices !== null && isAnother(voices[cue] ?? 0, voices[cueAt(cue, place.at)] ?? 0)) continue
      if ((best[place.clause] ?? 0) === 0) end = Math.max(end, place.at + place.length)
      if ((best[place.clause] ?? 0) < place.quality) best[place.clause] = place.quality
    }
    let met = 0
    let score = 0
    let fit = 0
    let clauses = 0
    for (let clause = 0; clause < best.length; clause++) {
      const quality = best[clause] ?? 0
      const isNamed = (names & (1 << clause)) !== 0
      if (quality === 0 && !isNamed) continue
      met++
      clauses |= 1 << clause
      const meets = isNamed ? NAMED : qualityWeight(quality)
      score += (weights[clause] ?? 1) * meets
      fit += meets
    }
    // Several mentions close together are about it; one is in passing.
    const mentions = (Math.min(3, Math.max(0, to - from - met)) / 3) * MENTIONS
    const between = Math.max(0, end - at - met)
    const tight = 1 + TIGHT * (HALF_TIGHT / (HALF_TIGHT + between))
    found.push({ cue, at, last: end, from, to, met, clauses, score: (score + mentions) * tight, fit: (fit + mentions) * tight })
  }
  return found
}

/** Whether the same cue has a word that meets the clause better: that one is landed on. */
function isBetterInCue(places: readonly Place[], from: number, end: number): boolean {
  const first = places[from]
  for (let i = from + 1; first; i++) {
    const place = places[i]
    if (!place || place.at >= end) return false
    if (place.clause === first.clause && place.quality > first.quality) return true
  }
  return false
}

const isAnother = (one: number, other: number) => one !== other && one !== 0 && other !== 0

/** How many words of a turn make it worth as much as any. */
const WHOLE_TURN = 40

/** Where the turns of a speaker begin whom all clauses name; a longer turn before a shorter. */
export function turnClusters({ starts, named, allowed }: CueFacts, words: number, weights: readonly number[]): Cluster[] {
  if (named === null || weights.length === 0) return []
  const all = weights.length >= 32 ? -1 : (1 << weights.length) - 1
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const turns: Cluster[] = []
  for (let cue = 0; cue < starts.length; cue++) {
    const isTheirs = (at: number) => ((named[at] ?? 0) & all) === all && allowed?.[at] !== 0
    if (!isTheirs(cue)) continue
    let end = cue + 1
    while (end < starts.length && isTheirs(end)) end++
    const [at, after] = [starts[cue] ?? 0, starts[end] ?? words]
    const length = Math.min(1, (after - at) / WHOLE_TURN)
    const whole = NAMED * (0.75 + length / 2)
    const turn = { cue, at, last: at, from: 0, to: 0, met: weights.length, clauses: all }
    turns.push({ ...turn, score: sum * whole, fit: weights.length * whole })
    cue = end - 1
  }
  return turns
}
