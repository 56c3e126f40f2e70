/** “Mijn citaten”: the list, from this browser’s own memory; taken along as Markdown, BibTeX or RIS. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import { formatClock } from '../src/transcript/timecode.ts'
import { pageWords } from './dictionary/page.ts'
import { copyButton, say } from './quote/copy.ts'
import { type KeptQuote, keptQuotes, removeQuote } from './quote/store.ts'

const words = pageWords.quote
const host = document.querySelector<HTMLElement>('#mijn-citaten')

const EXPORTS = [
  {
    name: 'Markdown',
    file: 'citaten.md',
    type: 'text/markdown',
    write: (quotes: readonly KeptQuote[]) => quotes.map(({ block }) => `> ${block.replaceAll('\n', '\n> ')}`).join('\n\n'),
  },
  {
    name: words.styles.bibtex,
    file: 'citaten.bib',
    type: 'application/x-bibtex',
    write: (quotes: readonly KeptQuote[]) => quotes.map(({ bibtex }) => bibtex).join('\n\n'),
  },
  {
    name: words.styles.ris,
    file: 'citaten.ris',
    type: 'application/x-research-info-systems',
    write: (quotes: readonly KeptQuote[]) => quotes.map(({ ris }) => ris).join('\r\n'),
  },
]

function show(): void {
  if (!host) return
  const quotes = keptQuotes()
  if (quotes.length === 0) {
    const empty = document.createElement('p')
    empty.className = 'lead'
    empty.textContent = words.ownEmpty
    host.replaceChildren(empty)
    return
  }
  const bar = document.createElement('p')
  bar.className = 'meta'
  bar.append(`${words.ownCount(quotes.length)} · ${words.ownExport} `)
  for (const form of EXPORTS) {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'quiet', textContent: form.name })
    button.addEventListener('click', () => download(form.file, form.type, `${form.write(keptQuotes())}\n`))
    bar.append(button, ' ')
  }
  const list = document.createElement('ol')
  list.className = 'kept-quotes'
  list.append(...quotes.map(entry))
  host.replaceChildren(bar, list)
}

function entry(quote: KeptQuote): HTMLElement {
  const item = document.createElement('li')
  const text = document.createElement('blockquote')
  text.textContent = quote.exact
  const source = document.createElement('p')
  source.className = 'meta'
  const link = document.createElement('a')
  link.href = quote.url
  link.textContent = quote.title
  const date = quote.recorded ? [` · ${dateOf(quote.recorded)}`] : []
  const time = quote.start === undefined ? [] : [` · ${formatClock(quote.start)}`]
  source.append(...(quote.speaker === null ? [] : [`${quote.speaker} · `]), link, ...date, ...time)
  const remove = document.createElement('button')
  Object.assign(remove, { type: 'button', className: 'quiet', textContent: words.ownRemove })
  remove.setAttribute('aria-label', `${words.ownRemove}: ${quote.exact.slice(0, 60)}`)
  remove.addEventListener('click', () => removeWithUndo(quote))
  const actions = document.createElement('p')
  actions.append(
    copyButton(words.copyQuote, () => quote.block, words.copied.quote),
    ' ',
    remove,
  )
  item.append(text, source, actions)
  return item
}

const day = new Intl.DateTimeFormat(pageWords.locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A whole date in words; a year or a month as it is stored. */
function dateOf(recorded: string): string {
  const date = /^\d{4}-\d\d-\d\d/.exec(recorded)?.[0]
  return date === undefined ? recorded : day.format(new Date(date))
}

function removeWithUndo(quote: KeptQuote): void {
  const putBack = removeQuote(quote)
  show()
  say(words.ownRemoved)
  const undo = document.createElement('button')
  Object.assign(undo, { type: 'button', className: 'quiet', textContent: words.undo })
  undo.addEventListener('click', () => {
    putBack()
    show()
  })
  host?.prepend(undo)
  undo.focus()
}

function download(name: string, type: string, content: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

show()
// Another tab may keep or remove one.
addEventListener('storage', show)
