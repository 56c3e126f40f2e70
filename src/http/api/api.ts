/** `/api/v1`: the catalogue and the search for programs, described by its own OpenAPI document. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { ApiDocsPage } from '../../../web/pages/api-docs.tsx'
import { personPath, themePath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import { eventEtag } from '../archivist/fields/event-fields.ts'
import { etagOf } from '../archivist/fields/form-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from '../request/address.ts'
import { fieldErrors } from '../request/field-errors.ts'
import { pageContext } from '../request/page-context.ts'
import { todayIn } from '../request/today.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { routeQuoteApi } from '../visitor/quotes.ts'
import { changesShape, eventShape, namedShape, searchShape, talkOrPart, transcriptShape } from './api-shapes.ts'
import { routeArchiveApi } from './archive-api.ts'
import { routeBatchesApi } from './batches-api.ts'
import { routeBinApi } from './bin-api.ts'
import { routeEventsApi } from './events-api.ts'
import { routeImportsApi } from './imports-api.ts'
import { routeJobsApi } from './jobs-api.ts'
import { changeJson, eventJson, listedTalks, searchJson, talkJson, transcriptJson } from './json.ts'
import { routePeopleApi } from './people-api.ts'
import { failures, json, securitySchemes } from './route-parts.ts'
import { routeThemesApi } from './themes-api.ts'

const MAX_QUERY = 10_000

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)
const page = z.object({ limit: limit(100, 50), cursor: z.string().max(200).optional() })
/** Names of fields, to get no others. */
const fields = z
  .string()
  .max(500)
  .regex(/^[A-Za-z]+(?:,[A-Za-z]+)*$/, 'moet namen van velden zijn met komma’s ertussen, zoals id,title')
  .optional()
  .openapi({ description: 'Alleen deze velden, met komma’s ertussen; id is er altijd bij', example: 'id,title,speakers' })
const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()])
const idParam = z.object({ id: z.string().max(100) })

const routes = {
  search: createRoute({
    method: 'get',
    path: '/search',
    summary: 'Zoek momenten in alles wat gezegd is',
    request: {
      query: z.object({
        q: z.string().max(MAX_QUERY).default(''),
        event: z.string().max(100).optional(),
        speaker: z.string().max(100).optional(),
        theme: z.string().max(100).optional(),
        year: z.string().max(4).optional(),
        talk: z.string().max(100).optional().openapi({ description: 'Alleen in deze opname' }),
        as: z.literal('words').optional().openapi({ description: 'words: een lange vraag alleen als losse woorden' }),
        limit: limit(100, 20),
        cursor: z.string().max(200).optional(),
      }),
    },
    responses: { 200: json(searchShape, 'Opnames met hun beste momenten'), ...failures },
  }),
  suggest: createRoute({
    method: 'get',
    path: '/suggest',
    summary: 'Hoe een zoekvraag verder kan gaan',
    request: { query: z.object({ q: z.string().max(MAX_QUERY).default('') }) },
    responses: { 200: json(z.object({ completions: z.array(z.string()) }), 'Hele zoekvragen, de gewoonste eerst'), ...failures },
  }),
  changes: createRoute({
    method: 'get',
    path: '/changes',
    summary: 'Wat er veranderde, voor wie een kopie bijhoudt',
    description:
      'Van elke openbare opname de laatste verandering, in volgorde. Begin met since=0; vraag daarna met de waarde van next, ook als de lijst leeg was.',
    request: { query: z.object({ since: z.coerce.number().int().min(0).default(0), limit: limit(1000, 100) }) },
    responses: { 200: json(changesShape, 'Veranderingen'), ...failures },
  }),
  talks: createRoute({
    method: 'get',
    path: '/talks',
    summary: 'Alle opnames',
    request: {
      query: page.extend({ fields, updated_since: instant.optional().openapi({ description: 'Alleen wat sindsdien veranderde' }) }),
    },
    responses: { 200: json(z.object({ talks: z.array(talkOrPart), next: z.string().nullable() }), 'Opnames'), ...failures },
  }),
  talk: createRoute({
    method: 'get',
    path: '/talks/{id}',
    summary: 'Eén opname',
    request: { params: idParam, query: z.object({ fields }) },
    responses: { 200: json(talkOrPart, 'De opname'), ...failures },
  }),
  transcript: createRoute({
    method: 'get',
    path: '/talks/{id}/transcript',
    summary: 'Het transcript van een opname',
    request: {
      params: idParam,
      query: z.object({ rev: z.coerce.number().int().min(1).max(999_999).optional(), lang: z.string().max(35).optional() }),
    },
    responses: { 200: json(transcriptShape, 'Regels met tijden'), ...failures },
  }),
  events: createRoute({
    method: 'get',
    path: '/events',
    summary: 'Alle bijeenkomsten, nieuwste eerst',
    request: { query: page },
    responses: { 200: json(z.object({ events: z.array(eventShape), next: z.string().nullable() }), 'Bijeenkomsten'), ...failures },
  }),
  event: createRoute({
    method: 'get',
    path: '/events/{id}',
    summary: 'Eén bijeenkomst met haar programma',
    request: { params: idParam },
    responses: { 200: json(eventShape, 'De bijeenkomst'), ...failures },
  }),
  people: createRoute({
    method: 'get',
    path: '/people',
    summary: 'Alle sprekers',
    request: { query: page },
    responses: { 200: json(z.object({ people: z.array(namedShape), next: z.string().nullable() }), 'Sprekers'), ...failures },
  }),
  themes: createRoute({
    method: 'get',
    path: '/themes',
    summary: 'Alle thema’s',
    request: { query: page },
    responses: { 200: json(z.object({ themes: z.array(namedShape), next: z.string().nullable() }), 'Thema’s'), ...failures },
  }),
}

/** @throws Failure `invalid` for a field that talks do not have */
function partOf(talk: ReturnType<typeof talkJson>, fields: string | undefined) {
  if (fields === undefined) return talk
  const names = new Set(['id', ...fields.split(',')])
  const unknown = [...names].filter((name) => !Object.hasOwn(talk, name))
  if (unknown.length > 0) throw new Failure('invalid', ['noField', unknown.join(', '), Object.keys(talk).join(', ')])
  return Object.fromEntries(Object.entries(talk).filter(([name]) => names.has(name))) as { id: string } & Partial<typeof talk>
}

export function routeApi(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, search } = deps
  const api = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return
      throw new Failure('invalid', ['badQuestion'], { errors: fieldErrors(result.error) })
    },
  })

  api.openapi(routes.search, async (c) => c.json(await searchJson(library, search, c.req.valid('query'), visitorOf(deps, c)), 200))
  api.openapi(routes.suggest, async (c) =>
    c.json({ completions: [...(await search.complete(c.req.valid('query').q, visitorOf(deps, c)))] }, 200),
  )
  api.openapi(routes.changes, async (c) => {
    const { since, limit: most } = c.req.valid('query')
    const changes = await library.publicChanges(since, most)
    return c.json({ changes: changes.map(changeJson), next: changes.at(-1)?.seq ?? since }, 200)
  })
  api.openapi(routes.talks, async (c) => {
    const { limit: most, cursor, fields: wanted, updated_since: since } = c.req.valid('query')
    const changedSince = since === undefined ? undefined : new Date(since).toISOString()
    const { entries, next } = await library.talksAfter({ limit: most, after: cursor, changedSince })
    return c.json({ talks: entries.map((talk) => partOf(talkJson(talk), wanted)), next }, 200)
  })
  api.openapi(routes.talk, async (c) => {
    const talk = await visibleTalk(deps, c, c.req.valid('param').id)
    c.header('ETag', etagOf(talk))
    return c.json(partOf(talkJson(talk), c.req.valid('query').fields), 200)
  })
  api.openapi(routes.transcript, async (c) => {
    const talk = await visibleTalk(deps, c, c.req.valid('param').id)
    const { rev, lang } = c.req.valid('query')
    const transcript = await library.transcript(talk.id, {
      ...(rev === undefined ? {} : { revision: rev }),
      ...(lang === undefined ? {} : { language: lang }),
    })
    if (!transcript) throw new Failure('not-found', ['noRevision'])
    return c.json(structuredClone(transcriptJson(transcript)) as z.infer<typeof transcriptShape>, 200)
  })
  api.openapi(routes.events, async (c) => {
    const { limit: most, cursor } = c.req.valid('query')
    const { entries, next } = await library.eventsAfter({ limit: most, after: cursor })
    const listed = await listedTalks(library, entries)
    return c.json({ events: entries.map((event) => eventJson(event, listed, todayIn(deps.config.timeZone))), next }, 200)
  })
  api.openapi(routes.event, async (c) => {
    const event = await library.event(c.req.valid('param').id)
    if (!event) throw new Failure('not-found', ['noEvent'])
    c.header('ETag', eventEtag(event))
    return c.json(eventJson(event, await listedTalks(library, [event]), todayIn(deps.config.timeZone)), 200)
  })
  api.openapi(routes.people, async (c) => {
    const { limit: most, cursor } = c.req.valid('query')
    const { entries, next } = await library.peopleAfter({ limit: most, after: cursor })
    return c.json({ people: entries.map((entry) => ({ ...entry, url: personPath(entry.id) })), next }, 200)
  })
  api.openapi(routes.themes, async (c) => {
    const { limit: most, cursor } = c.req.valid('query')
    const { entries, next } = await library.themesAfter({ limit: most, after: cursor })
    return c.json({ themes: entries.map((entry) => ({ ...entry, url: themePath(entry.id) })), next }, 200)
  })
  routeQuoteApi(api, deps)
  routeArchiveApi(api, deps)
  routeJobsApi(api, deps)
  routeBinApi(api, deps)
  routeBatchesApi(api, deps)
  routeImportsApi(api, deps)
  routePeopleApi(api, deps)
  routeThemesApi(api, deps)
  routeEventsApi(api, deps)
  for (const [name, scheme] of Object.entries(securitySchemes)) api.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  const about = {
    openapi: '3.1.0',
    info: {
      title: 'Woordelijk',
      version: '1',
      description: 'Opgenomen lezingen met transcripten op tijd. Tijden zijn gehele milliseconden.',
    },
    servers: [{ url: '/api/v1' }],
  }
  api.doc31('/openapi.json', about)
  app.route('/api/v1', api)
  app.get('/api/docs', (c) => c.html(ApiDocsPage({ context: pageContext(deps, c), document: api.getOpenAPI31Document(about) })))
}
