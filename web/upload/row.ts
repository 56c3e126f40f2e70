/** A file on its way, as people see it: how far, how fast, how long yet; with pause, and what is wrong when something is. */
import { desk } from '../words/desk-nl.ts'
import { checkTranscript } from './check.ts'
import { type Progress, type Sending, send } from './send.ts'

const words = desk.talk.upload
const FINDINGS_SHOWN = 50

export interface Job {
  readonly file: File
  readonly talk: string
  readonly role: string
  readonly language: string
  /** The upload of this file that the server has a part of, or null. */
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

/** Shows what is wrong with a transcript; one that can be read may be sent all the same. */
async function askAboutTranscript(row: HTMLElement, state: HTMLElement, { file, language }: Job): Promise<boolean> {
  state.textContent = words.checking
  const checked = await checkTranscript(file, language)
  if (checked === null) return true
  const { problems, readable } = checked
  if (readable && problems.length === 0) {
    state.textContent = words.clean(checked.cues)
    return true
  }
  state.textContent = readable ? words.found(problems.length) : words.unreadable
  const findings = make('ul', 'findings')
  for (const { line, message, severity } of problems.slice(0, FINDINGS_SHOWN)) {
    const item = make('li', `finding-${severity}`)
    if (line > 0) item.append(make('strong', '', `${desk.talk.files.line(line)}: `))
    item.append(message)
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
    const sending: Sending = send(
      job.file,
      { talk: job.talk, role: job.role, language: job.language },
      {
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
        onStored() {
          row.classList.add('upload-stored')
          state.textContent = words.stored
          bar.remove()
          actions.remove()
          end(true)
        },
        onFailed(status, detail) {
          hold.hidden = false
          if (status === null) return wait(navigator.onLine ? words.retrying : words.offline)
          row.classList.add('upload-wrong')
          wait(status === 401 || status === 403 ? words.signedOut : (detail ?? words.failed))
          if (status === 401 || status === 403) actions.append(signInLink())
        },
      },
      job.known,
    )
    const go = () => {
      paused = false
      row.classList.remove('upload-wrong')
      hold.textContent = words.pause
      state.textContent = words.waiting
      sending.resume()
    }
    hold.addEventListener('click', () => {
      if (paused) return go()
      sending.pause()
      wait(words.paused)
    })
    // Where trying again by itself has given up, the line coming back begins it anew.
    window.addEventListener('online', () => paused && state.textContent === words.offline && go())
    stop.addEventListener('click', () => {
      void sending.cancel().catch(() => undefined)
      row.remove()
      end(false)
    })
  })
}

function signInLink(): HTMLElement {
  const link = make('a', '', words.signIn) as HTMLAnchorElement
  link.href = '/beheer/aanmelden'
  link.target = '_blank'
  return link
}

const number = new Intl.NumberFormat('nl-NL', { maximumFractionDigits: 1 })

function progressText({ sent, size, rate }: Progress): string {
  const percent = String(Math.floor((sent / size) * 100))
  if (rate === null || rate <= 0) return `${percent} %`
  const seconds = (size - sent) / rate
  const left = seconds < 5 ? '' : words.left(seconds < 90 ? `${Math.round(seconds)} seconden` : `${Math.round(seconds / 60)} minuten`)
  return words.progress(percent, rate > 1e6 ? `${number.format(rate / 1e6)} MB/s` : `${number.format(rate / 1e3)} kB/s`, left)
}

export function make(tag: string, className = '', text = ''): HTMLElement {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text) element.textContent = text
  return element
}

export function button(text: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'link'
  element.textContent = text
  return element
}
