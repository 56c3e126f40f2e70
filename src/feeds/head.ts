/**
 * Head elements for programs, of the page of a talk or of a quote: Highwire citation tags, Dublin Core, Open Graph, alternates and
 * signposting links.
 */
import { descriptionOf, isoDuration, type PublishedTalk, type Site } from './published-talk.ts'

export interface Meta {
  /** `name` for Highwire and Dublin Core, `property` for Open Graph. */
  readonly key: 'name' | 'property'
  readonly name: string
  readonly content: string
}

export interface Link {
  readonly rel: string
  readonly href: string
  readonly type?: string
  readonly title?: string
}

/** Words quoted from a talk. */
export interface QuotedPart {
  readonly url: string
  readonly exact: string
  readonly speaker: string | null
}

/**
 * @param image the picture of the moment that the address names, or the poster
 * @param quote the quote whose page this is; null: the talk's own page
 */
export function talkMeta(talk: PublishedTalk, site: Site, image: string | null, quote: QuotedPart | null = null): Meta[] {
  const named = (name: string, ...values: readonly (string | null | undefined)[]): Meta[] =>
    values.flatMap((content) => (content ? [{ key: 'name' as const, name, content }] : []))
  const property = (name: string, content: string | number | null | undefined): Meta[] =>
    content === null || content === undefined || content === '' ? [] : [{ key: 'property', name, content: String(content) }]
  const quoted = talk.speakers.filter(({ name }) => name === quote?.speaker)
  const names = (quoted.length > 0 ? quoted : talk.speakers).map(({ name }) => name)
  const url = quote?.url ?? talk.url
  const description = quote ? descriptionOf({ notice: talk.notice, abstract: `“${quote.exact}”` }) : descriptionOf(talk)
  const day = talk.date?.slice(0, 10)
  return [
    ...named('citation_title', talk.title),
    ...named('citation_author', ...names),
    // Highwire dates have slashes.
    ...named('citation_publication_date', day?.replaceAll('-', '/')),
    ...named('citation_online_date', talk.published.slice(0, 10).replaceAll('-', '/')),
    ...named('citation_conference_title', talk.event?.title),
    ...named('citation_publisher', site.name),
    ...named('citation_language', talk.language),
    ...named('citation_keywords', ...talk.themes.map(({ name }) => name)),
    ...named('citation_abstract', quote && description),
    ...named('citation_abstract_html_url', url),
    ...named('citation_public_url', url),
    ...named('DC.title', talk.title),
    ...named('DC.creator', ...names),
    ...named('DC.date', talk.date),
    ...named('DC.type', talk.kind === 'video' ? 'MovingImage' : 'Sound'),
    ...named('DC.format', talk.file?.mime),
    ...named('DC.identifier', url),
    ...named('DC.language', talk.language),
    ...named('DC.publisher', site.name),
    ...named('DC.description', description),
    ...named('DC.subject', ...talk.themes.map(({ name }) => name)),
    ...named('DC.relation', talk.event?.url),
    ...named('DC.source', quote && talk.url),
    ...named('DC.rights', talk.license ?? talk.rights),
    ...named('DCTERMS.extent', quote || talk.duration === null ? null : isoDuration(talk.duration)),
    ...property('og:type', talk.kind === 'video' ? 'video.other' : 'music.song'),
    ...property('og:locale', site.language === 'nl' ? 'nl_NL' : 'en_GB'),
    ...property('og:image', image),
    ...property('og:image:alt', image && talk.title),
    ...property('og:video:duration', talk.kind === 'video' && talk.duration !== null ? Math.round(talk.duration / 1000) : null),
    ...property(talk.kind === 'video' ? 'og:video' : 'og:audio', talk.file?.url),
    ...property(talk.kind === 'video' ? 'og:video:type' : 'og:audio:type', talk.file?.mime),
    ...named('twitter:card', image === null ? 'summary' : 'summary_large_image'),
    ...named('twitter:title', talk.title),
    ...named('twitter:description', description?.slice(0, 200)),
    ...named('twitter:image', image),
  ]
}

/** Every other form of a talk. */
export function talkLinks(talk: PublishedTalk, site: Site): Link[] {
  const alternate = (href: string, type: string, title?: string): Link => ({ rel: 'alternate', href, type, ...(title ? { title } : {}) })
  return [
    alternate(`${site.origin}/oembed?format=json&url=${encodeURIComponent(talk.url)}`, 'application/json+oembed', talk.title),
    alternate(`${site.origin}/oembed?format=xml&url=${encodeURIComponent(talk.url)}`, 'text/xml+oembed', talk.title),
    alternate(talk.manifest, 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"', 'IIIF'),
    alternate(talk.citations.ris, 'application/x-research-info-systems', 'RIS'),
    alternate(talk.citations.bibtex, 'application/x-bibtex', 'BibTeX'),
    alternate(talk.citations.csl, 'application/vnd.citationstyles.csl+json', 'CSL-JSON'),
    ...talk.transcripts.map(({ vtt, language }) => alternate(vtt, 'text/vtt', `WebVTT (${language})`)),
    ...(talk.event ? [alternate(`${site.origin}/feeds/bijeenkomsten/${talk.event.id}.rss`, 'application/rss+xml', talk.event.title)] : []),
  ]
}

/** Every other form of a quote. */
export function quoteLinks(talk: PublishedTalk, quote: QuotedPart, site: Site): Link[] {
  const alternate = (href: string, type: string, title?: string): Link => ({ rel: 'alternate', href, type, ...(title ? { title } : {}) })
  const oembed = (format: string) => `${site.origin}/oembed?format=${format}&url=${encodeURIComponent(quote.url)}`
  return [
    alternate(oembed('json'), 'application/json+oembed', talk.title),
    alternate(oembed('xml'), 'text/xml+oembed', talk.title),
    alternate(`${quote.url}.jsonld`, 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', 'Web Annotation'),
    alternate(`${quote.url}/citation.ris`, 'application/x-research-info-systems', 'RIS'),
    alternate(`${quote.url}/citation.bib`, 'application/x-bibtex', 'BibTeX'),
    alternate(`${quote.url}/citation.json`, 'application/vnd.citationstyles.csl+json', 'CSL-JSON'),
  ]
}

/** Signposting of a quote, as for a talk. */
export function quoteSignposts(talk: PublishedTalk, { url }: QuotedPart): Link[] {
  return [
    { rel: 'cite-as', href: url },
    { rel: 'type', href: 'https://schema.org/Quotation' },
    { rel: 'type', href: 'https://schema.org/AboutPage' },
    { rel: 'item', href: `${url}.jsonld`, type: 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"' },
    ...(talk.license ? [{ rel: 'license', href: talk.license }] : []),
    { rel: 'describedby', href: `${url}/citation.json`, type: 'application/vnd.citationstyles.csl+json' },
    { rel: 'describedby', href: `${url}/citation.bib`, type: 'application/x-bibtex' },
    { rel: 'describedby', href: `${url}/datacite.json`, type: 'application/vnd.datacite.datacite+json' },
    { rel: 'collection', href: talk.url, type: 'text/html' },
  ]
}

/** Typed links for machines (https://signposting.org, FAIR level 1). */
export function signposts(talk: PublishedTalk): Link[] {
  return [
    { rel: 'cite-as', href: talk.url },
    { rel: 'type', href: `https://schema.org/${talk.kind === 'video' ? 'VideoObject' : 'AudioObject'}` },
    { rel: 'type', href: 'https://schema.org/AboutPage' },
    ...(talk.file ? [{ rel: 'item', href: talk.file.url, type: talk.file.mime }] : []),
    ...(talk.stream && !talk.file ? [{ rel: 'item', href: talk.stream, type: 'application/vnd.apple.mpegurl' }] : []),
    ...talk.transcripts.map(({ vtt }) => ({ rel: 'item', href: vtt, type: 'text/vtt' })),
    ...(talk.license ? [{ rel: 'license', href: talk.license }] : []),
    ...talk.speakers.map(({ url }) => ({ rel: 'author', href: url })),
    { rel: 'describedby', href: talk.citations.csl, type: 'application/vnd.citationstyles.csl+json' },
    { rel: 'describedby', href: talk.citations.bibtex, type: 'application/x-bibtex' },
    { rel: 'describedby', href: talk.citations.datacite, type: 'application/vnd.datacite.datacite+json' },
    ...(talk.event ? [{ rel: 'collection', href: talk.event.url, type: 'text/html' }] : []),
  ]
}

/** One `Link` header (RFC 8288). Addresses are absolute and percent-encoded, so none holds `>` or a line end. */
export function linkHeader(links: readonly Link[]): string {
  return links.map(({ rel, href, type }) => `<${href}>; rel="${rel}"${type ? `; type="${type.replaceAll('"', '\\"')}"` : ''}`).join(', ')
}
