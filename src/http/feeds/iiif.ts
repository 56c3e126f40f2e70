/** IIIF: a manifest a talk, collections, Content Search 2.0 over a talk's words. */
import type { Context, Hono } from 'hono'
import { nl } from '../../../web/words/nl.ts'
import { Failure } from '../../failure.ts'
import { IIIF_TYPE, type ManifestWords, writeCollection, writeManifest } from '../../feeds/iiif.ts'
import { SEARCH_TYPE, writeCompletions, writeSearchPage } from '../../feeds/iiif-search.ts'
import { parseTimeRange } from '../../transcript/time-link.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from '../request/address.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { projectTalk, siteOf } from './project.ts'
import { readCursor, sendShared, writeCursor } from './respond.ts'

const ITEMS_IN_A_COLLECTION = 200
const LONGEST_QUERY = 500
const MOST_TALKS = 50

export function routeIiif(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, search } = deps

  app.get('/iiif/:talk/manifest', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const at = parseTimeRange(new URL(c.req.url).searchParams)
    const site = siteOf(deps, c)
    const words: ManifestWords = nl.feeds.iiif
    return sendShared(c, writeManifest(await projectTalk(deps, site, talk), site, words, at?.start ?? null), IIIF_TYPE)
  })

  app.get('/iiif/collection', async (c) => sendCollection(c, 'collection', deps.config.name, {}))

  app.get('/iiif/bijeenkomsten/:event/collection', async (c) => {
    const event = await library.event(c.req.param('event'))
    if (!event) throw new Failure('not-found', ['noEvent'])
    return sendCollection(c, `bijeenkomsten/${event.id}/collection`, event.title, { event: event.id })
  })

  async function sendCollection(c: Context<AppEnv>, path: string, name: string, filter: { event?: string }): Promise<Response> {
    const site = siteOf(deps, c)
    const place = readCursor(c.req.query('cursor'))
    const after = place && { published: place[0], id: place[1] }
    const { talks, next } = await library.recentTalks(filter, { after, limit: ITEMS_IN_A_COLLECTION })
    const id = `${site.origin}/iiif/${path}`
    const items = talks.map((talk) => ({
      id: `${site.origin}/iiif/${talk.id}/manifest`,
      type: 'Manifest' as const,
      name: talk.title,
      language: talk.language,
    }))
    const self = place ? `${id}?cursor=${c.req.query('cursor')}` : id
    const following = next && `${id}?cursor=${writeCursor([next.published, next.id])}`
    return sendShared(c, writeCollection({ id: self, name, language: site.language, items, next: following }), IIIF_TYPE)
  }

  app.get('/iiif/:talk/search', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const site = siteOf(deps, c)
    const q = queryOf(c)
    const answer =
      q === '' ? null : await search.search({ q, ...(talk.event ? { event: talk.event.id } : {}), limit: MOST_TALKS }, visitorOf(deps, c))
    const hit = answer?.talks.find(({ id }) => id === talk.id)
    const moments = (hit?.moments ?? [])
      .filter(({ matched }) => matched !== 'title')
      .map(({ time, end, snippet, marks }) => ({ start: time, end, snippet, marks }))
    const address = site.origin + c.req.path + (q === '' ? '' : `?${new URLSearchParams({ q })}`)
    const page = writeSearchPage(await projectTalk(deps, site, talk), {
      address,
      language: talk.transcripts[0]?.language ?? talk.language,
      moments,
      ignored: notUnderstood(c),
    })
    return sendShared(c, page, SEARCH_TYPE)
  })

  app.get('/iiif/:talk/autocomplete', async (c) => {
    await visibleTalk(deps, c, c.req.param('talk'))
    const q = queryOf(c)
    const address = siteOf(deps, c).origin + c.req.path + (q === '' ? '' : `?${new URLSearchParams({ q })}`)
    return sendShared(
      c,
      writeCompletions(address, q === '' ? [] : [...(await search.complete(q, visitorOf(deps, c)))], notUnderstood(c)),
      SEARCH_TYPE,
    )
  })
}

const queryOf = (c: Context<AppEnv>) => (c.req.query('q') ?? '').trim().slice(0, LONGEST_QUERY)

/** Content Search 2.0 §3.2: parameters that a server does not support are ignored, and named. */
function notUnderstood(c: Context<AppEnv>): string[] {
  return ['motivation', 'date', 'user'].filter((name) => c.req.query(name) !== undefined)
}
