/** A query with the words that no talk holds replaced by the nearest that one does. */
import type { Query } from '../../language/query.ts'
import type { Matcher } from '../../match/matcher.ts'

export function createCorrecter(suggester: { correct(word: string): string | null }) {
  /** @param nothing where nothing was found, parts that are merely known do not make a word known */
  return (q: string, query: Query, clauses: readonly (readonly Matcher[])[], nothing: boolean): string | null => {
    let better = q
    for (const [i, alternatives] of clauses.entries()) {
      const term = query.clauses[i]?.[0]
      if (
        !term ||
        term.kind !== 'word' ||
        alternatives.some((matcher) => (nothing && matcher.row === null ? matcher.forms.size > 0 : matcher.known))
      )
        continue
      const word = term.words[0]?.text ?? ''
      const correction = suggester.correct(word)
      if (correction !== null) better = better.replace(word, () => correction)
    }
    return better === q ? null : better
  }
}
