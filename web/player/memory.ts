/** Where this browser was in each talk. Kept here only, never sent; a browser that refuses storage simply has no memory. */
export interface Watched {
  readonly talk: string
  readonly title: string
  readonly poster: string | null
  /** Milliseconds. */
  readonly time: number
  readonly duration: number
}

const KEY = 'woordelijk:verder-kijken'
const KEPT = 12

/** Sooner than this there is nothing to go on from. */
const EARLY_MS = 15_000
/** A talk watched this far is done. */
const DONE_SHARE = 0.95

/** Latest first. */
export function watchedTalks(): Watched[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isWatched) : []
  } catch {
    return []
  }
}

export function rememberTalk(watched: Watched): void {
  const others = watchedTalks().filter((entry) => entry.talk !== watched.talk)
  const keep = watched.time >= EARLY_MS && watched.time < watched.duration * DONE_SHARE
  store(keep ? [watched, ...others].slice(0, KEPT) : others)
}

export function forgetTalks(): void {
  store([])
}

function store(list: readonly Watched[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(list))
  } catch {
    // Private browsing or a full store: nothing is remembered, nothing else suffers.
  }
}

function isWatched(entry: unknown): entry is Watched {
  if (typeof entry !== 'object' || entry === null) return false
  const { talk, title, poster, time, duration } = entry as Record<string, unknown>
  return (
    typeof talk === 'string' &&
    typeof title === 'string' &&
    (poster === null || typeof poster === 'string') &&
    Number.isFinite(time) &&
    Number.isFinite(duration)
  )
}
