/** What a word is found under, in every index. */
import type { Analyser } from './analyser.ts'

/** A word's other reading counts a little less than its first. */
export const ALSO_WEIGHT = 0.8
/** Less still where it is a present participle: `wonende` among the forms of `wonen`. */
const PARTICIPLE_WEIGHT = 0.5
const PARTICIPLE = /ende?$/

/** A word's stem at full weight and its compound parts at half (fallback parts at a quarter): each once, at its best. */
export function termsOf(word: string, analyser: Analyser): ReadonlyMap<string, number> {
  const { form, stem, also, parts } = analyser.analyse(word)
  if (parts.length === 0 && also === null) return new Map([[stem, 1]])
  const terms = new Map<string, number>()
  if (also !== null) terms.set(also, PARTICIPLE.test(form) ? PARTICIPLE_WEIGHT : ALSO_WEIGHT)
  for (const part of parts) terms.set(part.stem, Math.max(terms.get(part.stem) ?? 0, part.weight * 0.5))
  return terms.set(stem, 1)
}
