/** The transcript beside the video: marks what is spoken, and stays with it until the reader goes their own way. */
import type { Cue } from '../../src/transcript/cue.ts'
import { placeWords } from '../../src/transcript/cue.ts'

export interface Follower {
  /** @param time milliseconds; `jump` scrolls even where the reader had gone elsewhere */
  show(time: number, jump?: boolean): void
  /** The reader goes their own way. */
  leave(): void
  /** Cues with word times, once they are there. */
  setWords(cues: readonly Cue[]): void
}

interface Line {
  readonly element: HTMLElement
  readonly number: number
  readonly start: number
  readonly end: number
}

/** A cue stays marked through a pause of this length, so that the mark does not flicker between sentences. */
const LINGER_MS = 1500

export function followTranscript(root: HTMLElement, label: string, currentTime: () => number): Follower {
  const lines = [...root.querySelectorAll<HTMLElement>('.cue')].map(
    (element): Line => ({
      element,
      number: Number(element.id.slice(1)) - 1,
      start: Number(element.dataset.start),
      end: Number(element.dataset.end),
    }),
  )
  const byStart = lines.toSorted((a, b) => a.start - b.start)
  const words = typeof Highlight === 'function' ? new Highlight() : null
  if (words) CSS.highlights.set('spoken-word', words)
  let cues: readonly Cue[] = []
  let current: Line | null = null
  let following = true

  const resume = document.createElement('button')
  Object.assign(resume, { type: 'button', className: 'follow', textContent: label, hidden: true })
  resume.addEventListener('click', () => {
    following = true
    resume.hidden = true
    show(currentTime(), true)
  })
  root.append(resume)

  const leave = () => {
    if (!following || current === null) return
    following = false
    resume.hidden = false
  }
  const scroller = root.querySelector<HTMLElement>('.transcript-scroll') ?? root
  for (const event of ['wheel', 'touchmove'] as const) scroller.addEventListener(event, leave, { passive: true })
  scroller.addEventListener('keydown', (event) => {
    if (['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '].includes(event.key)) leave()
  })
  // Focus by keyboard only: a click on a time says “go there with me”.
  scroller.addEventListener('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) leave()
  })
  document.addEventListener('selectionchange', () => {
    const selection = document.getSelection()
    if (selection && !selection.isCollapsed && selection.anchorNode && scroller.contains(selection.anchorNode)) leave()
  })

  function show(time: number, jump = false): void {
    const line = lineAt(time)
    if (line !== current) {
      current?.element.classList.remove('now')
      current?.element.removeAttribute('aria-current')
      for (const arrived of root.querySelectorAll('.arrived')) arrived.classList.remove('arrived')
      line?.element.classList.add('now')
      line?.element.setAttribute('aria-current', 'true')
      current = line
      if (line && (following || jump)) reveal(line.element, scroller, jump)
    } else if (line && jump) {
      reveal(line.element, scroller, jump)
    }
    if (jump) {
      following = true
      resume.hidden = true
    }
    markWord(time)
  }

  function lineAt(time: number): Line | null {
    const after = byStart.findIndex((line) => line.start > time)
    const line = byStart.at(after < 0 ? -1 : after - 1)
    if (!line || after === 0) return null
    return time <= line.end + LINGER_MS ? line : null
  }

  /** A highlight, not an element: the text node stays whole, so a selection in it survives. */
  function markWord(time: number): void {
    words?.clear()
    const cue = current && cues[current.number]
    const node = current?.element.firstChild
    if (!cue?.words || !node || time > cue.end) return
    const at = cue.words.findLastIndex((word) => word.start <= time)
    const place = placeWords(cue)[at]
    if (!place || place[1] > (node.textContent?.length ?? 0)) return
    const range = new Range()
    range.setStart(node, place[0])
    range.setEnd(node, place[1])
    words?.add(range)
  }

  return {
    show,
    leave,
    setWords(timed) {
      cues = timed
      markWord(currentTime())
    },
  }
}

/** Where the transcript scrolls by itself it is brought to the middle; where the page scrolls, only when the reader is there. */
function reveal(element: HTMLElement, scroller: HTMLElement, jump: boolean): void {
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches || jump ? 'instant' : 'smooth'
  if (scroller.scrollHeight > scroller.clientHeight + 1) {
    const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
    scroller.scrollTo({ top: top - scroller.clientHeight / 3, behavior })
    return
  }
  const { top, bottom } = scroller.getBoundingClientRect()
  const reading = top < innerHeight * 0.75 && bottom > innerHeight * 0.25
  if (reading) element.scrollIntoView({ block: 'center', behavior })
}
