/** What `content-visibility` had not laid out gets its real height only in view, and moves what is after it: scrolls until it stays. */
const FRAMES_TO_SETTLE = 6

export function bringIntoView(element: Element, block: 'center' | 'nearest', frames = FRAMES_TO_SETTLE): void {
  element.scrollIntoView({ block, behavior: 'instant' })
  if (frames > 0) requestAnimationFrame(() => bringIntoView(element, block, frames - 1))
}
