/** `/api/v1/jobs/{id}/events`: a job as it moves, for pages and programs that follow it. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { Failure } from '../../failure.ts'
import type { Job, StepName } from '../../library/job/job.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { createPlaces } from '../request/places.ts'

/** Open streams: each holds a connection for as long as the work takes. */
const FOLLOWERS = { each: 20, all: 200 }
/** A line that is silent for long is cut by what stands in between. */
const HEARTBEAT_MS = 15_000

/** @param api the API's own app, whose guard of `/jobs/*` stands before this */
export function routeJobEvents(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { jobs } = deps
  const followers = createPlaces(FOLLOWERS)

  api.get('/jobs/:id/events', async (c) => {
    const { actor } = await allowed(deps, c, 'jobs:write')
    const id = c.req.param('id')
    if (!(await jobs.find(id))) throw new Failure('not-found', ['noJob'])
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    const leave = followers.take(actor.id ?? '')
    if (!leave) throw new Failure('too-many', ['tooManyFollowed'], { retryAfter: HEARTBEAT_MS })
    // nginx would hold events back until it has a buffer full of them.
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      try {
        await follow(stream, id)
      } finally {
        leave()
      }
    })
  })

  async function follow(stream: SSEStreamingApi, id: string): Promise<void> {
    let changed = () => {}
    const stop = jobs.watch((which) => which === id && changed())
    stream.onAbort(() => {
      stop()
      changed()
    })
    while (!stream.aborted) {
      const next = new Promise<void>((resolve) => {
        changed = resolve
        setTimeout(resolve, HEARTBEAT_MS).unref()
      })
      const now = await jobs.find(id)
      if (!now) break
      await stream.writeSSE({ event: 'job', data: JSON.stringify(jobJson(now)) })
      // What is left behind a failed step moves only when somebody asks for it.
      if (isOver(now)) break
      await next
    }
    stop()
  }
}

/** The job is over: no step of it changes until a person asks for one. */
function isOver({ state, steps }: Job): boolean {
  return ['done', 'failed', 'cancelled'].includes(state) && !steps.some((step) => step.state === 'running')
}

export function jobJson(job: Job) {
  return {
    ...job,
    url: `/api/v1/jobs/${job.id}`,
    steps: job.steps.map(({ reason, ...step }) => ({ ...step, step: step.step as StepName, code: reason?.[0] ?? null })),
  }
}
