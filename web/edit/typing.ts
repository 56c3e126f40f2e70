/** Keys in the text of a line: those that cross its edges or divide it, and times that are clicked. */
import type { Commands } from './commands.ts'
import type { Editing } from './editing.ts'
import { keyAt, type Lines } from './lines.ts'
import type { Sound } from './sound.ts'

export function listenInText(list: HTMLElement, editing: Editing, lines: Lines, sound: Sound, commands: Commands): void {
  list.addEventListener('keydown', (event) => {
    const { target: text } = event
    if (!(text instanceof HTMLTextAreaElement) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const { selectionStart: caret, selectionEnd: to, value } = text
    const [atStart, atEnd] = [to === 0, caret === value.length]
    if (MOVES.has(event.key)) editing.seal()
    if (event.shiftKey) return
    const done = (act: () => void) => {
      event.preventDefault()
      act()
    }
    switch (event.key) {
      case 'Enter':
        return done(() => commands.act('split'))
      case 'Backspace':
        return atStart ? done(() => commands.act('joinPrevious')) : undefined
      case 'Delete':
        return atEnd ? done(() => commands.act('joinNext')) : undefined
      case 'ArrowLeft':
        return atStart ? done(() => lines.step(-1, 'end')) : undefined
      case 'ArrowRight':
        return atEnd ? done(() => lines.step(1)) : undefined
      case 'ArrowUp':
        return crossing(text, () => lines.step(-1, 'end'))
      case 'ArrowDown':
        return crossing(text, () => lines.step(1))
    }
  })

  list.addEventListener('click', (event) => {
    const time = event.target instanceof Element ? event.target.closest('button.time') : null
    if (!time) return
    const at = editing.indexOf(keyAt(time))
    if (event.shiftKey) return lines.chooseTo(at)
    lines.release()
    lines.focus(at)
    sound.playFrom(editing.lines[at]?.start ?? 0)
  })
}

const MOVES = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'])

/** Only the browser knows the rows of a text on the screen: where it leaves the caret in place, there is no row further. */
function crossing(text: HTMLTextAreaElement, cross: () => void): void {
  const { selectionStart: before } = text
  requestAnimationFrame(() => {
    if (document.activeElement === text && text.selectionStart === before && text.selectionEnd === before) cross()
  })
}
