/** “Offline bewaard”: what this browser keeps, with sizes, and out again. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import { pageWords } from './dictionary/page.ts'
import { canKeep, dropTalk, forgetGone, goneTitles, keptTalks } from './offline/kept-talks.ts'
import type { KeptTalk } from './offline/names.ts'
import { dayOf } from './offline/offer.ts'
import { say } from './quote/copy.ts'

const words = pageWords.offline
const host = document.querySelector<HTMLElement>('#offline-bewaard')

if (host) showList(host).catch(() => host.replaceChildren(paragraph(words.refused)))

async function showList(root: HTMLElement): Promise<void> {
  if (!canKeep()) {
    root.replaceChildren(paragraph(words.cannot))
    return
  }
  await draw(root)
  if (document.body.dataset.offline !== undefined) return
  const { checkKeptTalks } = await import('./offline/keep-talk.ts')
  await checkKeptTalks()
  await draw(root)
}

async function draw(root: HTMLElement): Promise<void> {
  const talks = await keptTalks()
  const gone = goneTitles()
  const notes = gone.length > 0 ? [paragraph(words.gone(gone), 'notice')] : []
  forgetGone()
  if (talks.length === 0) {
    root.replaceChildren(...notes, paragraph(words.none))
    return
  }
  const list = document.createElement('ul')
  list.className = 'kept-talks'
  list.append(...talks.map((talk) => item(talk, root)))
  const total = talks.reduce((sum, { size }) => sum + size, 0)
  root.replaceChildren(...notes, paragraph(words.count(talks.length, total)), list, ...(talks.length > 1 ? [removeAll(talks, root)] : []))
}

function item(talk: KeptTalk, root: HTMLElement): HTMLElement {
  const line = document.createElement('li')
  const link = document.createElement('a')
  Object.assign(link, { href: `/opnames/${talk.id}`, textContent: talk.title })
  const what = [
    talk.speakers,
    words.extents[talk.extent],
    words.size(talk.size),
    words.fetched(dayOf(talk.fetched)),
    talk.complete ? '' : words.incomplete,
  ]
  const button = quiet(words.remove)
  button.setAttribute('aria-label', words.removeName(talk.title))
  button.addEventListener('click', () => void remove(talk, root))
  line.append(link, paragraph(what.filter((part) => part !== '').join(' · '), 'meta'), button)
  return line
}

async function remove(talk: KeptTalk, root: HTMLElement): Promise<void> {
  await dropTalk(talk.id)
  say(words.removed(talk.title))
  await draw(root)
  const next = root.querySelector('button') ?? root.closest<HTMLElement>('main')
  next?.focus()
}

function removeAll(talks: readonly KeptTalk[], root: HTMLElement): HTMLElement {
  const button = quiet(words.removeAll)
  const dropAll = async () => {
    for (const { id } of talks) await dropTalk(id)
    await draw(root)
  }
  button.addEventListener('click', () => {
    if (confirm(words.removeAllSure(talks.length))) void dropAll()
  })
  return button
}

function quiet(name: string): HTMLButtonElement {
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'quiet', textContent: name })
  return button
}

function paragraph(text: string, look = ''): HTMLElement {
  const element = document.createElement('p')
  Object.assign(element, { textContent: text, className: look })
  return element
}
