/** The talk page's button “Bewaar voor offline”, and the line over a page that comes from what was kept. */

import { pageWords } from '../dictionary/page.ts'
import type { PlayerData } from '../player/data.ts'
import { say } from '../quote/copy.ts'
import { canKeep, keptTalk } from './kept-talks.ts'

const words = pageWords.offline

export function offerOffline(button: HTMLButtonElement, player: PlayerData | null): void {
  if (!canKeep()) return
  const { offline: id = '', title = '', speakers = '' } = button.dataset
  const show = async () => {
    const kept = await keptTalk(id).catch(() => null)
    button.textContent = kept ? words.opened : words.open
  }
  void show()
  button.hidden = false
  button.addEventListener('click', () => {
    // Loaded at the first press: most visitors keep nothing.
    import('./keep-dialog.ts').then(
      ({ openKeepDialog }) => openKeepDialog({ id, title, speakers, language: document.documentElement.lang, player }, () => void show()),
      () => say(words.failed),
    )
  })
}

/** The day of an ISO time, as people write it. */
export const dayOf = (time: string): string => new Date(time).toLocaleDateString(pageWords.locale, { dateStyle: 'long' })

/** The service worker marks a page that it had to take from what was kept. */
export function sayOffline(): void {
  const fetched = document.body.dataset.offline
  if (fetched === undefined) return
  const note = document.createElement('p')
  note.className = 'wrap offline-note'
  note.setAttribute('role', 'status')
  note.textContent = fetched === '' ? words.isOfflineElse : words.isOffline(dayOf(fetched))
  document.querySelector('.site-header')?.after(note)
}

const CHECKED = 'woordelijk:offline-gekeken'
const HOUR_MS = 3_600_000

/** Once an hour at most, while pages are opened: what was withdrawn goes from here too. */
export function checkNowAndThen(): void {
  if (!canKeep() || document.body.dataset.offline !== undefined || navigator.serviceWorker.controller === null) return
  try {
    if (Date.now() - Number(localStorage.getItem(CHECKED)) < HOUR_MS) return
    localStorage.setItem(CHECKED, String(Date.now()))
  } catch {
    // A browser that stores no time looks each time.
  }
  void import('./keep-talk.ts').then(
    ({ checkKeptTalks }) => checkKeptTalks(),
    () => undefined,
  )
}
