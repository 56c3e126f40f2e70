/** “Bedoelde u …?” and completions, from the library’s own words. */
import type Sqlite from 'better-sqlite3'
import { fold } from '../language/tokens.ts'
import { DELETE_PREFIX, deletions } from './index-writer.ts'

/** Longer words may be two letters off. */
const TWO_EDITS_FROM = 7
const SHORTEST_COMPLETED = 2
const COMPLETIONS = 8

export function createSuggester(db: Sqlite.Database) {
  const candidates = db.prepare<[string], { form: string; shown: string; talks: number }>(
    'select search_form.form, shown, talks from search_delete join search_form on search_form.id = search_delete.form where key = ? and talks > 0',
  )
  const completions = db
    .prepare<[string, string, number], string>(
      'select shown from search_form where form >= ? and form < ? and talks > 0 order by talks desc, length(form), form limit ?',
    )
    .pluck()

  return {
    /** The library's word nearest to one it does not have; null when none is near. */
    correct(written: string): string | null {
      const form = fold(written)
      const most = form.length >= TWO_EDITS_FROM ? 2 : 1
      let best: { distance: number; talks: number; form: string; shown: string } | null = null
      const seen = new Set<string>()
      for (const key of deletions(form)) {
        for (const found of candidates.all(key)) {
          if (seen.has(found.form)) continue
          seen.add(found.form)
          const distance = editDistance(form, found.form, most)
          if (distance > most) continue
          const nearer =
            best === null ||
            distance < best.distance ||
            (distance === best.distance && (found.talks > best.talks || (found.talks === best.talks && found.form < best.form)))
          if (nearer) best = { distance, ...found }
        }
      }
      return best?.shown.toLowerCase() ?? null
    },

    /** The commonest words that begin so. */
    complete(start: string): string[] {
      const form = fold(start)
      if (form.length < SHORTEST_COMPLETED) return []
      return completions.all(form, `${form}\uffff`, COMPLETIONS).map((word) => word.toLowerCase())
    },
  }
}

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment); gives up past `most`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most + Math.max(0, b.length - DELETE_PREFIX)) return most + 1
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? most + 1
}
