/** A reader's note on a kept quote or moment: a field that saves itself while one types. */
import { pageWords } from '../dictionary/page.ts'
import { uniqueId } from '../unique-id.ts'
import { type KeptQuote, LONGEST_NOTE, readQuote, type SavedNote, saveNote, saveNoteAtOnce } from './store.ts'

const words = pageWords.notebook
/** A pause in the typing. */
const SETTLED_MS = 400

export interface NoteField {
  readonly element: HTMLElement
  readonly input: HTMLTextAreaElement
  /** Whether the reader wrote something that is not stored. */
  readonly unsaved: boolean
  /** Takes over what another tab wrote, unless the reader is changing the note here: then saving joins the two. */
  refresh(): void
  /** Stores what waits. */
  save(): Promise<void>
}

/** @param name what a screen reader calls the field */
export function noteField(quote: KeptQuote, name: string): NoteField {
  const id = uniqueId('notitie')
  const label = document.createElement('label')
  Object.assign(label, { htmlFor: id, textContent: words.note })
  const input = document.createElement('textarea')
  Object.assign(input, { id, rows: 2 })
  input.setAttribute('aria-label', name)
  input.setAttribute('aria-describedby', `${id}-melding`)
  // Not spoken at each pause in the typing.
  const state = document.createElement('span')
  state.className = 'note-saved'
  const problem = document.createElement('p')
  Object.assign(problem, { id: `${id}-melding`, className: 'note-problem' })
  problem.setAttribute('role', 'alert')
  const element = document.createElement('div')
  element.className = 'note-field'
  element.append(label, state, input, problem)

  /** The stored note as this field last saw it. */
  let base = readQuote(quote.id)?.note ?? quote.note ?? ''
  input.value = base
  let settle = 0

  const isTooLong = () => input.value.length > LONGEST_NOTE && input.value.length > base.length
  const isUnsaved = () => input.value !== base

  function show({ outcome, note }: SavedNote, written: string): void {
    problem.textContent = outcome === 'kept' ? (note === written ? '' : words.merged) : words[outcome]
    if (outcome !== 'kept') return
    base = note
    if (note === written) {
      if (input.value === written) state.textContent = words.saved
    }
    // Typed on while it was saved: the new letters stay at the end.
    else input.value = input.value.startsWith(written) ? note + input.value.slice(written.length) : `${note}\n\n${input.value}`
  }

  async function save(): Promise<void> {
    clearTimeout(settle)
    if (!isUnsaved() || isTooLong()) return
    const written = input.value
    show(await saveNote(quote, base, written), written)
  }

  input.addEventListener('input', () => {
    state.textContent = ''
    clearTimeout(settle)
    const long = isTooLong()
    input.setAttribute('aria-invalid', String(long))
    problem.textContent = long ? words.tooLong(input.value.length, LONGEST_NOTE) : ''
    if (!long) settle = window.setTimeout(() => void save(), SETTLED_MS)
  })
  input.addEventListener('blur', () => void save())
  addEventListener('pagehide', () => {
    if (element.isConnected && isUnsaved() && !isTooLong()) show(saveNoteAtOnce(quote, base, input.value), input.value)
  })
  // Only what could not be saved makes the browser ask.
  addEventListener('beforeunload', (event) => {
    if (element.isConnected && isUnsaved() && problem.textContent !== '') event.preventDefault()
  })

  return {
    element,
    input,
    get unsaved() {
      return isUnsaved()
    },
    refresh() {
      const stored = readQuote(quote.id)?.note ?? ''
      if (isUnsaved() || stored === base) return
      base = stored
      input.value = stored
      state.textContent = ''
    },
    save,
  }
}
