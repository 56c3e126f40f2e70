/** “Notitie bij dit moment”: a note where the recording is now, kept in the notebook. */
import { formatClock } from '../../src/transcript/timecode.ts'
import { pageWords } from '../dictionary/page.ts'
import { addressOf } from '../place.ts'
import { makeDialog } from './cite-dialog.ts'
import { say } from './copy.ts'
import { noteField } from './note-field.ts'
import { type QuoteToKeep, readQuote, removeQuote } from './store.ts'

const words = pageWords.notebook

interface NotedTalk {
  readonly id: string
  readonly title: string
  readonly path: string
}

/** @param now where the player is, in ms */
export function noteMoments(button: HTMLElement, talk: NotedTalk, now: () => number): void {
  button.addEventListener('click', () => {
    const start = Math.floor(now() / 1000) * 1000
    // Loaded at the first note: most visitors write none.
    import('./cite-moment.ts').then(
      ({ citeMoment }) => openNote(citeMoment(talk, addressOf(talk.path), start)),
      () => say(words.notNow),
    )
  })
}

function openNote(moment: QuoteToKeep): void {
  const title = words.momentTitle(formatClock(moment.start))
  const dialog = makeDialog(title)
  const help = document.createElement('p')
  Object.assign(help, { className: 'meta', textContent: words.momentHelp })
  const field = noteField(moment, title)
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
    const stored = readQuote(moment.id)
    if (stored?.note) return say(words.momentKept)
    // A moment is kept for its note.
    if (stored) await removeQuote(stored)
  }
}
