/** A file on its way, as people see it: how far, how fast, how long yet; with pause, and what is wrong when something is. */
import type { Problem } from '../../src/problem.ts'
import { deskWords } from '../dictionary/archivist.ts'
import { checkTranscript } from './check.ts'
import { button, make } from './make.ts'
import { type Progress, type SendEvents, type Sending, send } from './send.ts'
import { begin, type KnownUpload, type Refused } from './uploads.ts'

const words = deskWords.talk.upload
const FINDINGS_SHOWN = 50

export interface Job {
  readonly file: File
  readonly talk: string
  readonly role: string
  readonly language: string
  readonly confirmed?: boolean
  readonly made?: string
  /** The id of an upload of this file that the server knows, or null: it is still to begin. */
  readonly known: string | null
}

/** Files under way in this page: leaving it stops them. */
let underway = 0
window.addEventListener('beforeunload', (event) => {
  if (underway > 0) event.preventDefault()
})

/** @returns when it is stored (true), or given up (false) */
export async function sendWithRow(list: HTMLElement, job: Job): Promise<boolean> {
  const row = make('li', 'upload')
  const name = make('p', 'upload-name', job.file.name)
  const state = make('p', 'meta')
  state.setAttribute('role', 'status')
  row.append(name, state)
  list.append(row)
  if (job.file.size === 0) {
    state.textContent = words.empty(job.file.name)
    row.classList.add('upload-wrong')
    return false
  }
  if (job.role === 'transcript' && !(await askAboutTranscript(row, state, job))) {
    row.remove()
    return false
  }
  return transfer(row, state, job)
}

/** Sends what the server does not have of a file yet. @param known what it has: nothing, a part, or the whole */
export async function sendKnown(list: HTMLElement, job: Omit<Job, 'known'>, known: KnownUpload | null): Promise<boolean> {
  if (known?.state !== 'stored') return sendWithRow(list, { ...job, known: known?.id ?? null })
  const row = make('li', 'upload upload-stored')
  row.append(make('p', 'upload-name', job.file.name), make('p', 'meta', words.already))
  list.append(row)
  return true
}

const isWithoutTimes = ({ code }: Problem) => code === 'untimed'

/** Shows what is wrong with a transcript; one that can be read may be sent all the same. */
async function askAboutTranscript(row: HTMLElement, state: HTMLElement, { file, language }: Job): Promise<boolean> {
  state.textContent = words.checking
  const checked = await checkTranscript(file, language)
  if (checked === null) return true
  const { problems, readable } = checked
  const timesFollow = readable && document.querySelector('[data-estimates-times]') !== null
  if (timesFollow && problems.length > 0 && problems.every(isWithoutTimes)) {
    row.append(make('p', 'meta', words.timesFollow))
    return true
  }
  if (readable && problems.length === 0) {
    state.textContent = words.clean(checked.cues)
    return true
  }
  state.textContent = readable ? words.found(problems.length) : words.unreadable
  const findings = make('ul', 'findings')
  for (const problem of problems.slice(0, FINDINGS_SHOWN)) {
    const { line, message, severity } = problem
    const item = make('li', `finding-${severity}`)
    if (line > 0) item.append(make('strong', '', `${deskWords.talk.files.line(line)}: `))
    item.append(timesFollow && isWithoutTimes(problem) ? words.timesFollow : message)
    findings.append(item)
  }
  row.append(findings)
  const actions = make('p', 'row-actions')
  const leave = button(words.leave)
  actions.append(leave)
  const anyway = readable ? button(words.anyway) : null
  if (anyway) actions.prepend(anyway)
  row.append(actions)
  const chosen = await new Promise<boolean>((resolve) => {
    leave.addEventListener('click', () => resolve(false))
    anyway?.addEventListener('click', () => resolve(true))
  })
  actions.remove()
  return chosen
}

function transfer(row: HTMLElement, state: HTMLElement, job: Job): Promise<boolean> {
  const bar = make('progress') as HTMLProgressElement
  bar.max = job.file.size
  bar.setAttribute('aria-label', job.file.name)
  const actions = make('p', 'row-actions')
  const hold = button(words.pause)
  const stop = button(words.cancel)
  actions.append(hold, stop)
  row.append(bar, actions)
  state.textContent = words.waiting
  underway++
  let paused = false
  let id = job.known
  let sending: Sending | null = null
  return new Promise((resolve) => {
    const end = (stored: boolean) => {
      underway--
      resolve(stored)
    }
    const wait = (text: string) => {
      paused = true
      hold.textContent = words.resume
      state.textContent = text
    }
    const onFailed = ({ status, detail }: Refused) => {
      hold.hidden = false
      if (status === null && detail === null) return wait(navigator.onLine ? words.retrying : words.offline)
      row.classList.add('upload-wrong')
      const signedOut = status === 401 || status === 403
      wait(signedOut ? words.signedOut : (detail ?? words.failed))
      if (signedOut) actions.append(signInLink())
      // Gone from the server, or refused as a whole: another attempt is another upload.
      if (status !== null && [404, 410, 422].includes(status)) [id, sending] = [null, null]
    }
    const events: SendEvents = {
      onProgress(progress) {
        bar.value = progress.sent
        if (!paused) state.textContent = progressText(progress)
      },
      onRetry() {
        state.textContent = navigator.onLine ? words.retrying : words.offline
      },
      onSent() {
        state.textContent = words.confirming
        hold.hidden = true
      },
      onStored(upload) {
        row.classList.add(upload.problem === null ? 'upload-stored' : 'upload-wrong')
        state.textContent = upload.problem ?? (upload.question ? words.question : words.stored)
        bar.remove()
        actions.remove()
        end(true)
      },
      onFailed,
    }
    const go = async () => {
      paused = false
      row.classList.remove('upload-wrong')
      hold.textContent = words.pause
      hold.hidden = false
      state.textContent = words.waiting
      if (sending) return sending.resume()
      if (id === null) {
        const begun = await begin(job.file, job)
        if (!('id' in begun)) return onFailed(begun)
        id = begun.id
      }
      sending = send(job.file, id, events)
      if (paused) sending.pause()
    }
    hold.addEventListener('click', () => {
      if (paused) return void go()
      sending?.pause()
      wait(words.paused)
    })
    // Where trying again by itself has given up, the line coming back starts it again.
    window.addEventListener('online', () => paused && state.textContent === words.offline && void go())
    stop.addEventListener('click', () => {
      void sending?.cancel().catch(() => undefined)
      row.remove()
      end(false)
    })
    void go()
  })
}

function signInLink(): HTMLElement {
  const link = make('a', '', words.signIn) as HTMLAnchorElement
  link.href = '/beheer/aanmelden'
  link.target = '_blank'
  return link
}

const number = new Intl.NumberFormat(deskWords.locale, { maximumFractionDigits: 1 })

function progressText({ sent, size, rate }: Progress): string {
  const percent = String(Math.floor((sent / size) * 100))
  if (rate === null || rate <= 0) return words.percent(percent)
  const seconds = (size - sent) / rate
  const left = seconds < 5 ? '' : words.left(seconds)
  return words.progress(percent, rate > 1e6 ? `${number.format(rate / 1e6)} MB/s` : `${number.format(rate / 1e3)} kB/s`, left)
}
