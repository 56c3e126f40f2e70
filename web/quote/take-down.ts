/** Words on the page to a quote with a permanent link: asked of the server once, remembered for this visit. */
import type { Cue } from '../../src/transcript/cue.ts'
import { type Flow, flowOf } from '../../src/transcript/quote/flow.ts'
import { type Quoted, quoteAt } from '../../src/transcript/quote/quote.ts'
import { type PageCue, pageCues } from '../transcript/page-cues.ts'
import { askForQuote, type TakenDown } from './ask-for-quote.ts'

interface PageFlow {
  readonly flow: Flow
  readonly numbers: ReadonlyMap<Element, number>
  readonly cues: readonly PageCue[]
}

const flows = new WeakMap<Element, PageFlow>()

/** The transcript on the page as running text; offsets are those of the cues' text nodes. Made once. */
function pageFlow(root: HTMLElement): PageFlow {
  const known = flows.get(root)
  if (known) return known
  const cues = pageCues(root)
  const flow = flowOf(cues.map(({ start, end, speaker, text }): Cue => ({ id: null, start, end, speaker, text, words: null })))
  const made = { flow, cues, numbers: new Map(cues.map(({ element, number }) => [element, number])) }
  flows.set(root, made)
  return made
}

/** Where a point of a selection lies in the running text; between cues it is the next one's beginning. */
function offsetOf({ flow, cues, numbers }: PageFlow, node: Node, offset: number): number {
  const element = node instanceof Element ? node : node.parentElement
  const cue = element?.closest('.cue')
  if (cue && node.nodeType === Node.TEXT_NODE) return (flow.starts[numbers.get(cue) ?? 0] ?? 0) + offset
  const point = document.createRange()
  point.setStart(node, offset)
  let [low, high] = [0, cues.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = cues[middle]?.element
    if (other && point.comparePoint(other, 0) < 0) low = middle + 1
    else high = middle
  }
  return flow.starts[low] ?? flow.text.length
}

/** The quote in a selection, widened to whole words; null where it holds none of the transcript. */
export function selectedQuote(root: HTMLElement, range: Range): Quoted | 'too-long' | null {
  if (!range.intersectsNode(root)) return null
  const page = pageFlow(root)
  const inside = document.createRange()
  inside.selectNodeContents(root)
  const before = range.comparePoint(root, 0) > 0
  const start = before ? 0 : offsetOf(page, range.startContainer, range.startOffset)
  const end = root.contains(range.endContainer) ? offsetOf(page, range.endContainer, range.endOffset) : page.flow.text.length
  if (end <= start) return null
  const quoted = quoteAt(page.flow, start, end)
  return quoted === 'nothing' ? null : quoted
}

const asked = new Map<string, Promise<TakenDown>>()

/** @throws QuoteRefused with the server's words, or any network error */
export function takeDown(talk: { id: string; language: string; revision: number }, quoted: Quoted): Promise<TakenDown> {
  const body = {
    talk: talk.id,
    language: talk.language,
    revision: talk.revision,
    exact: quoted.exact,
    prefix: quoted.prefix,
    suffix: quoted.suffix,
  }
  const key = JSON.stringify(body)
  const known = asked.get(key)
  if (known) return known
  const answer = askForQuote(body, quoted)
  asked.set(key, answer)
  answer.catch(() => asked.delete(key))
  return answer
}
