/**
 * Search over the talks of one event in the browser, on lunr: the server's analyser, matchers and moments over an index made here, so
 * that the same words give the same moments, also without a connection. lunr's own pipelines are empty: our terms are its tokens.
 */
import lunr from 'lunr'
import type { Analyser } from '../../src/language/analyser.ts'
import { parseQuery, stemsOf, topicsOf } from '../../src/language/query.ts'
import { termsOf } from '../../src/language/terms.ts'
import { fold, tokenise } from '../../src/language/tokens.ts'
import { createMatchers, intersect, type Lookup, unite } from '../../src/match/matcher.ts'
import { type Cluster, clusters, type Place, placesIn, soughtFor } from '../../src/match/moments.ts'
import { CUES_AROUND, makeSnippet } from '../../src/match/snippet.ts'
import { inSpokenOrder, type SpokenWords } from '../../src/match/spoken-words.ts'
import type { Cue } from '../../src/transcript/cue.ts'

/** A talk as the server gives it for searching: `/bijeenkomsten/{event}/zoeken.json`. Times are milliseconds. */
export interface OfflineTalk {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly cues: readonly Cue[]
}

export interface OfflineMoment {
  readonly time: number
  readonly snippet: string
  readonly marks: readonly (readonly [number, number])[]
}

export interface OfflineHit {
  readonly talk: OfflineTalk
  /** The best few, in spoken order. */
  readonly moments: readonly OfflineMoment[]
  /** All of them. */
  readonly times: readonly number[]
}

const MOMENTS_SHOWN = 3

interface Indexed {
  readonly talk: OfflineTalk
  readonly words: SpokenWords
  /** The word at which each cue begins. */
  readonly starts: Uint32Array
}

/** @returns the search; filters (`spreker:` and the like) ask more than one event can tell and are left to the server */
export function createOfflineSearch(talks: readonly OfflineTalk[], analyser: Analyser): (q: string) => OfflineHit[] {
  const forms = new Map<string, number>()
  const formTerms = new Map<string, [form: number, weight: number][]>()
  const termsOfForm = new Map<number, string[]>()

  const builder = new lunr.Builder()
  builder.pipeline.reset()
  builder.searchPipeline.reset()
  builder.ref('no')
  builder.field('spoken')
  builder.tokenizer = ((words: readonly string[]) => words.map((word) => new lunr.Token(word, {}))) as unknown as typeof lunr.tokenizer

  function formOf(written: string): number {
    const folded = fold(written)
    const known = forms.get(folded)
    if (known !== undefined) return known
    const form = forms.size + 1
    forms.set(folded, form)
    for (const [term, weight] of termsOf(written, analyser)) {
      formTerms.set(term, [...(formTerms.get(term) ?? []), [form, weight]])
      if (weight === 1) termsOfForm.set(form, [...(termsOfForm.get(form) ?? []), term])
    }
    return form
  }

  const indexed = talks.map((talk, no): Indexed => {
    const words = talk.cues.map((cue) => tokenise(cue.text).map((token) => token.text))
    const starts = Uint32Array.from(words, (_, cue) => words.slice(0, cue).reduce((sum, list) => sum + list.length, 0))
    builder.add({ no, spoken: words.flat().flatMap((word) => [...termsOf(word, analyser).keys()]) })
    return { talk, starts, words: inSpokenOrder(Uint32Array.from(words.flat(), formOf)) }
  })
  const index = builder.build()

  /** Straight to the term: nothing a reader types is read as lunr's query language. */
  const talksOf = (term: string) =>
    index
      .query((query) => query.term(term, { usePipeline: false, wildcard: lunr.Query.wildcard.NONE }))
      .map(({ ref, score }): [number, number] => [Number(ref), score])

  const lookup: Lookup = {
    form: (form) => forms.get(form),
    forms: (term) => formTerms.get(term) ?? [],
    talks: talksOf,
    beginning: (start, most) => [...forms].flatMap(([form, id]) => (form.startsWith(start) ? [{ id, form }] : [])).slice(0, most),
    talksOfForms: (list) => [...new Set(list.flatMap((form) => termsOfForm.get(form) ?? []))].flatMap(talksOf),
    inARow: () => talks.map((_, no) => no),
  }
  const matchers = createMatchers(lookup, analyser)

  return (q) => {
    const query = topicsOf(parseQuery(q), q)
    const asked = matchers.clauses(query)
    const joined = matchers.joined(query)
    if (joined) for (const at of [joined.from, joined.from + 1]) asked[at]?.push(joined.matcher)
    if (asked.length === 0) return []
    const not = matchers.not(query)
    const [sought, unsought] = [soughtFor(asked), soughtFor([not])]
    const stems = stemsOf(query.clauses.flat(), analyser)
    const ranked = [...intersect(asked.map(unite))].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
    return ranked.flatMap(([no]): OfflineHit[] => {
      const held = indexed[no]
      if (!held) return []
      const places = placesIn(no, held.words, sought)
      if (asked.some((_, clause) => !places.some((place) => place.clause === clause))) return []
      const found = clusters(
        places,
        held.starts,
        asked.map(() => 1),
      )
      const unwanted = new Set(not.length === 0 ? [] : clusters(placesIn(no, held.words, unsought), held.starts, [1]).map(({ cue }) => cue))
      const near = found.filter(({ cue }) => !unwanted.has(cue) && !unwanted.has(cue - 1) && !unwanted.has(cue + 1))
      const most = near.reduce((met, cluster) => Math.max(met, cluster.met), 0)
      const complete = near.filter(({ met }) => met === most)
      if (complete.length === 0) return []
      const best = complete.toSorted((a, b) => b.score - a.score || a.at - b.at).slice(0, MOMENTS_SHOWN)
      const moments = best.toSorted((a, b) => a.at - b.at).map((cluster) => momentOf(held, cluster, places, stems))
      return [{ talk: held.talk, moments, times: complete.map(({ cue }) => held.talk.cues[cue]?.start ?? 0) }]
    })
  }

  function momentOf({ talk, starts }: Indexed, cluster: Cluster, places: readonly Place[], stems: ReadonlySet<string>): OfflineMoment {
    const first = Math.max(0, cluster.cue - CUES_AROUND)
    const start = starts[cluster.cue] ?? 0
    const near = places.slice(cluster.from, cluster.to).map((place) => ({ ...place, word: place.at - start }))
    const around = talk.cues.slice(first, cluster.cue + CUES_AROUND + 1)
    const { time, text, marks: marked } = makeSnippet(around, cluster.cue - first, cluster.at - start, near, stems, analyser)
    return { time, snippet: text, marks: marked }
  }
}
