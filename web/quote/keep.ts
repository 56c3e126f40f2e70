/** “Bewaar” and “Notitie”: a quote goes into the notebook of this browser, and beside the button comes a way to undo that. */
import { pageWords } from '../dictionary/page.ts'
import { say } from './copy.ts'
import { openNote } from './note-dialog.ts'
import { keepQuote, type QuoteToKeep, readQuote, removeQuote, saveNote } from './store.ts'

const words = pageWords.notebook

/** @param button the pressed one */
export async function keep(quote: QuoteToKeep, button: HTMLElement): Promise<void> {
  if (await keepFor(quote, button)) say(pageWords.quote.kept)
}

/** Keeps the quote and opens its note. @param button the pressed one */
export async function keepWithNote(quote: QuoteToKeep, button: HTMLElement): Promise<void> {
  const before = readQuote(quote.id)
  if (!(await keepFor(quote, button))) return
  openNote(quote, words.quoteTitle, () => {
    button.focus()
    const note = readQuote(quote.id)?.note ?? ''
    say(note === '' ? pageWords.quote.kept : words.momentKept)
    if (before === null || note === (before.note ?? '')) return
    offerUndo(button, async () => {
      const { outcome } = await saveNote(quote, note, before.note ?? '')
      say(outcome === 'kept' ? words.noteBack : words[outcome])
    })
  })
}

/** @returns whether the quote is in the notebook now; otherwise a line says why not */
async function keepFor(quote: QuoteToKeep, button: HTMLElement): Promise<boolean> {
  const isNew = readQuote(quote.id) === null
  const outcome = await keepQuote(quote)
  if (outcome !== 'kept') {
    say(words[outcome])
    return false
  }
  if (isNew)
    offerUndo(button, async () => {
      await removeQuote(quote)
      say(words.removed.quote)
    })
  return true
}

/** Adds “Ongedaan maken” at the end of the buttons; a later one takes the place of an earlier one. */
function offerUndo(button: HTMLElement, undo: () => Promise<void>): void {
  const row = button.parentElement
  row?.querySelector('[data-undo]')?.remove()
  const offer = document.createElement('button')
  Object.assign(offer, { type: 'button', className: button.className, textContent: words.undo })
  offer.dataset.undo = ''
  offer.addEventListener('pointerdown', (event) => event.preventDefault())
  offer.addEventListener('click', () => {
    offer.remove()
    button.focus()
    void undo()
  })
  row?.append(' ', offer)
}
