/**
 * One tab stop for the whole transcript, arrows within it: up and down go from paragraph to paragraph, left and right between its time
 * and its quote button, Home and End to the first and the last. Without scripts every time and button is a tab stop of its own.
 */
import { bringIntoView } from './bring-into-view.ts'

const STOPS = 'a.time, button.cite-para'

export function roveFocus(root: HTMLElement): void {
  const paragraphs = [...root.querySelectorAll<HTMLElement>('.para')]
  const stops = paragraphs.map((paragraph) => [...paragraph.querySelectorAll<HTMLElement>(STOPS)])
  const all = [...root.querySelectorAll<HTMLElement>('.transcript-text :is(a.time, button.cite-para)')]
  for (const stop of all) stop.tabIndex = -1
  let open: HTMLElement | null = null
  const setStop = (stop: HTMLElement | undefined) => {
    if (!stop || stop === open) return
    if (open) open.tabIndex = -1
    stop.tabIndex = 0
    open = stop
  }
  setStop(all[0])

  root.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(STOPS) && target.closest('.transcript-text')) setStop(target)
  })
  // Tab goes into the transcript where it is spoken, not at its beginning.
  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && root.querySelector('.transcript-text')?.contains(relatedTarget)) return
    const now = root.querySelector('.cue.now')?.closest('.para')?.querySelector<HTMLElement>('a.time')
    if (now) setStop(now)
  })
  root.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (!(target instanceof HTMLElement) || !target.matches(STOPS) || event.ctrlKey || event.altKey || event.metaKey) return
    const at = stops.findIndex((list) => list.includes(target))
    // A chapter's heading has a time too: the arrows go on from the paragraph after it.
    const from =
      at < 0 ? paragraphs.findIndex((p) => (target.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0) - 0.5 : at
    const column = Math.max(0, stops[at]?.indexOf(target) ?? 0)
    const moves: Record<string, () => HTMLElement | undefined> = {
      ArrowDown: () => stops[Math.floor(from + 1)]?.[column],
      ArrowUp: () => stops[Math.ceil(from - 1)]?.[column],
      ArrowRight: () => stops[at]?.[column + 1],
      ArrowLeft: () => stops[at]?.[column - 1],
      Home: () => stops[0]?.[column],
      End: () => stops.at(-1)?.[column],
    }
    const next = moves[key]?.()
    if (!next) return
    event.preventDefault()
    next.focus({ preventScroll: true })
    bringIntoView(next, 'nearest')
  })
}
