/** What this browser keeps for offline: read, counted, thrown away. */
import { cacheOfTalk, type KeptTalk, RECORD, SHARED_CACHE, talkOfCache, WORKER } from './names.ts'

/** Browsers keep pages for offline only over TLS, or on this machine. */
export const canKeep = (): boolean => 'serviceWorker' in navigator && 'caches' in globalThis

/** @returns null where nothing is kept of the talk */
export async function keptTalk(id: string): Promise<KeptTalk | null> {
  if (!(await caches.has(cacheOfTalk(id)))) return null
  const record = await (await caches.open(cacheOfTalk(id))).match(RECORD)
  return record ? ((await record.json()) as KeptTalk) : null
}

/** @returns the talks that are kept, the one fetched last first */
export async function keptTalks(): Promise<KeptTalk[]> {
  const ids = (await caches.keys()).flatMap((name) => talkOfCache(name) ?? [])
  const talks = await Promise.all(ids.map(keptTalk))
  return talks.filter((talk) => talk !== null).toSorted((a, b) => (a.fetched < b.fetched ? 1 : -1))
}

/** Throws away all that is kept of the talk; with the last one also what they share, and the service worker. */
export async function dropTalk(id: string): Promise<void> {
  // Not while another tab begins to keep a talk.
  await navigator.locks.request(SHARED_CACHE, async () => {
    await caches.delete(cacheOfTalk(id))
    if ((await caches.keys()).some((name) => talkOfCache(name) !== null)) return
    await caches.delete(SHARED_CACHE)
    const registration = await navigator.serviceWorker.getRegistration('/')
    if (registration?.active?.scriptURL.endsWith(WORKER)) await registration.unregister()
  })
}

const GONE = 'woordelijk:offline-verdwenen'
const MOST_GONE = 20

/** Titles of talks that were withdrawn since they were kept, to say so once. */
export function goneTitles(): string[] {
  try {
    const titles: unknown = JSON.parse(localStorage.getItem(GONE) ?? '[]')
    return Array.isArray(titles) ? titles.filter((title) => typeof title === 'string').slice(0, MOST_GONE) : []
  } catch {
    return []
  }
}

export function rememberGone(title: string): void {
  try {
    localStorage.setItem(GONE, JSON.stringify([title, ...goneTitles()].slice(0, MOST_GONE)))
  } catch {
    // A browser that stores no titles: the talk is gone from the list all the same.
  }
}

export function forgetGone(): void {
  localStorage.removeItem(GONE)
}
