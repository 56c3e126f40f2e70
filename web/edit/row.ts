/** One line on the screen: its time, its speaker where that changes, its editable text, and its remarks. */
import { formatClock } from '../../src/transcript/timecode.ts'
import { editWords } from '../dictionary/archivist.ts'
import { uniqueId } from '../unique-id.ts'
import type { Line } from './document.ts'
import type { Match } from './find.ts'
import type { Row } from './list.ts'
import { make } from './make.ts'

export interface LineRow extends Row {
  readonly text: HTMLTextAreaElement
  /** What belongs to the line the caret is in is put here. */
  readonly body: HTMLElement
  readonly show: (state: RowState) => void
}

export interface RowState {
  readonly line: Line
  /** From 1. */
  readonly number: number
  readonly of: number
  readonly newSpeaker: boolean
  readonly findings: readonly string[]
  readonly chosen: boolean
  readonly playing: boolean
  readonly found: readonly Match[]
  /** The one that was gone to. */
  readonly foundNow: Match | null
}

/** For browsers without `field-sizing: content`. */
const growsByItself = CSS.supports('field-sizing', 'content')

export function makeRow(language: string): LineRow {
  const time = make('button', { type: 'button', class: 'time', tabindex: -1 })
  const speaker = make('span', { class: 'speaker' })
  const text = make('textarea', { rows: 1, lang: language, spellcheck: 'true', autocomplete: 'off', autocapitalize: 'off' })
  const under = make('div', { class: 'line-under', 'aria-hidden': 'true' })
  const findings = make('ul', { class: 'line-findings', id: uniqueId('opvallend') })
  const body = make('div', { class: 'line-body' }, speaker, make('div', { class: 'line-text' }, under, text), findings)
  const element = make('li', { class: 'line' }, time, body)
  let shown: RowState | null = null

  function show(state: RowState): void {
    const { line, number, of } = state
    if (text.value !== line.text) text.value = line.text
    const before = shown
    shown = state
    if (before?.line !== line) grow(text)
    markFound(under, state)
    if (before && before.line === line && before.number === number && before.of === of && sameLook(before, state)) return
    const clock = formatClock(line.start)
    time.textContent = clock
    time.setAttribute('aria-label', editWords.playFrom(clock))
    speaker.textContent = line.speaker ?? ''
    speaker.hidden = !state.newSpeaker || line.speaker === null
    const label = editWords.line(number, of, clock, line.speaker)
    text.setAttribute('aria-label', state.chosen ? `${label}, ${editWords.chosen}` : label)
    findings.replaceChildren(...state.findings.map((finding) => make('li', {}, finding)))
    findings.hidden = state.findings.length === 0
    if (findings.hidden) text.removeAttribute('aria-describedby')
    else text.setAttribute('aria-describedby', findings.id)
    element.setAttribute('aria-setsize', String(of))
    element.setAttribute('aria-posinset', String(number))
    element.classList.toggle('chosen', state.chosen)
    element.classList.toggle('now', state.playing)
    if (state.playing) element.setAttribute('aria-current', 'true')
    else element.removeAttribute('aria-current')
  }
  return { element, text, body, show }
}

const sameLook = (a: RowState, b: RowState) =>
  a.newSpeaker === b.newSpeaker && a.findings === b.findings && a.chosen === b.chosen && a.playing === b.playing

/** A field cannot mark words in it: the same text lies under it, unseen but for its marks. */
function markFound(under: HTMLElement, { line, found, foundNow }: RowState): void {
  if (found.length === 0) return under.replaceChildren()
  const pieces: (Node | string)[] = []
  let at = 0
  for (const match of found) {
    pieces.push(
      line.text.slice(at, match.from),
      make('mark', { class: match === foundNow && 'found-now' }, line.text.slice(match.from, match.to)),
    )
    at = match.to
  }
  under.replaceChildren(...pieces, line.text.slice(at))
}

export function grow(text: HTMLTextAreaElement): void {
  if (growsByItself) return
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight}px`
}
