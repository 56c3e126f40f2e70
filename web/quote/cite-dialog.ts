/** Every way to cite, each with a button that copies it. */
import { nl } from '../words/nl.ts'
import { copyButton } from './copy.ts'

const words = nl.quote

export function openCitations(citations: Readonly<Record<string, string | object>>): void {
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
    const body = document.createElement('dd')
    const shown = document.createElement(/tex|ris|csl/.test(style) ? 'pre' : 'span')
    shown.textContent = text
    const button = copyButton(words.copy, () => text, words.copied.citation)
    button.setAttribute('aria-label', `${words.copy}: ${name}`)
    body.append(shown, ' ', button)
    entry.append(term, body)
    list.append(entry)
  }
  dialog.append(list)
  dialog.showModal()
}

/** A native dialog with a heading and a way out; it is gone when it closes, and the focus is where it was. */
export function makeDialog(title: string): HTMLDialogElement {
  const dialog = document.createElement('dialog')
  const heading = document.createElement('h2')
  heading.textContent = title
  heading.id = `titel-${crypto.randomUUID()}`
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
