/** For a query that finds nothing: which of its words no talk holds, and what is nearest to them. */
import type { Query } from '../../language/query.ts'
import type { Lookup } from '../../match/matcher.ts'
import type { CountedWord, MissingWord } from '../answer.ts'
import { dutch } from '../dutch.ts'

/** @returns for each clause of one word that no talk meets: words written nearly so, and the word's parts that are found */
export function createHelper(lookup: Lookup, suggester: { near(word: string): readonly CountedWord[] }) {
  return ({ clauses }: Query, talksOf: readonly ReadonlyMap<number, number>[]): MissingWord[] =>
    clauses.flatMap(([term], i) => {
      const [word, ...more] = term?.words ?? []
      if (!word || more.length > 0 || (talksOf[i]?.size ?? 0) > 0) return []
      const sure = dutch()
        .analyse(word.text)
        .parts.filter(({ weight }) => weight === 1)
      const parts = sure.map(({ from, to, stem }) => ({ word: word.text.slice(from, to).toLowerCase(), talks: lookup.talks(stem).length }))
      return [{ word: word.text, near: suggester.near(word.text), parts: parts.filter(({ talks }) => talks > 0) }]
    })
}
