/** A quote as a W3C Web Annotation: the words, their place in the text and in time, and the revision they were taken from. */
import { mediaFragmentSelector, textQuoteSelector } from '../transcript/quote/selectors.ts'

export interface QuotedWords {
  /** The quote's own address. */
  readonly url: string
  /** UTC instant. */
  readonly created: string
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  /** Milliseconds. */
  readonly start: number
  readonly end: number
  readonly language: string
  readonly revision: number
  /** Character offsets in the text of that revision, or null where they are not known. */
  readonly position: { readonly start: number; readonly end: number } | null
  readonly talk: {
    readonly url: string
    readonly title: string
    readonly media: string | null
    readonly kind: 'video' | 'audio'
    /** The spoken words as plain text: the newest revision, and the one quoted. */
    readonly text: string
    readonly revised: string
  }
  readonly license: string | null
}

export function writeWebAnnotation(quote: QuotedWords): object {
  const state = { type: 'TimeState', sourceDate: quote.created, cached: quote.talk.revised }
  const exact = textQuoteSelector(quote)
  const position = quote.position && { type: 'TextPositionSelector', ...quote.position }
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: `${quote.url}.jsonld`,
    type: 'Annotation',
    motivation: 'highlighting',
    created: quote.created,
    ...(quote.license === null ? {} : { rights: quote.license }),
    canonical: quote.url,
    target: [
      {
        type: 'SpecificResource',
        source: { id: quote.talk.text, type: 'Text', format: 'text/plain', language: quote.language },
        state,
        selector: position ? [exact, position] : [exact],
      },
      {
        type: 'SpecificResource',
        source: {
          id: quote.talk.media ?? quote.talk.url,
          type: quote.talk.media === null ? 'Text' : quote.talk.kind === 'video' ? 'Video' : 'Sound',
          language: quote.language,
        },
        selector: mediaFragmentSelector(quote.start, quote.end),
      },
    ],
    body: { type: 'TextualBody', value: quote.exact, format: 'text/plain', language: quote.language, purpose: 'highlighting' },
  }
}
