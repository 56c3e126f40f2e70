/** Which key does what: one table for the keys themselves, the buttons that do the same, and the list that `?` shows. */

import { editWords } from '../dictionary/archivist.ts'
import { makeDialog } from '../quote/cite-dialog.ts'
import { type Attributes, make, makeButton } from './make.ts'

export type ActionName = keyof typeof editWords.actions

interface Shortcut {
  /** As people read it. */
  readonly shown: string
  /** As `aria-keyshortcuts` has it; empty: only in the text of a line. */
  readonly aria: string
  readonly keys: readonly string[]
  readonly ctrl?: boolean
  readonly shift?: boolean
  readonly alt?: boolean
}

const SHORTCUTS: Partial<Record<ActionName, Shortcut>> = {
  play: { shown: 'Ctrl + spatie', aria: 'Control+Space', keys: [' '], ctrl: true },
  playLine: { shown: 'Ctrl + Enter', aria: 'Control+Enter', keys: ['Enter'], ctrl: true },
  loop: { shown: 'Ctrl + L', aria: 'Control+L', keys: ['l'], ctrl: true },
  back: { shown: 'Ctrl + J', aria: 'Control+J', keys: ['j'], ctrl: true },
  toPlaying: { shown: 'Ctrl + G', aria: 'Control+G', keys: ['g'], ctrl: true },
  setStart: { shown: 'Ctrl + [', aria: 'Control+[', keys: ['['], ctrl: true },
  setEnd: { shown: 'Ctrl + ]', aria: 'Control+]', keys: [']'], ctrl: true },
  insert: { shown: 'Ctrl + Shift + Enter', aria: 'Control+Shift+Enter', keys: ['Enter'], ctrl: true, shift: true },
  remove: { shown: 'Ctrl + Shift + Backspace', aria: 'Control+Shift+Backspace', keys: ['Backspace'], ctrl: true, shift: true },
  previousLine: { shown: 'Alt + ↑', aria: 'Alt+ArrowUp', keys: ['ArrowUp'], alt: true },
  nextLine: { shown: 'Alt + ↓', aria: 'Alt+ArrowDown', keys: ['ArrowDown'], alt: true },
  extendUp: { shown: 'Alt + Shift + ↑', aria: 'Alt+Shift+ArrowUp', keys: ['ArrowUp'], alt: true, shift: true },
  extendDown: { shown: 'Alt + Shift + ↓', aria: 'Alt+Shift+ArrowDown', keys: ['ArrowDown'], alt: true, shift: true },
  toPanel: { shown: 'Ctrl + E', aria: 'Control+E', keys: ['e'], ctrl: true },
  undo: { shown: 'Ctrl + Z', aria: 'Control+Z', keys: ['z'], ctrl: true },
  redo: { shown: 'Ctrl + Shift + Z', aria: 'Control+Shift+Z', keys: ['z'], ctrl: true, shift: true },
  find: { shown: 'Ctrl + F', aria: 'Control+F', keys: ['f', 'h'], ctrl: true },
  save: { shown: 'Ctrl + S', aria: 'Control+S', keys: ['s'], ctrl: true },
  help: { shown: '? of F1', aria: 'F1', keys: ['F1'] },
}

/** In the text of a line. */
const IN_TEXT: Partial<Record<ActionName, string>> = {
  split: 'Enter',
  joinPrevious: 'Backspace, aan het begin',
  joinNext: 'Delete, aan het einde',
}

const LETTERS_ARE_TEXT = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]'

/** @returns the action a key asks for, or null where the key is text */
export function actionOf(event: KeyboardEvent): ActionName | null {
  const { altKey, shiftKey } = event
  // AltGr is Ctrl + Alt on some systems, and types letters.
  const ctrl = event.ctrlKey || event.metaKey
  if (event.isComposing) return null
  if (event.key === '?' && !ctrl && !altKey)
    return event.target instanceof Element && event.target.matches(LETTERS_ARE_TEXT) ? null : 'help'
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (key === 'y' && ctrl && !altKey && !shiftKey) return 'redo'
  for (const [name, shortcut] of Object.entries(SHORTCUTS)) {
    const { keys, ctrl: wantsCtrl = false, shift = false, alt = false } = shortcut
    if (keys.includes(key) && ctrl === wantsCtrl && altKey === alt && shiftKey === shift) return name as ActionName
  }
  return null
}

/** A button that does what the key does, and says which. */
export function actionButton(name: ActionName, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const shortcut = SHORTCUTS[name]
  const shown = shortcut?.shown ?? IN_TEXT[name]
  return makeButton(editWords.actions[name], act, {
    'data-action': name,
    'aria-keyshortcuts': shortcut?.aria,
    title: shown ? `${editWords.actions[name]} (${shown})` : null,
    ...attributes,
  })
}

export function openKeys(): void {
  const dialog = makeDialog(editWords.keysTitle)
  const { lineBreak, choose, close } = editWords.onlyKeys
  const rows = [
    ...(Object.keys(editWords.actions) as ActionName[]).flatMap((name) => {
      const shown = SHORTCUTS[name]?.shown ?? IN_TEXT[name]
      return shown === undefined
        ? []
        : [[name === 'play' ? `${editWords.actions.play}, ${editWords.actions.pause.toLowerCase()}` : editWords.actions[name], shown]]
    }),
    [lineBreak, 'Shift + Enter'],
    [choose, editWords.shiftClick],
    [close, 'Escape'],
  ]
  const list = make('dl', { class: 'keys' })
  for (const [what = '', shown = ''] of rows) list.append(make('div', {}, make('dt', {}, shown), make('dd', {}, what)))
  dialog.append(make('p', { class: 'meta' }, editWords.keysLead), list)
  dialog.showModal()
}
