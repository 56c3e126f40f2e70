/** Files let go on “Nieuwe opname”: a draft for each recording, made before a byte is sent, so that nothing can be lost with the tab. */
import { desk } from '../words/desk-nl.ts'
import { type Group, group } from './groups.ts'
import { make, sendWithRow } from './row.ts'
import { startTalkDesk, takeDrops } from './talk-desk.ts'

const words = desk.fresh

export function startNewTalk(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>('[data-files]')
  const made = root.querySelector<HTMLElement>('[data-made]')
  const refused = root.querySelector<HTMLElement>('[data-refused]')
  if (!input || !made || !refused) return
  root.hidden = false
  document.querySelector('[data-plain]')?.removeAttribute('open')

  const take = async (files: readonly File[]) => {
    const { groups, loose, unknown } = group(files)
    refused.replaceChildren(
      ...loose.map(({ name }) => make('li', '', words.unmatched(name))),
      ...unknown.map(({ name }) => make('li', '', desk.talk.upload.unknown(name))),
    )
    const [only] = groups
    if (groups.length === 1 && only) return openDraft(only)
    for (const one of groups) void sendGroup(one, made)
  }
  input.addEventListener('change', () => {
    void take([...(input.files ?? [])])
    input.value = ''
  })
  takeDrops(root, (files) => void take(files))

  async function draft(title: string): Promise<string | null> {
    const answer = await fetch('/api/v1/talks', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ title }),
    }).catch(() => null)
    const said = (await answer?.json().catch(() => null)) as { id?: string; detail?: string } | null
    if (answer?.ok && said?.id !== undefined) return said.id
    refused?.append(make('li', '', said?.detail ?? desk.talk.upload.failed))
    return null
  }

  /** One recording: its own page takes this one's place while its files go up, so that the form can be filled meanwhile. */
  async function openDraft({ title, files }: Group<File>): Promise<void> {
    const id = await draft(title)
    if (id === null) return
    const path = `/beheer/opnames/${id}`
    const page = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html')
    const fresh = page.querySelector<HTMLElement>('main')
    const here = document.querySelector<HTMLElement>('main')
    const opened = fresh?.querySelector<HTMLElement>('[data-desk-talk]')
    if (!fresh || !here || !opened) return location.assign(path)
    here.replaceChildren(...fresh.childNodes)
    history.pushState(null, '', path)
    document.title = page.title
    window.addEventListener('popstate', () => location.reload())
    const started = startTalkDesk(opened)
    for (const { file, role } of files) started.add(file, role)
    here.focus()
  }

  /** One of several: its uploads under its name, and a link for later. */
  async function sendGroup({ title, files }: Group<File>, place: HTMLElement): Promise<void> {
    const id = await draft(title)
    if (id === null) return
    const card = make('section', 'made')
    const heading = make('h2')
    const link = make('a', '', title) as HTMLAnchorElement
    link.href = `/beheer/opnames/${id}`
    link.target = '_blank'
    heading.append(link)
    const list = make('ul', 'plain')
    card.append(heading, make('p', 'meta', words.made(title)), list)
    place.append(card)
    for (const { file, role } of files) await sendWithRow(list, { file, talk: id, role, language: 'nl', known: null })
  }
}
