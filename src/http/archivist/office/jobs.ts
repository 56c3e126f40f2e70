/** The archivists' page of all work, and the buttons by which it is retried, stopped or moved to the front. */
import type { Context, Hono } from 'hono'
import { JobsPage } from '../../../../web/pages/desk/jobs.tsx'
import { Failure } from '../../../failure.ts'
import type { Actor } from '../../../library/audit.ts'
import { STEPS } from '../../../library/job/job.ts'
import { JOB_STATES } from '../../../library/lists/jobs.ts'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { allowed } from '../../request/access.ts'
import { pageNumber } from '../../request/browse.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { EMPTY_FORM, goTo, readForm } from '../forms.ts'
import { jobIn } from '../job-words.ts'

const ROWS = 50

export function routeJobs(app: Hono<AppEnv>, deps: Dependencies): void {
  const { jobs } = deps

  app.get('/beheer/verwerking', (c) => page(c))

  async function page(c: Context<AppEnv>, wrong: string | null = null): Promise<Response> {
    const viewer = await allowed(deps, c, 'jobs:write')
    const shown = JOB_STATES.find((state) => state === c.req.query('toon')) ?? null
    const context = pageContext(deps, c)
    const list = await jobs.jobPage(shown ?? undefined, { page: pageNumber(c), size: ROWS })
    const view = JobsPage({
      context,
      who: workerOf(viewer),
      list: { ...list, entries: list.entries.map((entry) => ({ ...entry, job: jobIn(context.failures, entry.job) })) },
      counts: await jobs.jobCounts(),
      shown,
      now: new Date().toISOString(),
      done: c.req.query('gedaan'),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 409)
  }

  act('/:job/stoppen', 'gestopt', (c, actor) => jobs.cancel(c.req.param('job') ?? '', actor))
  act('/:job/eerst', 'vooraan', (c, actor) => jobs.moveFirst(c.req.param('job') ?? '', actor))
  act('/:job/:step/opnieuw', 'opnieuw', async (c, actor) => {
    const step = STEPS.find((known) => known === c.req.param('step'))
    if (!step) throw new Failure('not-found', ['noStep'])
    await jobs.retry(c.req.param('job') ?? '', step, actor)
  })

  /** The page that the button was on comes back: this one, or the recording's. */
  function act(path: string, done: string, change: (c: Context<AppEnv>, actor: Actor) => Promise<void>) {
    app.post(`/beheer/verwerking${path}`, async (c) => {
      const { actor } = await allowed(deps, c, 'jobs:write')
      // A recording's own page sends the button alone.
      const form = c.req.header('content-type') === undefined ? EMPTY_FORM : await readForm(c)
      const back = form.text('terug')
      const fromList = back.startsWith('/beheer/verwerking')
      try {
        await change(c, actor)
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'conflict' || !fromList) throw error
        return page(c, error.sayIn(pageContext(deps, c).failures))
      }
      const { searchParams } = new URL(back, 'http://localhost')
      const list = new URLSearchParams([...searchParams].filter(([name]) => name === 'toon' || name === 'pagina'))
      if (fromList) return goTo(c, `/beheer/verwerking${list.size > 0 ? `?${list}` : ''}`, done)
      return goTo(c, `/beheer/opnames/${(await jobs.find(c.req.param('job') ?? ''))?.talk}`, done)
    })
  }
}
