/** Find and replace: how often, one by one, and what each line becomes before anything is replaced. */
import { wordDifference } from '../../../src/transcript/revise/difference.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import { editWords } from '../../dictionary/archivist.ts'
import { say } from '../../quote/copy.ts'
import type { Editing } from '../editing.ts'
import { find, type Match, replacedText, replaceMatches } from '../find.ts'
import { make, makeButton, makeField } from '../make.ts'
import { showPieces } from '../pieces.ts'

export interface FindPanel {
  readonly element: HTMLElement
  /** @param text to look for, where there is a selection */
  open(text: string): void
}

/** Lines shown before they are replaced. */
const PREVIEWED = 40

const words = editWords.find

export function makeFindPanel(
  editing: Editing,
  tools: {
    readonly mark: (matches: ReadonlyMap<number, readonly Match[]>, now: Match | null) => void
    readonly reveal: (key: number) => void
    /** Back to the text, at what was found last. */
    readonly leave: (match: Match | null) => void
    /** Where to begin: the place of the line that has the caret. */
    readonly current: () => number
  },
): FindPanel {
  const text = makeField(words.text, { type: 'search', spellcheck: 'false' })
  const by = makeField(words.by, { spellcheck: 'false' })
  const matchCase = makeField(words.matchCase, { type: 'checkbox' })
  const wholeWords = makeField(words.wholeWords, { type: 'checkbox' })
  const count = make('p', { class: 'meta', role: 'status' })
  const replace = makeButton('', replaceAll, { class: 'button' })
  const list = make('ol', { class: 'find-preview' })
  const preview = make('details', {}, make('summary', {}, words.preview), list)
  const previous = makeButton(words.previous, () => go(-1), { class: 'quiet' })
  const next = makeButton(words.next, () => go(1), { class: 'quiet' })
  const element = make(
    'search',
    { class: 'find-panel', 'aria-label': words.title, hidden: true },
    make('div', { class: 'find-fields' }, text.label, by.label),
    make('div', { class: 'find-options' }, matchCase.label, wholeWords.label),
    make('div', { class: 'find-go' }, count, previous, next, replace, makeButton(words.close, close, { class: 'quiet' })),
    preview,
  )
  let matches: readonly Match[] = []
  let byLine: ReadonlyMap<number, readonly Match[]> = new Map()
  let at = -1
  /** Lines that are left as they are. */
  const left = new Set<number>()

  const included = () => matches.filter((match) => !left.has(match.key))

  function look(): void {
    const query = { text: text.input.value, matchCase: matchCase.input.checked, wholeWords: wholeWords.input.checked }
    matches = element.hidden ? [] : find(editing.lines, query)
    byLine = Map.groupBy(matches, (match) => match.key)
    at = -1
    show()
  }

  function show(): void {
    const none = matches.length === 0
    count.textContent = text.input.value === '' ? '' : at < 0 ? words.count(matches.length, byLine.size) : words.at(at + 1, matches.length)
    previous.disabled = next.disabled = none
    showReplace()
    preview.hidden = none
    if (preview.open) showPreview()
    tools.mark(byLine, matches[at] ?? null)
  }

  function showReplace(): void {
    const n = included().length
    replace.disabled = n === 0
    replace.textContent = by.input.value === '' ? words.erase(n) : words.replace(n)
  }

  function showPreview(): void {
    const rows = [...byLine].slice(0, PREVIEWED).map(([key, own]) => {
      const line = editing.lines[editing.indexOf(key)]
      if (!line) return make('li')
      const time = formatClock(line.start)
      const box = make('input', { type: 'checkbox', 'aria-label': words.include(time) })
      box.checked = !left.has(key)
      box.addEventListener('change', () => {
        if (box.checked) left.delete(key)
        else left.add(key)
        showReplace()
      })
      const becomes = wordDifference(line.text, replacedText(line.text, own, by.input.value))
      return make('li', {}, make('label', {}, box, make('span', { class: 'time' }, time)), showPieces(becomes))
    })
    const more = byLine.size - PREVIEWED
    list.replaceChildren(...rows, ...(more > 0 ? [make('li', { class: 'meta' }, words.more(more))] : []))
  }

  function go(step: 1 | -1): void {
    if (matches.length === 0) return
    if (at >= 0) at = (at + step + matches.length) % matches.length
    else {
      const from = tools.current()
      const after = matches.findIndex((match) => editing.indexOf(match.key) >= from)
      const first = after < 0 ? 0 : after
      at = step === 1 ? first : (first - 1 + matches.length) % matches.length
    }
    show()
    const match = matches[at]
    if (match) tools.reveal(match.key)
  }

  function replaceAll(): void {
    const meant = included()
    const refused = editing.run('replace', (document) => replaceMatches(document, meant, by.input.value))
    if (refused) return say(editWords.refused[refused])
    say(words.replaced(meant.length))
    text.input.focus()
  }

  function close(): void {
    const match = matches[at] ?? null
    element.hidden = true
    look()
    tools.leave(match)
  }

  for (const { input } of [text, by]) {
    input.addEventListener('input', () => {
      left.clear()
      look()
    })
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.isComposing) return
      event.preventDefault()
      go(event.shiftKey ? -1 : 1)
    })
  }
  for (const { input } of [matchCase, wholeWords]) input.addEventListener('change', look)
  preview.addEventListener('toggle', () => {
    if (preview.open) showPreview()
    const match = matches[at]
    if (match) tools.reveal(match.key)
  })
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    close()
  })
  editing.listen((what) => {
    if (!element.hidden && what !== 'based') look()
  })

  return {
    element,
    open(wanted) {
      element.hidden = false
      if (wanted !== '') text.input.value = wanted
      left.clear()
      look()
      text.input.select()
    },
  }
}
