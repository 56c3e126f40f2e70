/** The lines on the screen: caret, selection, visible range, playing line and matches. */

import { editWords } from '../dictionary/archivist.ts'
import { say } from '../quote/copy.ts'
import type { Line } from './document.ts'
import type { Editing } from './editing.ts'
import type { Match } from './find.ts'
import { longList } from './list.ts'
import { findingsOf } from './panels/findings.ts'
import { grow, type LineRow, makeRow } from './row.ts'

export interface Lines {
  /** Place in the document of the line the caret is or was in; -1: none. */
  readonly current: number
  /** Where the caret stands in it. */
  readonly caret: number
  /** Places [from, to); null: none are chosen. */
  readonly chosen: { readonly from: number; readonly to: number } | null
  /** How many lines have a finding. */
  readonly remarkable: number
  /** Whether only those are shown. */
  readonly filtered: boolean
  /** Puts the caret in a line, and the line in view. @param caret default: at its beginning; `to`: selected up to there */
  focus(at: number, caret?: number, to?: number): void
  /** The line above or below among those shown. */
  step(by: 1 | -1, caret?: 'start' | 'end'): boolean
  extend(by: 1 | -1): void
  chooseTo(at: number): void
  /** @returns whether any were chosen */
  release(): boolean
  filter(on: boolean): void
  /** The line being played; null: none. */
  play(line: Line | null, follow: boolean): void
  /** In view, without the caret. */
  reveal(key: number): void
  markFound(matches: ReadonlyMap<number, readonly Match[]>, now: Match | null): void
  row(key: number): LineRow | undefined
}

const NONE: readonly never[] = []
/** Findings wait until the typing pauses. */
const SETTLED_MS = 400

export function showLines(
  scroller: HTMLElement,
  list: HTMLElement,
  editing: Editing,
  options: {
    readonly language: string
    readonly duration: number | null
    readonly covered: () => { readonly top: number; readonly bottom: number }
    /** The caret came into another line, or the line changed. */
    readonly onCurrent: () => void
    readonly onFindings: () => void
  },
): Lines {
  let key = -1
  let chosenFrom: number | null = null
  let chosenTo: number | null = null
  let only: { readonly keys: ReadonlySet<number>; readonly before: number } | null = null
  let playing: number | null = null
  let found: ReadonlyMap<number, readonly Match[]> = new Map()
  let foundNow: Match | null = null
  let findings: ReadonlyMap<number, readonly string[]> = findingsOf(editing.lines, options.duration, editWords)
  let timer = 0

  const rows = longList<Line, LineRow>(list, scroller, {
    keyOf: (line) => line.key,
    create(line) {
      // What belongs to the line comes back with it.
      if (line.key === key) queueMicrotask(options.onCurrent)
      return makeRow(options.language)
    },
    update(row, line) {
      const at = editing.indexOf(line.key)
      const between = chosen()
      row.show({
        line,
        number: at + 1,
        of: editing.lines.length,
        newSpeaker: line.speaker !== (editing.lines[at - 1]?.speaker ?? null),
        findings: findings.get(line.key) ?? NONE,
        chosen: between !== null && at >= between.from && at < between.to,
        playing: playing === line.key,
        found: found.get(line.key) ?? NONE,
        foundNow: foundNow?.key === line.key ? foundNow : null,
      })
    },
    covered: options.covered,
  })

  /** Lines made since the filter was set are shown: they came from one that was. */
  const shown = (): readonly Line[] => {
    const filter = only
    return filter ? editing.lines.filter((line) => filter.keys.has(line.key) || line.key >= filter.before) : editing.lines
  }

  function chosen(): { from: number; to: number } | null {
    if (chosenFrom === null || chosenTo === null) return null
    const [a, b] = [editing.indexOf(chosenFrom), editing.indexOf(chosenTo)]
    return a < 0 || b < 0 ? null : { from: Math.min(a, b), to: Math.max(a, b) + 1 }
  }

  function lookAgain(): void {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const fresh = findingsOf(editing.lines, options.duration, editWords)
      // The same findings stay the same list, so that their rows are left alone.
      for (const [of, known] of fresh) {
        const before = findings.get(of)
        if (before && before.join('\n') === known.join('\n')) fresh.set(of, before as string[])
      }
      findings = fresh
      rows.refresh()
      options.onFindings()
    }, SETTLED_MS)
  }

  editing.listen((what) => {
    if (what === 'based') return
    if (what === 'typed') rows.replace(shown())
    else rows.show(shown())
    if (editing.indexOf(key) < 0) key = -1
    options.onCurrent()
    lookAgain()
  })

  list.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement)) return
    grow(target)
    editing.type(editing.indexOf(keyAt(target)), target.value)
  })
  // The menu's own “undo” knows of this field only; ours knows of all.
  list.addEventListener('beforeinput', (event) => {
    if (!event.inputType.startsWith('history')) return
    event.preventDefault()
    if (event.inputType === 'historyUndo') editing.undo()
    else editing.redo()
  })
  list.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement)) return
    editing.seal()
    const next = keyAt(target)
    if (next === key) return
    key = next
    options.onCurrent()
  })
  list.addEventListener('pointerdown', () => editing.seal())

  function focus(at: number, caret = 0, to = caret): void {
    const line = editing.lines[at]
    if (!line) return
    if (only && rows.indexOf(line.key) < 0) filter(false)
    const row = rows.reveal(rows.indexOf(line.key))
    row?.text.focus({ preventScroll: true })
    row?.text.setSelectionRange(caret, to)
  }

  function filter(on: boolean): void {
    only = on ? { keys: new Set(findings.keys()), before: editing.document.nextKey } : null
    rows.show(shown())
    if (key >= 0 && rows.indexOf(key) >= 0) rows.reveal(rows.indexOf(key))
    options.onFindings()
  }

  function sayChosen(): void {
    rows.refresh()
    options.onCurrent()
    const between = chosen()
    if (between) say(editWords.linesChosen(between.to - between.from))
  }

  rows.show(shown())
  return {
    get current() {
      return key < 0 ? -1 : editing.indexOf(key)
    },
    get caret() {
      return rows.row(key)?.text.selectionStart ?? 0
    },
    get chosen() {
      return chosen()
    },
    get remarkable() {
      return findings.size
    },
    get filtered() {
      return only !== null
    },
    focus,
    step(by, caret = 'start') {
      const next = rows.items[rows.indexOf(key) + by]
      if (!next) return false
      focus(editing.indexOf(next.key), caret === 'start' ? 0 : next.text.length)
      return true
    },
    extend(by) {
      if (key < 0) return
      chosenFrom ??= key
      const at = editing.indexOf(chosenTo ?? key) + by
      const next = editing.lines[at]
      if (!next) return
      chosenTo = next.key
      if (rows.indexOf(next.key) >= 0) rows.reveal(rows.indexOf(next.key))
      sayChosen()
    },
    chooseTo(at) {
      chosenFrom ??= key < 0 ? (editing.lines[at]?.key ?? null) : key
      chosenTo = editing.lines[at]?.key ?? null
      sayChosen()
    },
    release() {
      if (chosenFrom === null) return false
      chosenFrom = chosenTo = null
      rows.refresh()
      options.onCurrent()
      return true
    },
    filter,
    play(line, follow) {
      if (playing === (line?.key ?? null)) return
      playing = line?.key ?? null
      rows.refresh()
      if (line && follow && rows.indexOf(line.key) >= 0) rows.reveal(rows.indexOf(line.key))
    },
    reveal: (of) => void rows.reveal(rows.indexOf(of), 'middle'),
    markFound(matches, now) {
      found = matches
      foundNow = now
      rows.refresh()
    },
    row: (of) => rows.row(of),
  }
}

/** The line that something on the screen belongs to; -1: none. */
export function keyAt(element: Element): number {
  return Number(element.closest<HTMLElement>('[data-key]')?.dataset.key ?? -1)
}
