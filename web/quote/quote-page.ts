/** “Kopieer citaat”, “Bewaar” and “Notitie” on the quote's own page. */
import { pageWords } from '../dictionary/page.ts'
import { copy } from './copy.ts'
import { keep, keepWithNote } from './keep.ts'
import type { QuoteToKeep } from './store.ts'

const words = pageWords.quote

export function addQuoteActions(root: ParentNode): void {
  const onPress = (name: string, act: (quote: QuoteToKeep, button: HTMLElement) => void) => {
    for (const button of root.querySelectorAll<HTMLElement>(`button[data-${name}]`))
      button.addEventListener('click', () => act(JSON.parse(button.getAttribute(`data-${name}`) ?? '{}') as QuoteToKeep, button))
  }
  onPress('copy-quote', ({ block }) => void copy(block, words.copied.quote))
  onPress('keep-quote', (quote, button) => void keep(quote, button))
  onPress('note-quote', (quote, button) => void keepWithNote(quote, button))
}
