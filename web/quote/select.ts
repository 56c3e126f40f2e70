/**
 * From words on the page to a quote: a selection by mouse, finger or keyboard, or “vanaf hier” and “tot hier” at two paragraphs, brings
 * a small bar with what can be done with them.
 */
import type { Quoted } from '../../src/transcript/quote/quote.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import { nl } from '../words/nl.ts'
import { openCitations } from './cite-dialog.ts'
import { copy, say } from './copy.ts'
import { keepQuote } from './store.ts'
import { QuoteRefused, selectedQuote, type TakenDown, takeDown } from './take-down.ts'

const words = nl.quote
/** A selection that is still being made is left alone. */
const SETTLED_MS = 250

export interface QuotedTalk {
  readonly id: string
  readonly title: string
  readonly language: string
  readonly revision: number
}

/** @param play plays a span and stops at its end; null where there is no recording */
export function quoteFrom(root: HTMLElement, talk: QuotedTalk, play: ((start: number, end: number) => void) | null): void {
  const text = root.querySelector<HTMLElement>('.transcript-text')
  if (!text) return
  let bar: HTMLElement | null = null
  let settle = 0

  const close = () => {
    bar?.remove()
    bar = null
  }

  function open(quoted: Quoted, range: Range, focus = false): void {
    close()
    bar = makeBar(quoted)
    root.append(bar)
    place(bar, range)
    if (focus) bar.querySelector('button')?.focus()
  }

  document.addEventListener('selectionchange', () => {
    clearTimeout(settle)
    settle = window.setTimeout(() => {
      const selection = document.getSelection()
      if (!selection || selection.isCollapsed || selection.rangeCount === 0) {
        // A dialog opened from the bar takes the selection along; the bar is still about those words.
        if (!bar?.contains(document.activeElement) && !document.querySelector('dialog[open]')) close()
        return
      }
      const range = selection.getRangeAt(0)
      const quoted = selectedQuote(text, range)
      if (quoted === null) return
      if (quoted === 'too-long') return say(words.tooLong)
      open(quoted, range)
    }, SETTLED_MS)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !bar || document.querySelector('dialog[open]')) return
    close()
    document.getSelection()?.removeAllRanges()
  })

  function makeBar(quoted: Quoted): HTMLElement {
    const made = document.createElement('div')
    made.className = 'quote-bar'
    made.setAttribute('role', 'toolbar')
    made.setAttribute('aria-label', words.toolbar)
    const add = (label: string, act: () => void) => {
      const button = document.createElement('button')
      Object.assign(button, { type: 'button', textContent: label })
      // Pressing must not undo the selection it is about.
      button.addEventListener('pointerdown', (event) => event.preventDefault())
      button.addEventListener('click', act)
      made.append(button)
    }
    const withQuote = (act: (quote: TakenDown) => void) => () => {
      takeDown(talk, quoted).then(act, (error: unknown) =>
        say(error instanceof QuoteRefused && error.message !== '' ? error.message : words.failed),
      )
    }
    add(
      words.copyQuote,
      withQuote(({ block }) => void copy(block, words.copied.quote)),
    )
    add(
      words.copyLink,
      withQuote(({ url }) => void copy(url, words.copied.link)),
    )
    if (play) add(words.playSpan, () => play(quoted.start, quoted.end))
    add(
      words.citeMenu,
      withQuote(({ citations }) => openCitations(citations)),
    )
    add(
      words.keep,
      withQuote((quote) => keep(quote)),
    )
    made.addEventListener('keydown', (event) => moveFocus(made, event))
    return made
  }

  function keep({ id, url, exact, speaker, block, citations }: TakenDown): void {
    const { bibtex, ris } = citations
    const kept = keepQuote({ id, url, exact, speaker, title: talk.title, block, bibtex, ris })
    say(kept ? words.kept : words.failed)
  }

  byParagraphs(text, open)
}

/** Under the selection, within the page; where it does not fit, above. */
function place(bar: HTMLElement, range: Range): void {
  const spot = range.getBoundingClientRect()
  const width = bar.offsetWidth
  const left = Math.max(8, Math.min(spot.left + spot.width / 2 - width / 2, innerWidth - width - 8))
  const below = spot.bottom + 8
  const top = below + bar.offsetHeight > innerHeight - 8 ? Math.max(8, spot.top - bar.offsetHeight - 8) : below
  bar.style.setProperty('left', `${left}px`)
  bar.style.setProperty('top', `${top}px`)
}

/** One tab stop, arrows within (ARIA toolbar). */
function moveFocus(bar: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  const buttons = [...bar.querySelectorAll('button')]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons[(at + step + buttons.length) % buttons.length]?.focus()
  event.preventDefault()
}

/** The forms beside the paragraphs become two buttons: where the quote begins, and where it ends. No mouse and no caret needed. */
function byParagraphs(text: HTMLElement, open: (quoted: Quoted, range: Range, focus: boolean) => void): void {
  let from: HTMLElement | null = null
  const forms = [...text.querySelectorAll<HTMLFormElement>('form.cite-para')]
  const label = () => {
    for (const form of forms) {
      const button = form.querySelector('button')
      const time = form.dataset.time ?? ''
      if (button) button.setAttribute('aria-label', `${from ? words.toHere : words.fromHere}: ${time}`)
      if (button) button.title = from ? words.toHere : words.fromHere
      form.classList.toggle('choosing', from !== null)
    }
  }
  label()
  for (const form of forms) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const para = form.closest<HTMLElement>('.para')
      if (!para) return
      if (!from) {
        from = para
        say(words.fromHereChosen(form.dataset.time ?? formatClock(0)))
        return label()
      }
      const [first, last] = from.compareDocumentPosition(para) & Node.DOCUMENT_POSITION_PRECEDING ? [para, from] : [from, para]
      from = null
      label()
      const cues = [...first.querySelectorAll('.cue'), ...last.querySelectorAll('.cue')]
      const [start, end] = [cues[0]?.firstChild, cues.at(-1)?.firstChild]
      if (!start || !end) return
      const range = document.createRange()
      range.setStart(start, 0)
      range.setEnd(end, end.textContent?.length ?? 0)
      const selection = document.getSelection()
      selection?.removeAllRanges()
      selection?.addRange(range)
      const quoted = selectedQuote(text, range)
      if (quoted === 'too-long') say(words.tooLong)
      else if (quoted) open(quoted, range, true)
    })
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !from) return
    from = null
    label()
  })
}
