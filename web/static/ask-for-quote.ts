/** A quote from a page in a folder: nothing is stored, the link itself holds the time and the words. */

import { type Citable, quoteBlock } from '../../src/transcript/quote/citation.ts'
import { citedOf } from '../../src/transcript/quote/cited.ts'
import type { Quoted } from '../../src/transcript/quote/quote.ts'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import type { NewQuote, TakenDown } from '../quote/ask-for-quote.ts'
import { about, addressOf } from './place.ts'
import { wordsForLink } from './quote-words.ts'

export { QuoteRefused, type TakenDown } from '../quote/ask-for-quote.ts'

export async function askForQuote({ talk }: NewQuote, quoted: Quoted): Promise<TakenDown> {
  const source = JSON.parse(document.getElementById('citeerbaar')?.dataset.source ?? 'null') as Omit<Citable, 'url' | 'accessed'> | null
  if (!source) throw new Error('this page has nothing to cite from')
  const { start, end, exact, speaker } = quoted
  const url = `${addressOf(about.address)}#${formatTimeRange({ start, end })}&citaat=${encodeURIComponent(wordsForLink(exact))}`
  const speakers = source.speakers.some(({ name }) => name === speaker) ? [{ name: speaker ?? '' }] : source.speakers
  const citable = { ...source, url, exact, speakers, time: { start, end }, accessed: new Date().toISOString().slice(0, 10) }
  // A demonstration's words are the computer's: pasted somewhere, they stand under no person's name.
  const spoken = source.demonstration ? { speakers: speaker === null ? [] : [{ name: speaker }] } : {}
  return {
    id: `${talk}-${start}-${end}`,
    url,
    exact,
    start,
    end,
    speaker,
    recorded: source.recorded,
    block: quoteBlock({ ...citable, ...spoken }),
    ...citedOf(citable),
  }
}
