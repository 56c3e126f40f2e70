/**
 * Results as one types on the search page: the page’s own HTML for what stands in the field, put in the place of the old results. The
 * address follows, so that Back, a reload and a copied link give the same.
 */
const PAUSE_MS = 250
const SHORTEST = 2

export function searchAsTyped(field: HTMLInputElement, results: HTMLElement): void {
  const form = field.form
  if (!form) return
  let asked: AbortController | null = null
  let pause = 0
  let shown = field.value.trim()

  async function show(): Promise<void> {
    const q = field.value.trim()
    if (q === shown || q.length < SHORTEST) return
    asked?.abort()
    asked = new AbortController()
    const address = new URL(location.href)
    address.searchParams.set('q', q)
    address.searchParams.delete('cursor')
    results.setAttribute('aria-busy', 'true')
    try {
      const response = await fetch(address, { signal: asked.signal, headers: { Accept: 'text/html' } })
      if (!response.ok) return
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const fresh = page.querySelector(`#${results.id}`)
      if (!fresh || asked.signal.aborted) return
      results.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)))
      document.title = page.title
      history.replaceState(null, '', address)
      shown = q
    } catch {
      // A stale answer or no connection: the shown results stay, and Enter still submits the form.
    } finally {
      results.removeAttribute('aria-busy')
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(pause)
    pause = window.setTimeout(() => void show(), PAUSE_MS)
  })
  form.addEventListener('submit', () => {
    clearTimeout(pause)
    asked?.abort()
  })
}
