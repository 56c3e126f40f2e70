/** The places in a talk where a query's words fall, gathered into moments. The same on the server and in the browser. */

import type { Matcher } from './matcher.ts'

/** How well a word meets a term. */
export const EXACT = 3
export const STEM = 2
export const PART = 1
export type Quality = typeof EXACT | typeof STEM | typeof PART

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
  /** Which places fall near it: [from, to) in the list they came from. */
  readonly from: number
  readonly to: number
  /** How many clauses are met near here. */
  readonly met: number
  readonly score: number
}

/** Words of a query belong together within this many spoken words. */
const WINDOW = 25

/** Which clauses a form meets, and how well. */
type Meets = readonly { readonly clause: number; readonly quality: Quality }[]

/**
 * Every place where a word of a talk meets a clause, in spoken order.
 * @param marks scratch space, one slot a form, all zero; left as it was
 */
export function placesIn(talk: number, forms: Uint32Array, clauses: readonly (readonly Matcher[])[], marks: Int32Array): Place[] {
  const places: Place[] = []
  // A talk in doubt has none of the word's own forms.
  const spoken = clauses.map((alternatives) => alternatives.filter((matcher) => !matcher.doubtful.has(talk)))
  addWords(forms, spoken, marks, places)
  const words = places.length
  for (const [clause, alternatives] of clauses.entries()) {
    for (const matcher of alternatives) {
      if (matcher.row) addRows(forms, matcher.row, clause, places)
      if (matcher.apart.has(talk)) addPartsNear(forms, matcher, clause, marks, places)
    }
  }
  // Single words come in order already.
  return places.length === words ? places : places.sort((a, b) => a.at - b.at || a.clause - b.clause || b.quality - a.quality)
}

/** One pass for all clauses; a form meets each at its best. */
function addWords(forms: Uint32Array, clauses: readonly (readonly Matcher[])[], marks: Int32Array, places: Place[]): void {
  const meets: Meets[] = [[]]
  const marked: number[] = []
  for (const [clause, alternatives] of clauses.entries()) {
    for (const { forms: wanted } of alternatives) {
      for (const [form, quality] of wanted) {
        const known = meets[marks[form] ?? 0] ?? []
        const better = known.find((other) => other.clause === clause)
        if (better && better.quality >= quality) continue
        if (known.length === 0) marked.push(form)
        marks[form] = meets.length
        meets.push([...known.filter((other) => other.clause !== clause), { clause, quality }])
      }
    }
  }
  if (marked.length > 0) {
    for (let at = 0; at < forms.length; at++) {
      const mark = marks[forms[at] ?? 0]
      if (!mark) continue
      for (const { clause, quality } of meets[mark] ?? []) places.push({ at, length: 1, clause, quality })
    }
  }
  for (const form of marked) marks[form] = 0
}

function addRows(forms: Uint32Array, row: readonly number[], clause: number, places: Place[]): void {
  for (let at = forms.indexOf(row[0] ?? 0); at >= 0; at = forms.indexOf(row[0] ?? 0, at + 1)) {
    if (row.every((form, i) => forms[at + i] === form)) places.push({ at, length: row.length, clause, quality: 3 })
  }
}

/** `schuldhulpverlening` in the query, “hulp bij schulden verlenen” in the talk: every part, in any order, close together. */
function addPartsNear(
  forms: Uint32Array,
  { parts, within }: Pick<Matcher, 'parts' | 'within'>,
  clause: number,
  marks: Int32Array,
  places: Place[],
): void {
  for (const [i, part] of parts.entries()) for (const form of part.keys()) marks[form] = (marks[form] ?? 0) | (1 << i)
  const last = parts.map(() => -Infinity)
  for (let at = 0; at < forms.length; at++) {
    const bits = marks[forms[at] ?? 0]
    if (!bits) continue
    for (let i = 0; i < parts.length; i++) if (bits & (1 << i)) last[i] = at
    const from = Math.min(...last)
    // One compound that holds all the parts is a hit of its own already.
    if (at - from > within || from === at) continue
    for (const place of last) places.push({ at: place, length: 1, clause, quality: 1 })
    last.fill(-Infinity)
  }
  for (const part of parts) for (const form of part.keys()) marks[form] = 0
}

/** How much several mentions close together add, at most. */
const MENTIONS = 0.15

/** No cluster scores more. */
export function bestClusterScore(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0) + MENTIONS
}

/**
 * One cluster a cue at most: the cue's first matched word, with what else of the query falls near it.
 * @param starts the word at which each cue begins
 * @param weights of the clauses: rarer words count for more
 */
export function clusters(places: readonly Place[], starts: Uint32Array, weights: readonly number[]): Cluster[] {
  const found: Cluster[] = []
  const best = new Uint8Array(weights.length)
  let cue = 0
  let last = -1
  for (let from = 0; from < places.length; from++) {
    const at = places[from]?.at ?? 0
    while (cue + 1 < starts.length && (starts[cue + 1] ?? 0) <= at) cue++
    if (cue === last) continue
    last = cue
    best.fill(0)
    let to = from
    for (let place = places[to]; place && place.at <= at + WINDOW; place = places[++to]) {
      if ((best[place.clause] ?? 0) < place.quality) best[place.clause] = place.quality
    }
    let met = 0
    let score = 0
    for (let clause = 0; clause < best.length; clause++) {
      const quality = best[clause] ?? 0
      if (quality === 0) continue
      met++
      score += (weights[clause] ?? 1) * (0.4 + 0.2 * quality)
    }
    // Several mentions close together are about it; one is in passing.
    found.push({ cue, at, from, to, met, score: score + (Math.min(3, to - from - met) / 3) * MENTIONS })
  }
  return found
}
