/** Changes to many talks at once in `/api/v1`: a preview is made, started, followed, and taken back. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { talkPath } from '../../../web/pages/links.ts'
import { failuresNl } from '../../../web/words/nl/failures.ts'
import { Failure, sentenceOf } from '../../failure.ts'
import { type Batch, type BatchItem, ITEM_STATES } from '../../library/batch/batch.ts'
import { BATCH_DAYS, MOST_TALKS } from '../../library/batch/batches.ts'
import { publishes } from '../../library/batch/change.ts'
import { batchChange, batchChangeOf } from '../archivist/fields/batch-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { createGuard } from './guard.ts'
import { asks, failures, json, params } from './route-parts.ts'

const ON_A_PAGE = 100

const page = z.coerce.number().int().min(1).max(100_000).default(1)
const talkId = z.string().min(1).max(100)

const count = z.number().int().min(0)
export const batchShape = z
  .object({
    id: z.string(),
    url: z.string(),
    state: z.enum(['chosen', 'preview', 'running', 'done', 'cancelled']),
    action: z.enum(['edit', 'publish', 'unpublish', 'withdraw', 'restore', 'import', 'undo']).nullable(),
    by: z.string(),
    created: z.string(),
    started: z.string().nullable(),
    finished: z.string().nullable(),
    undoes: z.string().nullable().openapi({ description: 'De bewerking die deze ongedaan maakt' }),
    undoneBy: z.string().nullable(),
    counts: z
      .object({ chosen: count, planned: count, done: count, refused: count, unchanged: count })
      .openapi({ description: 'planned: nog te wijzigen; refused: kan niet, zie reason; unchanged: is al zo' }),
  })
  .openapi('Batch')

const values = z.record(z.string(), z.unknown())
const itemShape = z
  .object({
    talk: z.string().nullable().openapi({ description: 'Null: de rij van een blad maakt een opname die er nog niet is' }),
    row: z.number().int().nullable().openapi({ description: 'Het nummer van de rij in een blad' }),
    makes: z.boolean().openapi({ description: 'Of de opname nieuw is' }),
    title: z.string(),
    url: z.string().nullable(),
    state: z.enum(['chosen', 'planned', 'done', 'refused', 'unchanged']),
    before: values.openapi({ description: 'De velden die veranderen, met hun waarde ervoor' }),
    after: values,
    kept: z.array(z.string()).openapi({ description: 'Velden die een ongedaan maken laat staan, omdat iemand ze daarna wijzigde' }),
    reason: z.string().nullable(),
    problems: z
      .array(z.object({ column: z.number().int().nullable().openapi({ description: 'Vanaf 0; null: de hele rij' }), message: z.string() }))
      .openapi({ description: 'Wat er mis is in een rij van een blad' }),
  })
  .openapi('BatchItem')

const one = (description: string) => ({ 200: json(batchShape, description), ...failures })

const routes = {
  create: createRoute({
    method: 'post',
    path: '/batches',
    ...asks('talks:write'),
    summary: `Laat zien wat één wijziging met veel opnames doet (hoogstens ${MOST_TALKS}); er verandert nog niets`,
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z.strictObject({
              talks: z
                .union([
                  z.array(talkId).min(1).max(MOST_TALKS),
                  z.strictObject({
                    stage: z.enum(['draft', 'ready', 'scheduled', 'published', 'withdrawn']).optional(),
                    words: z.string().max(200).optional(),
                    event: talkId.nullable().optional(),
                    missing: z.enum(['transcript', 'recording']).optional(),
                  }),
                ])
                .openapi({ description: 'Ids, of een filter: alles wat eraan voldoet' }),
              change: batchChange,
            }),
          },
        },
      },
    },
    responses: { 201: json(batchShape, 'De voorvertoning'), ...failures },
  }),
  list: createRoute({
    method: 'get',
    path: '/batches',
    ...asks('talks:read'),
    summary: `De bewerkingen, nieuwste eerst; ze blijven ${BATCH_DAYS} dagen`,
    request: { query: z.object({ page }) },
    responses: { 200: json(z.object({ batches: z.array(batchShape), next: z.string().nullable() }), 'Bewerkingen'), ...failures },
  }),
  read: createRoute({
    method: 'get',
    path: '/batches/{id}',
    ...asks('talks:read'),
    summary: 'Eén bewerking, met hoe ver ze is',
    request: { params },
    responses: one('De bewerking'),
  }),
  items: createRoute({
    method: 'get',
    path: '/batches/{id}/talks',
    ...asks('talks:read'),
    summary: 'Per opname wat verandert of veranderde, of waarom niet',
    request: { params, query: z.object({ page, state: z.enum(ITEM_STATES).optional() }) },
    responses: { 200: json(z.object({ talks: z.array(itemShape), next: z.string().nullable() }), 'Opnames'), ...failures },
  }),
  run: createRoute({
    method: 'post',
    path: '/batches/{id}/run',
    ...asks('talks:write'),
    summary: 'Voer uit wat de voorvertoning laat zien; wat iemand sindsdien wijzigde, wordt overgeslagen',
    request: { params },
    responses: one('De bewerking, die nu loopt'),
  }),
  cancel: createRoute({
    method: 'post',
    path: '/batches/{id}/cancel',
    ...asks('talks:write'),
    summary: 'Stop een bewerking; wat al gewijzigd is, blijft gewijzigd',
    request: { params },
    responses: one('De bewerking'),
  }),
  undo: createRoute({
    method: 'post',
    path: '/batches/{id}/undo',
    ...asks('talks:write'),
    summary: 'Zet terug wat een bewerking wijzigde, overal waar niemand het daarna wijzigde',
    request: { params },
    responses: { 201: json(batchShape, 'De bewerking die terugzet, en al loopt'), ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routeBatchesApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library, batches } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/batches', guard('GET', 'talks:read'), guard('POST', 'talks:write'))
  api.openapi(routes.create, async (c) => {
    const { talks, change: given } = c.req.valid('json')
    const by = await actor(c, 'talks:write')
    const change = batchChangeOf(given)
    if (publishes(change)) await allowed(deps, c, 'talks:publish')
    const event = change.action === 'edit' ? (change.fields.event ?? null) : null
    if (event !== null && !(await library.event(event))) throw new Failure('invalid', ['noEventWithId', event])
    const ids = Array.isArray(talks) ? talks : await library.deskIds(talks, MOST_TALKS + 1)
    const batch = await batches.preview(await batches.choose(ids, by), change)
    c.header('Location', `/api/v1/batches/${batch.id}`)
    return c.json(batchJson(batch), 201)
  })
  api.openapi(routes.list, async (c) => {
    const list = await batches.page({ page: c.req.valid('query').page, size: ON_A_PAGE })
    return c.json({ batches: list.entries.map(batchJson), next: list.page < list.pages ? String(list.page + 1) : null }, 200)
  })

  api.use('/batches/:id', guard('GET', 'talks:read'))
  api.openapi(routes.read, async (c) => c.json(batchJson(await existing(c.req.valid('param').id)), 200))

  api.use('/batches/:id/talks', guard('GET', 'talks:read'))
  api.openapi(routes.items, async (c) => {
    const { page: number, state = null } = c.req.valid('query')
    const list = await batches.items(await existing(c.req.valid('param').id), state, { page: number, size: ON_A_PAGE })
    return c.json({ talks: list.entries.map(itemJson), next: list.page < list.pages ? String(list.page + 1) : null }, 200)
  })

  for (const action of ['run', 'cancel', 'undo']) api.use(`/batches/:id/${action}`, guard('POST', 'talks:write'))
  api.openapi(routes.run, async (c) => {
    const batch = await changeable(c, c.req.valid('param').id)
    return c.json(batchJson(await batches.start(batch.id, await actor(c, 'talks:write'))), 200)
  })
  api.openapi(routes.cancel, async (c) => {
    const batch = await changeable(c, c.req.valid('param').id)
    await batches.cancel(batch.id, await actor(c, 'talks:write'))
    return c.json(batchJson(await existing(batch.id)), 200)
  })
  api.openapi(routes.undo, async (c) => {
    const batch = await changeable(c, c.req.valid('param').id)
    const undo = await existing(await batches.undo(batch.id, await actor(c, 'talks:write')))
    c.header('Location', `/api/v1/batches/${undo.id}`)
    return c.json(batchJson(undo), 201)
  })

  async function existing(batch: string): Promise<Batch> {
    const found = await batches.find(batch)
    if (!found) throw new Failure('not-found', ['noBatch'])
    return found
  }

  /** @throws Failure `forbidden` where the batch publishes and the caller may not */
  async function changeable(c: Context<AppEnv>, id: string): Promise<Batch> {
    const batch = await existing(id)
    if (batch.change && publishes(batch.change)) await allowed(deps, c, 'talks:publish')
    return batch
  }
}

export function batchJson({ id: batch, state, change, actor, created, started, finished, undoes, undoneBy, counts }: Batch) {
  const url = `/api/v1/batches/${batch}`
  return { id: batch, url, state, action: change?.action ?? null, by: actor.name, created, started, finished, undoes, undoneBy, counts }
}

function itemJson({ talk, row, detail, title, state, before, after, kept, reason }: BatchItem) {
  const why = reason === null || typeof reason === 'string' ? reason : sentenceOf(reason, failuresNl)
  return {
    talk,
    row,
    makes: detail.makes ?? false,
    problems: (detail.problems ?? []).map((problem) => ({ column: problem.column, message: sentenceOf(problem.why, failuresNl) })),
    title,
    url: talk === null ? null : talkPath(talk),
    state,
    before: before as Record<string, unknown>,
    after: after as Record<string, unknown>,
    kept: [...kept],
    reason: why,
  }
}
