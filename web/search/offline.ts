/**
 * Search over the talks of one event in the browser, on lunr: the server's analyser, matchers and moments over an index made here, so
 * that the same words give the same moments, also without a connection. lunr's own pipelines are empty: our terms are its tokens.
 */
import lunr from 'lunr'
import type { Analyser } from '../../src/language/analyser.ts'
import { parseQuery, type Query, stemsOf, topicsOf } from '../../src/language/query.ts'
import { createThesaurus, type LabelGroup, relationsOf } from '../../src/language/related.ts'
import { termsOf } from '../../src/language/terms.ts'
import { fold, tokenise } from '../../src/language/tokens.ts'
import { bestOf, cueAt, findIn, type HeardTalk, namedIn, repeatsIn } from '../../src/match/find.ts'
import { createMatchers, intersect, type Lookup, unite } from '../../src/match/matcher.ts'
import { type Cluster, type Place, soughtFor } from '../../src/match/moments.ts'
import { CUES_AROUND, makeSnippet } from '../../src/match/snippet.ts'
import { inSpokenOrder } from '../../src/match/spoken-words.ts'
import { voicesOf } from '../../src/match/voices.ts'
import type { Cue } from '../../src/transcript/cue.ts'

/** A talk as the server gives it for searching: `/bijeenkomsten/{event}/zoeken.json`. Times are milliseconds. */
export interface OfflineTalk {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly speakers: readonly { readonly id: string; readonly name: string }[]
  readonly cues: readonly Cue[]
}

export interface OfflineMoment {
  readonly time: number
  readonly snippet: string
  readonly marks: readonly (readonly [number, number])[]
}

export interface OfflineHit {
  readonly talk: OfflineTalk
  /** Found by words that are related to those asked, and not by these. */
  readonly related: boolean
  /** The best few, the best first. */
  readonly moments: readonly OfflineMoment[]
  /** All of them. */
  readonly times: readonly number[]
}

const MOMENTS_SHOWN = 3

interface Indexed extends HeardTalk {
  readonly talk: OfflineTalk
}

/** @param labels of the library's themes @returns the search; filters (`spreker:` and the like) ask more than one event can tell and are left to the server */
export function createOfflineSearch(
  talks: readonly OfflineTalk[],
  analyser: Analyser,
  labels: readonly LabelGroup[] = [],
): (q: string) => OfflineHit[] {
  const forms = new Map<string, number>()
  const formTerms = new Map<string, [form: number, weight: number][]>()
  const termsOfForm = new Map<number, string[]>()
  const named = new Map<string, [talk: number, voice: number][]>()

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
    const tokens = talk.cues.map((cue) => tokenise(cue.text))
    const words = tokens.flat().map((token) => token.text)
    let at = 0
    const starts = Uint32Array.from(tokens, (own) => (at += own.length) - own.length)
    const voices = voicesOf(talk.cues, talk.speakers)
    const names = [...voices.about, ...voices.list.flatMap((voice) => voice.names)]
    for (const name of voices.about) named.set(name, [...(named.get(name) ?? []), [no, 0]])
    for (const [i, voice] of voices.list.entries()) {
      for (const name of voice.names) named.set(name, [...(named.get(name) ?? []), [no, i + 1]])
    }
    for (const name of names) formOf(name)
    builder.add({ no, spoken: [...words, ...names].flatMap((word) => [...termsOf(word, analyser).keys()]) })
    const spoken = inSpokenOrder(Uint32Array.from(words, formOf))
    return { talk, starts, words: spoken, repeats: repeatsIn(tokens, talk.cues), voices: voices.ofCue }
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
    named: (form) => named.get(form) ?? [],
    inARow: () => talks.map((_, no) => no),
  }
  const matchers = createMatchers(lookup, analyser)
  const relations = Map.groupBy(relationsOf(labels, analyser), ([key]) => key)
  const relatedTo = createThesaurus(analyser, undefined, (key) => (relations.get(key) ?? []).map(([, words]) => words))

  return (q) => {
    const query = topicsOf(parseQuery(q), q)
    const own = hitsOf(query, false, new Set())
    const related = relatedTo(query.clauses)
    if (related === null) return own
    return [...own, ...hitsOf({ ...query, clauses: related.clauses }, true, new Set(own.map(({ talk }) => talk)))]
  }

  /** @param passedOver talks that were found already */
  function hitsOf(query: Query, related: boolean, passedOver: ReadonlySet<OfflineTalk>): OfflineHit[] {
    const asked = matchers.clauses(query)
    const joined = matchers.joined(query)
    if (joined) for (const at of [joined.from, joined.from + 1]) asked[at]?.push(joined.matcher)
    if (asked.length === 0) return []
    const not = matchers.not(query)
    const names = matchers.named(query)
    const wanted = { sought: soughtFor(asked), unsought: not.length === 0 ? null : soughtFor([not]), weights: asked.map(() => 1) }
    const stems = stemsOf(query.clauses.flat(), analyser)
    const ranked = [...intersect(asked.map(unite))].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])
    return ranked.flatMap(([no]): OfflineHit[] => {
      const held = indexed[no]
      if (!held || passedOver.has(held.talk)) return []
      const { found, places } = findIn(no, held, wanted, { named: namedIn(no, names), only: null })
      const complete = bestOf(found)
      // A word that stands in the talk but in no moment (parts that do not fall together) is not found.
      if (complete.length === 0 || asked.some((_, clause) => !found.some((cluster) => cluster.clauses & (1 << clause)))) return []
      const moments = complete.slice(0, MOMENTS_SHOWN).map((cluster) => momentOf(held, cluster, places, stems))
      return [
        { talk: held.talk, related, moments, times: complete.map(({ cue }) => held.talk.cues[cue]?.start ?? 0).sort((a, b) => a - b) },
      ]
    })
  }

  function momentOf({ talk, starts }: Indexed, cluster: Cluster, places: readonly Place[], stems: ReadonlySet<string>): OfflineMoment {
    const first = Math.max(0, cluster.cue - CUES_AROUND)
    const start = starts[cluster.cue] ?? 0
    const near = places.slice(cluster.from, cluster.to).map((place) => ({ ...place, word: place.at - start }))
    const upTo = Math.max(cluster.cue, cueAt(starts, cluster.last - 1))
    const around = talk.cues.slice(first, upTo + CUES_AROUND + 1)
    const shown = { middle: cluster.cue - first, word: cluster.at - start, upTo: upTo - first, places: near }
    const { time, text, marks: marked } = makeSnippet(around, shown, stems, analyser)
    return { time, snippet: text, marks: marked }
  }
}
