/** “Bewaar”: a quote goes into the notebook of this browser, or a line says why not. */
import { pageWords } from '../dictionary/page.ts'
import { say } from './copy.ts'
import { keepQuote, type QuoteToKeep } from './store.ts'

export async function keep(quote: QuoteToKeep): Promise<void> {
  const outcome = await keepQuote(quote)
  say(outcome === 'kept' ? pageWords.quote.kept : pageWords.notebook[outcome])
}
