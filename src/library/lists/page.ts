/** Lists in pages. People get numbered pages, programs a cursor: the id of the last entry they have. */

export interface PageRequest {
  /** From 1. */
  readonly page: number
  /** Entries on a page. */
  readonly size: number
}

export interface Page<T> {
  readonly entries: readonly T[]
  /** Entries on all pages together. */
  readonly total: number
  /** The page shown, and how many there are; both at least 1. */
  readonly page: number
  readonly pages: number
}

export interface CursorRequest {
  /** The id to go on after; an id that is not in the list begins at the top. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface CursorPage<T> {
  readonly entries: readonly T[]
  /** The id to go on after, or null at the end. */
  readonly next: string | null
}

/** A page past the end is the last page. @param load gets the first entry's place, from 0 */
export async function pageOf<T>(
  { page, size }: PageRequest,
  total: number,
  load: (offset: number) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const pages = Math.max(1, Math.ceil(total / size))
  const shown = Math.min(Math.max(1, page), pages)
  return { entries: total === 0 ? [] : await load((shown - 1) * size), total, page: shown, pages }
}

/** @param rows one more than `limit` where there are more */
export function cursorPageOf<T extends { readonly id: string }>(rows: readonly T[], limit: number): CursorPage<T> {
  const entries = rows.slice(0, limit)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
