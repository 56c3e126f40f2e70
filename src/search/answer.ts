/** The search's request and answer. Times are milliseconds. */

export interface SearchRequest {
  readonly q: string
  readonly event?: string | undefined
  readonly speaker?: string | undefined
  readonly theme?: string | undefined
  readonly year?: string | undefined
  /** Only in this talk. */
  readonly talk?: string | undefined
  /** Which of a talk's moments to give, by their rank; left out: the best three. */
  readonly moments?: { readonly from: number; readonly count: number } | undefined
  /** `words`: a long query is not also taken for a remembered sentence. */
  readonly as?: 'words' | undefined
  /** Talks on a page. */
  readonly limit: number
  /** As given by the page before; anything else starts at the top. */
  readonly cursor?: string | undefined
}

/** Why a moment is a hit; `speaker`: the query names who speaks here. */
export type Matched = 'word' | 'stem' | 'part' | 'fuzzy' | 'title' | 'chapter' | 'speaker'

export interface Moment {
  /** When the first matched word is spoken. */
  readonly time: number
  readonly end: number
  /** True where the words are not timed and `time` is interpolated. */
  readonly estimated: boolean
  readonly speaker: string | null
  readonly chapter: string | null
  readonly snippet: string
  /** Character ranges in `snippet`, [from, to). */
  readonly marks: readonly (readonly [number, number])[]
  readonly matched: Matched
  /** Where it stands on a slide and is not spoken (`title`): which, from 1. Nobody knows when it was shown, so `time` is 0. */
  readonly slide: number | null
  /** What was found instead of the words asked: a word related to them. Null where the words themselves were found. */
  readonly related: string | null
  /** For a remembered quotation: the share of its words that were found in order, 0 to 1. Otherwise 1. */
  readonly confidence: number
}

export interface TalkHit {
  readonly id: string
  readonly title: string
  readonly score: number
  /** The best few, the best first. */
  readonly moments: readonly Moment[]
  /** When every hit in the talk falls, for its timeline. */
  readonly times: readonly number[]
  /** Words of the query, as typed, that are in none of these moments. */
  readonly without: readonly string[]
}

export type FacetKind = 'event' | 'speaker' | 'theme' | 'year'

export interface Facet {
  readonly kind: FacetKind
  readonly value: string
  readonly name: string
  /** Talks found with it. */
  readonly talks: number
}

/** The value chosen of a kind. */
export type ChosenFacets = Readonly<Partial<Record<FacetKind, string | undefined>>>
export type FacetCounts = Pick<SearchAnswer, 'facets' | 'facetTotals'>

/** A word and the talks that hold it. */
export interface CountedWord {
  readonly word: string
  readonly talks: number
}

/** A word of the query that no talk holds. */
export interface MissingWord {
  readonly word: string
  /** Words of the library that are written nearly so, the nearest first. */
  readonly near: readonly CountedWord[]
  /** Parts of the word that are found. */
  readonly parts: readonly CountedWord[]
}

export interface SearchHelp {
  readonly missing: readonly MissingWord[]
  /** Talks found by the same words without the filters; null where there were none. */
  readonly withoutFilters: number | null
}

export interface SearchAnswer {
  readonly query: { readonly terms: readonly string[]; readonly ignored: readonly string[] }
  /** Talks found. */
  readonly total: number
  /** Moments in the talks of this page. */
  readonly moments: number
  /** A spelling that finds more, as a whole query; null where there is none. */
  readonly suggestion: string | null
  /** True when the suggestion's results are shown, because what was typed has none. */
  readonly corrected: boolean
  /** True when no talk held all terms and those with some of them are shown. */
  readonly relaxed: boolean
  /** True when it was taken for a remembered quotation. */
  readonly quotation: boolean
  readonly talks: readonly TalkHit[]
  /** Of each kind the commonest in the talks found, at most `FACETS_OF_A_KIND`, and what is chosen. */
  readonly facets: readonly Facet[]
  /** How many there are of each kind. */
  readonly facetTotals: Readonly<Record<FacetKind, number>>
  readonly next: string | null
  /** Where nothing was found. */
  readonly help: SearchHelp | null
}
