/** “Mijn citaten”: a notebook from this browser's own memory; taken along as Markdown, BibTeX, RIS or Web Annotations. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import { type NotebookEntry, notebookAnnotations, notebookBibtex, notebookMarkdown, notebookRis } from '../src/transcript/quote/notebook.ts'
import { formatClock } from '../src/transcript/timecode.ts'
import { pageWords } from './dictionary/page.ts'
import { copyButton, say } from './quote/copy.ts'
import { type NoteField, noteField } from './quote/note-field.ts'
import { isAboutQuotes, type KeptQuote, keptQuotes, removeQuote } from './quote/store.ts'

const words = pageWords.quote
const notes = pageWords.notebook
const host = document.querySelector<HTMLElement>('#mijn-citaten')

const EXPORTS: readonly {
  readonly name: string
  readonly ending: string
  readonly type: string
  readonly write: (entries: readonly NotebookEntry[]) => string
}[] = [
  { name: 'Markdown', ending: 'md', type: 'text/markdown', write: notebookMarkdown },
  {
    name: words.styles.bibtex,
    ending: 'bib',
    type: 'application/x-bibtex',
    write: (entries) => notebookBibtex(entries, notes.label),
  },
  {
    name: words.styles.ris,
    ending: 'ris',
    type: 'application/x-research-info-systems',
    write: (entries) => notebookRis(entries, notes.label),
  },
  {
    name: notes.annotations,
    ending: 'jsonld',
    type: 'application/ld+json',
    write: (entries) =>
      `${JSON.stringify(notebookAnnotations(entries, `${location.href.replace(/#.*/, '')}#${new Date().toISOString()}`), null, 2)}\n`,
  },
]

interface Entry {
  readonly item: HTMLElement
  readonly note: NoteField
}

/** What is on the page, by id: an entry stays the same element, so a note that is being written keeps its focus. */
const entries = new Map<string, Entry>()
const count = document.createElement('span')
const undo = document.createElement('p')
const bar = exportBar()
const list = document.createElement('ol')
list.className = 'kept-quotes'
const empty = document.createElement('p')
Object.assign(empty, { className: 'lead', textContent: notes.empty })
host?.replaceChildren(undo, empty, bar, list)

function show(): void {
  const quotes = keptQuotes()
  const moments = quotes.filter(({ exact }) => exact === null).length
  count.textContent = `${notes.count(quotes.length - moments, moments)} · ${notes.save} `
  empty.hidden = quotes.length > 0
  bar.hidden = list.hidden = quotes.length === 0
  for (const [id, { item, note }] of entries) {
    if (quotes.some((quote) => quote.id === id)) continue
    // Removed in another tab while its note is written here: saving brings it back.
    if (note.unsaved)
      void note.save().then(() => {
        // What cannot be saved stays on the page.
        if (!note.unsaved) show()
      })
    else {
      item.remove()
      entries.delete(id)
    }
  }
  quotes.forEach((quote, at) => {
    const entry = entries.get(quote.id) ?? makeEntry(quote)
    entries.set(quote.id, entry)
    entry.note.refresh()
    if (list.children[at] !== entry.item) list.insertBefore(entry.item, list.children[at] ?? null)
  })
}

function exportBar(): HTMLElement {
  const made = document.createElement('p')
  made.className = 'meta exports'
  made.append(count)
  for (const { name, ending, type, write } of EXPORTS) {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'quiet', textContent: name })
    button.addEventListener('click', () => {
      // What was typed last goes along.
      void Promise.all([...entries.values()].map(({ note }) => note.save())).then(() =>
        download(`${notes.file}.${ending}`, type, write(keptQuotes())),
      )
    })
    made.append(button, ' ')
  }
  return made
}

function makeEntry(quote: KeptQuote): Entry {
  const time = quote.start === undefined ? null : formatClock(quote.start)
  const what = quote.exact ?? notes.moment(time ?? '')
  const item = document.createElement('li')
  const text = document.createElement(quote.exact === null ? 'h2' : 'blockquote')
  text.textContent = what
  const source = document.createElement('p')
  source.className = 'meta'
  const link = document.createElement('a')
  link.href = quote.url
  link.textContent = quote.title
  const date = quote.recorded ? [` · ${dateOf(quote.recorded)}`] : []
  source.append(
    ...(quote.speaker === null ? [] : [`${quote.speaker} · `]),
    link,
    ...date,
    ...(time === null || quote.exact === null ? [] : [` · ${time}`]),
  )
  const short = quote.exact === null ? `${what}, ${quote.title}` : what.slice(0, 60)
  const note = noteField(quote, notes.noteOn(short))
  const remove = document.createElement('button')
  Object.assign(remove, { type: 'button', className: 'quiet', textContent: words.ownRemove })
  remove.setAttribute('aria-label', `${words.ownRemove}: ${short}`)
  remove.addEventListener('click', () => void removeWithUndo(quote, note))
  const actions = document.createElement('p')
  actions.append(
    quote.exact === null
      ? copyButton(words.copyLink, () => quote.url, words.copied.link)
      : copyButton(words.copyQuote, () => quote.block, words.copied.quote),
    ' ',
    remove,
  )
  item.append(text, source, note.element, actions)
  return { item, note }
}

const day = new Intl.DateTimeFormat(pageWords.locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A whole date in words; a year or a month as it is stored. */
function dateOf(recorded: string): string {
  const date = /^\d{4}-\d\d-\d\d/.exec(recorded)?.[0]
  return date === undefined ? recorded : day.format(new Date(date))
}

async function removeWithUndo(quote: KeptQuote, note: NoteField): Promise<void> {
  // The note goes with the quote, and comes back with it.
  await note.save()
  const putBack = await removeQuote(quote)
  show()
  say(notes.removed[quote.exact === null ? 'moment' : 'quote'])
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'quiet', textContent: notes.undo })
  const bringBack = async () => {
    const outcome = await putBack()
    if (outcome !== 'kept') return say(notes[outcome])
    undo.replaceChildren()
    show()
    entries.get(quote.id)?.note.input.focus()
  }
  button.addEventListener('click', () => void bringBack())
  undo.replaceChildren(button)
  button.focus()
}

function download(name: string, type: string, content: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

show()
// Another tab may keep, remove or note one.
addEventListener('storage', (event) => {
  if (isAboutQuotes(event)) show()
})
