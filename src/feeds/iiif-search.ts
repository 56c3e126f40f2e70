/** IIIF Content Search 2.0 over one talk: an annotation a moment, its words as they stand, and completions. */
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

/** @param address the request's own, with its query; `ignored` are parameters that were not understood */
export function writeSearchPage(
  talk: PublishedTalk,
  {
    address,
    language,
    moments,
    ignored,
  }: { address: string; language: string; moments: readonly FoundMoment[]; ignored: readonly string[] },
): object {
  const canvas = canvasOf(talk)
  const idOf = (i: number) => `${canvas}/search/${moments[i]?.start ?? 0}-${i + 1}`
  const selectors = moments.flatMap((moment, i) =>
    moment.marks.map(([from, to], mark) => ({
      id: `${idOf(i)}/match/${mark + 1}`,
      type: 'Annotation',
      motivation: 'contextualizing',
      target: {
        type: 'SpecificResource',
        source: idOf(i),
        selector: [
          {
            type: 'TextQuoteSelector',
            prefix: moment.snippet.slice(Math.max(0, from - AROUND), from),
            exact: moment.snippet.slice(from, to),
            suffix: moment.snippet.slice(to, to + AROUND),
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
    partOf: { id: `${address}#all`, type: 'AnnotationCollection', total: moments.length },
    startIndex: 0,
    items: moments.map(({ start, end, snippet }, i) => ({
      id: idOf(i),
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
