/**
 * “Mijn citaten”: quotes, moments and the reader's notes on them, in this browser only. Each has an entry of its own in localStorage, so tabs
 * that keep, remove or write different ones never overwrite each other. A browser that refuses storage keeps none, and nothing else suffers.
 */

/** A quote or a moment as a page hands it over. */
export interface QuoteToKeep {
  readonly id: string
  readonly url: string
  /** The quoted words; null: a moment. */
  readonly exact: string | null
  readonly speaker: string | null
  readonly title: string
  /** Ready to paste: the words with their source. */
  readonly block: string
  readonly bibtex: string
  readonly ris: string
  /** Milliseconds: the first word's start and the last word's end; a moment has no end. */
  readonly start: number
  readonly end: number | null
  /** The talk's date, as precise as it is known. */
  readonly recorded: string | null
  /** The link to the talk's page. */
  readonly talk: string
  /** The words around the quotation. */
  readonly prefix?: string
  readonly suffix?: string
}

/** Quotes that an older version of the page kept lack the later fields. */
export interface KeptQuote extends Omit<QuoteToKeep, 'start' | 'end' | 'recorded' | 'talk'> {
  readonly start?: number
  readonly end?: number | null
  readonly recorded?: string | null
  readonly talk?: string
  /** The instant of keeping, ISO. */
  readonly kept?: string
  readonly note?: string
}

const PREFIX = 'woordelijk:citaat:'
/** Older versions had one list for all quotes, latest first. */
const OLD_LIST = 'woordelijk:citaten'
const MOST = 1000
/** In UTF-16 units, as `textarea.value.length` counts. */
export const LONGEST_NOTE = 10_000

/** Latest first. */
export function keptQuotes(): KeptQuote[] {
  moveOldList()
  return storedIds()
    .flatMap((id) => readQuote(id) ?? [])
    .sort((a, b) => (b.kept ?? '').localeCompare(a.kept ?? ''))
}

export function readQuote(id: string): KeptQuote | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + id) ?? 'null')
    return isKept(stored) && stored.id === id ? stored : null
  } catch {
    return null
  }
}

/** Whether an event of localStorage is about a kept quote; a null key means that everything was cleared. */
export const isAboutQuotes = ({ key }: StorageEvent): boolean => key === null || key === OLD_LIST || key.startsWith(PREFIX)

/** `full`: the notebook has as many entries as it can hold, none of which is dropped; `refused`: the browser stores nothing here. */
export type Keeping = 'kept' | 'full' | 'noRoom' | 'refused'

/** Keeping a quote again moves it to the top and leaves its note. */
export function keepQuote(quote: QuoteToKeep): Promise<Keeping> {
  return alone(() => put({ ...readQuote(quote.id), ...quote, kept: new Date().toISOString() }))
}

/** @returns puts the quote back where it was, unless another tab did meanwhile */
export async function removeQuote({ id }: KeptQuote): Promise<() => Promise<Keeping>> {
  return alone(() => {
    const stored = readQuote(id)
    try {
      localStorage.removeItem(PREFIX + id)
    } catch {
      // A browser that stores nothing has nothing to remove.
    }
    return () => alone(() => (stored === null || readQuote(id) !== null ? 'kept' : put(stored)))
  })
}

export interface SavedNote {
  readonly outcome: Keeping
  /** What is stored now: with what another tab wrote meanwhile, where there is such. */
  readonly note: string
}

/** @param base the stored note when the reader began to change it */
export const saveNote = (quote: KeptQuote, base: string, note: string): Promise<SavedNote> => alone(() => saveNoteAtOnce(quote, base, note))

/** Without waiting for other tabs: only when the page goes away. */
export function saveNoteAtOnce(quote: KeptQuote, base: string, note: string): SavedNote {
  // Another tab may have removed the quote: what the reader writes here brings it back.
  const stored = readQuote(quote.id) ?? { ...quote, note: base, kept: quote.kept ?? new Date().toISOString() }
  const theirs = stored.note ?? ''
  const both = theirs === base || theirs === note ? note : `${theirs}\n\n${note}`.trim()
  return { outcome: put({ ...stored, note: both }), note: both }
}

/** Two tabs never read and write an entry at the same time. Pages without TLS have no locks: there the last one wins. */
async function alone<T>(act: () => T): Promise<T> {
  const { locks } = navigator as Partial<Navigator>
  if (!locks) return act()
  let done: { result: T } | null = null
  try {
    await locks.request('woordelijk:citaten', () => {
      done = { result: act() }
    })
  } catch {
    // A page from a disk may have locks that refuse.
  }
  return (done as { result: T } | null)?.result ?? act()
}

function put(quote: KeptQuote): Keeping {
  moveOldList()
  const key = PREFIX + quote.id
  try {
    if (localStorage.getItem(key) === null && storedIds().length >= MOST) return 'full'
    localStorage.setItem(key, JSON.stringify(quote))
    return 'kept'
  } catch (error) {
    // Some browsers give a quota of nothing instead of refusing.
    return error instanceof DOMException && error.name === 'QuotaExceededError' && storedIds().length > 0 ? 'noRoom' : 'refused'
  }
}

function storedIds(): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : []))
  } catch {
    return []
  }
}

/** Gives each quote of the old list an entry of its own. What does not fit stays in the list, for the next time. */
function moveOldList(): void {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(OLD_LIST) ?? 'null')
    if (!Array.isArray(list)) return
    // The entries need the room of the list.
    localStorage.removeItem(OLD_LIST)
    const left = list.filter(isKept).filter((quote, i) => {
      if (localStorage.getItem(PREFIX + quote.id) !== null) return false
      // The oldest have no instant; an early one keeps their order.
      const kept = quote.kept ?? new Date(Date.UTC(2000, 0) - i).toISOString()
      try {
        localStorage.setItem(PREFIX + quote.id, JSON.stringify({ ...quote, kept }))
        return false
      } catch {
        return true
      }
    })
    if (left.length > 0) localStorage.setItem(OLD_LIST, JSON.stringify(left))
  } catch {
    // A list that is no JSON, or a browser that stores nothing.
  }
}

const REQUIRED = ['id', 'url', 'title', 'block', 'bibtex', 'ris']
const OPTIONAL: readonly (readonly [string, string])[] = [
  ['exact', 'string'],
  ['speaker', 'string'],
  ['start', 'number'],
  ['end', 'number'],
  ['recorded', 'string'],
  ['talk', 'string'],
  ['prefix', 'string'],
  ['suffix', 'string'],
  ['kept', 'string'],
  ['note', 'string'],
]
/** Stored links become links on the page: never to a script. */
const isLink = (text: unknown) => text === undefined || (typeof text === 'string' && /^(?:https?|file):/.test(text))

function isKept(entry: unknown): entry is KeptQuote {
  if (typeof entry !== 'object' || entry === null) return false
  const fields = entry as Record<string, unknown>
  return (
    REQUIRED.every((name) => typeof fields[name] === 'string') &&
    OPTIONAL.every(([name, kind]) => fields[name] === undefined || fields[name] === null || typeof fields[name] === kind) &&
    fields.exact !== undefined &&
    isLink(fields.url) &&
    isLink(fields.talk)
  )
}
