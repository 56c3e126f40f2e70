/**
 * A quote: a span of words in one transcript revision, with enough around it to be found again in a later one. Never another sentence
 * passed off as the quote: a quote without a clear match counts as gone.
 */
import { type Token, tokenise } from '../../language/tokens.ts'
import type { Cue } from '../cue.ts'
import { endAt, type Flow, flowOf, spanOfTime, startAt } from './flow.ts'

export interface QuoteText {
  /** The words as they stand, from the first letter to the last. */
  readonly exact: string
  /** What stands just before and after, as much as is there. */
  readonly prefix: string
  readonly suffix: string
}

export interface Quoted extends QuoteText {
  /** Milliseconds: the first word’s start, the last word’s end. */
  readonly start: number
  readonly end: number
  /** Of its first word. */
  readonly speaker: string | null
  /** Character offsets in the revision’s running text (`flowOf`). */
  readonly from: number
  readonly to: number
}

/** Characters kept on either side. */
export const CONTEXT = 64
/** A longer span is a reproduction, not a quotation. */
export const LONGEST_QUOTE = 3000

/** What was asked for: a time span, or words with what stands around them. */
export type Wanted =
  | { readonly start: number; readonly end: number }
  | { readonly exact: string; readonly prefix?: string; readonly suffix?: string }

/** @returns the quote, or why there is none: nothing is said there, the words are not there, they are there more than once, or too long */
export function makeQuote(cues: readonly Cue[], wanted: Wanted): Quoted | 'nothing' | 'not-found' | 'ambiguous' | 'too-long' {
  const flow = flowOf(cues)
  const span = 'exact' in wanted ? spanOfWords(flow, wanted) : spanOfTime(flow, wanted.start, wanted.end)
  if (span === 'not-found' || span === 'ambiguous') return span
  if (span === null) return 'nothing'
  return quoteAt(flow, span.from, span.to)
}

/** The span widened to whole words; punctuation that clings to the last word belongs to it. */
export function quoteAt(flow: Flow, from: number, to: number): Quoted | 'nothing' | 'too-long' {
  let [first, last] = [Math.max(0, from), Math.min(flow.text.length, to)]
  while (first < last && /\s/.test(flow.text[first] ?? '')) first++
  while (last > first && /\s/.test(flow.text[last - 1] ?? '')) last--
  if (first >= last) return 'nothing'
  while (first > 0 && /\S/.test(flow.text[first - 1] ?? '')) first--
  while (last < flow.text.length && /\S/.test(flow.text[last] ?? '')) last++
  if (last - first > LONGEST_QUOTE) return 'too-long'
  const { cue } = { cue: flow.cues[cueIndex(flow, first)] }
  return {
    exact: flow.text.slice(first, last),
    prefix: flow.text.slice(Math.max(0, first - CONTEXT), first),
    suffix: flow.text.slice(last, last + CONTEXT),
    start: startAt(flow, first),
    end: Math.max(startAt(flow, first), endAt(flow, last)),
    speaker: cue?.speaker ?? null,
    from: first,
    to: last,
  }
}

function cueIndex(flow: Flow, offset: number): number {
  return Math.max(
    0,
    flow.starts.findLastIndex((start) => start <= offset),
  )
}

/** Words asked by their text: white space and the kind of quotes and apostrophes do not matter, letters do. */
function spanOfWords(
  flow: Flow,
  { exact, prefix = '', suffix = '' }: { exact: string; prefix?: string; suffix?: string },
): { from: number; to: number } | 'not-found' | 'ambiguous' {
  const places = occurrences(flow, exact)
  const [only, ...more] = places
  if (!only) return 'not-found'
  if (more.length === 0) return only
  const rated = places.map((place) => ({ place, score: likeness(flow, place, { prefix, suffix }) })).toSorted((a, b) => b.score - a.score)
  const [best, second] = rated
  return best && best.score > (second?.score ?? 0) ? best.place : 'ambiguous'
}

/** Every place where the same words stand in a row. */
function occurrences(flow: Flow, exact: string): { from: number; to: number }[] {
  const wanted = tokenise(exact).map((token) => token.form)
  if (wanted.length === 0) return []
  const tokens = tokenise(flow.text)
  const found: { from: number; to: number }[] = []
  for (let i = 0; i + wanted.length <= tokens.length; i++) {
    if (wanted.every((form, n) => tokens[i + n]?.form === form)) {
      const [first, last] = [tokens[i], tokens[i + wanted.length - 1]]
      if (first && last) found.push({ from: first.from, to: last.to })
    }
  }
  return found
}

/** How many of the words around a place are those that should be there, from the place outwards, 0 to 1; 1 where nothing is asked. */
function likeness(flow: Flow, { from, to }: { from: number; to: number }, { prefix, suffix }: { prefix: string; suffix: string }): number {
  const before = wholeWords(prefix, 'end').reverse()
  const after = wholeWords(suffix, 'start')
  if (before.length + after.length === 0) return 1
  const there = tokenise(flow.text.slice(Math.max(0, from - 4 * CONTEXT), from))
    .map((token) => token.form)
    .reverse()
  const then = tokenise(flow.text.slice(to, to + 4 * CONTEXT)).map((token) => token.form)
  const same = before.filter((form, i) => there[i] === form).length + after.filter((form, i) => then[i] === form).length
  // Beyond the transcript's own ends nothing can be asked: a head that was cut off takes its words along.
  const asked = Math.min(before.length, there.length) + Math.min(after.length, then.length)
  return asked === 0 ? 0 : same / asked
}

/** The context's words but the one that its edge may have cut. */
function wholeWords(text: string, near: 'start' | 'end'): string[] {
  const tokens = tokenise(text)
  const cut = near === 'end' ? text.length >= CONTEXT && tokens[0]?.from === 0 : text.length >= CONTEXT && tokens.at(-1)?.to === text.length
  const kept = !cut ? tokens : near === 'end' ? tokens.slice(1) : tokens.slice(0, -1)
  return kept.map((token) => token.form)
}

export interface Anchored {
  readonly status: 'same' | 'moved' | 'changed' | 'gone'
  /** Null where it is gone. */
  readonly now: Quoted | null
}

/** Spoken this much earlier or later, in ms, it has not moved: a corrected time code. */
const SAME_TIME_MS = 1500
/** The same words further from where they should be are another utterance, unless what stands around them is the same too. */
const NEAR_MS = 20_000
const SAME_AROUND = 0.5
/** Fewer words (“Ja.”) are said over and over: being near is not enough. */
const TELLING_WORDS = 4

/**
 * Where a quote stands in a later revision.
 * @param moved maps a time to the recut recording; null: cut away. Identity where nothing was recut.
 */
export function anchorQuote(
  quote: QuoteText & { readonly start: number; readonly end: number },
  cues: readonly Cue[],
  moved: (time: number) => number | null = (time) => time,
): Anchored {
  const gone: Anchored = { status: 'gone', now: null }
  const start = moved(quote.start)
  const expected = start ?? moved(quote.end)
  if (expected === null) return gone
  const flow = flowOf(cues)
  // A quote whose beginning was cut away would be another sentence.
  const place = sameWords(flow, quote, expected) ?? (start === null ? null : likeWords(flow, quote, expected))
  if (!place) return gone
  const now = quoteAt(flow, place.from, place.to)
  if (typeof now === 'string') return gone
  if (plain(now.exact) !== plain(quote.exact)) return { status: 'changed', now }
  const there = Math.abs(now.start - quote.start) <= SAME_TIME_MS
  return { status: there ? 'same' : 'moved', now }
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

function sameWords(flow: Flow, quote: QuoteText, expected: number): { from: number; to: number } | null {
  const rated = occurrences(flow, quote.exact).map((place) => ({
    place,
    away: Math.abs(startAt(flow, place.from) - expected),
    around: likeness(flow, place, quote),
  }))
  const telling = tokenise(quote.exact).length >= TELLING_WORDS
  const fitting = rated.filter(({ away, around }) => around >= SAME_AROUND || (telling && away <= NEAR_MS))
  const best = fitting.toSorted((a, b) => b.around - a.around || a.away - b.away)[0]
  if (!best) return null
  // Only time distinguishes two equal matches, so the difference must be clear.
  const rival = fitting.filter((other) => other !== best && other.around >= best.around - 0.01).sort((a, b) => a.away - b.away)[0]
  return rival && Math.abs(rival.away - best.away) < 1000 ? null : best.place
}

/** Words looked through on either side of where the quote should be, when it stands there no longer word for word. */
const LOOKED_THROUGH_MS = 120_000

/** How a word of the quote meets a word of the transcript. */
const SAME = 2
const ALIKE = 1
const OTHER = -1
const GAP = -1

/**
 * The quote with what stands around it, aligned word by word with the transcript (semi-global, Needleman–Wunsch with free ends), near
 * its time first and then anywhere.
 */
function likeWords(flow: Flow, quote: QuoteText, expected: number): { from: number; to: number } | null {
  const tokens = tokenise(flow.text)
  const inReach = flow.cues.flatMap((cue, i) => (Math.abs(cue.start - expected) <= LOOKED_THROUGH_MS ? [flow.starts[i] ?? 0] : []))
  const [least, most] = [inReach[0] ?? 0, (inReach.at(-1) ?? -1) + LONGEST_QUOTE]
  const near = inReach.length === 0 ? [] : tokens.filter((token) => token.from >= least && token.from <= most)
  return alignedSpan(near, quote) ?? (near.length < tokens.length ? alignedSpan(tokens, quote) : null)
}

function alignedSpan(tokens: readonly Token[], quote: QuoteText): { from: number; to: number } | null {
  const before = wholeWords(quote.prefix, 'end')
  const exact = tokenise(quote.exact).map((token) => token.form)
  const after = wholeWords(quote.suffix, 'start')
  const pattern = [...before, ...exact, ...after]
  if (exact.length === 0 || tokens.length === 0) return null
  const aligned = align(
    pattern,
    tokens.map((token) => token.form),
  )
  const [first, end] = [before.length, before.length + exact.length]
  const worth = (from: number, to: number) =>
    aligned
      .slice(from, to)
      .reduce<number>((sum, at, i) => sum + (at === null ? 0 : likenessOf(pattern[from + i] ?? '', tokens[at]?.form ?? '')), 0)
  const share = worth(first, end) / exact.length
  const around = before.length + after.length
  const context = around === 0 ? 1 : (worth(0, first) + worth(end, pattern.length)) / around
  if (!isSure(exact.length, share, context)) return null
  const inside = aligned.slice(first, end).filter((at) => at !== null)
  const [from, to] = [tokens[inside[0] ?? -1], tokens[inside.at(-1) ?? -1]]
  // The span must be about as long as the quote: a hole in the middle means two sentences.
  if (!from || !to || (inside.at(-1) ?? 0) - (inside[0] ?? 0) + 1 > exact.length * 1.5 + 2) return null
  return { from: from.from, to: to.to }
}

/** A shorter quote needs more of its surrounding words to match. */
function isSure(words: number, share: number, context: number): boolean {
  if (words >= 8) return share >= 0.6 && (context >= 0.3 || share >= 0.75)
  if (words >= 4) return share >= 0.6 && context >= 0.5
  return share >= 0.5 && context >= 0.7
}

const likenessOf = (a: string, b: string) => (a === b ? 1 : areAlike(a, b) ? 0.75 : 0)

/** One is the other with a few letters corrected: `gemeentes`, `gemeenten`. */
function areAlike(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length)
  if (longest < 4 || Math.abs(a.length - b.length) > 2) return false
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    last = row
  }
  return (last[b.length] ?? longest) <= longest / 4
}

/** For each word of the pattern the word of the text it is aligned with, or null. Quadratic in memory: a byte a pair. */
function align(pattern: readonly string[], text: readonly string[]): (number | null)[] {
  const width = text.length + 1
  const from = new Uint8Array((pattern.length + 1) * width)
  const alike = new Map<string, boolean>()
  let last = new Float32Array(width)
  for (let i = 1; i <= pattern.length; i++) {
    const row = new Float32Array(width)
    row[0] = i * GAP
    from[i * width] = 1
    const word = pattern[i - 1] ?? ''
    for (let j = 1; j < width; j++) {
      const other = text[j - 1] ?? ''
      let meets = OTHER
      if (word === other) meets = SAME
      else if (word[0] === other[0] && word.length > 3) {
        const key = `${word} ${other}`
        const known = alike.get(key) ?? areAlike(word, other)
        alike.set(key, known)
        if (known) meets = ALIKE
      }
      const diagonal = (last[j - 1] ?? 0) + meets
      const up = (last[j] ?? 0) + GAP
      const left = (row[j - 1] ?? 0) + GAP
      row[j] = Math.max(diagonal, up, left)
      from[i * width + j] = diagonal >= up && diagonal >= left ? 0 : up >= left ? 1 : 2
    }
    last = row
  }
  let at = 0
  for (let j = 1; j < width; j++) if ((last[j] ?? 0) > (last[at] ?? 0)) at = j
  const aligned: (number | null)[] = pattern.map(() => null)
  for (let i = pattern.length; i > 0; ) {
    const step = at === 0 ? 1 : from[i * width + at]
    if (step === 2) at--
    else {
      i--
      if (step === 0) {
        at--
        aligned[i] = at
      }
    }
  }
  return aligned
}

/** Equal quotes have equal keys: the same words of the same talk at the same place, in whichever revision they were met first. */
export function quoteKey(talk: string, language: string, { exact, prefix, suffix }: QuoteText): string {
  const around = [...wholeWords(prefix, 'end').slice(-4), '|', ...wholeWords(suffix, 'start').slice(0, 4)].join(' ')
  return [talk, language, plain(exact), around].join('\n')
}
