/**
 * Completions under a search field: the library’s own words as one types, chosen by arrows or pointer (ARIA combobox with a list).
 * The form works without them.
 */
import { uniqueId } from '../unique-id.ts'

const PAUSE_MS = 120
const SHORTEST = 2
/** A server that is busy is asked again, so often and after this time, while nothing else was typed. */
const BUSY_TRIES = 3
const BUSY_PAUSE_MS = 2000

export function completeField(field: HTMLInputElement, announce: (count: number) => string): void {
  const form = field.form
  if (!form) return
  const list = document.createElement('ul')
  Object.assign(list, { id: uniqueId('voorstellen'), className: 'completions', hidden: true })
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', field.getAttribute('aria-label') ?? '')
  const status = document.createElement('p')
  status.className = 'visually-hidden'
  status.setAttribute('role', 'status')
  form.append(list, status)
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  }))
    field.setAttribute(name, value)

  let asked: AbortController | null = null
  let pause = 0
  let active = -1
  let typed = field.value

  const options = () => [...list.querySelectorAll<HTMLLIElement>('li')]

  function close(): void {
    asked?.abort()
    clearTimeout(pause)
    list.hidden = true
    list.replaceChildren()
    active = -1
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  function show(completions: readonly string[]): void {
    if (completions.length === 0) return close()
    list.replaceChildren(
      ...completions.map((completion, i) => {
        const item = document.createElement('li')
        Object.assign(item, { id: `${list.id}-${i}`, textContent: completion })
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        item.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          field.value = completion
          form?.requestSubmit()
        })
        return item
      }),
    )
    active = -1
    list.hidden = false
    field.setAttribute('aria-expanded', 'true')
    status.textContent = announce(completions.length)
  }

  async function ask(triesLeft = BUSY_TRIES): Promise<void> {
    asked?.abort()
    asked = new AbortController()
    const { signal } = asked
    try {
      const response = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal })
      if (response.status === 503 && triesLeft > 0) {
        if (!signal.aborted) pause = window.setTimeout(() => void ask(triesLeft - 1), BUSY_PAUSE_MS)
        return
      }
      const { completions } = (await response.json()) as { completions?: string[] }
      if (!signal.aborted && document.activeElement === field) show(completions ?? [])
    } catch {
      // Out of date or no connection: the form itself still works.
    }
  }

  function choose(step: number): void {
    const all = options()
    active = ((active + 1 + step + all.length + 1) % (all.length + 1)) - 1
    for (const [i, item] of all.entries()) item.setAttribute('aria-selected', String(i === active))
    const chosen = all[active]
    field.value = chosen?.textContent ?? typed
    if (chosen) field.setAttribute('aria-activedescendant', chosen.id)
    else field.removeAttribute('aria-activedescendant')
  }

  field.addEventListener('input', () => {
    typed = field.value
    clearTimeout(pause)
    if (typed.trim().length < SHORTEST) close()
    else pause = window.setTimeout(() => void ask(), PAUSE_MS)
  })
  field.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      choose(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      field.value = typed
      close()
    }
  })
  field.addEventListener('blur', close)
  form.addEventListener('submit', close)
}
