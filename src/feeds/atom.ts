/** Atom (RFC 4287), paged by RFC 5005. */
import { element, optional, writeXml } from '../markup/write-xml.ts'
import { descriptionOf, type PublishedTalk } from './published-talk.ts'
import type { Feed } from './syndication.ts'

export function writeAtom(feed: Feed): string {
  return writeXml(
    element(
      'feed',
      { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.language },
      element('id', {}, `urn:uuid:${feed.guid}`),
      element('title', {}, feed.title),
      element('subtitle', {}, feed.description),
      element('updated', {}, feed.updated),
      element('author', {}, element('name', {}, feed.owner.name), optional('email', feed.owner.email)),
      element('link', { rel: 'self', type: 'application/atom+xml', href: feed.self }),
      element('link', { rel: 'alternate', type: 'text/html', href: feed.page }),
      element('link', { rel: 'first', href: feed.first }),
      feed.previous === null ? null : element('link', { rel: 'previous', href: feed.previous }),
      feed.next === null ? null : element('link', { rel: 'next', href: feed.next }),
      optional('logo', feed.image),
      feed.talks.map((talk) => entry(talk)),
    ),
  )
}

function entry(talk: PublishedTalk) {
  return element(
    'entry',
    { 'xml:lang': talk.language },
    element('id', {}, talk.url),
    element('title', {}, talk.title),
    element('published', {}, talk.published),
    element('updated', {}, talk.updated),
    talk.speakers.map(({ name, url }) => element('author', {}, element('name', {}, name), element('uri', {}, url))),
    element('link', { rel: 'alternate', type: 'text/html', href: talk.url }),
    [talk.file, talk.audio].map(
      (file) => file && element('link', { rel: 'enclosure', type: file.mime, href: file.url, length: file.bytes }),
    ),
    talk.license === null ? null : element('link', { rel: 'license', href: talk.license }),
    talk.themes.map(({ name, url }) => element('category', { term: name, scheme: url })),
    element('summary', {}, descriptionOf(talk) ?? talk.title),
    optional('rights', talk.rights),
  )
}
