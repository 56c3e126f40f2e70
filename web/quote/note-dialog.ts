/** The dialog that holds one note. The note saves itself; closing saves what was typed last. */
import { pageWords } from '../dictionary/page.ts'
import { makeDialog } from './cite-dialog.ts'
import { noteField } from './note-field.ts'
import type { QuoteToKeep } from './store.ts'

const words = pageWords.notebook

/** @param onClose called when the dialog has closed and its note is stored or given up */
export function openNote(entry: QuoteToKeep, title: string, onClose: () => void | Promise<void>): void {
  const dialog = makeDialog(title)
  if (entry.exact !== null) {
    const quoted = document.createElement('blockquote')
    quoted.textContent = entry.exact
    dialog.append(quoted)
  }
  const help = document.createElement('p')
  Object.assign(help, { className: 'meta', textContent: words.momentHelp })
  const field = noteField(entry, title)
  field.input.rows = 5
  dialog.append(help, field.element)
  dialog.addEventListener('close', () => void finish())
  dialog.showModal()
  field.input.focus()

  async function finish(): Promise<void> {
    await field.save()
    if (field.unsaved && !confirm(words.discard)) {
      document.body.append(dialog)
      return dialog.showModal()
    }
    await onClose()
  }
}
