/** Moves times: of one line, of some, or of all from here on. */
import { formatClock } from '../../../src/transcript/timecode.ts'
import { editWords } from '../../dictionary/archivist.ts'
import { pageWords } from '../../dictionary/page.ts'
import { makeDialog } from '../../quote/cite-dialog.ts'
import { say } from '../../quote/copy.ts'
import { shift } from '../document.ts'
import type { Editing } from '../editing.ts'
import { make, makeButton, makeField } from '../make.ts'

const words = editWords.shift
const LONGEST_S = 360_000

/** @param at the line that has the caret; @param chosen lines [from, to); @param playerTime null: there is no player */
export function openShift(
  editing: Editing,
  at: number,
  chosen: { readonly from: number; readonly to: number } | null,
  playerTime: number | null,
): void {
  const line = editing.lines[at]
  if (!line) return
  const dialog = makeDialog(words.title)
  const which = (label: string, checked: boolean) => makeField(label, { type: 'radio', name: 'regels', checked })
  const one = which(words.one(at + 1), chosen === null)
  const range = which(words.range, chosen !== null)
  const rest = which(words.rest(at + 1), false)
  const number = (label: string, value: number) => {
    const field = makeField(label, { type: 'number', min: 1, max: editing.lines.length, value, class: 'number-field' })
    field.input.addEventListener('input', () => (range.input.checked = true))
    return field
  }
  const from = number(words.range, (chosen?.from ?? at) + 1)
  const to = number(words.to, chosen?.to ?? at + 1)
  const by = makeField(words.by, { inputmode: 'text', size: 8, class: 'time-field' })
  const error = make('p', { class: 'field-error', role: 'alert', id: 'schuif-fout', hidden: true })
  const form = make(
    'form',
    { class: 'shift-form', novalidate: true },
    make(
      'fieldset',
      {},
      make('legend', {}, words.which),
      make('p', {}, one.label),
      make('p', {}, range.input, ' ', from.label, ' ', to.label),
      make('p', {}, rest.label),
    ),
    make('p', {}, by.label),
    error,
  )
  range.input.setAttribute('aria-label', words.range)
  if (playerTime !== null) {
    const seconds = (playerTime - line.start) / 1000
    const fill = () => void (by.input.value = seconds.toLocaleString(pageWords.locale, { useGrouping: false, maximumFractionDigits: 3 }))
    form.append(make('p', {}, makeButton(words.toPlayer(formatClock(playerTime)), fill, { class: 'quiet' })))
  }
  form.append(make('p', {}, make('button', { class: 'button' }, words.go)))

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [first, last] = one.input.checked
      ? [at, at + 1]
      : rest.input.checked
        ? [at, editing.lines.length]
        : [Number(from.input.value) - 1, Number(to.input.value)]
    const valid = Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first < last && last <= editing.lines.length
    if (!valid) return refuse(words.badRange(editing.lines.length))
    const written = by.input.value.trim().replace(',', '.').replace('−', '-')
    const ms = Math.round(Number(written) * 1000)
    if (written === '' || !Number.isFinite(ms) || Math.abs(ms) > LONGEST_S * 1000) return refuse(words.bad)
    const refused = editing.run('shift', (document) => shift(document, first, last, ms))
    if (refused) return refuse(editWords.refused[refused])
    dialog.close()
    say(words.done(last - first))
  })
  function refuse(why: string): void {
    error.textContent = why
    error.hidden = false
    by.input.setAttribute('aria-describedby', error.id)
    by.input.setAttribute('aria-invalid', 'true')
  }
  dialog.append(form)
  dialog.showModal()
  by.input.focus()
}
