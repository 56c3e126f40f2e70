/** Which talks the filters of a search leave: those chosen by their id, and those typed (`spreker:asscher`). */
import type Sqlite from 'better-sqlite3'
import type { Query } from '../language/query.ts'
import { fold } from '../language/tokens.ts'
import type { FacetKind, SearchRequest } from './answer.ts'

const plain = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '')

/** @returns the talks that chosen and typed filters leave; null: all */
export function createFilters(db: Sqlite.Database): (request: SearchRequest, query: Query) => Set<number> | null {
  const chosen = db.prepare<[string, string], number>('select talk from search_facet where kind = ? and value = ?').pluck()
  const all = db.prepare<[string], { name: string; value: string; talk: number }>(
    'select name, value, talk from search_facet where kind = ?',
  )
  const named = (kind: FacetKind, typed: string) =>
    all
      .all(kind)
      .filter(({ name, value }) => plain(name).includes(typed) || plain(value).includes(typed))
      .map(({ talk }) => talk)

  return (request, query) => {
    let left: Set<number> | null = null
    for (const kind of ['event', 'speaker', 'theme', 'year'] as const) {
      const exact = request[kind]
      const typed = query.fields[kind]
      const found = [...(exact ? [chosen.all(kind, exact)] : []), ...(typed ? [named(kind, typed)] : [])]
      for (const set of found) left = left === null ? new Set(set) : left.intersection(new Set(set))
    }
    return left
  }
}
