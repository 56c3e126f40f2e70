/**
 * From words on the page to a quote: a selection by mouse, finger or keyboard, or “vanaf hier” and “tot hier” at two paragraphs, brings
 * a small bar with what can be done with them.
 */
import type { Quoted } from '../../src/transcript/quote/quote.ts'
import { pageWords } from '../dictionary/page.ts'
import { addressOf } from '../place.ts'
import { QuoteRefused, type TakenDown } from './ask-for-quote.ts'
import { openCitations } from './cite-dialog.ts'
import { copy, say } from './copy.ts'
import { keep, keepWithNote } from './keep.ts'
import type { QuoteToKeep } from './store.ts'
import { selectedQuote, takeDown } from './take-down.ts'

const words = pageWords.quote
/** A selection that is still being made is left alone. */
const SETTLED_MS = 250

export interface QuotedTalk {
  readonly id: string
  readonly title: string
  /** Of its page, from `/`. */
  readonly path: string
  readonly language: string
  readonly revision: number
}

/**
 * @param play plays a span and stops at its end; null where there is no recording
 * @returns a function that selects a cue and opens the bar over it
 */
export function quoteFrom(
  root: HTMLElement,
  talk: QuotedTalk,
  play: ((start: number, end: number) => void) | null,
): (cue: HTMLElement) => void {
  const text = root.querySelector<HTMLElement>('.transcript-text')
  if (!text) return () => undefined
  let bar: HTMLElement | null = null
  let about: Quoted | null = null
  /** Whether the reader turned away from the words since the bar came: a press or a key elsewhere. */
  let left = false
  /** Where the focus goes when the bar that has it goes away. */
  let before: HTMLElement | null = null
  let settle = 0
  /** A mouse that rests in the middle of a drag has not chosen yet: the bar would come under it. Fingers have handles and press nothing. */
  let dragging = false

  const close = () => {
    if (bar?.contains(document.activeElement)) before?.focus()
    bar?.remove()
    bar = null
  }

  function open(quoted: Quoted, range: Range, from: HTMLElement | null = null): void {
    close()
    left = false
    before = from
    about = quoted
    const made = makeBar(quoted)
    bar = made
    root.append(made)
    // Once at first, and again when a button is added.
    new ResizeObserver(() => place(made, range)).observe(made)
    place(made, range)
    if (from) bar.querySelector('button')?.focus()
  }

  // The bar outlives its selection: a dialog takes that along, and a slow browser tells of it when the dialog is gone.
  const turnAway = ({ target }: Event) => {
    if (target instanceof Element && !target.closest('.quote-bar, dialog')) left = true
  }
  document.addEventListener('pointerdown', turnAway)
  document.addEventListener('keydown', turnAway)

  const settled = () => {
    const selection = document.getSelection()
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) {
      if (left) close()
      return
    }
    const range = selection.getRangeAt(0)
    const quoted = selectedQuote(text, range)
    if (quoted === null) return
    if (quoted === 'too-long') return say(words.tooLong)
    // The bar is there already, and may have the focus.
    if (bar && quoted.exact === about?.exact && quoted.start === about.start) return
    open(quoted, range)
  }
  const settleSoon = () => {
    clearTimeout(settle)
    if (!dragging) settle = window.setTimeout(settled, SETTLED_MS)
  }
  document.addEventListener('selectionchange', settleSoon)
  document.addEventListener('pointerdown', ({ pointerType, button }) => {
    dragging = pointerType === 'mouse' && button === 0
    clearTimeout(settle)
    if (!dragging) settleSoon()
  })
  for (const end of ['pointerup', 'pointercancel'] as const)
    document.addEventListener(end, () => {
      if (!dragging) return
      dragging = false
      settleSoon()
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
    const add = (label: string, act: (button: HTMLElement) => void) => {
      const button = document.createElement('button')
      Object.assign(button, { type: 'button', textContent: label })
      // Pressing must not undo the selection it is about.
      button.addEventListener('pointerdown', (event) => event.preventDefault())
      button.addEventListener('click', () => act(button))
      made.append(button)
    }
    const withQuote = (act: (quote: TakenDown, button: HTMLElement) => void) => (button: HTMLElement) => {
      takeDown(talk, quoted).then(
        (quote) => act(quote, button),
        (error: unknown) => say(error instanceof QuoteRefused && error.message !== '' ? error.message : words.failed),
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
      withQuote((quote) => openCitations(quote)),
    )
    add(
      words.keep,
      withQuote((quote, button) => void keep(toKeep(quote, quoted), button)),
    )
    add(
      pageWords.notebook.note,
      withQuote((quote, button) => void keepWithNote(toKeep(quote, quoted), button)),
    )
    made.addEventListener('keydown', (event) => moveFocus(made, event))
    return made
  }

  function toKeep({ id, url, exact, speaker, block, citations, start, end, recorded }: TakenDown, { prefix, suffix }: Quoted): QuoteToKeep {
    const { bibtex, ris } = citations
    const page = addressOf(talk.path)
    return { id, url, exact, speaker, title: talk.title, block, bibtex, ris, start, end, recorded, talk: page, prefix, suffix }
  }

  function openAround(range: Range, from: HTMLElement): void {
    const selection = document.getSelection()
    selection?.removeAllRanges()
    selection?.addRange(range)
    const quoted = text && selectedQuote(text, range)
    if (quoted === 'too-long') say(words.tooLong)
    else if (quoted) open(quoted, range, from)
  }

  byParagraphs(text, openAround)
  return (cue) => {
    const range = document.createRange()
    range.selectNodeContents(cue)
    openAround(range, cue.closest('.para')?.querySelector<HTMLElement>('button.cite-para') ?? cue)
  }
}

/** Under the selection, within the page; where it does not fit, above. */
function place(bar: HTMLElement, range: Range): void {
  const spot = range.getBoundingClientRect()
  const width = bar.offsetWidth
  const left = Math.max(8, Math.min(spot.left + spot.width / 2 - width / 2, innerWidth - width - 8))
  const below = spot.bottom + 8
  const above = spot.top - bar.offsetHeight - 8
  const lowest = innerHeight - bar.offsetHeight - 8
  const top = Math.max(8, Math.min(below <= lowest ? below : above, lowest))
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

/** The quote buttons beside the paragraphs: one says where the quote begins, the next where it ends. No mouse and no caret needed. */
function byParagraphs(text: HTMLElement, open: (range: Range, from: HTMLElement) => void): void {
  let from: HTMLButtonElement | null = null
  const buttons = [...text.querySelectorAll<HTMLButtonElement>('button.cite-para')]
  const times = buttons.map((button) => button.getAttribute('aria-label')?.split(': ').at(-1) ?? '')
  const label = () => {
    const name = from ? words.toHere : words.fromHere
    text.classList.toggle('choosing', from !== null)
    for (const [i, button] of buttons.entries()) {
      button.setAttribute('aria-label', `${name}: ${times[i]}`)
      button.title = name
    }
  }
  label()
  text.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button.cite-para') : null
    if (!button) return
    event.preventDefault()
    if (!from) {
      from = button
      say(words.fromHereChosen(times[buttons.indexOf(button)] ?? ''))
      return label()
    }
    const [first, last] = from.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_PRECEDING ? [button, from] : [from, button]
    from = null
    label()
    const start = first.closest('.para')?.querySelector('.cue')?.firstChild
    const end = [...(last.closest('.para')?.querySelectorAll('.cue') ?? [])].at(-1)?.firstChild
    if (!start || !end) return
    const range = document.createRange()
    range.setStart(start, 0)
    range.setEnd(end, end.textContent?.length ?? 0)
    open(range, button)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !from) return
    from = null
    label()
  })
}
