/** What a query's words are related to, by the thesaurus: the same query asked in other words. */
import type { Analyser } from './analyser.ts'
import type { Query, Term } from './query.ts'
import { THESAURUS } from './thesaurus.ts'
import { fold, tokenise } from './tokens.ts'

export interface Related {
  /** Clauses in which each word of the thesaurus is replaced by its relations. */
  readonly clauses: Query['clauses']
}

const INITIALS = /^\p{L}{2,6}$/u
/** The longest entry has this many words. */
const LONGEST = 5
const LONGEST_FOUND = 8
/** Of a thesaurus, for one entry: each is looked up. */
const MOST_RELATIONS = 40

/** Labels of one concept of a thesaurus. Each finds the others; they find the narrower ones too, and these do not find them. */
export interface LabelGroup {
  readonly labels: readonly string[]
  /** Labels that are asked for and never found, such as misspellings. */
  readonly hidden: readonly string[]
  readonly narrower: readonly string[]
}

/** Under which words, as stems in a row, which words in a row are found. */
export type Relation = readonly [key: string, words: readonly string[]]

interface Entry {
  readonly group: number
  readonly words: readonly string[]
}

const groups: readonly (readonly (readonly string[])[])[] = THESAURUS.trim()
  .split('\n')
  .map((line) =>
    line
      .split(/[,|]/)
      .map((entry) => tokenise(entry).map(({ text }) => text))
      .filter((words) => words.length > 0),
  )

const wordsOf = (label: string) => tokenise(label).map(({ text }) => text)
const keyOf = (words: readonly string[], analyser: Analyser) => words.map((word) => analyser.stem(word)).join(' ')

/** The relations between the labels of a thesaurus, each once, in order. */
export function relationsOf(groups: readonly LabelGroup[], analyser: Analyser): Relation[] {
  const relations = new Map<string, Relation>()
  for (const { labels, hidden, narrower } of groups) {
    const found = [...labels, ...narrower].map(wordsOf).filter(({ length }) => length > 0 && length <= LONGEST_FOUND)
    for (const label of [...labels, ...hidden]) {
      const asked = wordsOf(label)
      if (asked.length === 0 || asked.length > LONGEST) continue
      const key = keyOf(asked, analyser)
      for (const words of found) {
        const others = keyOf(words, analyser)
        if (others !== key && !relations.has(`${key}|${others}`)) relations.set(`${key}|${others}`, [key, words])
      }
    }
  }
  return [...relations.values()]
}

/**
 * @param initials names that have these initials, each as words in a row
 * @param themes words in a row that a thesaurus relates to stems in a row (`relationsOf`)
 * @returns for a query: what else to ask, or null where nothing is related to any of its words
 */
export function createThesaurus(
  analyser: Analyser,
  initials: (form: string) => readonly (readonly string[])[] = () => [],
  themes: (key: string) => readonly (readonly string[])[] = () => [],
): (clauses: Query['clauses']) => Related | null {
  const entries = new Map<string, Entry[]>()
  const key = (words: readonly string[]) => keyOf(words, analyser)
  for (const [group, members] of groups.entries()) {
    for (const words of members) entries.set(key(words), [...(entries.get(key(words)) ?? []), { group, words }])
  }

  /** The other members of the groups that hold these words, the library's own themes first. */
  function relations(asked: string): Term[] {
    const found = new Map<string, Term>()
    for (const words of themes(asked)) if (found.size < MOST_RELATIONS && !found.has(key(words))) found.set(key(words), termOf(words))
    for (const { group } of entries.get(asked) ?? []) {
      for (const words of groups[group] ?? []) if (key(words) !== asked && !found.has(key(words))) found.set(key(words), termOf(words))
    }
    return [...found.values()]
  }

  return (clauses) => {
    const made: (readonly Term[])[] = []
    let replaced = false
    for (let at = 0; at < clauses.length; ) {
      const [length, others] = longestAt(clauses, at)
      made.push(others.length > 0 ? others : (clauses[at] ?? []))
      replaced ||= others.length > 0
      at += length
    }
    return replaced ? { clauses: made } : null
  }

  function longestAt(clauses: Query['clauses'], at: number): [length: number, others: Term[]] {
    for (let length = Math.min(LONGEST, clauses.length - at); length >= 1; length--) {
      const words = clauses.slice(at, at + length).map((clause) => (clause[0]?.kind === 'word' ? (clause[0].words[0]?.text ?? '') : ''))
      const others = words.includes('') ? [] : relations(key(words))
      if (length === 1 && INITIALS.test(words[0] ?? '')) others.push(...initials(fold(words[0] ?? '')).map(termOf))
      if (others.length > 0) return [length, others]
    }
    return [1, []]
  }
}

function termOf(words: readonly string[]): Term {
  const tokens = words.map((text) => tokenise(text)[0]).filter((token) => token !== undefined)
  return { kind: tokens.length === 1 ? 'word' : 'phrase', words: tokens, written: words.join(' ') }
}
