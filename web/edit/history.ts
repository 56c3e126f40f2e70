/** Undo and redo. A step remembers the lines it replaced, not the document: ten thousand lines may be edited for days. */
import { type Document, isRefused, type Line, type Refusal, type Result, setText } from './document.ts'

/** What a step did, for “Ongedaan gemaakt: …”. */
export type Deed = 'typing' | 'split' | 'join' | 'shift' | 'times' | 'speaker' | 'insert' | 'remove' | 'replace' | 'draft' | 'merge'

interface Step {
  readonly deed: Deed
  readonly at: number
  readonly before: readonly Line[]
  readonly after: readonly Line[]
}

export interface History {
  readonly document: Document
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  /** The line being typed in, as it was before; `open`: the next key belongs to the same step. */
  readonly typing: { readonly line: Line; readonly open: boolean } | null
}

/** Steps that can be undone. */
const KEPT = 2000

export function startHistory(document: Document): History {
  return { document, past: [], future: [], typing: null }
}

export function commit(history: History, deed: Deed, result: Result): History | Refusal {
  if (isRefused(result)) return result
  const step = stepBetween(deed, history.document.lines, result.lines)
  if (step === null) return 'nothing-changes'
  return { document: result, past: [...history.past, step].slice(-KEPT), future: [], typing: null }
}

/**
 * The text of a line as it is after a key. Keys up to the end of a word are one step. Times of words are taken from the line as it was
 * before the first of them, so that a word typed over letter by letter keeps its time.
 */
export function type(history: History, at: number, text: string): History | Refusal {
  const line = history.document.lines[at]
  const typing = history.typing?.line.key === line?.key ? history.typing : null
  const result = setText(history.document, at, text, typing?.line ?? line)
  if (!line || isRefused(result)) return 'nothing-changes'
  const last = typing?.open ? history.past.at(-1) : undefined
  const step: Step = { deed: 'typing', at, before: last?.before ?? [line], after: result.lines.slice(at, at + 1) }
  const past = last ? [...history.past.slice(0, -1), step] : [...history.past, step].slice(-KEPT)
  return { document: result, past, future: [], typing: { line: typing?.line ?? line, open: !endsWord(line.text, text) } }
}

/** Typing after this call starts a new undo step. */
export function seal(history: History): History {
  return history.typing?.open ? { ...history, typing: { ...history.typing, open: false } } : history
}

export interface Returned {
  readonly history: History
  readonly deed: Deed
  readonly step: Step
  /** Where the change stands: this line, and the place in it after what came back. */
  readonly at: number
  readonly caret: number
}

export function undo(history: History): Returned | null {
  const step = history.past.at(-1)
  if (!step) return null
  const back = { ...step, before: step.after, after: step.before }
  return travel(history, back, step, { past: history.past.slice(0, -1), future: [...history.future, step] })
}

export function redo(history: History): Returned | null {
  const step = history.future.at(-1)
  return step ? travel(history, step, step, { past: [...history.past, step], future: history.future.slice(0, -1) }) : null
}

/** @param way the step as it is taken now, forth or back */
function travel({ document }: History, way: Step, step: Step, stacks: Pick<History, 'past' | 'future'>): Returned {
  const { deed, at, before, after } = way
  const lines = [...document.lines.slice(0, at), ...after, ...document.lines.slice(at + before.length)]
  const [old, now] = [before[0]?.text ?? '', after[0]?.text ?? '']
  return {
    history: { document: { ...document, lines }, ...stacks, typing: null },
    deed,
    step,
    at: Math.min(at, Math.max(0, lines.length - 1)),
    caret: endOfChange(old, now),
  }
}

/** The stretch that differs; null: none. */
function stepBetween(deed: Deed, old: readonly Line[], now: readonly Line[]): Step | null {
  let at = 0
  while (at < old.length && at < now.length && old[at] === now[at]) at++
  let end = 0
  while (end < Math.min(old.length, now.length) - at && old.at(-1 - end) === now.at(-1 - end)) end++
  const [before, after] = [old.slice(at, old.length - end), now.slice(at, now.length - end)]
  return before.length === 0 && after.length === 0 ? null : { deed, at, before, after }
}

function endsWord(old: string, now: string): boolean {
  return now.length > old.length && /\s/.test(now.charAt(endOfChange(old, now) - 1))
}

/** Where the characters end that `now` has and `old` has not. */
function endOfChange(old: string, now: string): number {
  const shortest = Math.min(old.length, now.length)
  let start = 0
  while (start < shortest && old[start] === now[start]) start++
  let end = 0
  while (end < shortest - start && old.at(-1 - end) === now.at(-1 - end)) end++
  return now.length - end
}
