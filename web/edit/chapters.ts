/** Chapters beside the player: a chapter is added, or moved, to the time that plays. Saved like any field of the recording. */
import { deskWords, editWords } from '../dictionary/archivist.ts'
import { chapterAt, moveChapter, type Typed } from './chapter-lines.ts'

const words = deskWords.talk.form

/** @param time of the player, in milliseconds; null before it has loaded */
export function startChapters(form: HTMLFormElement | null, time: () => number | null): void {
  const area = form?.querySelector('textarea')
  const versions = form?.querySelector<HTMLInputElement>('[name="versies"]')
  const status = form?.querySelector('[role="status"]')
  if (!form || !area || !versions || !status) return

  const set = (typed: Typed | null) => {
    if (typed === null) return void (status.textContent = editWords.chapters.noChapter)
    area.value = typed.text
    area.focus()
    area.setSelectionRange(typed.caret, typed.caret)
    status.textContent = words.unsaved
  }
  const press = (name: string, act: (now: number) => void) => {
    const button = form.querySelector<HTMLButtonElement>(`[data-chapter="${name}"]`)
    if (!button) return
    button.hidden = false
    button.addEventListener('click', () => {
      const now = time()
      if (now === null) status.textContent = editWords.chapters.noPlayer
      else act(now)
    })
  }
  press('here', (now) => set(chapterAt(area.value, now)))
  press('move', (now) => set(moveChapter({ text: area.value, caret: area.selectionEnd }, now)))

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void save(area.value)
  })

  async function save(text: string): Promise<void> {
    if (!form || !versions || !status || !area) return
    status.textContent = words.saving
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams({ chapters: text, versies: versions.value }),
      headers: { Accept: 'application/json' },
    }).catch(() => null)
    const body = (await answer?.json().catch(() => null)) as { versions?: string; detail?: string } | null | undefined
    if (answer?.ok && body?.versions) {
      versions.value = body.versions
      status.textContent = words.saved(new Date().toLocaleTimeString(deskWords.locale, { hour: '2-digit', minute: '2-digit' }))
    } else status.textContent = body?.detail ?? editWords.chapters.notSaved
  }
}
