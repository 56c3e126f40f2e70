/**
 * The search field in a talk: every place at once, nothing hidden. It understands what the library’s search understands; its index is made
 * in the browser when the field is first used, and after that it works without a connection.
 */

import { pageWords } from '../dictionary/page.ts'
import { type PageCue, pageCues } from '../transcript/page-cues.ts'
import type { Hit } from './talk-index.ts'

const words = pageWords.search

interface Tools {
  /** Brings a cue into view. */
  readonly reveal: (element: Element) => void
  /** Shows where the hits fall in the recording; milliseconds. */
  readonly ticks: (times: readonly number[]) => void
  /** The moment the page’s link points at, ms: the hit there is the current one. */
  readonly arrived: number | null
}

type Find = (q: string, typing?: boolean) => Hit[]

/** @param box the field with its count and its two buttons, as the server made them */
export function searchWithin(root: HTMLElement, box: HTMLElement, { reveal, ticks, arrived }: Tools): void {
  const field = box.querySelector('input')
  const status = box.querySelector('[role="status"]')
  const buttons = [...box.querySelectorAll<HTMLButtonElement>('button[data-step]')]
  if (!field || !status) return

  const all = typeof Highlight === 'function' ? new Highlight() : null
  const one = typeof Highlight === 'function' ? new Highlight() : null
  if (all && one) {
    CSS.highlights.set('found', all)
    CSS.highlights.set('found-current', one)
    one.priority = 1
  }
  let loading: Promise<Find> | null = null
  let hits: readonly Hit[] = []
  let at = -1
  let asked = 0

  const load = () => {
    loading ??= loadSearch(root)
    // The connection may be back at the next key.
    loading.catch(() => (loading = null))
    return loading
  }

  async function find(typing: boolean): Promise<void> {
    const mine = ++asked
    const q = field?.value.trim() ?? ''
    try {
      const found = q === '' ? [] : (await load())(field?.value ?? '', typing)
      if (mine === asked) show(found, q)
    } catch {
      if (mine !== asked) return
      show([], '')
      if (status) status.textContent = words.withinFailed
    }
  }

  function show(found: readonly Hit[], q: string): void {
    hits = found
    at = -1
    all?.clear()
    one?.clear()
    const cues = pageCues(root)
    for (const hit of hits) for (const range of rangesOf(hit, cues)) all?.add(range)
    for (const button of buttons) button.disabled = hits.length === 0
    if (status)
      status.textContent =
        q === '' || !/[\p{L}\p{N}]/u.test(q) ? '' : hits.length === 0 ? words.withinNone : words.withinCount(0, hits.length)
    ticks(hits.map(({ cue }) => cues[cue]?.start ?? 0))
  }

  function go(step: number): void {
    if (hits.length > 0) goTo(at < 0 && step < 0 ? hits.length - 1 : (at + step + hits.length) % hits.length)
  }

  function goTo(next: number): void {
    mark(next)
    const element = pageCues(root)[hits[next]?.cue ?? -1]?.element
    if (element) reveal(element)
  }

  /** Makes a hit the current one. */
  function mark(next: number): void {
    const hit = hits[next]
    if (!hit) return
    at = next
    one?.clear()
    for (const range of rangesOf(hit, pageCues(root))) one?.add(range)
    if (status) status.textContent = words.withinCount(at + 1, hits.length)
  }

  for (const button of buttons) button.addEventListener('click', () => go(Number(button.dataset.step)))
  field.addEventListener('focus', () => void load().catch(() => undefined), { once: true })
  field.addEventListener('input', () => void find(true))
  field.addEventListener('change', () => rememberQuery(field.value.trim()))
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      rememberQuery(field.value.trim())
      go(event.shiftKey ? -1 : 1)
    } else if (event.key === 'Escape' && field.value !== '') {
      event.preventDefault()
      field.value = ''
      void find(false)
    }
  })
  if (field.value.trim() !== '')
    void find(false).then(() => {
      const here = arrived === null ? -1 : hits.findLastIndex(({ cue }) => (pageCues(root)[cue]?.start ?? 0) <= arrived)
      if (here >= 0) mark(here)
    })
}

/** The address follows, so that a copied link and a reload bring the search along. */
function rememberQuery(q: string): void {
  const address = new URL(location.href)
  if (q === '') address.searchParams.delete('q')
  else address.searchParams.set('q', q)
  history.replaceState(null, '', address)
}

async function loadSearch(root: HTMLElement): Promise<Find> {
  const [{ indexTalk }, { analyser }] = await Promise.all([import('./talk-index.ts'), import('./dutch.ts')])
  return indexTalk(pageCues(root), analyser)
}

function rangesOf({ marks }: Hit, cues: readonly PageCue[]): Range[] {
  return marks.flatMap(({ cue, from, to }) => {
    const node = cues[cue]?.element.firstChild
    if (!node || to > (node.textContent?.length ?? 0)) return []
    const range = new Range()
    range.setStart(node, from)
    range.setEnd(node, to)
    return [range]
  })
}
