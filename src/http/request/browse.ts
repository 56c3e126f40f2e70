/** What an address says of a list: its page, letter, year and words. Anything unreadable is ignored. */
import type { Context } from 'hono'

const MOST_PAGES = 1_000_000
const LONGEST_NAME = 100

/** `?pagina=`, from 1. */
export function pageNumber(c: Context): number {
  const text = c.req.query('pagina') ?? ''
  return /^[1-9]\d{0,6}$/.test(text) ? Math.min(Number(text), MOST_PAGES) : 1
}

/** `?letter=`: `a` to `z` or `#`. */
export function chosenLetter(c: Context): string | undefined {
  const letter = c.req.query('letter')?.toLowerCase()
  return letter !== undefined && /^[a-z#]$/.test(letter) ? letter : undefined
}

/** `?jaar=`: four digits. */
export function chosenYear(c: Context): string | undefined {
  const year = c.req.query('jaar')
  return year !== undefined && /^\d{4}$/.test(year) ? year : undefined
}

/** `?naam=` */
export function typedName(c: Context): string | undefined {
  return c.req.query('naam')?.trim().slice(0, LONGEST_NAME) || undefined
}
