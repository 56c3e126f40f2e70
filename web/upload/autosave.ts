/** What is typed about a recording is kept: at the server a moment later, and in this browser whatever happens. */
import { desk } from '../words/desk-nl.ts'

const words = desk.talk.form
const AFTER_MS = 1200

export function keepForm(form: HTMLFormElement): void {
  const key = `gegevens:${form.dataset.autosave}`
  const said = form.querySelector<HTMLElement>('[data-saved]')
  const say = (text: string) => {
    if (said) said.textContent = text
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> = Promise.resolve()
  let saved = fieldsOf(form)

  const kept = readKept(key)
  if (kept !== null && kept !== saved) {
    fill(form, new URLSearchParams(kept))
    say(words.restored)
    later()
  }

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), AFTER_MS)
  }

  /** One after the other, so that an older text never comes last. */
  function save(): Promise<void> {
    clearTimeout(timer)
    saving = saving.then(async () => {
      const body = fieldsOf(form)
      if (body === saved || !form.isConnected) return
      say(words.saving)
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams(body),
        headers: { Accept: 'application/json' },
        redirect: 'manual',
      }).catch(() => null)
      // Done is answered with where to go next.
      if (answer?.type === 'opaqueredirect' || answer?.ok) {
        saved = body
        if (fieldsOf(form) === body) forget(key)
        say(words.saved(new Date().toLocaleTimeString('nl-NL', { hour: '2-digit', minute: '2-digit' })))
        return
      }
      const problem = (await answer?.json().catch(() => null)) as { detail?: string } | null | undefined
      say(problem?.detail ?? words.kept)
    })
    return saving
  }

  form.addEventListener('input', () => {
    remember(key, fieldsOf(form))
    say(words.unsaved)
    later()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void save()
  })
  // A tab that is closed or put away saves at once.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void save()
  })
}

function fieldsOf(form: HTMLFormElement): string {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
  return fields.toString()
}

function fill(form: HTMLFormElement, fields: URLSearchParams): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type))
      element.checked = fields.getAll(element.name).includes(element.value)
    else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
      const value = fields.get(element.name)
      if (value !== null) element.value = value
    }
  }
}

/** Storage may be forbidden or full: then the server's copy is all there is. */
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Nothing to be done about it here.
  }
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // As above.
  }
}
