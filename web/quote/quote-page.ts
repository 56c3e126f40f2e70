/** “Kopieer citaat” and “Bewaar” on the quote's own page. */
import { pageWords } from '../dictionary/page.ts'
import { copy } from './copy.ts'
import { keep } from './keep.ts'
import type { QuoteToKeep } from './store.ts'

const words = pageWords.quote

export function addQuoteActions(root: ParentNode): void {
  const onPress = (name: string, act: (quote: QuoteToKeep) => void) => {
    for (const button of root.querySelectorAll<HTMLElement>(`button[data-${name}]`))
      button.addEventListener('click', () => act(JSON.parse(button.getAttribute(`data-${name}`) ?? '{}') as QuoteToKeep))
  }
  onPress('copy-quote', ({ block }) => void copy(block, words.copied.quote))
  onPress('keep-quote', (quote) => void keep(quote))
}
