/** “Mijn citaten”: kept in this browser only; a browser that refuses storage keeps none, and nothing else suffers. */

export interface KeptQuote {
  readonly id: string
  readonly url: string
  readonly exact: string
  readonly speaker: string | null
  readonly title: string
  /** Ready to paste: the words with their source. */
  readonly block: string
  readonly bibtex: string
  readonly ris: string
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

/** @returns whether it could be kept */
export function keepQuote(quote: KeptQuote): boolean {
  return store([quote, ...keptQuotes().filter(({ id }) => id !== quote.id)].slice(0, MOST))
}

export function storeQuotes(quotes: readonly KeptQuote[]): boolean {
  return store(quotes)
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
  // What is stored becomes a link: it must be one to a page, never a script.
  return texts && (fields.speaker === null || typeof fields.speaker === 'string') && /^https?:/.test(String(fields.url))
}
