/**
 * The transcript while it is edited: immutable, without a screen. A command gives the next document or the reason it is refused; nothing
 * is quietly bent to fit. Times are integer milliseconds. Lines are counted from 0.
 *
 * Rules: no time before 0 · no line ends before it begins · no change puts lines out of order that were in order · words of two speakers
 * never become one line. Lines may overlap, as people do; the findings beside the line say so.
 */
import { type Cue, type Estimate, timeAt } from '../../src/transcript/cue.ts'
import { changesBetween } from '../../src/transcript/revise/difference.ts'
import { cutWords, fitWords, joinWords, retime } from '../../src/transcript/revise/word-times.ts'

export interface Line extends Cue {
  /** Stays with the line through every change, and is never given twice. */
  readonly key: number
}

export interface Document {
  readonly lines: readonly Line[]
  readonly nextKey: number
}

export type Refusal =
  | 'before-zero'
  | 'end-before-start'
  | 'before-previous'
  | 'after-next'
  | 'nowhere-to-split'
  | 'nothing-to-join'
  | 'other-speaker'
  | 'nothing-changes'

export type Result = Document | Refusal

export const isRefused = (result: Result): result is Refusal => typeof result === 'string'

/** A line put in gets at most this long. */
const NEW_LINE_MS = 3000

export function openDocument(cues: readonly Cue[]): Document {
  return { lines: cues.map((cue, key) => ({ ...cue, key })), nextKey: cues.length }
}

/**
 * What is saved: lines without a word in them fall away, white space around the text and blank lines inside it too, since no format can
 * hold them. The same line gives the same cue each time.
 */
export function cuesOf({ lines }: Document): Cue[] {
  return lines.flatMap((line) => {
    let cue = saved.get(line)
    if (cue === undefined) saved.set(line, (cue = cueOf(line)))
    return cue ?? []
  })
}

const saved = new WeakMap<Line, Cue | null>()

function cueOf({ id, start, end, speaker, text, words, estimate }: Line): Cue | null {
  const kept = text
    .split('\n')
    .map((row) => row.trim())
    .filter(Boolean)
    .join('\n')
  return kept === '' ? null : { id, start, end, speaker, text: kept, words, ...(estimate ? { estimate } : {}) }
}

/** Words that stay keep their times; see `retime`. @param from the line as it was before the typing began, to take times from */
export function setText(document: Document, at: number, text: string, from: Line | undefined = document.lines[at]): Result {
  const line = document.lines[at]
  if (!line || !from || line.text === text) return 'nothing-changes'
  return put(document, at, 1, [{ ...line, text, words: retime(from, text) }])
}

/**
 * In two at a place in the text; the second part begins when the first word after that place is spoken, or else in proportion to the text,
 * and stands after the lines that begin before it.
 */
export function split(document: Document, at: number, offset: number): Result {
  const line = document.lines[at]
  const [left, right] = [line?.text.slice(0, offset).trimEnd() ?? '', line?.text.slice(offset).trimStart() ?? '']
  if (!line || left.trim() === '' || right === '') return 'nowhere-to-split'
  const place = line.text.length - right.length
  const [before, after] = cutWords(line, place)
  const inLine = (time: number) => Math.max(line.start, Math.min(line.end, time))
  const middle = inLine(after?.[0]?.start ?? timeAt({ ...line, words: null }, place).time)
  const end = Math.min(middle, inLine(before?.at(-1)?.end ?? middle))
  const last = Math.max(middle, line.end)
  let to = at + 1
  while ((document.lines[to]?.start ?? Number.POSITIVE_INFINITY) < middle) to++
  const parts = [
    { ...line, end, text: left, words: before && fitWords(before, line.start, end) },
    ...document.lines.slice(at + 1, to),
    {
      ...line,
      id: null,
      start: middle,
      end: last,
      text: right,
      words: after && fitWords(after, middle, last),
      // Only the first part begins where a person put it.
      ...(line.estimate?.kind === 'pinned' ? { estimate: { kind: 'unsure' as const, confidence: 50 } } : {}),
      key: document.nextKey,
    },
  ]
  return put(document, at, to - at, parts, 1)
}

/** The line and the one after it become one. */
export function join(document: Document, at: number): Result {
  const [first, second] = [document.lines[at], document.lines[at + 1]]
  if (!first || !second) return 'nothing-to-join'
  const empty = first.text.trim() === '' ? second : second.text.trim() === '' ? first : null
  if (first.speaker !== second.speaker && !empty) return 'other-speaker'
  const [start, end] = [Math.min(first.start, second.start), Math.max(first.end, second.end)]
  const text = empty ? empty.text : `${first.text.trimEnd()} ${second.text.trimStart()}`
  const words = empty ? empty.words : joinWords(first, second)
  return put(document, at, 2, [{ ...first, speaker: (empty ?? first).speaker, start, end, text, words }])
}

/** Moves lines [from, to) by so many ms, their words with them. */
export function shift(document: Document, from: number, to: number, by: number): Result {
  const lines = document.lines.slice(from, to)
  if (lines.length === 0 || by === 0) return 'nothing-changes'
  if (lines.some(({ start, end }) => start + by < 0 || end + by < 0)) return 'before-zero'
  const moved = lines.map((line) => ({
    ...line,
    start: line.start + by,
    end: line.end + by,
    words: line.words && line.words.map((word) => ({ ...word, start: word.start + by, end: word.end + by })),
  }))
  return inOrder(document, from, moved)
}

/** Words that would lie outside the line are drawn to its edge. */
export function setTimes(document: Document, at: number, times: { readonly start?: number; readonly end?: number }): Result {
  const line = document.lines[at]
  if (!line) return 'nothing-changes'
  const { start = line.start, end = line.end } = times
  if (start === line.start && end === line.end) return 'nothing-changes'
  if (start < 0 || end < 0) return 'before-zero'
  if (end < start) return 'end-before-start'
  const set = { ...line, start, end, words: line.words && fitWords(line.words, start, end) }
  return inOrder(document, at, [line.estimate && start !== line.start ? { ...set, estimate: PINNED } : set])
}

/** What a person set is certain; aligning the text with the sound again keeps to it. */
const PINNED: Estimate = { kind: 'pinned', confidence: 100 }

/** Which lines a speaker is set for: [from, to) · the lines around it with the same speaker · all lines with that speaker. */
export type SpeakerScope = 'run' | 'everywhere' | { readonly from: number; readonly to: number }

/** @param at the line whose present speaker counts */
export function setSpeaker(document: Document, at: number, speaker: string | null, scope: SpeakerScope): Result {
  const { lines } = document
  const present = lines[at]?.speaker
  if (present === undefined) return 'nothing-changes'
  let [from, to] = [at, at + 1]
  if (scope === 'everywhere') [from, to] = [0, lines.length]
  else if (scope === 'run') {
    while (lines[from - 1]?.speaker === present) from--
    while (lines[to]?.speaker === present) to++
  } else ({ from, to } = scope)
  const meant = lines
    .slice(from, to)
    .map((line) => ((scope === 'everywhere' && line.speaker !== present) || line.speaker === speaker ? line : { ...line, speaker }))
  return meant.every((line, i) => line === lines[from + i]) ? 'nothing-changes' : put(document, from, to - from, meant)
}

/** An empty line after line `at` (-1: before all), in the room there is. */
export function insert(document: Document, at: number): Document {
  const [previous, next] = [document.lines[at], document.lines[at + 1]]
  const latest = next?.start ?? Number.POSITIVE_INFINITY
  const start = Math.max(previous?.start ?? 0, Math.min(previous?.end ?? 0, latest))
  const end = Math.max(start, Math.min(start + NEW_LINE_MS, latest))
  const line = { id: null, start, end, speaker: (previous ?? next)?.speaker ?? null, text: '', words: null, key: document.nextKey }
  return put(document, at + 1, 0, [line], 1)
}

/** Takes lines [from, to) away. */
export function remove(document: Document, from: number, to: number): Result {
  return from >= to ? 'nothing-changes' : put(document, from, to - from, [])
}

/** The document with these cues instead; lines that stay the same stay the same lines. */
export function adopt(document: Document, cues: readonly Cue[]): Document {
  const signature = ({ start, end, speaker, text, words, estimate }: Cue) =>
    JSON.stringify([start, end, speaker, text, words?.map((word) => [word.start, word.end, word.text]), estimate])
  const { lines } = document
  const adopted: Line[] = []
  let [next, old] = [document.nextKey, 0]
  for (const { from, to, newFrom, newTo } of changesBetween(lines.map(signature), cues.map(signature))) {
    adopted.push(...lines.slice(old, from))
    const paired = to - from === newTo - newFrom
    for (const [i, cue] of cues.slice(newFrom, newTo).entries())
      adopted.push({ ...cue, key: paired ? (lines[from + i]?.key ?? next++) : next++ })
    old = to
  }
  for (const line of lines.slice(old)) adopted.push(line)
  return { lines: adopted, nextKey: next }
}

/** The document with lines [at, at + count) replaced. @param added how many of `lines` have a new key */
function put(document: Document, at: number, count: number, lines: readonly Line[], added = 0): Document {
  return {
    lines: [...document.lines.slice(0, at), ...lines, ...document.lines.slice(at + count)],
    nextKey: document.nextKey + added,
  }
}

/** Refused only where the change puts lines out of order that were in order: what came in disorder can still be mended. */
function inOrder(document: Document, at: number, lines: readonly Line[]): Result {
  const after = at + lines.length
  const pair = (all: readonly (Line | undefined)[], i: number) => (all[i - 1]?.start ?? 0) <= (all[i]?.start ?? Number.POSITIVE_INFINITY)
  const next = put(document, at, lines.length, lines)
  if (!pair(next.lines, at) && pair(document.lines, at)) return 'before-previous'
  if (!pair(next.lines, after) && pair(document.lines, after)) return 'after-next'
  return next
}
