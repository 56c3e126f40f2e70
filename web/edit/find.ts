/** Find and replace in lines. The typed text is literal: no character has a special meaning. */
import { type Document, type Line, type Result, setText } from './document.ts'

export interface Query {
  readonly text: string
  readonly matchCase: boolean
  readonly wholeWords: boolean
}

export interface Match {
  /** Of the line. */
  readonly key: number
  /** Characters [from, to) of its text. */
  readonly from: number
  readonly to: number
}

export function find(lines: readonly Line[], { text, matchCase, wholeWords }: Query): Match[] {
  const wanted = matchCase ? asOneRow(text) : lowerCase(text)
  if (wanted === '') return []
  return lines.flatMap((line) => {
    const row = matchCase ? asOneRow(line.text) : lowered(line)
    const matches: Match[] = []
    for (let from = row.indexOf(wanted); from >= 0; ) {
      const to = from + wanted.length
      const counts = !wholeWords || standsAlone(line.text, from, to)
      if (counts) matches.push({ key: line.key, from, to })
      from = row.indexOf(wanted, counts ? to : from + 1)
    }
    return matches
  })
}

/** A line's text with its matches replaced. @param matches of this line, in order */
export function replacedText(text: string, matches: readonly Match[], replacement: string): string {
  let [out, at] = ['', 0]
  for (const { from, to } of matches) {
    out += text.slice(at, from) + replacement
    at = to
  }
  return out + text.slice(at)
}

/** All matches at once: one step to undo. @param matches of these lines as they are now */
export function replaceMatches(document: Document, matches: readonly Match[], replacement: string): Result {
  const byLine = Map.groupBy(matches, (match) => match.key)
  let changed = false
  const lines = document.lines.map((line) => {
    const own = byLine.get(line.key)
    if (!own) return line
    const single = setText({ lines: [line], nextKey: document.nextKey }, 0, replacedText(line.text, own, replacement))
    if (typeof single === 'string') return line
    changed = true
    return single.lines[0] ?? line
  })
  return changed ? { ...document, lines } : 'nothing-changes'
}

/** A line break inside a line reads as a space. */
const asOneRow = (text: string) => text.replaceAll('\n', ' ')

/** Letters whose lower case is longer stay as they are, so that places in the text stay places. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return asOneRow(lower)
  return asOneRow(Array.from(text, (letter) => (letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter)).join(''))
}

const known = new WeakMap<Line, string>()

function lowered(line: Line): string {
  const before = known.get(line)
  if (before !== undefined) return before
  const row = lowerCase(line.text)
  known.set(line, row)
  return row
}

const LETTER = /^[\p{L}\p{M}\p{N}_]$/u

function standsAlone(text: string, from: number, to: number): boolean {
  const before = Array.from(text.slice(Math.max(0, from - 2), from)).at(-1) ?? ''
  const after = Array.from(text.slice(to, to + 2))[0] ?? ''
  return !LETTER.test(before) && !LETTER.test(after)
}
