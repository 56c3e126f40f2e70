/** Every way to cite, each with a button that copies it. */
import { pageWords } from '../dictionary/page.ts'
import { uniqueId } from '../unique-id.ts'
import type { TakenDown } from './ask-for-quote.ts'
import { copyButton } from './copy.ts'

const words = pageWords.quote

export function openCitations({ citations, inText, italics }: Pick<TakenDown, 'citations' | 'inText' | 'italics'>): void {
  const dialog = makeDialog(words.cite)
  const list = document.createElement('dl')
  for (const [style, name] of Object.entries(words.styles)) {
    const citation = citations[style]
    if (citation === undefined) continue
    const text = typeof citation === 'string' ? citation : JSON.stringify(citation, null, 2)
    const entry = document.createElement('div')
    entry.className = 'citation'
    const term = document.createElement('dt')
    term.textContent = name
    const shown = document.createElement(/tex|ris|csl/.test(style) ? 'pre' : 'span')
    shown.append(...withItalics(text, italics[style] ?? []))
    entry.append(term, row(shown, name))
    const beside = inText[style]
    if (beside !== undefined) {
      const short = document.createElement('span')
      short.textContent = beside
      const body = row(short, `${name}, ${words.inTextName}`)
      body.className = 'in-text'
      body.prepend(`${style === 'chicago' ? words.inNote : words.inText} `)
      entry.append(body)
    }
    list.append(entry)
  }
  dialog.append(list)
  dialog.showModal()
}

function row(shown: HTMLElement, name: string): HTMLElement {
  const body = document.createElement('dd')
  const button = copyButton(words.copy, () => shown, words.copied.citation)
  button.setAttribute('aria-label', `${words.copy}: ${name}`)
  body.append(shown, ' ', button)
  return body
}

function withItalics(text: string, italics: readonly (readonly [number, number])[]): (string | HTMLElement)[] {
  let at = 0
  const pieces = italics.flatMap(([from, to]) => {
    const slanted = document.createElement('i')
    slanted.textContent = text.slice(from, to)
    const before = text.slice(at, from)
    at = to
    return [before, slanted]
  })
  return [...pieces, text.slice(at)]
}

/** A native dialog with a heading and a way out; it is gone when it closes, and the focus is where it was. */
export function makeDialog(title: string): HTMLDialogElement {
  const dialog = document.createElement('dialog')
  const heading = document.createElement('h2')
  heading.textContent = title
  heading.id = uniqueId('titel')
  dialog.setAttribute('aria-labelledby', heading.id)
  const close = document.createElement('button')
  Object.assign(close, { type: 'button', className: 'quiet close', textContent: words.close })
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.append(heading, close)
  document.body.append(dialog)
  return dialog
}
