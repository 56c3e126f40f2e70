/** Takes a quote down at the server. Pages in a folder have `static/ask-for-quote.ts` in its place. */
import type { Quoted } from '../../src/transcript/quote/quote.ts'

/** What the API answers, as far as it is used here. */
export interface TakenDown {
  readonly id: string
  readonly url: string
  readonly exact: string
  readonly start: number
  readonly end: number
  readonly speaker: string | null
  readonly block: string
  readonly recorded: string | null
  readonly inText: Readonly<Record<string, string>>
  readonly italics: Readonly<Record<string, readonly (readonly [number, number])[]>>
  readonly citations: Readonly<Record<string, string | object>> & { readonly bibtex: string; readonly ris: string }
}

export class QuoteRefused extends Error {}

/** Words of one revision, as the API takes them. */
export interface NewQuote {
  readonly talk: string
  readonly language: string
  readonly revision: number
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
}

/** @throws QuoteRefused with the server's words, or any network error */
export async function askForQuote(body: NewQuote, _quoted: Quoted): Promise<TakenDown> {
  const response = await fetch('/api/v1/quotes', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as TakenDown & { detail?: string }
  if (!response.ok) throw new QuoteRefused(answer.detail ?? '')
  return answer
}
