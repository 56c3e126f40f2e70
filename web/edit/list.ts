/**
 * A long list of which only the rows in view exist: fixed estimate, measured heights. Rows stand in the page's own flow, each with the
 * height of what is left out before it as its margin, so that a row that is edited or has the focus is never taken out and put back.
 * It scrolls in its own box or with the page, whichever the styles say.
 */

export interface Row {
  readonly element: HTMLElement
}

export interface ListOptions<T, R extends Row> {
  readonly keyOf: (item: T) => number
  readonly create: (item: T) => R
  readonly update: (row: R, item: T, index: number) => void
  /** Pixels at the edges of the window that something else covers. */
  readonly covered: () => { readonly top: number; readonly bottom: number }
}

export interface LongList<T, R extends Row> {
  readonly items: readonly T[]
  show(items: readonly T[]): void
  /** The same items in the same places, some with other content: nothing is drawn. */
  replace(items: readonly T[]): void
  /** Rows in view again, as the items are now. */
  refresh(): void
  /** Brings an item into view. @returns its row */
  reveal(index: number, where?: 'nearest' | 'middle'): R | null
  row(key: number): R | undefined
  indexOf(key: number): number
}

/** Of a row not yet measured, in pixels. */
const ESTIMATE = 62
/** Made beyond the edges, so that a fast scroll shows text. */
const BEYOND = 600

export function longList<T, R extends Row>(list: HTMLElement, scroller: HTMLElement, options: ListOptions<T, R>): LongList<T, R> {
  const { keyOf, create, update, covered } = options
  const rows = new Map<number, R>()
  const heights = new Map<number, number>()
  let items: readonly T[] = []
  let places = new Map<number, number>()
  /** Where each item begins, in pixels; one more than there are items. */
  let tops = new Float64Array(1)
  let waiting = false

  const resized = new ResizeObserver((entries) => {
    let changed = false
    for (const { target } of entries) changed = measure(target as HTMLElement) || changed
    if (changed) later()
  })

  function measure(element: HTMLElement): boolean {
    const key = Number(element.dataset.key)
    const height = element.offsetHeight
    if (!element.isConnected || height === 0 || heights.get(key) === height) return false
    heights.set(key, height)
    return true
  }

  function addUp(): void {
    tops = new Float64Array(items.length + 1)
    let top = 0
    for (const [i, item] of items.entries()) tops[i + 1] = top += heights.get(keyOf(item)) ?? ESTIMATE
  }

  /** The item at a height. */
  function indexAt(top: number): number {
    let [low, high] = [0, Math.max(0, items.length - 1)]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((tops[middle] ?? 0) <= top) low = middle
      else high = middle - 1
    }
    return low
  }

  function ownScroll(): boolean {
    return scroller.scrollHeight > scroller.clientHeight + 1 && getComputedStyle(scroller).overflowY !== 'visible'
  }

  /** What can be seen, in window coordinates. */
  function view(): { top: number; bottom: number } {
    const box = scroller.getBoundingClientRect()
    if (ownScroll()) return { top: box.top, bottom: Math.min(box.bottom, innerHeight) }
    const { top, bottom } = covered()
    return { top, bottom: innerHeight - bottom }
  }

  function scrollBy(pixels: number): void {
    if (Math.abs(pixels) < 1) return
    if (ownScroll()) scroller.scrollTop += pixels
    else window.scrollBy({ top: pixels, behavior: 'instant' })
  }

  /** The row that stays where it is while others change: the one with the focus, or else the first in view. */
  function anchor(top: number, bottom: number): { element: HTMLElement; top: number } | null {
    const focused = document.activeElement?.closest<HTMLElement>('[data-key]') ?? null
    for (const element of [focused, ...list.children]) {
      if (!(element instanceof HTMLElement) || !list.contains(element)) continue
      const box = element.getBoundingClientRect()
      if (box.bottom > top && box.top < bottom) return { element, top: box.top }
    }
    return null
  }

  function wanted(top: number, bottom: number): number[] {
    if (items.length === 0) return []
    const [first, last] = [indexAt(top - BEYOND), indexAt(bottom + BEYOND)]
    const indexes = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    // The row with the focus stays, with its neighbours, so that Tab goes on from it.
    const focused = places.get(Number(document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key))
    if (focused === undefined || !list.contains(document.activeElement)) return indexes
    const near = [focused - 1, focused, focused + 1].filter((i) => i >= 0 && i < items.length && (i < first || i > last))
    return [...indexes, ...near].sort((a, b) => a - b)
  }

  function render(): void {
    const seen = view()
    const held = anchor(seen.top, seen.bottom)
    const origin = list.getBoundingClientRect().top
    const indexes = wanted(seen.top - origin, seen.bottom - origin)
    const stay = new Set(indexes.map((i) => keyOf(items[i] as T)))
    for (const [key, row] of rows) {
      if (stay.has(key)) continue
      resized.unobserve(row.element)
      row.element.remove()
      rows.delete(key)
    }
    let next = list.firstElementChild
    const fresh: HTMLElement[] = []
    for (const i of indexes) {
      const item = items[i] as T
      let row = rows.get(keyOf(item))
      if (!row) {
        row = create(item)
        row.element.dataset.key = String(keyOf(item))
        rows.set(keyOf(item), row)
        fresh.push(row.element)
      }
      update(row, item, i)
      if (row.element === next) next = next.nextElementSibling
      else list.insertBefore(row.element, next)
    }
    for (const element of fresh) resized.observe(element)
    let changed = false
    for (const row of rows.values()) changed = measure(row.element) || changed
    if (changed) addUp()
    leaveRoom(indexes)
    if (held?.element.isConnected) scrollBy(held.element.getBoundingClientRect().top - held.top)
  }

  function leaveRoom(indexes: readonly number[]): void {
    let bottom = 0
    for (const i of indexes) {
      const row = rows.get(keyOf(items[i] as T))
      const gap = `${(tops[i] ?? 0) - bottom}px`
      if (row && row.element.style.marginTop !== gap) row.element.style.marginTop = gap
      bottom = tops[i + 1] ?? bottom
    }
    list.style.paddingBottom = `${(tops[items.length] ?? 0) - bottom}px`
  }

  function later(): void {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      addUp()
      render()
    })
  }

  // Else the first row's margin would be the list's, and the list would not begin where its rows do.
  list.style.display = 'flow-root'
  // Both its own scrolling and the page's, since either may be the one; scroll events do not bubble.
  document.addEventListener('scroll', later, { capture: true, passive: true })
  addEventListener('resize', later)

  function reveal(index: number, where: 'nearest' | 'middle' = 'nearest'): R | null {
    const item = items[index]
    if (item === undefined) return null
    // What lies between is an estimate until it has been measured: a few tries come to rest.
    for (let tries = 0; tries < 4; tries++) {
      const { top, bottom } = view()
      const box = rows.get(keyOf(item))?.element.getBoundingClientRect()
      const from = box?.top ?? list.getBoundingClientRect().top + (tops[index] ?? 0)
      const to = from + (box?.height ?? ESTIMATE)
      const inView = from >= top && to <= bottom
      if (box && (inView || tries === 3)) break
      const middle = where === 'middle' || !box
      scrollBy(middle ? from - (top + (bottom - top) / 3) : from < top || to - from > bottom - top ? from - top - 8 : to - bottom + 8)
      render()
    }
    return rows.get(keyOf(item)) ?? null
  }

  return {
    get items() {
      return items
    },
    show(next) {
      items = next
      places = new Map(next.map((item, i) => [keyOf(item), i]))
      addUp()
      render()
    },
    replace(next) {
      items = next
    },
    refresh: render,
    reveal,
    row: (key) => rows.get(key),
    indexOf: (key) => places.get(key) ?? -1,
  }
}
