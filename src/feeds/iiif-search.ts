/** IIIF Content Search 2.0 over a talk or an event: an annotation a moment, its words as they stand, and completions. */
import { canvasOf } from './iiif.ts'
import type { PublishedTalk } from './published-talk.ts'

export const SEARCH = 'http://iiif.io/api/search/2/context.json'
export const SEARCH_TYPE = `application/ld+json;profile="${SEARCH}"`

/** A moment as the search gives it: ms, and the matched ranges within the snippet, in UTF-16 units. */
export interface FoundMoment {
  readonly start: number
  readonly end: number
  readonly snippet: string
  readonly marks: readonly (readonly [number, number])[]
}

/** How much of the words around a match a text quote selector carries. */
const AROUND = 60

/** What was found in one talk. */
export interface FoundInTalk {
  readonly talk: Pick<PublishedTalk, 'manifest'>
  readonly language: string
  readonly moments: readonly FoundMoment[]
}

export interface SearchPage {
  /** The request's own, with its query. */
  readonly address: string
  readonly found: readonly FoundInTalk[]
  /** Of the whole answer; null where only its pages are counted. */
  readonly total: number | null
  readonly startIndex: number
  /** The address of the first page where this is another; of the following page, or null. */
  readonly first: string
  readonly next: string | null
  /** Parameters that were not understood. */
  readonly ignored: readonly string[]
}

export function writeSearchPage({ address, found, total, startIndex, first, next, ignored }: SearchPage): object {
  const entries = found.flatMap(({ talk, language, moments }) => {
    const canvas = canvasOf(talk)
    return moments.map((moment, i) => ({ ...moment, canvas, language, id: `${canvas}/search/${moment.start}-${startIndex + i + 1}` }))
  })
  const selectors = entries.flatMap(({ id, snippet, marks }) =>
    marks.map(([from, to], mark) => ({
      id: `${id}/match/${mark + 1}`,
      type: 'Annotation',
      motivation: 'contextualizing',
      target: {
        type: 'SpecificResource',
        source: id,
        selector: [
          {
            type: 'TextQuoteSelector',
            prefix: snippet.slice(Math.max(0, from - AROUND), from),
            exact: snippet.slice(from, to),
            suffix: snippet.slice(to, to + AROUND),
          },
        ],
      },
    })),
  )
  return {
    '@context': SEARCH,
    id: address,
    type: 'AnnotationPage',
    ...(ignored.length === 0 ? {} : { ignored }),
    partOf: {
      id: `${first}#all`,
      type: 'AnnotationCollection',
      ...(total === null ? {} : { total }),
      first: { id: first, type: 'AnnotationPage' },
    },
    startIndex,
    ...(next === null ? {} : { next: { id: next, type: 'AnnotationPage' } }),
    items: entries.map(({ id, canvas, start, end, snippet, language }) => ({
      id,
      type: 'Annotation',
      motivation: 'supplementing',
      body: { type: 'TextualBody', value: snippet, format: 'text/plain', language },
      target: `${canvas}#t=${start / 1000},${Math.max(end, start + 1) / 1000}`,
    })),
    ...(selectors.length === 0 ? {} : { annotations: [{ type: 'AnnotationPage', items: selectors }] }),
  }
}

export function writeCompletions(address: string, terms: readonly string[], ignored: readonly string[]): object {
  return {
    '@context': SEARCH,
    id: address,
    type: 'TermPage',
    ...(ignored.length === 0 ? {} : { ignored }),
    items: terms.map((value) => ({ value })),
  }
}
