/** How many of the found talks have each event, speaker, theme and year; held in memory, for every answer counts them. */
import type { Facet, FacetKind } from './answer.ts'

export function createFacets(
  rows: readonly { readonly talk: number; readonly kind: FacetKind; readonly value: string; readonly name: string }[],
) {
  const kinds = new Map<string, { readonly no: number; readonly kind: FacetKind; readonly value: string; readonly name: string }>()
  const byTalk = new Map<number, number[]>()
  for (const { talk, kind, value, name } of rows) {
    const key = `${kind} ${value}`
    const facet = kinds.get(key) ?? { no: kinds.size, kind, value, name }
    kinds.set(key, facet)
    const list = byTalk.get(talk)
    if (list) list.push(facet.no)
    else byTalk.set(talk, [facet.no])
  }
  // Sorted by name once: where counts are equal, sorting by them keeps that order.
  const all = [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.name.localeCompare(b.name, 'nl')))

  return {
    /** By kind, the commonest first. */
    count(talks: readonly number[]): Facet[] {
      const counts = new Uint32Array(kinds.size)
      for (const talk of talks) for (const no of byTalk.get(talk) ?? []) counts[no] = (counts[no] ?? 0) + 1
      return all
        .flatMap(({ no, kind, value, name }) => (counts[no] ? [{ kind, value, name, talks: counts[no] }] : []))
        .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : b.talks - a.talks))
    },
  }
}
