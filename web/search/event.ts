/**
 * Search in the talks of one event: lunr, the analyser and the transcripts are fetched when the field is first used, and after that it
 * works without a connection. Without scripts the field is a form that asks the server.
 */
import type { LabelGroup } from '../../src/language/related.ts'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { OfflineHit, OfflineTalk } from './offline.ts'

interface Words {
  readonly found: (moments: number, talks: number) => string
  readonly nothing: (q: string) => string
  readonly loading: string
  readonly failed: string
  readonly more: (n: number) => string
  /** @param word that was said in place of the word asked */
  readonly related: (word: string) => string
}

type Find = (q: string) => OfflineHit[]

const PAUSE_MS = 150

export function searchEvent(form: HTMLFormElement, words: Words): void {
  const field = form.querySelector<HTMLInputElement>('input[type="search"]')
  const source = form.dataset.talks
  if (!field || source === undefined) return
  const status = document.createElement('p')
  status.className = 'meta'
  status.setAttribute('role', 'status')
  const list = document.createElement('ol')
  list.className = 'event-hits'
  form.after(status, list)

  let loading: Promise<Find> | null = null
  let pause = 0
  let asked = 0

  const load = (): Promise<Find> => {
    loading ??= fetchSearch(source)
    // A failed load may be tried again: the connection may be back.
    loading.catch(() => (loading = null))
    return loading
  }

  async function find(): Promise<void> {
    const mine = ++asked
    const q = field?.value.trim() ?? ''
    if (q === '') return show([], '')
    if (!loading) status.textContent = words.loading
    try {
      const search = await load()
      if (mine !== asked) return
      const hits = search(q)
      show(
        hits,
        hits.length === 0
          ? words.nothing(q)
          : words.found(
              hits.reduce((sum, { times }) => sum + times.length, 0),
              hits.length,
            ),
      )
    } catch {
      if (mine === asked) show([], words.failed)
    }
  }

  function show(hits: readonly OfflineHit[], message: string): void {
    status.textContent = message
    list.replaceChildren(...hits.map((hit) => entry(hit, words)))
  }

  field.addEventListener('focus', () => void load().catch(() => undefined), { once: true })
  field.addEventListener('input', () => {
    clearTimeout(pause)
    pause = window.setTimeout(() => void find(), PAUSE_MS)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void find()
  })
  if (field.value !== '') void find()
}

async function fetchSearch(source: string): Promise<Find> {
  const [{ createOfflineSearch }, { analyser }, response] = await Promise.all([import('./offline.ts'), import('./dutch.ts'), fetch(source)])
  if (!response.ok) throw new Error(`${source}: ${response.status}`)
  const { talks, labels } = (await response.json()) as { talks: OfflineTalk[]; labels: LabelGroup[] }
  return createOfflineSearch(talks, analyser, labels)
}

function entry({ talk, related, moments, times }: OfflineHit, words: Words): HTMLElement {
  const item = document.createElement('li')
  const title = document.createElement('h3')
  title.append(link(talk.url, talk.title))
  const list = document.createElement('ol')
  list.append(
    ...moments.map(({ time, snippet, marks }) => {
      const moment = document.createElement('li')
      const at = link(`${talk.url}?${formatTimeRange({ start: time, end: null })}`, '')
      const clock = document.createElement('span')
      clock.className = 'time'
      clock.textContent = formatClock(time)
      const [from, to] = marks[0] ?? [0, 0]
      const label = related ? ` · ${words.related(snippet.slice(from, to))} · ` : ' '
      at.append(clock, label, ...marked(snippet, marks))
      moment.append(at)
      return moment
    }),
  )
  item.append(title, list)
  const more = times.length - moments.length
  if (more > 0) {
    const rest = document.createElement('p')
    rest.className = 'meta'
    rest.textContent = words.more(more)
    item.append(rest)
  }
  return item
}

function link(href: string, text: string): HTMLAnchorElement {
  const element = document.createElement('a')
  element.href = href
  element.textContent = text
  return element
}

function marked(text: string, marks: readonly (readonly [number, number])[]): (string | HTMLElement)[] {
  const pieces: (string | HTMLElement)[] = []
  let at = 0
  for (const [from, to] of marks) {
    const mark = document.createElement('mark')
    mark.textContent = text.slice(from, to)
    pieces.push(text.slice(at, from), mark)
    at = to
  }
  return [...pieces, text.slice(at)]
}
