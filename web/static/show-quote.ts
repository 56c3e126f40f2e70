/** A link with words in it (`#t=12,20&citaat=…`): the words are marked in the transcript and brought into view. */
import { flowOf, placeOf } from '../../src/transcript/quote/flow.ts'
import { parseTimeRange } from '../../src/transcript/time-link.ts'
import { bringIntoView } from '../transcript/bring-into-view.ts'
import { pageCues } from '../transcript/page-cues.ts'
import { findWords } from './quote-words.ts'

export function showQuotedWords(): void {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const words = fragment.get('citaat')
  const transcript = document.querySelector<HTMLElement>('.transcript:has(.cue)')
  if (words === null || !transcript) return
  const cues = pageCues(transcript)
  const flow = flowOf(cues.map(({ start, end, speaker, text }) => ({ id: null, start, end, speaker, text, words: null })))
  const found = findWords(flow, words, parseTimeRange(fragment)?.start ?? 0)
  if (!found) return
  const [first, last] = [placeOf(flow, found.from), placeOf(flow, found.to)]
  const [from, to] = [cues[first.cue]?.element, cues[last.cue]?.element]
  if (!from?.firstChild || !to?.firstChild) return
  const range = document.createRange()
  range.setStart(from.firstChild, first.offset)
  range.setEnd(to.firstChild, Math.min(last.offset, to.textContent?.length ?? 0))
  if (typeof Highlight === 'function') CSS.highlights.set('found', new Highlight(range))
  for (let cue = first.cue; cue <= last.cue; cue++) cues[cue]?.element.classList.add('quoted')
  bringIntoView(from, 'center')
}
