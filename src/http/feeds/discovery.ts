/** How others find and frame what is here: oEmbed, sitemaps, robots.txt, OpenSearch, security.txt. */
import type { Context, Hono } from 'hono'
import { embedPath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { ANYBODY, standingFor } from '../../access/viewer.ts'
import { Failure } from '../../failure.ts'
import { oembedOf, writeOembedXml } from '../../feeds/oembed.ts'
import { writeOpenSearch } from '../../feeds/opensearch.ts'
import { writeSitemap, writeSitemapIndex } from '../../feeds/sitemap.ts'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from '../request/address.ts'
import { projectTalk, projectTalks, siteOf } from './project.ts'
import { sendShared } from './respond.ts'

const XML = 'application/xml; charset=utf-8'
/** Talks in one sitemap: few enough to write at once. A sitemap index may name 50,000 sitemaps. */
const TALKS_IN_A_SITEMAP = 500
const PAGES = ['/', '/bijeenkomsten', '/sprekers', '/themas', '/toegankelijkheid']
/** A year, as RFC 9116 §2.5.5 recommends at most. */
const SECURITY_DAYS = 360

export function routeDiscovery(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, config, search } = deps

  app.get('/oembed', async (c) => {
    const format = c.req.query('format') ?? 'json'
    if (format !== 'json' && format !== 'xml') return c.text('oEmbed: format is json or xml.', 501)
    const site = siteOf(deps, c)
    const { talk: id, time } = await talkOfAddress(c.req.query('url') ?? '', site.origin)
    const talk = await library.talk(id)
    const standing = talk ? standingFor(ANYBODY, talk) : 'absent'
    if (!talk || standing === 'absent') throw new Failure('not-found', ['noPublicTalk'])
    // The specification's answers: 401 for what is private, 404 for what is not there.
    if (standing === 'forbidden') throw new Failure('unauthenticated', ['membersOnly'])
    if (standing === 'gone') throw new Failure('not-found', ['noPublicTalk'])
    const at = time && clampRange(time, talk.recording?.duration ?? null)
    const frame = site.origin + embedPath(id, at ?? undefined)
    const most = { width: pixels(c, 'maxwidth'), height: pixels(c, 'maxheight') }
    const oembed = oembedOf(await projectTalk(deps, site, talk), site, frame, most)
    return format === 'xml'
      ? sendShared(c, writeOembedXml(oembed), 'text/xml; charset=utf-8')
      : sendShared(c, oembed, 'application/json; charset=utf-8')
  })

  /** The talk and time that an address of ours names: of a talk, its frame, or a quote. */
  async function talkOfAddress(address: string, origin: string) {
    const url = URL.parse(address)
    if (!url || url.origin !== new URL(origin).origin || address.length > 2000) throw new Failure('not-found', ['noPublicTalk'])
    const [, kind, id] = /^\/(opnames|insluiten|citaten)\/([a-z0-9-]{1,100})\/?$/.exec(url.pathname) ?? []
    if (kind === undefined || id === undefined) throw new Failure('not-found', ['noPublicTalk'])
    if (kind === 'citaten') {
      const quote = await library.quote(id)
      if (!quote) throw new Failure('not-found', ['noPublicTalk'])
      return { talk: quote.talk, time: { start: quote.start, end: quote.end } }
    }
    return { talk: (await library.renamed(id)) ?? id, time: parseTimeRange(url.searchParams) }
  }

  app.get('/sitemap.xml', async (c) => {
    const { origin } = siteOf(deps, c)
    const starts = await library.publicPageStarts(TALKS_IN_A_SITEMAP)
    const sitemaps = ['pages', ...starts].map((name) => ({ url: `${origin}/sitemaps/${name}.xml`, updated: null }))
    return sendShared(c, writeSitemapIndex(sitemaps), XML)
  })

  app.get('/sitemaps/:file{[a-z0-9-]+\\.xml}', async (c) => {
    const site = siteOf(deps, c)
    const start = c.req.param('file').slice(0, -'.xml'.length)
    if (start === 'pages')
      return sendShared(
        c,
        writeSitemap(
          [],
          PAGES.map((page) => site.origin + page),
        ),
        XML,
      )
    const talks = await library.publicTalksFrom(start, TALKS_IN_A_SITEMAP)
    if (talks.length === 0) throw new Failure('not-found', ['noPage'])
    return sendShared(c, writeSitemap(await projectTalks(deps, site, talks)), XML)
  })

  app.get('/robots.txt', (c) => {
    const { origin } = siteOf(deps, c)
    const lines = ['User-agent: *', 'Disallow: /beheer', 'Disallow: /api/', 'Disallow: /zoek', '', `Sitemap: ${origin}/sitemap.xml`, '']
    return c.body(lines.join('\n'), 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' })
  })

  app.get('/.well-known/security.txt', (c) => {
    if (config.contact === null) throw new Failure('not-found', ['noPage'])
    const { origin } = siteOf(deps, c)
    const expires = new Date(Date.now() + SECURITY_DAYS * 86_400_000).toISOString()
    const lines = [
      `Contact: mailto:${config.contact}`,
      `Expires: ${expires}`,
      'Preferred-Languages: nl, en',
      `Canonical: ${origin}/.well-known/security.txt`,
      '',
    ]
    return c.body(lines.join('\n'), 200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' })
  })

  app.get('/opensearch.xml', (c) =>
    sendShared(c, writeOpenSearch(siteOf(deps, c), nl.search.label), 'application/opensearchdescription+xml; charset=utf-8'),
  )

  // OpenSearch Suggestions 1.1: [query, [completions]].
  app.get('/opensearch-suggestions', async (c) => {
    const q = (c.req.query('q') ?? '').slice(0, 200)
    return sendShared(
      c,
      [q, q.trim() === '' ? [] : [...(await search.complete(q, visitorOf(deps, c)))]],
      'application/x-suggestions+json; charset=utf-8',
    )
  })
}

function pixels(c: Context<AppEnv>, name: string): number | null {
  const value = c.req.query(name)
  return value !== undefined && /^[1-9]\d{0,4}$/.test(value) ? Number(value) : null
}
