/** A moment of the talk on the page as an entry of the notebook. */
import { type Citable, cite, quoteBlock } from '../../src/transcript/quote/citation.ts'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import type { QuoteToKeep } from './store.ts'

/** @param page the permanent link to the talk; @param start whole seconds in ms: a second of a talk has one note */
export function citeMoment(talk: { readonly id: string; readonly title: string }, page: string, start: number): QuoteToKeep {
  const source = JSON.parse(document.getElementById('citeerbaar')?.dataset.source ?? 'null') as Omit<Citable, 'url' | 'accessed'> | null
  if (!source) throw new Error('this page has nothing to cite from')
  const url = `${page}${page.includes('?') ? '&' : '?'}${formatTimeRange({ start, end: null })}`
  const citable = { ...source, url, exact: null, time: { start, end: null }, accessed: new Date().toISOString().slice(0, 10) }
  return {
    id: `${talk.id}@${start}`,
    url,
    exact: null,
    speaker: null,
    title: talk.title,
    block: quoteBlock(citable),
    bibtex: cite(citable, 'bibtex'),
    ris: cite(citable, 'ris'),
    start,
    end: null,
    recorded: source.recorded,
    talk: page,
  }
}
