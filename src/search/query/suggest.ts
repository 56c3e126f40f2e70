/** “Bedoelde u …?” and completions, from the library’s own words. */
import type Sqlite from 'better-sqlite3'
import { soundKey } from '../../language/sound.ts'
import { fold } from '../../language/tokens.ts'
import type { CountedWord } from '../answer.ts'
import { correctionKeys, DELETE_PREFIX } from '../index/writer.ts'

/** Longer words may be two letters off. */
const TWO_EDITS_FROM = 7
const SOUNDS_ALIKE = 0.5
/** `work` is not a mistake for `werk`: too many short words are one letter apart. */
const SHORTEST_BY_LETTERS = 5
const SHORTEST_COMPLETED = 2
const COMPLETIONS = 8
const NEAR_SHOWN = 3

export function createSuggester(db: Sqlite.Database) {
  // Also what no talk speaks and a title, a name or a chapter holds.
  const candidates = db.prepare<[string], { form: string; shown: string; talks: number }>(
    'select search_form.form, shown, uses as talks from search_delete join search_form on search_form.id = search_delete.form where key = ? and uses > 0',
  )
  const completions = db
    .prepare<[string, string, number], string>(
      'select shown from search_form where form >= ? and form < ? and talks > 0 order by talks desc, length(form), form limit ?',
    )
    .pluck()

  /** The library's words written nearly so, the nearest and then the commonest first. */
  function near(written: string): { distance: number; talks: number; form: string; shown: string }[] {
    const form = fold(written)
    const sound = soundKey(form)
    const most = form.length >= TWO_EDITS_FROM ? 2 : 1
    const met = new Map<string, { distance: number; talks: number; form: string; shown: string }>()
    for (const key of correctionKeys(form)) {
      for (const candidate of candidates.all(key)) {
        if (met.has(candidate.form) || isOpposite(form, candidate.form)) continue
        const alike = soundKey(candidate.form) === sound
        const edits = editDistance(form, candidate.form, most)
        // What sounds the same is nearer than what is one letter off; a short word is corrected only to what sounds the same.
        const distance = alike ? Math.min(edits, SOUNDS_ALIKE) : form.length < SHORTEST_BY_LETTERS ? most + 1 : edits
        met.set(candidate.form, { distance, ...candidate })
      }
    }
    return [...met.values()]
      .filter(({ distance }) => distance <= most)
      .sort((a, b) => a.distance - b.distance || b.talks - a.talks || (a.form < b.form ? -1 : 1))
  }

  return {
    /** The library's word nearest to one it does not have; null when none is near. */
    correct: (written: string): string | null => near(written)[0]?.shown.toLowerCase() ?? null,

    /** A few of the nearest, with how many talks hold each. */
    near: (written: string): CountedWord[] =>
      near(written)
        .slice(0, NEAR_SHOWN)
        .map(({ shown, talks }) => ({ word: shown.toLowerCase(), talks })),

    /** The commonest words that begin so. */
    complete(start: string): string[] {
      const form = fold(start)
      if (form.length < SHORTEST_COMPLETED) return []
      return completions.all(form, `${form}\uffff`, COMPLETIONS).map((word) => word.toLowerCase())
    },
  }
}

/** `nergens` and `ergens`, `ongelijk` and `gelijk`: one letter or two apart, and the opposite. */
function isOpposite(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long.endsWith(short) && OPPOSITE.test(long.slice(0, long.length - short.length))
}

const OPPOSITE = /^(?:n|on|in|im|a|an|de|des|dis|niet|geen)$/

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
