/** The heads of pages for programs, and the `Link` header of a talk. */
import type { Context } from 'hono'
import type { HeadData } from '../../../web/pages/head.tsx'
import { eventPath, framePath, mediaPath, personPath, quotePath, searchPath, talkPath, themePath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { type Link, linkHeader, quoteLinks, quoteSignposts, signposts, talkLinks, talkMeta } from '../../feeds/head.ts'
import { IIIF_TYPE } from '../../feeds/iiif.ts'
import {
  breadcrumbJsonLd,
  eventJsonLd,
  libraryJsonLd,
  personJsonLd,
  quoteJsonLd,
  searchJsonLd,
  standalone,
  talkJsonLd,
} from '../../feeds/json-ld.ts'
import { recordsElsewhere } from '../../feeds/person-records.ts'
import type { PublishedTalk, Site } from '../../feeds/published-talk.ts'
import { type Event, isAnnounced } from '../../library/event/event.ts'
import type { PersonRecord } from '../../library/person/person.ts'
import type { Quote } from '../../library/quote/quotes.ts'
import { isListed, type Talk } from '../../library/talk/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { todayIn } from '../request/today.ts'
import { projectTalk, siteOf } from './project.ts'

/**
 * Also sets the talk's signposting header. A talk that is not public says nothing to programs.
 * @param spoken the transcript as running text; null: too long for the page
 * @param at the moment that the address names, in milliseconds
 */
export async function talkHead(
  deps: Dependencies,
  c: Context<AppEnv>,
  talk: Talk,
  { spoken, at }: { spoken: string | null; at: number | null },
): Promise<HeadData | null> {
  if (!isListed(talk)) return null
  const site = siteOf(deps, c)
  const projected = await projectTalk(deps, site, talk)
  c.header('Link', linkHeader(signposts(projected)))
  return {
    meta: talkMeta(projected, site, imageOf(site, talk, at)),
    links: talkLinks(projected, site),
    data: [talkJsonLd(projected, site, spoken), breadcrumbJsonLd([...pathTo(projected, site), crumb(talk.title, projected.url)])],
  }
}

/** As for a talk. @param at where the words are heard now, in milliseconds */
export async function quoteHead(deps: Dependencies, c: Context<AppEnv>, quote: Quote, talk: Talk, at: number): Promise<HeadData | null> {
  if (!isListed(talk)) return null
  const site = siteOf(deps, c)
  const projected = await projectTalk(deps, site, talk)
  const part = { ...quote, url: site.origin + quotePath(quote.id) }
  c.header('Link', linkHeader(quoteSignposts(projected, part)))
  return {
    meta: talkMeta(projected, site, imageOf(site, talk, at), part),
    links: quoteLinks(projected, part, site),
    data: [
      quoteJsonLd(projected, part),
      breadcrumbJsonLd([...pathTo(projected, site), crumb(talk.title, projected.url), crumb(nl.quote.kind, part.url)]),
    ],
  }
}

/** The picture of a moment where the recording has pictures; otherwise the poster. */
function imageOf({ origin }: Site, { id, recording }: Talk, at: number | null): string | null {
  if (at !== null && recording?.original && recording.width !== null) return origin + framePath(id, at)
  return recording?.poster ? origin + mediaPath(recording.poster) : null
}

const pathTo = ({ event }: PublishedTalk, site: Site) => [
  home(site),
  ...(event ? [crumb(nl.nav.events, `${site.origin}/bijeenkomsten`), crumb(event.title, event.url)] : []),
]

export function homeHead(deps: Dependencies, c: Context<AppEnv>): HeadData {
  const site = siteOf(deps, c)
  return {
    meta: [
      { key: 'property', name: 'og:type', content: 'website' },
      { key: 'property', name: 'og:locale', content: 'nl_NL' },
    ],
    links: [
      ...feedLinks('/feeds/opnames', site.name).filter(({ type }) => type !== 'application/rss+xml'),
      { rel: 'alternate', href: '/iiif/collection', type: IIIF_TYPE },
    ],
    data: [libraryJsonLd(site, nl.home.lead)],
  }
}

/** @param talks found, in order, with the time of each one's best moment */
export function searchHead(
  deps: Dependencies,
  c: Context<AppEnv>,
  q: string,
  talks: readonly { readonly talk: Talk; readonly time: number | null }[],
): HeadData {
  const site = siteOf(deps, c)
  const title = nl.search.title(q)
  const feed = feedLinks('/feeds/zoek', title).map((link) => ({ ...link, href: `${link.href}?${new URLSearchParams({ q })}` }))
  const found = talks.map(({ talk, time }) => ({ title: talk.title, url: site.origin + talkPath(talk.id, time ?? undefined) }))
  return {
    meta: [{ key: 'property', name: 'og:type', content: 'website' }],
    ...(q.trim() === '' ? {} : { links: feed }),
    data: [searchJsonLd(site.origin + searchPath({ q }), title, found)],
  }
}

export function eventHead(deps: Dependencies, c: Context<AppEnv>, event: Event, listed: readonly Talk[]): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + eventPath(event.id)
  const announced = isAnnounced(event, todayIn(deps.config.timeZone))
  // Registering is for what is still to come.
  const come = { announced, registration: announced ? event.registration : null }
  const talks = listed.map(({ id, title }) => ({ title, url: site.origin + talkPath(id) }))
  return {
    links: feedLinks(`/feeds/bijeenkomsten/${event.id}`, event.title),
    data: [
      standalone(eventJsonLd({ ...event, ...come, url, talks })),
      breadcrumbJsonLd([home(site), crumb(nl.nav.events, `${site.origin}/bijeenkomsten`), crumb(event.title, url)]),
    ],
  }
}

/** @param person with how many talks of theirs are listed: without any there is no feed */
export function personHead(deps: Dependencies, c: Context<AppEnv>, person: PersonRecord): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + personPath(person.id)
  return {
    links: person.talks === 0 ? [] : feedLinks(`/feeds/sprekers/${person.id}`, person.name),
    data: [
      standalone(
        personJsonLd({
          name: person.name,
          url,
          description: person.description,
          sameAs: recordsElsewhere(person).map((record) => record.url),
        }),
      ),
      breadcrumbJsonLd([home(site), crumb(nl.nav.people, `${site.origin}/sprekers`), crumb(person.name, url)]),
    ],
  }
}

export function themeHead(deps: Dependencies, c: Context<AppEnv>, theme: { readonly id: string; readonly name: string }): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + themePath(theme.id)
  return {
    links: [
      ...feedLinks(`/feeds/themas/${theme.id}`, theme.name),
      { rel: 'alternate', href: `${themePath(theme.id)}.ttl`, type: 'text/turtle' },
      { rel: 'alternate', href: `${themePath(theme.id)}.rdf`, type: 'application/rdf+xml' },
    ],
    data: [breadcrumbJsonLd([home(site), crumb(nl.nav.themes, `${site.origin}/themas`), crumb(theme.name, url)])],
  }
}

const crumb = (name: string, url: string) => ({ name, url })
const home = ({ name, origin }: Site) => crumb(name, `${origin}/`)

/** @param path of a feed, without its format */
export function feedLinks(path: string, title: string): Link[] {
  return [
    { rel: 'alternate', href: `${path}.rss`, type: 'application/rss+xml', title },
    { rel: 'alternate', href: `${path}.atom`, type: 'application/atom+xml', title },
    { rel: 'alternate', href: `${path}.json`, type: 'application/feed+json', title },
  ]
}
