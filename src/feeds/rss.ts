/**
 * RSS 2.0 with the iTunes and Podcasting 2.0 namespaces, paged by RFC 5005. One enclosure an item: a file that plays as it is; the HLS
 * stream is an alternate enclosure.
 */
import { type Child, type Element, element, optional, writeXml } from '../markup/write-xml.ts'
import { chapterSpans, descriptionOf, type PublishedTalk } from './published-talk.ts'
import { type Feed, rssDate } from './syndication.ts'

const NAMESPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  'xmlns:podcast': 'https://podcastindex.org/namespace/1.0',
}
/** Podcasting 2.0 limits a person's name to 128 characters. */
const LONGEST_NAME = 128

export function writeRss(feed: Feed): string {
  return writeXml(element('rss', { version: '2.0', ...NAMESPACES }, channel(feed)))
}

function channel(feed: Feed): Element {
  return element(
    'channel',
    {},
    element('title', {}, feed.title),
    element('link', {}, feed.page),
    element('description', {}, feed.description),
    element('language', {}, feed.language),
    element('lastBuildDate', {}, rssDate(feed.updated)),
    element('atom:link', { rel: 'self', type: 'application/rss+xml', href: feed.self }),
    element('atom:link', { rel: 'first', href: feed.first }),
    feed.previous === null ? null : element('atom:link', { rel: 'previous', href: feed.previous }),
    feed.next === null ? null : element('atom:link', { rel: 'next', href: feed.next }),
    feed.image === null
      ? null
      : element('image', {}, element('url', {}, feed.image), element('title', {}, feed.title), element('link', {}, feed.page)),
    feed.image === null ? null : element('itunes:image', { href: feed.image }),
    element('itunes:author', {}, feed.owner.name),
    feed.owner.email === null
      ? null
      : element('itunes:owner', {}, element('itunes:name', {}, feed.owner.name), element('itunes:email', {}, feed.owner.email)),
    element('itunes:category', { text: 'Education' }),
    element('itunes:explicit', {}, 'false'),
    element('itunes:type', {}, 'episodic'),
    element('podcast:guid', {}, feed.guid),
    element('podcast:medium', {}, 'podcast'),
    // Its owner is required.
    feed.owner.email === null ? null : element('podcast:locked', { owner: feed.owner.email }, 'no'),
    feed.talks.map(item),
  )
}

function item(talk: PublishedTalk): Element {
  const description = descriptionOf(talk) ?? talk.title
  return element(
    'item',
    {},
    element('title', {}, talk.title),
    element('link', {}, talk.url),
    element('guid', { isPermaLink: 'false' }, talk.id),
    element('pubDate', {}, rssDate(talk.published)),
    element('description', {}, description),
    enclosure(talk),
    talk.speakers.map(({ name }) => element('dc:creator', {}, name)),
    optional('itunes:author', talk.speakers.map(({ name }) => name).join(', ')),
    optional('itunes:duration', talk.duration === null ? null : Math.round(talk.duration / 1000)),
    talk.poster === null ? null : element('itunes:image', { href: talk.poster.url }),
    element('itunes:explicit', {}, 'false'),
    talk.themes.map(({ name }) => element('category', {}, name)),
    talk.transcripts.flatMap((transcript) =>
      [
        ['text/vtt', transcript.vtt, 'captions'],
        ['application/x-subrip', transcript.srt, 'captions'],
        ['application/json', transcript.podcast, null],
        ['text/plain', transcript.text, null],
      ].map(([type, url, rel]) => element('podcast:transcript', { url, type, language: transcript.language, rel })),
    ),
    chapterSpans(talk).length === 0
      ? null
      : element('podcast:chapters', { url: `${talk.url}/chapters.json`, type: 'application/json+chapters' }),
    talk.speakers.map(({ name, url }) => element('podcast:person', { role: 'guest', href: url }, name.slice(0, LONGEST_NAME))),
    talk.event && element('podcast:season', { name: talk.event.title.slice(0, LONGEST_NAME) }, 1),
    talk.event?.place ? element('podcast:location', {}, talk.event.place.slice(0, LONGEST_NAME)) : null,
    license(talk),
    alternates(talk),
    machineMade(talk) ? element('podcast:txt', { purpose: 'ai-content' }, 'true') : null,
  )
}

/** Podcast players are for the ears: the sound on its own where there is such a file, and the whole recording beside it. */
function enclosure({ audio, file }: PublishedTalk): Child {
  const main = audio ?? file
  return (
    main && element('enclosure', { url: main.url, length: main.bytes ?? 0, type: main.mime === 'audio/mp4' ? 'audio/x-m4a' : main.mime })
  )
}

function license({ license: address, rights }: PublishedTalk): Child {
  if (address !== null) return element('podcast:license', { url: address }, licenseName(address))
  return rights === null ? null : element('podcast:license', {}, rights.slice(0, LONGEST_NAME))
}

/** The slug that Podcasting 2.0 asks for: `cc-by-sa-4.0`. */
function licenseName(address: string): string {
  const [, name, version] = /creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)/.exec(address) ?? []
  return name ? `cc-${name}-${version}` : address
}

function alternates({ audio, file, stream, size, language }: PublishedTalk): Child[] {
  const about = { height: size?.height, lang: language }
  const whole =
    audio &&
    file &&
    element(
      'podcast:alternateEnclosure',
      { type: file.mime, length: file.bytes, ...about, title: 'Video' },
      element('podcast:source', { uri: file.url }),
    )
  const streamed =
    stream === null
      ? null
      : element(
          'podcast:alternateEnclosure',
          { type: 'application/x-mpegURL', ...about, title: 'HLS' },
          element('podcast:source', { uri: stream }),
        )
  return [whole, streamed]
}

const machineMade = (talk: PublishedTalk) => talk.notice !== null || talk.transcripts.some(({ made }) => made !== 'human')
