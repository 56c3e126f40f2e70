/** Known people under a row's name as it is typed (ARIA combobox with a list). Choosing one names that very person, not only the name. */
import { deskWords } from '../dictionary/archivist.ts'
import { uniqueId } from '../unique-id.ts'

const words = deskWords.speakers
const PAUSE_MS = 150
const SHORTEST = 2

interface Suggestion {
  readonly id: string
  readonly name: string
  readonly talks: number
  readonly role: string | null
  readonly organisation: string | null
}

/** @param chosen is called after the row's fields were filled in */
export function suggestPeople(row: HTMLElement, chosen: () => void): void {
  const field = row.querySelector<HTMLInputElement>('[data-cell="name"]')
  const id = row.querySelector<HTMLInputElement>('[data-cell="id"]')
  if (!field || !id) return
  const list = document.createElement('ul')
  Object.assign(list, { id: uniqueId('personen'), className: 'completions', hidden: true })
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', words.known)
  const status = document.createElement('p')
  status.className = 'visually-hidden'
  status.dataset.suggestStatus = ''
  status.setAttribute('role', 'status')
  field.after(list, status)
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value)

  let asked: AbortController | null = null
  let pause = 0
  let people: readonly Suggestion[] = []
  let active = -1

  function close(): void {
    asked?.abort()
    clearTimeout(pause)
    list.hidden = true
    list.replaceChildren()
    people = []
    active = -1
    field?.setAttribute('aria-expanded', 'false')
    field?.removeAttribute('aria-activedescendant')
  }

  function choose(person: Suggestion | undefined): void {
    close()
    if (!person || !field || !id) return
    field.value = person.name
    id.value = person.id
    chosen()
  }

  function show(found: readonly Suggestion[]): void {
    if (found.length === 0) return close()
    people = found
    active = -1
    list.replaceChildren(
      ...found.map((person, i) => {
        const item = document.createElement('li')
        item.id = `${list.id}-${i}`
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        const about = document.createElement('span')
        about.className = 'meta'
        about.textContent = [person.role, person.organisation, words.talks(person.talks)].filter(Boolean).join(' · ')
        item.append(person.name, ' ', about)
        item.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          choose(person)
        })
        return item
      }),
    )
    list.hidden = false
    field?.setAttribute('aria-expanded', 'true')
    status.textContent = words.found(found.length)
  }

  async function ask(typed: string): Promise<void> {
    asked?.abort()
    asked = new AbortController()
    const { signal } = asked
    try {
      const response = await fetch(`/beheer/sprekers?${new URLSearchParams({ naam: typed })}`, {
        signal,
        headers: { Accept: 'application/json' },
      })
      const { people: found } = (await response.json()) as { people?: Suggestion[] }
      if (!signal.aborted && document.activeElement === field) show(found ?? [])
    } catch {
      // An older question, or no connection: the name can be typed without help.
    }
  }

  function mark(step: number): void {
    const options = [...list.children]
    active = ((active + 1 + step + options.length + 1) % (options.length + 1)) - 1
    for (const [i, item] of options.entries()) item.setAttribute('aria-selected', String(i === active))
    const option = options[active]
    option?.scrollIntoView({ block: 'nearest' })
    if (option) field?.setAttribute('aria-activedescendant', option.id)
    else field?.removeAttribute('aria-activedescendant')
  }

  field.addEventListener('input', () => {
    // Typing another name means another person, until one is chosen.
    id.value = ''
    clearTimeout(pause)
    const typed = field.value.trim()
    if (typed.length < SHORTEST) close()
    else pause = window.setTimeout(() => void ask(typed), PAUSE_MS)
  })
  field.addEventListener('keydown', (event) => {
    if (list.hidden || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') mark(event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && active >= 0) choose(people[active])
    else return
    event.preventDefault()
  })
  field.addEventListener('blur', close)
}
