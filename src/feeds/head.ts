/** What the head of a talk's page says to programs: Highwire citation tags, Dublin Core, Open Graph, alternates and signposting links. */
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

/** @param image the picture of the moment that the address names, or the poster */
export function talkMeta(talk: PublishedTalk, site: Site, image: string | null): Meta[] {
  const named = (name: string, ...values: readonly (string | null | undefined)[]): Meta[] =>
    values.flatMap((content) => (content ? [{ key: 'name' as const, name, content }] : []))
  const property = (name: string, content: string | number | null | undefined): Meta[] =>
    content === null || content === undefined || content === '' ? [] : [{ key: 'property', name, content: String(content) }]
  const names = talk.speakers.map(({ name }) => name)
  const description = descriptionOf(talk)
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
    ...named('citation_abstract_html_url', talk.url),
    ...named('citation_public_url', talk.url),
    ...named('DC.title', talk.title),
    ...named('DC.creator', ...names),
    ...named('DC.date', talk.date),
    ...named('DC.type', talk.kind === 'video' ? 'MovingImage' : 'Sound'),
    ...named('DC.format', talk.file?.mime),
    ...named('DC.identifier', talk.url),
    ...named('DC.language', talk.language),
    ...named('DC.publisher', site.name),
    ...named('DC.description', description),
    ...named('DC.subject', ...talk.themes.map(({ name }) => name)),
    ...named('DC.relation', talk.event?.url),
    ...named('DC.rights', talk.license ?? talk.rights),
    ...named('DCTERMS.extent', talk.duration === null ? null : isoDuration(talk.duration)),
    ...property('og:type', talk.kind === 'video' ? 'video.other' : 'music.song'),
    ...property('og:locale', site.language === 'nl' ? 'nl_NL' : 'en_GB'),
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
