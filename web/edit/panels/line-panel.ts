/** What can be done with the line the caret is in: its speaker and times, and a button for each thing a key does. */
import { formatExactClock, parseTime } from '../../../src/transcript/timecode.ts'
import { editWords } from '../../dictionary/archivist.ts'
import type { Line } from '../document.ts'
import { type ActionName, actionButton } from '../keys.ts'
import { make, makeField } from '../make.ts'

export type Scope = 'line' | 'run' | 'everywhere'

export interface LinePanel {
  readonly element: HTMLElement
  /** @param chosen how many lines are chosen; 0: none */
  show(line: Line, number: number, chosen: number): void
  /** Why what was just filled in cannot be. */
  refuse(field: 'start' | 'end', why: string): void
  /** Into the first field. */
  focus(): void
}

const BUTTONS: readonly ActionName[] = ['playLine', 'loop', 'split', 'remove', 'shift', 'joinPrevious', 'joinNext', 'insert']

export function makeLinePanel(
  act: (name: ActionName) => void,
  tools: {
    /** Names to choose from. */
    readonly speakers: () => Iterable<string>
    readonly setSpeaker: (name: string | null, scope: Scope) => void
    readonly setTime: (field: 'start' | 'end', time: number) => void
    /** Back to the text of the line. */
    readonly leave: () => void
  },
): LinePanel {
  const speaker = makeField(editWords.speaker, { list: 'sprekers', size: 16 })
  const names = make('datalist', { id: 'sprekers' })
  const scope = make('select')
  for (const [value, label] of Object.entries(editWords.scopes)) scope.append(make('option', { value }, label))
  const error = make('p', { class: 'field-error', role: 'alert', id: 'regel-fout', hidden: true })
  const times = { start: timeField('start', 'setStart'), end: timeField('end', 'setEnd') }
  const title = make('h2')
  const buttons = BUTTONS.map((name) => actionButton(name, () => act(name), { class: 'quiet' }))
  const element = make(
    'div',
    { class: 'line-panel', role: 'group' },
    title,
    make(
      'div',
      { class: 'line-fields' },
      speaker.label,
      make('label', {}, `${editWords.speakerFor} `, scope),
      times.start.field,
      times.end.field,
    ),
    error,
    make('div', { class: 'line-tools', role: 'group', 'aria-label': editWords.lineTools }, ...buttons),
    names,
  )
  let shown: Line | null = null

  function timeField(name: 'start' | 'end', now: ActionName) {
    const { label, input } = makeField(editWords[name], { size: 9, inputmode: 'decimal', class: 'time-field' })
    input.addEventListener('change', () => {
      // Dutch writes decimals with a comma: 12:34,5.
      const time = parseTime(input.value.trim().replace(',', '.'))
      if (time === null) refuse(name, editWords.badTime)
      else tools.setTime(name, time)
    })
    return {
      input,
      field: make(
        'span',
        { class: 'line-time' },
        label,
        actionButton(now, () => act(now), { class: 'quiet' }),
      ),
    }
  }

  function refuse(field: 'start' | 'end', why: string): void {
    const { input } = times[field]
    input.setAttribute('aria-invalid', 'true')
    input.setAttribute('aria-describedby', error.id)
    error.textContent = why
    error.hidden = false
  }

  function accept(): void {
    error.hidden = true
    for (const { input } of Object.values(times)) {
      input.removeAttribute('aria-invalid')
      input.removeAttribute('aria-describedby')
    }
  }

  function fill(line: Line): void {
    speaker.input.value = line.speaker ?? ''
    for (const field of ['start', 'end'] as const) times[field].input.value = formatExactClock(line[field])
  }

  speaker.input.addEventListener('focus', () => {
    names.replaceChildren(...[...tools.speakers()].map((value) => make('option', { value })))
  })
  speaker.input.addEventListener('change', () => {
    const name = speaker.input.value.trim().replace(/\s+/g, ' ')
    tools.setSpeaker(name === '' ? null : name, scope.value as Scope)
  })
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !shown) return
    event.preventDefault()
    event.stopPropagation()
    // What was filled in and not yet taken is let go.
    accept()
    fill(shown)
    tools.leave()
  })

  return {
    element,
    refuse,
    focus: () => speaker.input.select(),
    show(line, number, chosen) {
      title.textContent = editWords.panel(number)
      element.setAttribute('aria-label', editWords.panel(number))
      const several = scope.querySelector<HTMLOptionElement>('[value="line"]')
      if (several) several.textContent = chosen > 1 ? editWords.scopeChosen(chosen) : editWords.scopes.line
      if (line === shown) return
      if (line.key !== shown?.key) scope.value = 'line'
      const retimed = line.start !== shown?.start || line.end !== shown.end || line.speaker !== shown.speaker
      shown = line
      // Typing in the line does not overwrite a field being edited in this panel.
      if (!retimed) return
      accept()
      fill(line)
    },
  }
}
