/** “Notitie bij dit moment”: a note where the recording is now, kept in the notebook. */
import { formatClock } from '../../src/transcript/timecode.ts'
import { pageWords } from '../dictionary/page.ts'
import { addressOf } from '../place.ts'
import { say } from './copy.ts'
import { openNote } from './note-dialog.ts'
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
      ({ citeMoment }) => noteMoment(citeMoment(talk, addressOf(talk.path), start)),
      () => say(words.notNow),
    )
  })
}

function noteMoment(moment: QuoteToKeep): void {
  openNote(moment, words.momentTitle(formatClock(moment.start)), async () => {
    const stored = readQuote(moment.id)
    if (stored?.note) say(words.momentKept)
    // A moment without a note is not kept.
    else if (stored) await removeQuote(stored)
  })
}
