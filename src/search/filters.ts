/** Which talks the filters of a search leave, chosen by id or typed (`spreker:asscher`); and whose words, where a speaker is asked for. */
import type Sqlite from 'better-sqlite3'
import type { Query } from '../language/query.ts'
import { fold } from '../language/tokens.ts'
import type { FacetKind, SearchRequest } from './answer.ts'

export interface Filter {
  readonly talks: ReadonlySet<number>
  /** The voices asked for in a talk; null: all, also where the transcript names nobody, or only a narrator. */
  voices(talk: number): ReadonlySet<number> | null
}

const plain = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '')
const everybody = () => null

/** @returns what chosen and typed filters leave; null: everything */
export function createFilters(db: Sqlite.Database): (request: SearchRequest, query: Query) => Filter | null {
  const chosen = db.prepare<[string, string], number>('select talk from search_facet where kind = ? and value = ?').pluck()
  const numberOf = db.prepare<[string], number>('select no from search_talk where id = ?').pluck()
  const all = db.prepare<[string], { name: string; value: string; talk: number }>(
    'select name, value, talk from search_facet where kind = ?',
  )
  const voices = db.prepare<[number], { number: number; label: string | null; person: string | null }>(
    'select number, label, person from search_voice where talk = ?',
  )
  const labelled = db.prepare<[], { talk: number; label: string }>('select talk, label from search_voice where label is not null')
  const named = (kind: FacetKind, typed: string) =>
    all.all(kind).filter(({ name, value }) => plain(name).includes(typed) || plain(value).includes(typed))

  function voicesOf(speaker: string | undefined, typed: string | undefined): Filter['voices'] {
    if (speaker === undefined && typed === undefined) return everybody
    const people = typed === undefined ? null : new Set(named('speaker', typed).map(({ value }) => value))
    const isAsked = ({ label, person }: { label: string | null; person: string | null }) =>
      (speaker === undefined || person === speaker) &&
      (typed === undefined || (person !== null && people?.has(person)) || (label !== null && plain(label).includes(typed)))
    return (talk) => {
      const heard = voices.all(talk)
      const asked = heard.filter(isAsked)
      // One voice that is nobody's of the talk is a narrator's: its label stands with each moment, and the talk itself is what is asked for.
      if (asked.length === 0 && heard.length <= 1) return null
      return new Set(asked.map(({ number }) => number))
    }
  }

  return (request, query) => {
    let left: Set<number> | null = request.talk === undefined ? null : new Set(numberOf.all(request.talk))
    for (const kind of ['event', 'speaker', 'theme', 'year'] as const) {
      const exact = request[kind]
      const typed = query.fields[kind]
      const found: number[][] = exact ? [chosen.all(kind, exact)] : []
      if (typed) {
        const labels = kind === 'speaker' ? labelled.all().filter(({ label }) => plain(label).includes(typed)) : []
        found.push([...named(kind, typed), ...labels].map(({ talk }) => talk))
      }
      for (const talks of found) left = left === null ? new Set(talks) : left.intersection(new Set(talks))
    }
    return left && { talks: left, voices: voicesOf(request.speaker || undefined, query.fields.speaker || undefined) }
  }
}
