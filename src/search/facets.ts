/** How many of the found talks have each event, speaker, theme and year; held in memory, for every answer counts them. */
import type { ChosenFacets, FacetCounts, FacetKind } from './answer.ts'

/** Values listed of each kind. A search in 10,000 talks finds thousands of speakers; listing them all made a page of 841 kB. */
const FACETS_OF_A_KIND = 20

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
    /** By kind, the commonest first. @param chosen the values that the search is limited to; they are listed too, however rare */
    count(talks: readonly number[], chosen: ChosenFacets): FacetCounts {
      const counts = new Uint32Array(kinds.size)
      for (const talk of talks) for (const no of byTalk.get(talk) ?? []) counts[no] = (counts[no] ?? 0) + 1
      const counted = all
        .flatMap(({ no, kind, value, name }) => (counts[no] ? [{ kind, value, name, talks: counts[no] }] : []))
        .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : b.talks - a.talks))
      const facetTotals = { event: 0, speaker: 0, theme: 0, year: 0 }
      const facets = counted.filter(({ kind, value }) => ++facetTotals[kind] <= FACETS_OF_A_KIND || chosen[kind] === value)
      return { facets, facetTotals }
    },
  }
}
