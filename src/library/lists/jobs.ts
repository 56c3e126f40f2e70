/** The work of all talks in one list, by the state of each job, in pages. */
import type { Kysely } from 'kysely'
import { type Job, loadJobs } from '../job/job.ts'
import type { Database } from '../schema.ts'
import { type Page, type PageRequest, pageOf } from './page.ts'

/** A job is in the first of these states in which one of its steps is; without any of them it is done. */
export const OPEN_STATES = ['running', 'failed', 'waiting', 'queued', 'cancelled'] as const
export const JOB_STATES = [...OPEN_STATES, 'done'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface JobEntry {
  readonly job: Job
  readonly state: JobState
  readonly title: string
}

export interface JobLists {
  /** The queue in the order in which it is worked off; other jobs newest first. @param state undefined: jobs in any state */
  jobPage(state: JobState | undefined, request: PageRequest): Promise<Page<JobEntry>>
  jobCounts(): Promise<Record<JobState, number>>
}

export function createJobLists(db: Kysely<Database>): JobLists {
  const withStep = (states: readonly Exclude<JobState, 'done'>[]) => db.selectFrom('job_step').select('job_id').where('state', 'in', states)

  /** The open states are few rows, found by the index of states: a library of any size costs as much as the work that is open. */
  const inState = (state: JobState | undefined) => {
    const query = db.selectFrom('job')
    if (state === undefined) return query
    if (state === 'done') return query.where('job.id', 'not in', withStep(OPEN_STATES))
    const before = OPEN_STATES.slice(0, OPEN_STATES.indexOf(state))
    const own = query.where('job.id', 'in', withStep([state]))
    return before.length === 0 ? own : own.where('job.id', 'not in', withStep(before))
  }

  const count = async (state: JobState | undefined) =>
    (
      await inState(state)
        .select((e) => e.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count

  return {
    async jobCounts() {
      const entries: [JobState, number][] = []
      for (const state of OPEN_STATES) entries.push([state, await count(state)])
      const open = entries.reduce((sum, [, jobs]) => sum + jobs, 0)
      return Object.fromEntries([...entries, ['done', (await count(undefined)) - open]]) as Record<JobState, number>
    },

    async jobPage(state, request) {
      return pageOf(request, await count(state), async (offset) => {
        const jobs = inState(state).innerJoin('talk', 'talk.id', 'job.talk_id').select(['job.id', 'talk.title'])
        const ordered =
          state === 'queued' ? jobs.orderBy('job.priority', 'desc').orderBy('job.created_at') : jobs.orderBy('job.created_at', 'desc')
        const rows = await ordered.orderBy('job.id').limit(request.size).offset(offset).execute()
        const loaded = new Map((await loadJobs(db, { ids: rows.map(({ id }) => id) })).map((job) => [job.id, job]))
        return rows.flatMap(({ id, title }) => {
          const job = loaded.get(id)
          return job ? [{ job, title, state: overallState(job) }] : []
        })
      })
    },
  }
}

function overallState({ steps }: Job): JobState {
  return OPEN_STATES.find((state) => steps.some((step) => step.state === state)) ?? 'done'
}
