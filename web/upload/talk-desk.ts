/** One recording at the desk, live: files that are chosen or dropped go up, the work shows where it is, and what is typed is kept. */

import { deskWords } from '../dictionary/archivist.ts'
import { keepForm } from './autosave.ts'
import { roleOf } from './groups.ts'
import { make } from './make.ts'
import { sendKnown } from './row.ts'
import { type KnownUpload, knownUploadOf, recentUploads } from './uploads.ts'
import { followWork } from './work.ts'

/** Parts of the page that show the library as it is; never the form somebody types in. */
const PARTS = ['head', 'files', 'work', 'publish', 'preview', 'log']

export interface TalkDesk {
  /** Sends a file to this talk. */
  add(file: File, role: string, known: KnownUpload | null): void
}

export function startTalkDesk(root: HTMLElement): TalkDesk {
  const talk = root.dataset.deskTalk ?? ''
  const language = root.dataset.language ?? 'nl'
  const list = root.querySelector<HTMLElement>('[data-sending]')
  if (!list) throw new Error('no place for uploads')

  const refresh = async () => {
    const answer = await fetch(`/beheer/opnames/${talk}`).catch(() => null)
    if (!answer?.ok || answer.redirected) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const part of PARTS) {
      const [old, fresh] = [root, page].map((place) => place.querySelector(`[data-part="${part}"]`))
      // What somebody is in the middle of stays as it is.
      if (old && fresh && !old.contains(document.activeElement) && !old.querySelector('details[open]')) old.replaceWith(fresh)
    }
    hideUnderway()
    work()
  }
  const work = followWork(root, () => void refresh())
  const underway = new Set<string>()
  const hideUnderway = () => {
    for (const waiting of root.querySelectorAll<HTMLElement>('[data-upload]')) waiting.hidden = underway.has(waiting.dataset.upload ?? '')
  }

  /** @param known what the server has of it, where that was found out before */
  async function add(file: File, role: string, known: KnownUpload | null = null, chosen: Chosen = {}): Promise<void> {
    const before = known ?? (await partOf(file))
    if (before) underway.add(before.id)
    hideUnderway()
    await sendKnown(list as HTMLElement, { file, talk, role: before?.role || role, language, ...chosen }, before)
    if (before) underway.delete(before.id)
    await refresh()
  }

  /** The part of this very file that the server has. Another file of the same name and size is a new upload, and the row says so. */
  async function partOf(file: File): Promise<KnownUpload | null> {
    const shown = [...root.querySelectorAll<HTMLElement>('[data-upload]')].filter(
      ({ dataset }) => dataset.name === file.name && Number(dataset.size) === file.size && !underway.has(dataset.upload ?? ''),
    )
    if (shown.length === 0) return null
    if (shown.every(({ dataset }) => dataset.mine === undefined)) {
      list?.append(make('li', 'meta', deskWords.talk.upload.othersUpload(file.name)))
      return null
    }
    const uploads = (await recentUploads())?.filter((upload) => upload.talk === talk && upload.state === 'receiving') ?? []
    const part = await knownUploadOf(
      file,
      uploads.filter(({ id }) => !underway.has(id)),
    )
    if (!part) list?.append(make('li', 'meta', deskWords.talk.upload.otherFile(file.name)))
    return part
  }

  for (const form of root.querySelectorAll<HTMLFormElement>('[data-adder]')) {
    const input = form.querySelector<HTMLInputElement>('input[type="file"]')
    form.querySelector('button')?.remove()
    form.classList.add('adder-live')
    input?.addEventListener('change', () => {
      for (const file of input.files ?? []) void add(file, form.dataset.adder ?? 'recording', null, chosenIn(form))
      input.value = ''
    })
  }
  takeDrops(root, (files) => {
    for (const file of files) {
      const role = roleOf(file.name)
      if (role) void add(file, role)
      else list.append(make('li', 'upload-wrong', deskWords.talk.upload.unknown(file.name)))
    }
  })
  const form = root.querySelector<HTMLFormElement>('form[data-autosave]')
  if (form) keepForm(form)
  work()
  return { add: (file, role, known) => void add(file, role, known) }
}

/** What was chosen beside the file. */
interface Chosen {
  readonly language?: string
  readonly confirmed?: boolean
  readonly made?: string
}

function chosenIn(form: HTMLFormElement): Chosen {
  const [language, made] = ['taal', 'gemaakt'].map((name) => form.querySelector<HTMLSelectElement>(`select[name="${name}"]`)?.value ?? '')
  return { ...(language ? { language, confirmed: true } : {}), ...(made ? { made } : {}) }
}

/** Files let go anywhere on the page. */
export function takeDrops(root: HTMLElement, take: (files: readonly File[]) => void): void {
  let inside = 0
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  const show = (on: boolean) => root.classList.toggle('dropping', on)
  document.addEventListener('dragenter', (event) => {
    if (carries(event)) show(++inside > 0)
  })
  document.addEventListener('dragleave', (event) => {
    if (carries(event)) show(--inside > 0)
  })
  document.addEventListener('dragover', (event) => {
    if (carries(event)) event.preventDefault()
  })
  document.addEventListener('drop', (event) => {
    if (!carries(event) || !root.isConnected) return
    event.preventDefault()
    inside = 0
    show(false)
    take([...(event.dataTransfer?.files ?? [])])
  })
}
