/** “Mijn citaten”: kept in this browser only; a browser that refuses storage keeps none, and nothing else suffers. */

/** A quote as it is handed to this browser to keep. */
export interface QuoteToKeep {
  readonly id: string
  readonly url: string
  readonly exact: string
  readonly speaker: string | null
  readonly title: string
  /** Ready to paste: the words with their source. */
  readonly block: string
  readonly bibtex: string
  readonly ris: string
  /** When the first word is spoken, ms. */
  readonly start: number
  /** The talk's date, as precise as it is known. */
  readonly recorded: string | null
}

/** Those that an older version of the page kept lack what came later. */
export interface KeptQuote extends Omit<QuoteToKeep, 'start' | 'recorded'> {
  readonly start?: number
  readonly recorded?: string | null
  /** The instant at which it was kept, ISO. */
  readonly kept?: string
}

const KEY = 'woordelijk:citaten'
const MOST = 1000

/** Latest first. */
export function keptQuotes(): KeptQuote[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isKept) : []
  } catch {
    return []
  }
}

/** `full`: the list has as many quotes as it can hold, none of which is dropped; `refused`: the browser stores nothing here. */
export type Keeping = 'kept' | 'full' | 'refused'

export function keepQuote(quote: QuoteToKeep): Keeping {
  const others = keptQuotes().filter(({ id }) => id !== quote.id)
  if (others.length >= MOST) return 'full'
  return store([{ ...quote, kept: new Date().toISOString() }, ...others]) ? 'kept' : 'refused'
}

/**
 * Takes a quote off the list.
 * @returns puts it back where it was; what other tabs kept or removed meanwhile stands
 */
export function removeQuote(quote: KeptQuote): () => void {
  const quotes = keptQuotes()
  const at = quotes.findIndex(({ id }) => id === quote.id)
  store(quotes.filter(({ id }) => id !== quote.id))
  return () => {
    const now = keptQuotes()
    if (at >= 0 && !now.some(({ id }) => id === quote.id)) store(now.toSpliced(at, 0, quote))
  }
}

function store(quotes: readonly KeptQuote[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(quotes))
    return true
  } catch {
    return false
  }
}

function isKept(entry: unknown): entry is KeptQuote {
  if (typeof entry !== 'object' || entry === null) return false
  const fields = entry as Record<string, unknown>
  const texts = ['id', 'url', 'exact', 'title', 'block', 'bibtex', 'ris'].every((name) => typeof fields[name] === 'string')
  const later = [
    ['start', 'number'],
    ['recorded', 'string'],
    ['kept', 'string'],
  ].every(([name = '', kind]) => fields[name] === undefined || fields[name] === null || typeof fields[name] === kind)
  // What is stored becomes a link: it must be one to a page, never a script.
  return texts && later && (fields.speaker === null || typeof fields.speaker === 'string') && /^(?:https?|file):/.test(String(fields.url))
}
