/** Rows of speakers, live: added, moved and removed in place, by buttons and keys, with known people offered while a name is typed. */
import { deskWords } from '../dictionary/archivist.ts'
import { EMPTY_ROW, isEmptyRow, type SpeakerRow, speakerRows, speakerText } from '../pages/desk/speaker-lines.ts'
import { suggestPeople } from './suggest-people.ts'

const words = deskWords.speakers

export function startSpeakerRows(root: HTMLElement): void {
  const keys = root.querySelector<HTMLElement>('[data-row-keys]')
  if (keys) keys.hidden = false
  // Without scripts a list offers several empty rows at once; here one is enough.
  const empty = rowsOf(root).filter((row) => isEmptyRow(readRow(row)))
  for (const row of empty.slice(0, -1)) row.closest('li')?.remove()
  for (const row of rowsOf(root)) suggestPeople(row, () => changed(root))
  relabel(root)

  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    const row = button.closest<HTMLElement>('[data-row]')
    const verb = button.dataset.rowButton
    if (button.hasAttribute('data-add-row')) addAfter(root, rowsOf(root).at(-1) ?? null)
    else if (row && verb === 'weg') remove(root, row)
    else if (row && (verb === 'omhoog' || verb === 'omlaag')) move(root, row, verb, button)
    else return
    event.preventDefault()
  })
  root.addEventListener('keydown', (event) => {
    const row = event.target instanceof HTMLInputElement ? event.target.closest<HTMLElement>('[data-row]') : null
    if (!row || event.defaultPrevented || event.isComposing) return
    if (event.altKey && event.key === 'ArrowUp') move(root, row, 'omhoog')
    else if (event.altKey && event.key === 'ArrowDown') move(root, row, 'omlaag')
    else if (event.altKey && (event.key === 'Delete' || event.key === 'Backspace')) remove(root, row)
    else if (event.key === 'Enter' && !event.altKey && !event.ctrlKey && !event.metaKey) addAfter(root, row)
    else return
    event.preventDefault()
  })
  root.addEventListener('input', () => relabel(root))
}

/** The rows as the text that the form saves; empty rows are left out. */
export function rowsText(root: HTMLElement): string {
  return speakerText(
    rowsOf(root)
      .map(readRow)
      .filter((row) => !isEmptyRow(row)),
  )
}

export function setRowsText(root: HTMLElement, text: string): void {
  const wanted = [...speakerRows(text), EMPTY_ROW]
  for (const [i, values] of wanted.entries()) {
    const row = rowsOf(root)[i] ?? cloneAfter(root, rowsOf(root).at(-1) ?? null)
    if (row) fill(row, values)
  }
  for (const row of rowsOf(root).slice(wanted.length)) row.closest('li')?.remove()
  relabel(root)
}

const rowsOf = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>('[data-row]')]

const cellOf = (row: HTMLElement, name: keyof SpeakerRow) => row.querySelector<HTMLInputElement>(`[data-cell="${name}"]`)

function readRow(row: HTMLElement): SpeakerRow {
  const value = (name: keyof SpeakerRow) => cellOf(row, name)?.value.trim() ?? ''
  return { name: value('name'), role: value('role'), organisation: value('organisation'), id: value('id') }
}

function fill(row: HTMLElement, values: SpeakerRow): void {
  for (const name of Object.keys(values) as (keyof SpeakerRow)[]) {
    const cell = cellOf(row, name)
    if (cell && cell.value !== values[name]) cell.value = values[name]
  }
}

function say(root: HTMLElement, text: string): void {
  const status = root.querySelector('[data-row-status]')
  if (status) status.textContent = text
}

/** The form saves itself when a field of it changes; a row that moves changes no field. */
function changed(root: HTMLElement): void {
  root.dispatchEvent(new Event('input', { bubbles: true }))
}

function addAfter(root: HTMLElement, row: HTMLElement | null): void {
  const fresh = cloneAfter(root, row)
  if (!fresh) return
  relabel(root)
  cellOf(fresh, 'name')?.focus()
}

function cloneAfter(root: HTMLElement, row: HTMLElement | null): HTMLElement | null {
  const item = (row ?? rowsOf(root).at(-1))?.closest('li')
  const copy = item?.cloneNode(true)
  if (!item || !(copy instanceof HTMLLIElement)) return null
  for (const extra of copy.querySelectorAll('.field-wrong, .completions, [data-suggest-status]')) extra.remove()
  for (const cell of copy.querySelectorAll('input')) {
    cell.value = ''
    for (const name of ['aria-invalid', 'aria-describedby', 'aria-controls', 'aria-activedescendant']) cell.removeAttribute(name)
  }
  item.after(copy)
  const fresh = copy.querySelector<HTMLElement>('[data-row]')
  if (fresh) suggestPeople(fresh, () => changed(root))
  return fresh
}

function remove(root: HTMLElement, row: HTMLElement): void {
  const rows = rowsOf(root)
  const at = rows.indexOf(row)
  const { name } = readRow(row)
  // The last row stays, empty: there is always one to type in.
  if (rows.length === 1) fill(row, EMPTY_ROW)
  else row.closest('li')?.remove()
  relabel(root)
  changed(root)
  const next = rowsOf(root)[Math.min(at, rowsOf(root).length - 1)]
  if (next) cellOf(next, 'name')?.focus()
  say(root, words.removed(name || words.row(at + 1)))
}

/** @param button keeps the focus when it was pressed; at the end of the list its neighbour gets it */
function move(root: HTMLElement, row: HTMLElement, verb: 'omhoog' | 'omlaag', button?: HTMLButtonElement): void {
  const item = row.closest('li')
  const other = verb === 'omhoog' ? item?.previousElementSibling : item?.nextElementSibling
  if (!item || !other) return
  const focused = button ?? document.activeElement
  if (verb === 'omhoog') other.before(item)
  else other.after(item)
  relabel(root)
  changed(root)
  if (focused instanceof HTMLButtonElement && focused.disabled)
    row.querySelector<HTMLButtonElement>('[data-row-button]:not(:disabled)')?.focus()
  else if (focused instanceof HTMLElement) focused.focus()
  const rows = rowsOf(root)
  const place = rows.indexOf(row)
  say(root, words.moved(readRow(row).name || words.row(place + 1), place + 1, rows.length))
}

/** Names, ids and labels of the rows by their place: a copied or moved row brings those of another place. */
function relabel(root: HTMLElement): void {
  const rows = rowsOf(root)
  for (const [i, row] of rows.entries()) {
    row.setAttribute('aria-label', words.row(i + 1))
    for (const label of row.querySelectorAll('label')) {
      const cell = label.parentElement?.querySelector('input')
      if (cell) label.htmlFor = cell.id = `veld-${cell.name}-${i}`
    }
    const name = readRow(row).name || words.row(i + 1)
    for (const button of row.querySelectorAll<HTMLButtonElement>('[data-row-button]')) {
      const verb = button.dataset.rowButton
      button.setAttribute('aria-label', `${button.title}: ${name}`)
      button.disabled = (verb === 'omhoog' && i === 0) || (verb === 'omlaag' && i === rows.length - 1)
    }
  }
}
