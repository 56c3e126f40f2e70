/** IIIF: a manifest a talk, collections, Content Search 2.0 over the words of a talk or an event, Content State in and out. */
import type { Context, Hono } from 'hono'
import { talkPath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { Failure } from '../../failure.ts'
import { readContentState, writeContentState } from '../../feeds/content-state.ts'
import { IIIF_TYPE, type ManifestWords, writeCollection, writeManifest } from '../../feeds/iiif.ts'
import { type FoundInTalk, SEARCH_TYPE, writeCompletions, writeSearchPage } from '../../feeds/iiif-search.ts'
import type { Site } from '../../feeds/published-talk.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { TalkHit } from '../../search/answer.ts'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import { withTalks } from '../api/json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from '../request/address.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { projectTalk, siteOf } from './project.ts'
import { readCursor, sendShared, writeCursor } from './respond.ts'

const ITEMS_IN_A_COLLECTION = 200
const LONGEST_QUERY = 500
const MOMENTS_ON_A_PAGE = 100
const TALKS_ON_A_SEARCH_PAGE = 20
const MOMENTS_OF_A_TALK = 20

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
    const service = filter.event === undefined ? null : id.replace(/collection$/, 'search')
    return sendShared(c, writeCollection({ id: self, name, language: site.language, items, next: following, search: service }), IIIF_TYPE)
  }

  app.get('/iiif/:talk/search', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const q = queryOf(c)
    const from = startOf(c)
    const request = { q, talk: talk.id, limit: 1, moments: { from, count: MOMENTS_ON_A_PAGE } }
    const answer = q === '' ? null : await search.search(request, visitorOf(deps, c))
    const found = answer?.talks.map((hit) => foundIn(siteOf(deps, c), talk, hit)) ?? []
    const moments = found[0]?.moments ?? []
    const total = Math.max(answer?.talks[0]?.times.length ?? 0, from + moments.length)
    const pageAt = (start: number) => addressOf(c, { q, ...(start === 0 ? {} : { start: String(start) }) })
    const page = writeSearchPage({
      address: pageAt(from),
      found,
      total: moments.length === 0 && from === 0 ? 0 : total,
      startIndex: from,
      first: pageAt(0),
      next: moments.length > 0 && total > from + MOMENTS_ON_A_PAGE ? pageAt(from + MOMENTS_ON_A_PAGE) : null,
      ignored: notUnderstood(c),
    })
    return sendShared(c, page, SEARCH_TYPE)
  })

  // Over all talks of an event: a page of talks, each with its best moments.
  app.get('/iiif/bijeenkomsten/:event/search', async (c) => {
    const event = await library.event(c.req.param('event'))
    if (!event) throw new Failure('not-found', ['noEvent'])
    const q = queryOf(c)
    const cursor = c.req.query('cursor')
    const request = { q, event: event.id, limit: TALKS_ON_A_SEARCH_PAGE, cursor, moments: { from: 0, count: MOMENTS_OF_A_TALK } }
    const answer = q === '' ? null : await search.search(request, visitorOf(deps, c))
    const site = siteOf(deps, c)
    const hits = answer ? await withTalks(library, answer) : []
    const found = hits.map(({ hit, talk }) => foundIn(site, talk, hit))
    const pageAt = (after: string | undefined) => addressOf(c, { q, ...(after === undefined ? {} : { cursor: after }) })
    const page = writeSearchPage({
      address: pageAt(cursor),
      found,
      total: null,
      startIndex: 0,
      first: pageAt(undefined),
      next: answer?.next ? pageAt(answer.next) : null,
      ignored: notUnderstood(c),
    })
    return sendShared(c, page, SEARCH_TYPE)
  })

  const addressOf = (c: Context<AppEnv>, query: Record<string, string>) => {
    const given = Object.entries(query).filter(([, value]) => value !== '')
    return siteOf(deps, c).origin + c.req.path + (given.length === 0 ? '' : `?${new URLSearchParams(given)}`)
  }

  app.get('/iiif/:talk/content-state', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const asked = parseTimeRange(new URL(c.req.url).searchParams)
    const at = asked && clampRange(asked, talk.recording?.duration ?? null)
    return sendShared(c, writeContentState(await projectTalk(deps, siteOf(deps, c), talk), at), IIIF_TYPE)
  })

  /** Another viewer hands over what it shows: the talk's page at that time. */
  const openState = (c: Context<AppEnv>, content: string) => {
    const state = readContentState(content)
    const { origin } = new URL(siteOf(deps, c).origin)
    for (const id of state?.ids ?? []) {
      const url = URL.parse(id)
      const [, talk] = (url?.origin === origin && /^\/iiif\/([a-z0-9-]{1,100})\/(?:manifest|canvas)$/.exec(url.pathname)) || []
      if (talk === undefined) continue
      const range = state?.time ? parseTimeRange(new URLSearchParams({ t: state.time })) : null
      return c.redirect(talkPath(talk, range ?? undefined), 302)
    }
    throw new Failure('not-found', ['noPublicTalk'])
  }
  app.get('/iiif/open', (c) => openState(c, c.req.query('iiif-content') ?? ''))
  app.get('/', (c, next) => {
    const content = c.req.query('iiif-content')
    return content === undefined ? next() : openState(c, content)
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

function foundIn(site: Site, { id, language, transcripts }: Talk, { moments }: TalkHit): FoundInTalk {
  return {
    talk: { manifest: `${site.origin}/iiif/${id}/manifest` },
    language: transcripts[0]?.language ?? language,
    moments: moments
      .filter(({ matched }) => matched !== 'title')
      .map(({ time, end, snippet, marks }) => ({ start: time, end, snippet, marks })),
  }
}

/** Moments before this page. */
function startOf(c: Context<AppEnv>): number {
  const start = c.req.query('start') ?? ''
  return /^[1-9]\d{0,6}$/.test(start) ? Number(start) : 0
}

const queryOf = (c: Context<AppEnv>) => (c.req.query('q') ?? '').trim().slice(0, LONGEST_QUERY)

/** Content Search 2.0 §3.2: parameters that a server does not support are ignored, and named. */
function notUnderstood(c: Context<AppEnv>): string[] {
  return ['motivation', 'date', 'user'].filter((name) => c.req.query(name) !== undefined)
}
