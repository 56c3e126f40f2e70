/** Jobs in `/api/v1`: listed, followed, retried, stopped, and moved to the front. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../failure.ts'
import { type Job, STEPS } from '../../library/job/job.ts'
import { JOB_STATES } from '../../library/lists/jobs.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { jobShape } from './api-shapes.ts'
import { createGuard } from './guard.ts'
import { jobJson, routeJobEvents } from './job-events.ts'
import { asks, failures, json, params } from './route-parts.ts'

const JOBS_ON_A_PAGE = 100

const routes = {
  jobs: createRoute({
    method: 'get',
    path: '/jobs',
    ...asks('jobs:write'),
    summary: 'De verwerkingen, nieuwste eerst',
    request: {
      query: z.object({
        talk: z.string().max(100).optional(),
        state: z
          .enum(JOB_STATES)
          .optional()
          .openapi({ description: 'running: een stap is bezig; failed, waiting, queued, cancelled: een stap staat zo' }),
        page: z.coerce.number().int().min(1).max(100_000).default(1).openapi({ description: 'Zonder talk' }),
      }),
    },
    responses: { 200: json(z.object({ jobs: z.array(jobShape), next: z.string().nullable() }), 'Verwerkingen'), ...failures },
  }),
  job: createRoute({
    method: 'get',
    path: '/jobs/{id}',
    ...asks('jobs:write'),
    summary: 'Eén verwerking met haar stappen',
    request: { params },
    responses: { 200: json(jobShape, 'De verwerking'), ...failures },
  }),
  cancel: createRoute({
    method: 'post',
    path: '/jobs/{id}/cancel',
    ...asks('jobs:write'),
    summary: 'Stop een verwerking',
    request: { params },
    responses: { 200: json(jobShape, 'De verwerking'), ...failures },
  }),
  first: createRoute({
    method: 'post',
    path: '/jobs/{id}/first',
    ...asks('jobs:write'),
    summary: 'Doe een verwerking vóór alle andere die wachten',
    request: { params },
    responses: { 200: json(jobShape, 'De verwerking'), ...failures },
  }),
  retry: createRoute({
    method: 'post',
    path: '/jobs/{id}/steps/{step}/retry',
    ...asks('jobs:write'),
    summary: 'Doe één stap opnieuw',
    request: { params: params.extend({ step: z.enum(STEPS) }) },
    responses: { 200: json(jobShape, 'De verwerking'), ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routeJobsApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { jobs } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/jobs', guard('GET', 'jobs:write'))
  api.use('/jobs/*', guard('GET', 'jobs:write'), guard('POST', 'jobs:write'))
  api.openapi(routes.jobs, async (c) => {
    const { talk, state, page } = c.req.valid('query')
    if (talk !== undefined) return c.json({ jobs: (await jobs.list({ talk })).map(jobJson), next: null }, 200)
    const list = await jobs.jobPage(state, { page, size: JOBS_ON_A_PAGE })
    return c.json({ jobs: list.entries.map(({ job }) => jobJson(job)), next: list.page < list.pages ? String(list.page + 1) : null }, 200)
  })
  api.openapi(routes.first, async (c) => {
    await jobs.moveFirst(c.req.valid('param').id, await actor(c, 'jobs:write'))
    return c.json(jobJson(await job(c.req.valid('param').id)), 200)
  })
  api.openapi(routes.job, async (c) => c.json(jobJson(await job(c.req.valid('param').id)), 200))
  api.openapi(routes.cancel, async (c) => {
    await jobs.cancel(c.req.valid('param').id, await actor(c, 'jobs:write'))
    return c.json(jobJson(await job(c.req.valid('param').id)), 200)
  })
  api.openapi(routes.retry, async (c) => {
    const { id, step } = c.req.valid('param')
    await jobs.retry(id, step, await actor(c, 'jobs:write'))
    return c.json(jobJson(await job(id)), 200)
  })
  routeJobEvents(api, deps)

  async function job(id: string): Promise<Job> {
    const found = await jobs.find(id)
    if (!found) throw new Failure('not-found', ['noJob'])
    return found
  }
}
