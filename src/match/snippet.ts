/** What a moment shows: the whole sentence or sentences around it, the matched part of each word marked. */
import type { Analyser } from '../language/analyser.ts'
import { type Token, tokenise } from '../language/tokens.ts'
import { type Cue, timeAt } from '../transcript/cue.ts'
import { PART, type Place } from './moments.ts'

/** A sentence may run on over this many cues to either side. */
export const CUES_AROUND = 1
const LONGEST = 320

const ENDS = /[.!?…]["'”’)]*\s*$/

export interface Snippet {
  readonly text: string
  readonly marks: [number, number][]
  /** When the first matched word is spoken. */
  readonly time: number
  readonly estimated: boolean
}

export interface SnippetPlaces {
  /** The index of the moment's cue. */
  readonly middle: number
  /** The first matched word: its number within that cue. */
  readonly word: number
  /** The snippet goes on at least to the cue with this index, so that it holds all words that make the hit. */
  readonly upTo: number
  /** All matched words, counted from that cue's first. */
  readonly places: readonly (Place & { readonly word: number })[]
}

/**
 * @param cues the moment's cue and those around it, in order
 * @param stems what the query's words and parts stem to: which part of a compound to mark
 */
export function makeSnippet(
  cues: readonly Cue[],
  { middle, word, upTo, places }: SnippetPlaces,
  stems: ReadonlySet<string>,
  analyser: Analyser,
): Snippet {
  const cue = cues[middle]
  if (!cue) return { text: '', marks: [], time: 0, estimated: true }
  // Another speaker's words are never shown under this one's name.
  const theirs = (i: number) => cues[i]?.speaker === cue.speaker
  let first = middle
  while (first > 0 && theirs(first - 1) && !ENDS.test(cues[first - 1]?.text ?? '') && length(cues, first - 1, middle) < LONGEST) first--
  let last = middle
  while (last < Math.min(upTo, cues.length - 1) && theirs(last + 1)) last++
  while (last < cues.length - 1 && theirs(last + 1) && !ENDS.test(cues[last]?.text ?? '') && length(cues, first, last + 1) < LONGEST) last++

  const tokens: (Token & { shift: number })[] = []
  let text = ''
  let before = 0
  for (let i = first; i <= last; i++) {
    if (i > first) text += ' '
    const shift = text.length
    const own = tokenise(cues[i]?.text ?? '')
    if (i < middle) before += own.length
    tokens.push(...own.map((token) => ({ ...token, shift })))
    text += (cues[i]?.text ?? '').replaceAll('\n', ' ')
  }
  const marks = places.flatMap(({ word: at, length: span, quality }): [number, number][] => {
    const [from, to] = [tokens[before + at], tokens[before + at + span - 1]]
    if (!from || !to) return []
    if (span === 1 && quality === PART) return [partOf(from, stems, analyser)]
    return [[from.shift + from.from, to.shift + to.to]]
  })
  const token = tokens[before + word]
  const { time, estimated } = timeAt(cue, token ? token.from : 0)
  return { text, marks: merge(marks), time, estimated }
}

function partOf(token: Token & { shift: number }, stems: ReadonlySet<string>, analyser: Analyser): [number, number] {
  const { parts } = analyser.analyse(token.text)
  const matched = parts.filter((part) => stems.has(part.stem))
  const from = Math.min(...matched.map((part) => part.from))
  const to = Math.max(...matched.map((part) => part.to))
  const base = token.shift + token.from
  return matched.length === 0 ? [base, token.shift + token.to] : [base + from, base + to]
}

function length(cues: readonly Cue[], from: number, to: number): number {
  return cues.slice(from, to + 1).reduce((sum, cue) => sum + cue.text.length + 1, 0)
}

function merge(marks: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = []
  for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = merged.at(-1)
    if (last && from < last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}
