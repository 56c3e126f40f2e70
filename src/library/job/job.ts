/** The work on a talk's recording as values: which steps there are, what comes before what, and how they stand. */
import type { Kysely, Selectable } from 'kysely'
import type { Reason } from '../../failure.ts'
import type { Cue } from '../../transcript/cue.ts'
import { chunks } from '../chunks.ts'
import type { Database } from '../schema.ts'
import type { MadeBy, Recording } from '../talk/talk.ts'

/**
 * From a stored file to a talk that can stand in the library, in the order people read them. A new step goes to the end: the record keeps
 * each step's place.
 */
export const STEPS = ['verify', 'probe', 'package', 'pictures', 'sound', 'check', 'ready', 'ladder', 'align', 'recognise', 'audio'] as const
export type StepName = (typeof STEPS)[number]

/** What every new recording goes through; the others run when something asks for them. */
export const INGEST_STEPS: readonly StepName[] = STEPS.filter((step) => step !== 'align' && step !== 'recognise')

/** `waiting`: for something that is not on this machine, said in `note`. */
export type StepState = Database['job_step']['state']

interface StepRule {
  /** What must be behind it: done, or settled where it was not required. */
  readonly after: readonly StepName[]
  /** Without it the talk is not ready. */
  readonly required: boolean
}

export const RULES: Record<StepName, StepRule> = {
  verify: { after: [], required: true },
  probe: { after: ['verify'], required: true },
  package: { after: ['probe'], required: true },
  pictures: { after: ['probe'], required: false },
  sound: { after: ['probe'], required: false },
  check: { after: ['probe', 'sound'], required: true },
  ready: { after: ['package', 'pictures', 'check'], required: true },
  // Hours of work for another size: it never holds up the talk, unless nothing else of it can be played.
  ladder: { after: ['probe'], required: false },
  align: { after: ['probe'], required: false },
  recognise: { after: ['probe'], required: false },
  audio: { after: ['probe'], required: false },
}

export interface Step {
  readonly step: StepName
  readonly state: StepState
  /** 0 to 1. */
  readonly progress: number
  readonly required: boolean
  readonly attempts: number
  /** What went wrong and how to mend it, in Dutch. */
  readonly error: string | null
  /** What was found, or what it waits for. */
  readonly note: string | null
  /** What `error` or `note` says, to be put in another language; null: Dutch only. */
  readonly reason: Reason | null
  readonly started: string | null
  readonly finished: string | null
}

export interface Job {
  readonly id: string
  readonly talk: string
  /** Of the recording it works on. */
  readonly sha256: string
  readonly created: string
  readonly createdBy: string
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  readonly steps: readonly Step[]
}

/** Without a sign of life for so long, the step is free for another. */
export const LEASE_MS = 60_000

/** The right to work on a step, and to say how it ended. */
export interface Lease {
  readonly job: string
  readonly talk: string
  readonly sha256: string
  readonly step: StepName
  readonly epoch: number
  readonly attempts: number
  /** What the step was asked for in particular: a transcript's language; null: whatever needs it. */
  readonly wish: string | null
}

/** What a step found out, written in the same transaction as its end. */
export interface StepResult {
  /** A reason can be put in another language; a text is Dutch. */
  readonly note?: Reason | string | null
  readonly recording?: Partial<Omit<Recording, 'original' | 'stream'>>
  /** Steps that need not run. */
  readonly skip?: readonly StepName[]
  /** Steps without which the talk is not ready after all. */
  readonly require?: readonly StepName[]
  /** Steps that were left out and have to run after all. */
  readonly also?: readonly StepName[]
  /** New revisions of the talk's transcripts. */
  readonly revisions?: readonly StepRevision[]
}

/** A transcript as a step changed it. Saved only when `base` is still the newest. */
export interface StepRevision {
  readonly language: string
  /** The number of the revision it was made from; 0: there was none. */
  readonly base: number
  readonly origin: string
  readonly note: string
  readonly cues: readonly Cue[]
  /** Where the step made the text itself: who made it. Somebody else's revision meanwhile is then a conflict, not a reason to try again. */
  readonly provenance?: { readonly made: MadeBy; readonly maker: string | null }
}

export type StepRow = Database['job_step']

const MOST_LISTED = 100

export interface JobFilter {
  readonly id?: string
  readonly ids?: readonly string[]
  readonly talk?: string | undefined
  readonly limit?: number
}

/** Newest first. */
export async function loadJobs(db: Kysely<Database>, filter: JobFilter): Promise<Job[]> {
  let query = db
    .selectFrom('job')
    .selectAll()
    .orderBy('created_at', 'desc')
    .limit(filter.limit ?? MOST_LISTED)
  if (filter.id !== undefined) query = query.where('id', '=', filter.id)
  if (filter.ids !== undefined) query = query.where('id', 'in', filter.ids)
  if (filter.talk !== undefined) query = query.where('talk_id', '=', filter.talk)
  return withSteps(db, await query.execute())
}

/** The newest job of each of these talks that has one, by the talk's id. */
export async function loadNewestJobs(db: Kysely<Database>, talks: readonly string[]): Promise<Map<string, Job>> {
  const newest = new Map<string, Job>()
  for (const some of chunks(talks)) {
    const rows = await db
      .selectFrom('job')
      .selectAll()
      .where('talk_id', 'in', some)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('job as newer')
              .select('newer.id')
              .whereRef('newer.talk_id', '=', 'job.talk_id')
              .whereRef('newer.created_at', '>', 'job.created_at'),
          ),
        ),
      )
      .execute()
    for (const job of await withSteps(db, rows)) newest.set(job.talk, job)
  }
  return newest
}

async function withSteps(db: Kysely<Database>, jobs: readonly Selectable<Database['job']>[]): Promise<Job[]> {
  const steps = new Map<string, StepRow[]>()
  for (const some of chunks(jobs.map(({ id }) => id))) {
    const rows = await db.selectFrom('job_step').selectAll().where('job_id', 'in', some).orderBy('position').execute()
    for (const [job, group] of Map.groupBy(rows, (row) => row.job_id)) steps.set(job, group)
  }
  return jobs.map((job) => {
    const list = (steps.get(job.id) ?? []).map(stepOf)
    return {
      id: job.id,
      talk: job.talk_id,
      sha256: job.sha256,
      created: job.created_at,
      createdBy: job.created_by,
      state: stateOf(list),
      steps: list,
    }
  })
}

function stepOf(row: StepRow): Step {
  return {
    step: row.step as StepName,
    state: row.state,
    progress: row.progress,
    required: row.required === 1,
    attempts: row.attempts,
    error: row.error,
    note: row.note,
    reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason),
    started: row.started_at,
    finished: row.finished_at,
  }
}

/** Nothing can move while a required step failed or waits, whatever stands in the queue behind it. */
function stateOf(steps: readonly Step[]): Job['state'] {
  if (steps.some(({ state, required }) => state === 'failed' && required)) return 'failed'
  if (steps.some(({ state }) => state === 'running')) return 'running'
  if (steps.some(({ state, required }) => state === 'waiting' && required)) return 'waiting'
  if (steps.some(({ state }) => state === 'queued')) return 'running'
  if (steps.some(({ state }) => state === 'cancelled')) return 'cancelled'
  if (steps.some(({ state }) => state === 'waiting')) return 'waiting'
  return 'done'
}
