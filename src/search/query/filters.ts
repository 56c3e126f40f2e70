/** Which talks the filters of a search leave, chosen by id or typed (`spreker:asscher`); and whose words, where a speaker is asked for. */
import type { Query } from '../../language/query.ts'
import { fold } from '../../language/tokens.ts'
import type { FacetKind, SearchRequest } from '../answer.ts'

export interface Filter {
  readonly talks: ReadonlySet<number>
  /** Whether a speaker is asked for. Without, `voices` gives null for every talk. */
  readonly bySpeaker: boolean
  /** The voices asked for in a talk; null: all, also where the transcript names nobody, or only a narrator. */
  voices(talk: number): ReadonlySet<number> | null
}

const plain = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '')
const everybody = () => null

/** What filters are read from. */
export interface FilterSource {
  /** The number of the talk with this id, or none. */
  numbers(id: string): readonly number[]
  /** The talks that have a value. */
  chosen(kind: FacetKind, value: string): readonly number[]
  /** The same list as before where nothing changed: what was made of it is then used again. */
  all(kind: FacetKind): readonly { readonly name: string; readonly value: string; readonly talk: number }[]
  voices(talk: number): readonly { readonly number: number; readonly label: string | null; readonly person: string | null }[]
  /** Every voice with a label; the same list as before where nothing changed. */
  labelled(): readonly { readonly talk: number; readonly label: string }[]
}

/** @returns what chosen and typed filters leave; null: everything */
export function createFilters(source: FilterSource): (request: SearchRequest, query: Query) => Filter | null {
  const foldedOf = foldOnce()
  function matching<Row extends object>(rows: readonly Row[], texts: (row: Row) => string[], typed: string): Row[] {
    const folded = foldedOf(rows, texts)
    return rows.filter((_, i) => folded[i]?.includes(typed))
  }
  const named = (kind: FacetKind, typed: string) => matching(source.all(kind), ({ name, value }) => [name, value], typed)

  function voicesOf(speaker: string | undefined, typed: string | undefined): Filter['voices'] {
    if (speaker === undefined && typed === undefined) return everybody
    const people = typed === undefined ? null : new Set(named('speaker', typed).map(({ value }) => value))
    const isAsked = ({ label, person }: { label: string | null; person: string | null }) =>
      (speaker === undefined || person === speaker) &&
      (typed === undefined || (person !== null && people?.has(person)) || (label !== null && plain(label).includes(typed)))
    return (talk) => {
      const heard = source.voices(talk)
      const asked = heard.filter(isAsked)
      // A voice that belongs to no speaker of the talk is a narrator's: its label stands with each moment, and the talk itself is what is asked for.
      if (asked.length === 0 && heard.length <= 1) return null
      return new Set(asked.map(({ number }) => number))
    }
  }

  return (request, query) => {
    let left: Set<number> | null = request.talk === undefined ? null : new Set(source.numbers(request.talk))
    for (const kind of ['event', 'speaker', 'theme', 'year'] as const) {
      const exact = request[kind]
      const typed = query.fields[kind]
      const found: number[][] = exact ? [[...source.chosen(kind, exact)]] : []
      if (typed) {
        const labels = kind === 'speaker' ? matching(source.labelled(), ({ label }) => [label], typed) : []
        found.push([...named(kind, typed), ...labels].map(({ talk }) => talk))
      }
      for (const talks of found) left = left === null ? new Set(talks) : left.intersection(new Set(talks))
    }
    const [speaker, typed] = [request.speaker || undefined, query.fields.speaker || undefined]
    return left && { talks: left, bySpeaker: speaker !== undefined || typed !== undefined, voices: voicesOf(speaker, typed) }
  }
}

/** Folds the names of a list once, however often the list is asked: 10,000 talks have some 30,000 of them. */
function foldOnce() {
  const lists = new WeakMap<object, readonly string[]>()
  return <Row extends object>(rows: readonly Row[], texts: (row: Row) => string[]): readonly string[] => {
    const known = lists.get(rows)
    if (known) return known
    // The line break separates the names: a query has none.
    const folded = rows.map((row) => texts(row).map(plain).join('\n'))
    lists.set(rows, folded)
    return folded
  }
}
