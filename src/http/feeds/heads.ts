/** The heads of pages for programs, and the `Link` header of a talk. */
import type { Context } from 'hono'
import type { HeadData } from '../../../web/pages/head.tsx'
import { eventPath, personPath, themePath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { type Link, linkHeader, signposts, talkLinks, talkMeta } from '../../feeds/head.ts'
import { breadcrumbJsonLd, eventJsonLd, personJsonLd, standalone, talkJsonLd } from '../../feeds/json-ld.ts'
import type { Site } from '../../feeds/published-talk.ts'
import type { Event } from '../../library/event.ts'
import { isListed, type Talk } from '../../library/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { projectTalk, siteOf } from './project.ts'

/**
 * Also sets the talk's signposting header. A talk that is not public says nothing to programs.
 * @param spoken the transcript as running text; null: not said here
 */
export async function talkHead(deps: Dependencies, c: Context<AppEnv>, talk: Talk, spoken: string | null): Promise<HeadData | null> {
  if (!isListed(talk)) return null
  const site = siteOf(deps, c)
  const projected = await projectTalk(deps, site, talk)
  c.header('Link', linkHeader(signposts(projected)))
  const above = projected.event
    ? [crumb(nl.nav.events, `${site.origin}/bijeenkomsten`), crumb(projected.event.title, projected.event.url)]
    : []
  return {
    meta: talkMeta(projected, site, projected.poster?.url ?? null),
    links: talkLinks(projected, site),
    data: [talkJsonLd(projected, site, spoken), breadcrumbJsonLd([home(site), ...above, crumb(talk.title, projected.url)])],
  }
}

export function eventHead(deps: Dependencies, c: Context<AppEnv>, event: Event): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + eventPath(event.id)
  return {
    links: feedLinks(`/feeds/bijeenkomsten/${event.id}`, event.title),
    data: [
      standalone(eventJsonLd({ ...event, url })),
      breadcrumbJsonLd([home(site), crumb(nl.nav.events, `${site.origin}/bijeenkomsten`), crumb(event.title, url)]),
    ],
  }
}

export function personHead(deps: Dependencies, c: Context<AppEnv>, person: { readonly id: string; readonly name: string }): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + personPath(person.id)
  return {
    links: feedLinks(`/feeds/sprekers/${person.id}`, person.name),
    data: [
      standalone(personJsonLd({ name: person.name, url })),
      breadcrumbJsonLd([home(site), crumb(nl.nav.people, `${site.origin}/sprekers`), crumb(person.name, url)]),
    ],
  }
}

export function themeHead(deps: Dependencies, c: Context<AppEnv>, theme: { readonly id: string; readonly name: string }): HeadData {
  const site = siteOf(deps, c)
  const url = site.origin + themePath(theme.id)
  return {
    links: feedLinks(`/feeds/themas/${theme.id}`, theme.name),
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
