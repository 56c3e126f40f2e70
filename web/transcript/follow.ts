/** The transcript beside the video: marks the cue and the word that are spoken, and keeps them in view until the reader scrolls away. */
import { type Cue, placeWords } from '../../src/transcript/cue.ts'
import { lastAt, type PageCue, pageCues } from './page-cues.ts'

export interface Follower {
  /** @param time milliseconds; `jump` scrolls there, also where the reader had scrolled away */
  show(time: number, jump?: boolean): void
  /** Stops following, until the reader asks for it again. */
  leave(): void
  /** Adds cues with word times. */
  addWords(cues: readonly Cue[]): void
}

/** A cue stays marked through a pause of this length, so that the mark does not flicker between sentences. */
const LINGER_MS = 1500

export function followTranscript(root: HTMLElement, label: string, currentTime: () => number): Follower {
  const scroller = root.querySelector<HTMLElement>('.transcript-scroll') ?? root
  let lines: readonly PageCue[] | null = null
  const linesByStart = () => (lines ??= pageCues(root).toSorted((a, b) => a.start - b.start))
  const words = typeof Highlight === 'function' ? new Highlight() : null
  if (words) CSS.highlights.set('spoken-word', words)
  const timed = new Map<string, Cue>()
  let current: PageCue | null = null
  let following = true
  const view = createView(scroller, root.querySelector('header'), leave, () => (following ? (current?.element ?? null) : null))

  const resume = document.createElement('button')
  Object.assign(resume, { type: 'button', className: 'follow', textContent: label, hidden: true })
  resume.addEventListener('click', () => {
    // The button goes away: the focus goes to where the reading goes on.
    show(currentTime(), true)
    const time = current?.element.closest('.para')?.querySelector<HTMLElement>('a.time')
    time?.focus({ preventScroll: true })
    follow()
  })
  root.append(resume)

  function follow(): void {
    following = true
    resume.hidden = true
  }

  function leave(): void {
    if (!following || current === null) return
    following = false
    resume.hidden = false
  }

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
    if (jump) follow()
    const line = lineAt(time)
    if (line !== current) {
      current?.element.classList.remove('now')
      current?.element.removeAttribute('aria-current')
      if (current === null) root.querySelector('.arrived')?.classList.remove('arrived')
      line?.element.classList.add('now')
      line?.element.setAttribute('aria-current', 'true')
      current = line
      if (line && following) view.reveal(line.element, jump)
    } else if (line && jump) {
      view.reveal(line.element, jump)
    }
    markWord(time)
  }

  function lineAt(time: number): PageCue | null {
    const line = linesByStart()[lastAt(linesByStart(), time)]
    return line && time <= line.end + LINGER_MS ? line : null
  }

  /** A highlight, not an element: the text node stays whole, so a selection in it survives. */
  function markWord(time: number): void {
    if (words?.size) words.clear()
    const cue = current && timed.get(keyOf(current))
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
    addWords(cues) {
      for (const cue of cues) if (cue.words) timed.set(keyOf(cue), cue)
      if (current) markWord(currentTime())
    },
  }
}

const keyOf = ({ start, end, text }: { start: number; end: number; text: string }) => `${start} ${end} ${text}`

/** A smooth scroll of ours has ended by then, in browsers that do not say so. */
const LONGEST_SCROLL_MS = 1200
/** The events of a jump have come by then. */
const AFTER_JUMP_MS = 200
const FRAMES_TO_SETTLE = 6
/** A cue that moves further than this over the screen, in pixels, was scrolled. Layout moves what is read less. */
const MOVED = 40

/**
 * Where the transcript scrolls in a box of its own, or with the page. Every scroll that moves the followed cue and is not ours is the
 * reader's: by wheel, finger, keys, or the scroll bar.
 */
function createView(scroller: HTMLElement, header: Element | null, leave: () => void, followed: () => Element | null) {
  let ours = false
  let smooth = false
  let timer = 0
  /** Where the followed cue stood on the screen when our scroll had ended. */
  let resting: number | null = null

  const inBox = () => getComputedStyle(scroller).overflowY !== 'visible' && scroller.scrollHeight > scroller.clientHeight + 1
  /** The part of the screen in which the transcript is seen. */
  const visibleSpan = () => {
    const box = scroller.getBoundingClientRect()
    if (inBox()) return { top: box.top, bottom: box.bottom }
    return { top: Math.max(box.top, header?.getBoundingClientRect().bottom ?? 0, 0), bottom: Math.min(box.bottom, innerHeight) }
  }

  let jumps = 0
  const settle = () => {
    clearTimeout(timer)
    ours = smooth = false
    resting = followed()?.getBoundingClientRect().top ?? null
  }
  const onScroll = () => {
    const element = followed()
    if (ours || resting === null || !element) return
    if (Math.abs(element.getBoundingClientRect().top - resting) > MOVED) leave()
  }
  for (const target of [scroller, document] as const) {
    target.addEventListener('scroll', onScroll, { passive: true })
    target.addEventListener('scrollend', () => smooth && settle())
  }
  // A page that is turned or made narrower lays the text out again.
  addEventListener('resize', () => {
    const element = followed()
    if (element) reveal(element, true)
  })

  function reveal(element: Element, jump: boolean): void {
    const seen = visibleSpan()
    const height = seen.bottom - seen.top
    const { top, bottom } = element.getBoundingClientRect()
    const comfortable = top >= seen.top + height * 0.1 && bottom <= seen.top + height * 0.7
    if (comfortable) return settle()
    jumps++
    // Where the page scrolls: only while the reader is at the transcript, unless they asked to go there.
    if (!inBox() && !jump && height < innerHeight * 0.25) return
    const behavior = jump || matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
    if (behavior === 'instant') return jumpTo(element, ++jumps, FRAMES_TO_SETTLE)
    ours = smooth = true
    clearTimeout(timer)
    timer = window.setTimeout(settle, LONGEST_SCROLL_MS)
    scrollBy(distanceTo(element), 'smooth')
  }

  /** What comes into view gets its real height only then, and pushes the cue away: scrolls again until it stays. */
  function jumpTo(element: Element, jump: number, frames: number): void {
    if (jump !== jumps) return
    ours = true
    clearTimeout(timer)
    const distance = distanceTo(element)
    if (Math.abs(distance) > 1) scrollBy(distance, 'instant')
    if (frames > 0) requestAnimationFrame(() => jumpTo(element, jump, frames - 1))
    else timer = window.setTimeout(settle, AFTER_JUMP_MS)
  }

  /** How far the text must scroll for the cue to stand a third down what is seen of it. */
  function distanceTo(element: Element): number {
    const seen = inBox() ? visibleSpan() : { top: stickyBottom(header), bottom: innerHeight }
    return element.getBoundingClientRect().top - seen.top - (seen.bottom - seen.top) / 3
  }

  function scrollBy(distance: number, behavior: 'instant' | 'smooth'): void {
    if (inBox()) scroller.scrollBy({ top: distance, behavior })
    else window.scrollBy({ top: distance, behavior })
  }

  return { reveal }
}

/** Where the lower edge of a sticky element is on the screen once it sticks: on a phone, under the player. */
function stickyBottom(element: Element | null): number {
  if (!element) return 0
  const top = Number.parseFloat(getComputedStyle(element).top)
  return (Number.isFinite(top) ? top : 0) + element.getBoundingClientRect().height
}
