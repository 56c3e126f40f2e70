/** schema.org descriptions as JSON-LD, for the head of a page. Google's rules for videos: name, thumbnailUrl and uploadDate are required. */
import { chapterSpans, descriptionOf, isoDuration, type PublishedTalk, type Site } from './published-talk.ts'

/** Transcripts longer than this are only pointed at. */
const MOST_TRANSCRIPT = 50_000

type Json = { readonly [key: string]: unknown }

/** @param transcript plain text of what is spoken, or null */
export function talkJsonLd(talk: PublishedTalk, site: Site, transcript: string | null): Json {
  const spans = chapterSpans(talk)
  const captions = talk.transcripts.map(({ language, vtt }) => ({
    '@type': 'MediaObject',
    encodingFormat: 'text/vtt',
    contentUrl: vtt,
    inLanguage: language,
  }))
  return defined({
    '@context': 'https://schema.org',
    '@type': talk.kind === 'video' ? 'VideoObject' : 'AudioObject',
    '@id': talk.url,
    url: talk.url,
    identifier: talk.id,
    name: talk.title,
    description: descriptionOf(talk) ?? talk.title,
    inLanguage: talk.language,
    thumbnailUrl: talk.poster?.url,
    uploadDate: talk.published,
    dateCreated: talk.date,
    dateModified: talk.updated,
    duration: talk.duration === null ? null : isoDuration(talk.duration),
    contentUrl: talk.file?.url,
    encodingFormat: talk.file?.mime,
    embedUrl: talk.embed,
    width: talk.size?.width,
    height: talk.size?.height,
    [talk.kind === 'video' ? 'actor' : 'contributor']: talk.speakers.map((speaker) => personJsonLd(speaker)),
    creator: talk.speakers.map((speaker) => personJsonLd(speaker)),
    publisher: { '@type': 'Organization', name: site.name, url: `${site.origin}/` },
    license: talk.license ?? talk.rights,
    about: talk.themes.map(({ name, url }) => ({ '@type': 'DefinedTerm', name, url })),
    recordedAt: talk.event && eventJsonLd({ ...talk.event, to: null, summary: null, organisers: [] }),
    isPartOf: talk.event && { '@type': 'CreativeWorkSeries', name: talk.event.title, url: talk.event.url },
    caption: captions.length === 0 ? null : captions,
    transcript: transcript !== null && transcript.length <= MOST_TRANSCRIPT ? transcript : null,
    accessibilityFeature: captions.length === 0 ? null : ['captions', 'transcript'],
    isAccessibleForFree: true,
    // Clips where there are chapters; elsewhere the pattern of an address with a time. Offsets must differ, in whole seconds.
    hasPart: spans.length === 0 ? null : clips(talk, spans),
    potentialAction:
      spans.length > 0
        ? null
        : {
            '@type': 'SeekToAction',
            target: `${talk.url}?t={seek_to_second_number}`,
            'startOffset-input': 'required name=seek_to_second_number',
          },
  })
}

function clips({ url }: PublishedTalk, spans: readonly { start: number; end: number; title: string }[]): Json[] {
  const seen = new Set<number>()
  return spans.flatMap(({ start, end, title }) => {
    const startOffset = Math.floor(start / 1000)
    if (seen.has(startOffset)) return []
    seen.add(startOffset)
    const endOffset = Math.max(startOffset + 1, Math.floor(end / 1000))
    return [{ '@type': 'Clip', name: title, startOffset, endOffset, url: `${url}?t=${startOffset}` }]
  })
}

export function personJsonLd(person: {
  name: string
  url: string
  role?: string | null
  organisation?: string | null
  description?: string | null
  /** The person's records elsewhere. */
  sameAs?: readonly string[]
}): Json {
  return defined({
    '@type': 'Person',
    name: person.name,
    url: person.url,
    description: person.description,
    sameAs: person.sameAs && person.sameAs.length > 0 ? [...person.sameAs] : null,
    jobTitle: person.role,
    affiliation: person.organisation ? { '@type': 'Organization', name: person.organisation } : null,
  })
}

export function eventJsonLd(event: {
  title: string
  url: string
  from: string | null
  to: string | null
  place: string | null
  summary: string | null
  organisers: readonly string[]
  /** Where people register. */
  registration?: string | null
  /** The event is still to come. */
  announced?: boolean
  /** Its listed talks. */
  talks?: readonly { readonly title: string; readonly url: string }[]
}): Json {
  return defined({
    '@type': 'Event',
    name: event.title,
    url: event.url,
    startDate: event.from,
    endDate: event.to,
    location: event.place === null ? null : { '@type': 'Place', name: event.place, address: event.place },
    description: event.summary,
    organizer: event.organisers.length === 0 ? null : event.organisers.map((name) => ({ '@type': 'Organization', name })),
    recordedIn: event.talks?.map(({ title, url }) => ({ '@type': 'CreativeWork', name: title, url })),
    offers: event.registration ? { '@type': 'Offer', url: event.registration } : null,
    eventStatus: event.announced ? 'https://schema.org/EventScheduled' : null,
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
  })
}

export function libraryJsonLd({ name, origin, language, contact }: Site, description: string): Json {
  return defined({
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    '@id': `${origin}/`,
    url: `${origin}/`,
    name,
    description,
    inLanguage: language,
    publisher: defined({ '@type': 'Organization', name, url: `${origin}/`, email: contact }),
    potentialAction: {
      '@type': 'SearchAction',
      target: { '@type': 'EntryPoint', urlTemplate: `${origin}/zoek?q={search_term_string}` },
      'query-input': 'required name=search_term_string',
    },
  })
}

/** @param talks in order, each at its best moment */
export function searchJsonLd(url: string, name: string, talks: readonly { readonly title: string; readonly url: string }[]): Json {
  return {
    '@context': 'https://schema.org',
    '@type': 'SearchResultsPage',
    url,
    name,
    mainEntity: {
      '@type': 'ItemList',
      numberOfItems: talks.length,
      itemListElement: talks.map((talk, i) => ({ '@type': 'ListItem', position: i + 1, name: talk.title, url: talk.url })),
    },
  }
}

/** @param quote.speaker who says it; a demonstration's computer voice is no person */
export function quoteJsonLd(
  talk: PublishedTalk,
  quote: {
    readonly url: string
    readonly exact: string
    readonly speaker: string | null
    readonly language: string
    readonly created: string
    readonly start: number
    readonly end: number
  },
): Json {
  const { speaker, start, end } = quote
  const startOffset = Math.floor(start / 1000)
  return defined({
    '@context': 'https://schema.org',
    '@type': 'Quotation',
    '@id': quote.url,
    url: quote.url,
    text: quote.exact,
    inLanguage: quote.language,
    dateCreated: quote.created,
    disambiguatingDescription: talk.notice,
    spokenByCharacter: speaker === null || talk.notice !== null ? null : { '@type': 'Person', name: speaker },
    license: talk.license ?? talk.rights,
    isPartOf: {
      '@type': 'Clip',
      name: talk.title,
      startOffset,
      endOffset: Math.max(startOffset + 1, Math.ceil(end / 1000)),
      url: `${talk.url}?t=${startOffset}`,
      isPartOf: { '@type': 'CreativeWork', name: talk.title, url: talk.url },
    },
  })
}

/** @param path from the home page to the page itself, names with absolute addresses */
export function breadcrumbJsonLd(path: readonly { readonly name: string; readonly url: string }[]): Json {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: path.map(({ name, url }, i) => ({ '@type': 'ListItem', position: i + 1, name, item: url })),
  }
}

/** A description as a document of its own, with its vocabulary. */
export function standalone(description: Json): Json {
  return { '@context': 'https://schema.org', ...description }
}

/** JSON that may stand inside a `<script>`: no `</script>`, no comment, no separators that old parsers trip over. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** Without the properties that are null, undefined or an empty list. */
function defined(object: Json): Json {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)),
  )
}
