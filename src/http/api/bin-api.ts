/** The bin in `/api/v1`: throwing away, taking back, and erasing for ever. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { BinEntry } from '../../library/bin/bin.ts'
import type { Talk } from '../../library/talk/talk.ts'
import { etagOf } from '../archivist/fields/form-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { createGuard, requireMatch } from './guard.ts'
import { asks, failures, ifMatch, json, params } from './route-parts.ts'

const entryShape = z
  .object({
    id: z.string(),
    kind: z.enum(['talk', 'transcript', 'attachment']),
    talk: z.string(),
    title: z.string(),
    part: z.string().nullable().openapi({ description: 'De taal van het transcript of de titel van de bijlage' }),
    at: z.string(),
    by: z.string(),
    erases: z.string().openapi({ description: 'Wanneer het vanzelf wordt gewist' }),
  })
  .openapi('BinEntry')

const erasedShape = z.object({
  id: z.string(),
  complete: z.boolean().openapi({ description: 'false: de server wist de laatste sporen nog op de achtergrond' }),
})

const wish = z.strictObject({ reason: z.string().max(2000), title: z.string().max(600).default('') })
const binned = { 204: { description: 'In de prullenbak' }, ...failures }

const routes = {
  binTalk: createRoute({
    method: 'delete',
    path: '/talks/{id}',
    ...asks('talks:write'),
    summary: 'Leg een opname in de prullenbak: overal verborgen, 30 dagen terug te zetten',
    request: { params, headers: ifMatch },
    responses: binned,
  }),
  binTranscript: createRoute({
    method: 'delete',
    path: '/talks/{id}/transcripts/{lang}',
    ...asks('talks:write'),
    summary: 'Leg een transcript met al zijn revisies in de prullenbak',
    request: { params: params.extend({ lang: z.string().max(35) }) },
    responses: binned,
  }),
  binAttachment: createRoute({
    method: 'delete',
    path: '/talks/{id}/attachments/{position}',
    ...asks('talks:write'),
    summary: 'Leg een bijlage in de prullenbak',
    request: {
      params: params.extend({ position: z.coerce.number().int().min(0).max(9999) }),
      query: z.object({ title: z.string().max(600).openapi({ description: 'De titel van de bijlage op die plaats' }) }),
    },
    responses: binned,
  }),
  list: createRoute({
    method: 'get',
    path: '/bin',
    ...asks('talks:read'),
    summary: 'Wat er in de prullenbak ligt, het laatst weggegooide eerst',
    request: { query: z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) }) },
    responses: { 200: json(z.object({ entries: z.array(entryShape), next: z.string().nullable() }), 'De prullenbak'), ...failures },
  }),
  restore: createRoute({
    method: 'post',
    path: '/bin/{id}/restore',
    ...asks('talks:write'),
    summary: 'Zet iets terug uit de prullenbak, zoals het was',
    request: { params },
    responses: { 200: json(z.object({ talk: z.string() }), 'De opname waar het bij hoort'), ...failures },
  }),
  eraseTalk: createRoute({
    method: 'post',
    path: '/talks/{id}/erase',
    ...asks('talks:erase'),
    summary: 'Wis een opname voorgoed: bestanden, tekst, citaten en sporen; er blijft een melding op het adres',
    request: { params, body: { required: true, content: { 'application/json': { schema: wish } } } },
    responses: { 200: json(erasedShape, 'Gewist'), ...failures },
  }),
  erase: createRoute({
    method: 'post',
    path: '/bin/{id}/erase',
    ...asks('talks:erase'),
    summary: 'Wis iets uit de prullenbak voorgoed',
    request: { params, body: { required: true, content: { 'application/json': { schema: wish } } } },
    responses: { 200: json(erasedShape, 'Gewist'), ...failures },
  }),
}

const ON_A_PAGE = 100

/** @param api the API's own app, under `/api/v1` */
export function routeBinApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library, eraser } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/talks/:id', guard('DELETE', 'talks:write'))
  api.openapi(routes.binTalk, async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const { id } = c.req.valid('param')
    // Throwing away a public talk hides it from visitors, so it takes the right to publish too.
    const talk = await library.talk(id)
    if (talk && isPublic(talk)) await allowed(deps, c, 'talks:publish')
    const entry = await library.binTalk(id, viewer.actor, (now) => requireMatch(c, etagOf(now), ['talkChangedNotBinned']))
    c.header('Location', `/api/v1/bin/${entry}`)
    return c.body(null, 204)
  })

  api.use('/talks/:id/transcripts/*', guard('DELETE', 'talks:write'))
  api.openapi(routes.binTranscript, async (c) => {
    const { id, lang } = c.req.valid('param')
    c.header('Location', `/api/v1/bin/${await library.binTranscript(id, lang, await actor(c, 'talks:write'))}`)
    return c.body(null, 204)
  })

  api.use('/talks/:id/attachments/*', guard('DELETE', 'talks:write'))
  api.openapi(routes.binAttachment, async (c) => {
    const { id, position } = c.req.valid('param')
    const entry = await library.binAttachment(id, position, c.req.valid('query').title, await actor(c, 'talks:write'))
    c.header('Location', `/api/v1/bin/${entry}`)
    return c.body(null, 204)
  })

  api.use('/bin', guard('GET', 'talks:read'))
  api.openapi(routes.list, async (c) => {
    const { entries, page, pages } = await library.binPage({ page: c.req.valid('query').page, size: ON_A_PAGE })
    return c.json({ entries: entries.map(entryJson), next: page < pages ? String(page + 1) : null }, 200)
  })

  api.use('/bin/:id/restore', guard('POST', 'talks:write'))
  api.openapi(routes.restore, async (c) => {
    const { id } = c.req.valid('param')
    const by = await actor(c, 'talks:write')
    if ((await library.binEntry(id)).published) await allowed(deps, c, 'talks:publish')
    return c.json({ talk: await library.restoreFromBin(id, by) }, 200)
  })

  api.use('/talks/:id/erase', guard('POST', 'talks:erase'))
  api.openapi(routes.eraseTalk, async (c) => {
    const { id } = c.req.valid('param')
    return c.json({ id, complete: await eraser.eraseTalk(id, c.req.valid('json'), await actor(c, 'talks:erase')) }, 200)
  })

  api.use('/bin/:id/erase', guard('POST', 'talks:erase'))
  api.openapi(routes.erase, async (c) => {
    const { id } = c.req.valid('param')
    return c.json({ id, complete: await eraser.eraseEntry(id, c.req.valid('json'), await actor(c, 'talks:erase')) }, 200)
  })
}

/** Whether visitors can see the talk, or know of it. */
export function isPublic({ stage }: Pick<Talk, 'stage'>): boolean {
  return stage === 'published' || stage === 'scheduled'
}

function entryJson({ id, kind, talk, talkTitle, part, at, by, erases }: BinEntry) {
  return { id, kind, talk, title: talkTitle, part, at, by, erases }
}
