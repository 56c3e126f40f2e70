/** Copying, said when it is done; everywhere something is marked `data-copy`. */
import { pageWords } from '../dictionary/page.ts'

const words = pageWords.quote

/** Long enough to be read twice. */
const SHOWN_MS = 8000
let status: HTMLElement | null = null
let hiding = 0

/** A line that screen readers say and everybody sees for a while. */
export function say(message: string): void {
  if (!status) {
    status = document.createElement('p')
    status.className = 'toast'
    status.setAttribute('role', 'status')
    document.body.append(status)
  }
  // In an open dialog all else is inert: the line goes where the reader is.
  const dialog = document.querySelector<HTMLElement>('dialog[open]')
  ;(dialog ?? document.body).append(status)
  status.textContent = message
  clearTimeout(hiding)
  hiding = window.setTimeout(() => status?.replaceChildren(), SHOWN_MS)
}

/** What to copy: plain text, or an element whose italics go along where they are pasted into a document. */
type Copied = string | HTMLElement

/** @returns whether it is on the clipboard; says so either way */
export async function copy(what: Copied, done: string): Promise<boolean> {
  try {
    if (typeof what !== 'string' && what.querySelector('i') && typeof ClipboardItem === 'function') {
      const item = { 'text/plain': blob(what.textContent ?? '', 'text/plain'), 'text/html': blob(what.innerHTML, 'text/html') }
      await navigator.clipboard.write([new ClipboardItem(item)])
    } else await navigator.clipboard.writeText(typeof what === 'string' ? what : (what.textContent ?? ''))
    say(done)
    return true
  } catch {
    say(words.copyFailed)
    return false
  }
}

const blob = (text: string, type: string) => new Blob([text], { type })

export function copyButton(label: string, what: () => Copied, done: string): HTMLButtonElement {
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'quiet', textContent: label })
  button.addEventListener('click', () => void copy(what(), done))
  return button
}

/** A button beside each thing to copy on the page. */
export function addCopyButtons(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-copy]')) {
    const field = element instanceof HTMLInputElement ? element : null
    field?.addEventListener('focus', () => field.select())
    const name = field?.getAttribute('aria-label') ?? element.dataset.copyName ?? ''
    const done = field ? (field.value.startsWith('<') ? words.copied.code : words.copied.link) : words.copied.citation
    const button = copyButton(words.copy, () => field?.value ?? element, done)
    button.setAttribute('aria-label', `${words.copy}: ${name}`)
    element.after(' ', button)
  }
}
