/**
 * Feeds of new talks as RSS, Atom and JSON Feed: of the library, an event, a speaker, a theme, and of a search (“tell me when this is
 * spoken again”).
 */
import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { eventPath, personPath, searchPath, talkPath, themePath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { Failure } from '../../failure.ts'
import { writeAtom } from '../../feeds/atom.ts'
import { writeJsonFeed } from '../../feeds/json-feed.ts'
import type { PublishedTalk } from '../../feeds/published-talk.ts'
import { writeRss } from '../../feeds/rss.ts'
import type { Feed } from '../../feeds/syndication.ts'
import type { PublicTalkFilter } from '../../library/talk/public-talks.ts'
import type { Talk } from '../../library/talk/talk.ts'
import { formatClock } from '../../transcript/timecode.ts'
import { withTalks } from '../api/json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from '../request/address.ts'
import { projectTalk, projectTalks, siteOf } from './project.ts'
import { readCursor, sendShared, writeCursor } from './respond.ts'

const TALKS_ON_A_PAGE = 50
const LONGEST_QUERY = 500

const FORMATS: Record<string, { readonly type: string; readonly write: (feed: Feed) => string }> = {
  rss: { type: 'application/rss+xml; charset=utf-8', write: writeRss },
  atom: { type: 'application/atom+xml; charset=utf-8', write: writeAtom },
  json: { type: 'application/feed+json; charset=utf-8', write: writeJsonFeed },
}

/** What a feed follows. */
interface Subject {
  /** The feed's path, without its format. */
  readonly path: string
  readonly page: string
  readonly title: string
  readonly filter: PublicTalkFilter
}

export function routeSyndication(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, config } = deps

  app.get('/feeds/:file{opnames\\.[a-z]+}', async (c) => sendFeed(c, { path: '/feeds/opnames', page: '/', title: config.name, filter: {} }))

  app.get('/feeds/bijeenkomsten/:file{[a-z0-9-]+\\.[a-z]+}', async (c) => {
    const id = idOf(c)
    const event = await library.event(id)
    if (!event) throw new Failure('not-found', ['noEvent'])
    return sendFeed(c, { path: `/feeds/bijeenkomsten/${id}`, page: eventPath(id), title: event.title, filter: { event: id } })
  })

  app.get('/feeds/sprekers/:file{[a-z0-9-]+\\.[a-z]+}', async (c) => {
    const id = idOf(c)
    const present = await library.mergedInto(id)
    if (present !== null) return c.redirect(`/feeds/sprekers/${present}.${formatOf(c)}`, 308)
    const { talks } = await library.recentTalks({ speaker: id }, { after: null, limit: 1 })
    const name = talks[0]?.speakers.find((speaker) => speaker.id === id)?.name
    if (name === undefined) throw new Failure('not-found', ['noPublicSpeaker'])
    return sendFeed(c, { path: `/feeds/sprekers/${id}`, page: personPath(id), title: name, filter: { speaker: id } })
  })

  app.get('/feeds/themas/:file{[a-z0-9-]+\\.[a-z]+}', async (c) => {
    const id = idOf(c)
    const present = await library.themeMergedInto(id)
    if (present !== null) return c.redirect(`/feeds/themas/${present}.${formatOf(c)}`, 308)
    const { talks } = await library.recentTalks({ theme: id }, { after: null, limit: 1 })
    const name = talks[0]?.themes.find((theme) => theme.id === id)?.name
    if (name === undefined) throw new Failure('not-found', ['noPublicTheme'])
    return sendFeed(c, { path: `/feeds/themas/${id}`, page: themePath(id), title: name, filter: { theme: id } })
  })

  app.get('/feeds/:file{zoek\\.[a-z]+}', async (c) => {
    const q = (c.req.query('q') ?? '').trim()
    if (q === '' || q.length > LONGEST_QUERY) throw new Failure('invalid', ['queryMissing', LONGEST_QUERY])
    return sendFound(c, q)
  })

  async function sendFeed(c: Context<AppEnv>, subject: Subject): Promise<Response> {
    const site = siteOf(deps, c)
    const place = readCursor(c.req.query('cursor'))
    const after = place && { published: place[0], id: place[1] }
    const { talks, next } = await library.recentTalks(subject.filter, { after, limit: TALKS_ON_A_PAGE })
    const self = `${site.origin}${subject.path}.${formatOf(c)}`
    const pageAfter = (at: { published: string; id: string }) => `${self}?cursor=${writeCursor([at.published, at.id])}`
    return send(c, {
      ...frame(site.origin + subject.page, self, subject.title === config.name ? config.name : `${subject.title} – ${config.name}`),
      talks: await projectTalks(deps, site, talks),
      updated: newest(talks),
      next: next && pageAfter(next),
      image: posterOf(talks, site.origin),
    })
  }

  /** The talks that the search finds, newest first; each entry opens at its best moment. */
  async function sendFound(c: Context<AppEnv>, q: string): Promise<Response> {
    const site = siteOf(deps, c)
    const answer = await deps.search.search({ q, limit: TALKS_ON_A_PAGE }, visitorOf(deps, c))
    const hits = await withTalks(library, answer)
    const entries = await Promise.all(
      hits.map(async ({ hit, talk }): Promise<PublishedTalk> => {
        const projected = await projectTalk(deps, site, talk)
        const moment = hit.moments.find(({ matched }) => matched !== 'title')
        if (!moment) return projected
        const found = `${formatClock(moment.time)} “${moment.snippet}”`
        return { ...projected, url: site.origin + talkPath(talk.id, moment.time), abstract: found }
      }),
    )
    const self = `${site.origin}/feeds/zoek.${formatOf(c)}?${new URLSearchParams({ q })}`
    return send(c, {
      ...frame(site.origin + searchPath({ q }), self, `${nl.search.title(q)} – ${config.name}`),
      talks: entries.sort((a, b) => (a.published < b.published ? 1 : a.published > b.published ? -1 : 0)),
      updated: newest(hits.map(({ talk }) => talk)),
      next: null,
      image: null,
    })
  }

  const frame = (page: string, self: string, title: string) => ({
    title,
    description: nl.feeds.description(title),
    page,
    self,
    guid: feedGuid(self),
    language: 'nl',
    owner: { name: config.name, email: config.contact },
    first: self,
    previous: null,
  })

  function send(c: Context<AppEnv>, feed: Feed): Response {
    const format = FORMATS[formatOf(c)]
    if (!format) throw new Failure('not-found', ['feedFormats', Object.keys(FORMATS).join(', ')])
    return sendShared(c, format.write(feed), format.type)
  }
}

const fileOf = (c: Context<AppEnv>) => c.req.param('file') ?? ''
const formatOf = (c: Context<AppEnv>) => fileOf(c).slice(fileOf(c).lastIndexOf('.') + 1)
const idOf = (c: Context<AppEnv>) => fileOf(c).slice(0, fileOf(c).lastIndexOf('.'))

const newest = (talks: readonly Talk[]) =>
  talks.reduce((latest, { updated }) => (updated > latest ? updated : latest), '1970-01-01T00:00:00.000Z')

function posterOf(talks: readonly Talk[], origin: string): string | null {
  const poster = talks.find(({ recording }) => recording?.poster)?.recording?.poster
  return poster ? `${origin}/media/${poster.sha256}/${encodeURIComponent(poster.name)}` : null
}

/** The namespace that Podcasting 2.0 gives for `podcast:guid`. */
const GUID_NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex')

/** UUID version 5 (RFC 9562 §5.5) of the feed's address without its scheme and closing slashes. */
export function feedGuid(address: string): string {
  const name = address.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '')
  const hash = createHash('sha1').update(GUID_NAMESPACE).update(name).digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
