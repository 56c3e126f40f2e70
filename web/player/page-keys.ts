/**
 * Keys for the whole talk page, while nothing has the focus: the player's letters, T to the transcript, Q to quote what is said, N to note
 * something at this moment, ? for the list of them. The visitor may switch them off (WCAG 2.1.4); the choice is remembered.
 */

import { pageWords } from '../dictionary/page.ts'
import { makeDialog } from '../quote/cite-dialog.ts'
import { isPlayerKey } from './keys.ts'

const KEY = 'woordelijk:toetsen'
const OFF = 'uit'

interface Actions {
  /** Passes a key on to the player. */
  readonly press: ((event: KeyboardEvent) => void) | null
  readonly toTranscript: () => void
  readonly quote: () => void
  readonly note: () => void
}

export function listenToKeys({ press, toTranscript, quote, note }: Actions, button: HTMLElement | null): void {
  button?.addEventListener('click', openKeys)
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector('dialog[open]')) return
    // A field, a button or a link that has the focus keeps its keys; the player hears its own.
    if (target !== document.body && !(target instanceof HTMLElement && target.matches('main'))) return
    if (areOff()) return
    const act =
      { '?': openKeys, t: toTranscript, q: quote, n: note }[key.toLowerCase()] ??
      (press && isPlayerKey(key) ? () => press(event) : undefined)
    if (!act) return
    event.preventDefault()
    act()
  })
}

function openKeys(): void {
  const words = pageWords.keys
  const dialog = makeDialog(words.title)
  const list = document.createElement('dl')
  list.className = 'keys'
  for (const [keys = '', does = ''] of pageWords.about.keysList) {
    const term = document.createElement('dt')
    term.textContent = keys
    const what = document.createElement('dd')
    what.textContent = does
    list.append(term, what)
  }
  const box = document.createElement('input')
  Object.assign(box, { type: 'checkbox', checked: !areOff() })
  box.addEventListener('change', () => switchKeys(box.checked))
  const label = document.createElement('label')
  label.append(box, ` ${words.onPage}`)
  dialog.append(list, label)
  dialog.showModal()
}

function areOff(): boolean {
  try {
    return localStorage.getItem(KEY) === OFF
  } catch {
    return false
  }
}

function switchKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, OFF)
  } catch {
    // A browser that stores nothing keeps the keys as they are.
  }
}
