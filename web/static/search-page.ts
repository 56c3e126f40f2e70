/** The search page of a static library: shows results for the query in its address, and while the visitor types. */
import { relativeLink, staticTarget } from '../../src/static/address.ts'
import { nl } from '../words/nl.ts'
import { loadData, loadPart } from './load-part.ts'
import { folder } from './place.ts'
import type { openStaticSearch, StaticSearch } from './search.ts'

/** What the script `zoeken` gives. */
type Part = { readonly openStaticSearch: typeof openStaticSearch }

const PAUSE_MS = 250
const SHORTEST = 2
const FILTERS = ['event', 'speaker', 'theme', 'year'] as const

export function searchAsTyped(field: HTMLInputElement, results: HTMLElement): void {
  const form = field.form
  let opening: Promise<StaticSearch> | null = null
  let asked = 0
  let pause = 0
  let shown = ''

  const open = () => {
    opening ??= loadPart<Part>('zoeken').then((part) => part.openStaticSearch((file, version) => loadData<unknown>(folder, file, version)))
    // A disk or a connection may come back.
    opening.catch(() => (opening = null))
    return opening
  }

  async function show(address: URL): Promise<void> {
    const mine = ++asked
    const query = address.searchParams
    const q = query.get('q') ?? ''
    const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? undefined]))
    results.setAttribute('aria-busy', 'true')
    try {
      const search = await open()
      const html = await search.html({ q, filters, cursor: query.get('cursor') ?? undefined })
      if (mine !== asked) return
      const fresh = new DOMParser().parseFromString(html, 'text/html')
      for (const element of fresh.querySelectorAll('[href], [src]')) placeLinks(element)
      results.replaceChildren(...[...fresh.body.childNodes].map((node) => document.adoptNode(node)))
      document.title = document.title.replace(/^.*( – )/, `${nl.search.title(q)}$1`)
      shown = q
    } catch {
      if (mine !== asked) return
      const note = document.createElement('p')
      note.className = 'lead'
      note.setAttribute('role', 'alert')
      note.textContent = nl.search.withinFailed
      results.replaceChildren(note)
    } finally {
      if (mine === asked) results.removeAttribute('aria-busy')
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(pause)
    pause = window.setTimeout(() => {
      const q = field.value.trim()
      if (q === shown || q.length < SHORTEST) return
      const address = new URL(location.href)
      address.searchParams.set('q', q)
      address.searchParams.delete('cursor')
      history.replaceState(null, '', address)
      void show(address)
    }, PAUSE_MS)
  })
  form?.addEventListener('submit', () => clearTimeout(pause))
  field.value = new URL(location.href).searchParams.get('q') ?? ''
  void show(new URL(location.href))
}

function placeLinks(element: Element): void {
  for (const name of ['href', 'src']) {
    const written = element.getAttribute(name)
    if (!written?.startsWith('/')) continue
    const target = staticTarget(written)
    if (target) element.setAttribute(name, new URL(relativeLink('', target), folder).href)
    else element.removeAttribute(name)
  }
}
