/**
 * Keeps what is typed about a recording: at the server a moment later, and in this browser whatever happens. Only fields that were changed
 * here are sent, each with the version it was made from; where a colleague changed the same field, both texts are shown and one is chosen.
 */
import { rowsText, setRowsText } from '../desk/speaker-rows.ts'
import { deskWords } from '../dictionary/archivist.ts'
import { readableSpeakers } from '../pages/desk/speaker-lines.ts'
import { button, make } from './make.ts'

const words = deskWords.talk.form
const AFTER_MS = 1200
const SPEAKERS = 'speakers'

type Texts = Readonly<Record<string, string>>

/** As the server answers: what stands in every field now. */
interface Answer {
  readonly versions: string
  readonly fields: Texts
  readonly conflicts: Readonly<Record<string, { readonly text: string; readonly by: string | null }>>
  readonly detail?: string
}

/** What was typed and could not be saved, with what it was made from. */
interface Unsaved {
  readonly typed: Texts
  readonly versions: string
}

export function keepForm(form: HTMLFormElement): void {
  const key = `gegevens:${form.dataset.autosave}`
  const status = form.querySelector<HTMLElement>('[data-saved]')
  const say = (text: string) => {
    if (status) status.textContent = text
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> = Promise.resolve()
  const versions = versionsOf(form.querySelector<HTMLInputElement>('[name="versies"]')?.value ?? '')
  /** What the server has, as far as this page knows. */
  let saved = textsOf(form)
  /** Fields in which a colleague wrote as well: not saved until one text is chosen. */
  const undecided = new Set<string>()

  const unsaved = readUnsaved(key)
  const restored = Object.entries(unsaved?.typed ?? {}).filter(([name, text]) => name in saved && saved[name] !== text)
  if (unsaved && restored.length > 0) {
    const made = versionsOf(unsaved.versions)
    for (const [name, text] of restored) {
      setText(form, name, text)
      // Made from an older text than this page shows, when a colleague changed it since.
      versions.set(name, made.get(name) ?? '')
    }
    say(words.restored)
    later()
  } else forget(key)

  const changedHere = () =>
    Object.entries(textsOf(form)).filter(([name, text]) => saved[name] !== text && !undecided.has(name)) as [string, string][]
  const versionText = () => [...versions].map(([name, version]) => `${name}:${version}`).join(',')

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), AFTER_MS)
  }

  function keepHere(): void {
    const typed = Object.fromEntries(Object.entries(textsOf(form)).filter(([name, text]) => saved[name] !== text))
    if (Object.keys(typed).length === 0) return forget(key)
    remember(key, JSON.stringify({ typed, versions: versionText() } satisfies Unsaved))
  }

  /** One request after the other, so that an older text never comes last. */
  function save(): Promise<void> {
    clearTimeout(timer)
    saving = saving.then(async () => {
      const sent = changedHere()
      if (sent.length === 0 || !form.isConnected) return
      say(words.saving)
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams([...sent, ['versies', versionText()]]),
        headers: { Accept: 'application/json' },
      }).catch(() => null)
      const body = (await answer?.json().catch(() => null)) as Partial<Answer> | null | undefined
      if (!body?.fields || !body.versions || !body.conflicts) {
        keepHere()
        return say(body?.detail ?? words.kept)
      }
      take(Object.fromEntries(sent), body as Answer)
    })
    return saving
  }

  function take(sent: Texts, { fields, versions: fresh, conflicts, detail }: Answer): void {
    const now = textsOf(form)
    const next: Record<string, string> = { ...saved }
    for (const [name, version] of versionsOf(fresh)) {
      const conflict = conflicts[name]
      if (conflict) showConflict(name, conflict, version)
      else if (undecided.has(name)) continue
      else if (name in sent) next[name] = sent[name] ?? ''
      // Changed by a colleague, and not here.
      else if (now[name] === saved[name] && fields[name] !== undefined && now[name] !== fields[name]) {
        setText(form, name, fields[name])
        next[name] = textsOf(form)[name] ?? ''
      } else if (now[name] !== saved[name]) continue
      if (!conflict) versions.set(name, version)
    }
    saved = next
    keepHere()
    if (changedHere().length > 0) later()
    say(detail ?? words.saved(new Date().toLocaleTimeString(deskWords.locale, { hour: '2-digit', minute: '2-digit' })))
  }

  /** Both texts, and a choice. @param version of the colleague's text */
  function showConflict(name: string, { text, by }: Answer['conflicts'][string], version: string): void {
    const place = form.querySelector<HTMLElement>(`[data-field="${name}"]`)
    if (!place) return
    place.querySelector('.field-theirs')?.remove()
    undecided.add(name)
    const notice = make('div', 'field-theirs')
    notice.setAttribute('role', 'alert')
    const decide = (own: boolean) => {
      notice.remove()
      undecided.delete(name)
      versions.set(name, version)
      if (!own) {
        setText(form, name, text)
        saved = { ...saved, [name]: textsOf(form)[name] ?? '' }
      }
      keepHere()
      void save()
      place.querySelector<HTMLElement>('input, textarea, select')?.focus()
    }
    const [theirs, mine] = [button(words.takeTheirs), button(words.keepMine)]
    theirs.addEventListener('click', () => decide(false))
    mine.addEventListener('click', () => decide(true))
    const actions = make('p', 'row-actions')
    actions.append(theirs, mine)
    const shown = (name === SPEAKERS ? readableSpeakers(text) : text) || words.emptied
    notice.append(make('p', '', words.theirs(by ?? words.somebody)), make('blockquote', '', shown), actions)
    place.append(notice)
  }

  form.addEventListener('input', () => {
    keepHere()
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

function versionsOf(text: string): Map<string, string> {
  return new Map(text === '' ? [] : text.split(',').map((entry) => entry.split(':') as [string, string]))
}

/** One text for each field; a box that is not ticked is empty. The rows of speakers are one field. */
function textsOf(form: HTMLFormElement): Record<string, string> {
  const rows = form.querySelector<HTMLElement>('[data-speakers]')
  const texts: Record<string, string> = rows ? { [SPEAKERS]: rowsText(rows) } : {}
  for (const element of fieldsIn(form)) {
    if (!isChoice(element)) texts[element.name] = element.value
    else if (element.checked) texts[element.name] = element.value
    else texts[element.name] ??= ''
  }
  return texts
}

function setText(form: HTMLFormElement, name: string, text: string): void {
  const rows = form.querySelector<HTMLElement>('[data-speakers]')
  if (rows && name === SPEAKERS) return setRowsText(rows, text)
  for (const element of fieldsIn(form)) {
    if (element.name !== name) continue
    if (isChoice(element)) element.checked = element.value === text
    else element.value = text
  }
}

type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function fieldsIn(form: HTMLFormElement): FieldElement[] {
  return [...form.elements].filter(
    (element): element is FieldElement =>
      !element.closest('[data-speakers]') &&
      ((element instanceof HTMLInputElement && element.type !== 'hidden') ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement),
  )
}

function isChoice(element: FieldElement): element is HTMLInputElement {
  return element instanceof HTMLInputElement && ['checkbox', 'radio'].includes(element.type)
}

/** Storage may be forbidden or full: then the server's copy is all there is. */
function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Nothing to be done about it here.
  }
}

function readUnsaved(key: string): Unsaved | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Unsaved | null
    return typeof stored?.typed === 'object' && typeof stored.versions === 'string' ? stored : null
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
