/** What is asked of the search and what it answers. Times are milliseconds. */

export interface SearchRequest {
  readonly q: string
  readonly event?: string | undefined
  readonly speaker?: string | undefined
  readonly theme?: string | undefined
  readonly year?: string | undefined
  /** Talks on a page. */
  readonly limit: number
  /** As given by the page before; anything else starts at the top. */
  readonly cursor?: string | undefined
}

/** Why a moment is a hit. */
export type Matched = 'word' | 'stem' | 'part' | 'fuzzy' | 'title' | 'chapter'

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
}

export interface TalkHit {
  readonly id: string
  readonly title: string
  readonly score: number
  /** The best few, in spoken order. */
  readonly moments: readonly Moment[]
  /** When every hit in the talk falls, for its timeline. */
  readonly times: readonly number[]
}

export interface SearchAnswer {
  readonly query: { readonly terms: readonly string[]; readonly ignored: readonly string[] }
  /** Talks found. */
  readonly total: number
  /** Moments in all talks found. */
  readonly moments: number
  readonly suggestion: string | null
  /** True when no talk held all terms and those with some of them are shown. */
  readonly relaxed: boolean
  readonly talks: readonly TalkHit[]
  readonly next: string | null
}
