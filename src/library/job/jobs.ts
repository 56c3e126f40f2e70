/**
 * Durable work on a talk's recording: a small leased table. A step is claimed with one commit, its lease kept alive by a heartbeat, and its
 * result taken only from the last claim (fencing): a worker that lost the lease can no longer change anything. Another queue can stand behind
 * the same door. Long because it is the one door to that table.
 */
import type { ExpressionBuilder, Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { claimStep, lockCatalogue, lockJob, lockName } from '../dialect/locks.ts'
import { newId } from '../ids.ts'
import { createJobLists } from '../lists/jobs.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { tellWebhooks } from '../webhook/events.ts'
import {
  INGEST_STEPS,
  type Job,
  LEASE_MS,
  type Lease,
  loadJobs,
  loadNewestJobs,
  RULES,
  STEPS,
  type StepName,
  type StepResult,
} from './job.ts'
import { moveFirst } from './job-order.ts'
import { cancelSteps, explain, FRESH, isFree, mayRun, requireStep, tellOfDraft, type Why } from './job-rows.ts'

/** What a finished step does to its talk; the library's part of the transaction. */
export type Apply = (tx: Transaction<Database>, lease: Lease, result: StepResult) => Promise<void>

const MOST_ATTEMPTS = 4
const FIRST_BACKOFF_MS = 10_000

export type Jobs = ReturnType<typeof createJobs>

export function createJobs(database: OpenDatabase, apply: Apply, now: () => Date = () => new Date()) {
  const { reader, writer } = database
  const listeners = new Set<(job: string) => void>()
  const tell = (job: string) => {
    for (const listener of listeners) listener(job)
  }
  const changed = (job: string) => {
    tell(job)
    database.announce(`job ${job}`)
  }
  database.onAnnouncement((topic) => topic.startsWith('job ') && tell(topic.slice('job '.length)))
  const held = ({ job, step, epoch }: Lease) => {
    return (e: ExpressionBuilder<Database, 'job_step'>) =>
      e.and([e('job_id', '=', job), e('step', '=', step), e('lease_epoch', '=', epoch), e('state', '=', 'running')])
  }

  return {
    ...createJobLists(reader),

    /** Called with a job's id after each change made through this door or on another node. @returns ends it */
    watch(listener: (job: string) => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    /**
     * Everything that must happen to a recording; work under way on another recording of the talk is cancelled.
     * @param only the steps to take; the others count as skipped
     */
    async start(
      tx: Transaction<Database>,
      talk: string,
      sha256: string,
      actor: Actor,
      only: readonly StepName[] = INGEST_STEPS,
    ): Promise<string> {
      await lockName(tx, `jobs ${talk}`)
      const older = await tx.selectFrom('job').select('id').where('talk_id', '=', talk).execute()
      for (const { id } of older) await cancelSteps(tx, id, now())
      const id = newId()
      await tx.insertInto('job').values({ id, talk_id: talk, sha256, created_at: now().toISOString(), created_by: actor.name }).execute()
      const rows = STEPS.map((step, position) => ({
        job_id: id,
        position,
        step,
        after: JSON.stringify(RULES[step].after),
        required: RULES[step].required ? (1 as const) : (0 as const),
        state: only.includes(step) ? ('queued' as const) : ('skipped' as const),
      }))
      await tx
        .insertInto('job_step')
        .values(rows.map((row) => ({ ...row, ...FRESH, lease_epoch: 0 })))
        .execute()
      return id
    },

    /** Runs `start` in a transaction of its own. */
    async begin(talk: string, sha256: string, actor: Actor, only: readonly StepName[] = INGEST_STEPS): Promise<void> {
      changed(await writer.transaction().execute((tx) => this.start(tx, talk, sha256, actor, only)))
    },

    /**
     * One step on the talk's recording, besides whatever else is under way on it; a step that runs already begins again.
     * @param wish what it is asked for in particular; see `Lease`
     */
    async ask(talk: string, sha256: string, step: StepName, wish: string | null, actor: Actor): Promise<void> {
      const id = await writer.transaction().execute(async (tx) => {
        await lockName(tx, `jobs ${talk}`)
        const newest = await tx
          .selectFrom('job')
          .select(['id', 'sha256'])
          .where('talk_id', '=', talk)
          .orderBy('created_at', 'desc')
          .limit(1)
          .executeTakeFirst()
        const asked = { state: 'queued' as const, wish }
        if (newest?.sha256 !== sha256) {
          const started = await this.start(tx, talk, sha256, actor, [step])
          await tx.updateTable('job_step').set(asked).where('job_id', '=', started).where('step', '=', step).execute()
          return started
        }
        // A job that began before this step existed has no row for it.
        const row = { job_id: newest.id, position: STEPS.indexOf(step), step, after: JSON.stringify(RULES[step].after) }
        await tx
          .insertInto('job_step')
          .values({ ...row, required: 0, ...FRESH, ...asked, lease_epoch: 0 })
          .onConflict((c) => c.columns(['job_id', 'position']).doUpdateSet({ ...FRESH, ...asked }))
          .execute()
        return newest.id
      })
      changed(id)
    },

    /** After the commit of `start`. */
    announce: changed,

    async find(id: string): Promise<Job | null> {
      return (await loadJobs(reader, { id }))[0] ?? null
    },

    /** Newest first. */
    async list(filter: { talk?: string | undefined; limit?: number } = {}): Promise<Job[]> {
      return loadJobs(reader, filter)
    },

    /** The newest job of each of these talks that has one, by the talk's id. */
    async newestOf(talks: readonly string[]): Promise<Map<string, Job>> {
      return loadNewestJobs(reader, talks)
    },

    /**
     * The next step that may run, now ours until the lease is over.
     * @param owner names this process
     * @param which the steps this worker does
     */
    async claim(owner: string, which: readonly StepName[]): Promise<Lease | null> {
      const at = now().getTime()
      const lease = await writer.transaction().execute(async (tx) => {
        const open = await tx
          .selectFrom('job_step')
          .innerJoin('job', 'job.id', 'job_step.job_id')
          .selectAll('job_step')
          .select(['talk_id', 'sha256'])
          .where('job_id', 'in', (e) =>
            e
              .selectFrom('job_step as open')
              .select('open.job_id')
              .where((o) =>
                o.or([o('open.state', 'in', ['queued', 'running']), o.and([o('open.state', '=', 'waiting'), o('open.run_at', '>', 0)])]),
              ),
          )
          .orderBy('job.priority', 'desc')
          .orderBy('job.created_at')
          .orderBy('position')
          .execute()
        const jobs = Map.groupBy(open, (row) => row.job_id)
        const mayBeTaken = (row: (typeof open)[number]) =>
          which.includes(row.step as StepName) && isFree(row, at) && row.run_at <= at && mayRun(row, jobs.get(row.job_id) ?? [])
        let free: (typeof open)[number] | undefined
        for (const row of open)
          if (mayBeTaken(row) && (await claimStep(tx, row))) {
            free = row
            break
          }
        if (!free) return null
        const epoch = free.lease_epoch + 1
        await tx
          .updateTable('job_step')
          .set({
            state: 'running',
            lease_owner: owner,
            lease_until: at + LEASE_MS,
            lease_epoch: epoch,
            attempts: free.attempts + 1,
            progress: 0,
            error: null,
            note: null,
            reason: null,
            started_at: new Date(at).toISOString(),
            finished_at: null,
          })
          .where('job_id', '=', free.job_id)
          .where('position', '=', free.position)
          .execute()
        return {
          job: free.job_id,
          talk: free.talk_id,
          sha256: free.sha256,
          step: free.step as StepName,
          epoch,
          attempts: free.attempts + 1,
          wish: free.wish,
        }
      })
      if (lease) changed(lease.job)
      return lease
    },

    /** Keeps the lease and says how far it is. @returns false when it is ours no longer: stop at once */
    async beat(lease: Lease, progress: number): Promise<boolean> {
      const done = await writer
        .updateTable('job_step')
        .set({ lease_until: now().getTime() + LEASE_MS, progress })
        .where(held(lease))
        .executeTakeFirst()
      if (done.numUpdatedRows > 0n) changed(lease.job)
      return done.numUpdatedRows > 0n
    },

    /** Whether the step is still ours: not cancelled, and not taken over by another. */
    async holds(lease: Lease): Promise<boolean> {
      return (await reader.selectFrom('job_step').select('job_id').where(held(lease)).executeTakeFirst()) !== undefined
    },

    /** The step's end with all that follows from it, in one transaction. @returns false when the lease was lost: nothing was written */
    async complete(lease: Lease, result: StepResult): Promise<boolean> {
      const at = now().toISOString()
      const done = await writer.transaction().execute(async (tx) => {
        await lockCatalogue(tx)
        await lockJob(tx, lease.job)
        const updated = await tx
          .updateTable('job_step')
          .set({
            state: 'done',
            progress: 1,
            ...explain('note', result.note ?? null),
            finished_at: at,
            lease_owner: null,
            lease_until: null,
          })
          .where(held(lease))
          .executeTakeFirst()
        if (updated.numUpdatedRows === 0n) return false
        for (const step of result.skip ?? [])
          await tx
            .updateTable('job_step')
            .set({ state: 'skipped', finished_at: at })
            .where('job_id', '=', lease.job)
            .where('step', '=', step)
            .where('state', 'in', ['queued', 'waiting'])
            .execute()
        for (const step of result.require ?? []) await requireStep(tx, lease.job, step)
        for (const step of result.also ?? [])
          await tx
            .updateTable('job_step')
            .set({ ...FRESH, state: 'queued' })
            .where('job_id', '=', lease.job)
            .where('step', '=', step)
            .where('state', '=', 'skipped')
            .execute()
        await apply(tx, lease, result)
        await tellOfDraft(tx, lease, at)
        return true
      })
      if (done) changed(lease.job)
      return done
    },

    /**
     * It did not work. Tried again later when that may help, at most four times.
     * @param why a failure's reason is kept, so that it can be read in another language
     * @param again false: the same input would fail the same way
     */
    async fail(lease: Lease, why: Why, again: boolean): Promise<void> {
      const last = !again || lease.attempts >= MOST_ATTEMPTS
      const at = now()
      await writer.transaction().execute(async (tx) => {
        const updated = await tx
          .updateTable('job_step')
          .set({
            state: last ? 'failed' : 'queued',
            ...explain('error', why),
            run_at: last ? 0 : at.getTime() + FIRST_BACKOFF_MS * 4 ** (lease.attempts - 1),
            finished_at: last ? at.toISOString() : null,
            lease_owner: null,
            lease_until: null,
          })
          .where(held(lease))
          .executeTakeFirst()
        if (last && updated.numUpdatedRows > 0n) await tellWebhooks(tx, 'job.failed', lease.talk, at.toISOString())
      })
      changed(lease.job)
    },

    /**
     * It needs what is not there now: a program, another server, or room on the disk.
     * @param again milliseconds after which the step is tried again; null: at the next `wake`
     */
    async wait(lease: Lease, why: Why, again: number | null = null): Promise<void> {
      const run_at = again === null ? 0 : now().getTime() + again
      await writer
        .updateTable('job_step')
        .set({ state: 'waiting', ...explain('note', why), run_at, attempts: lease.attempts - 1, lease_owner: null, lease_until: null })
        .where(held(lease))
        .execute()
      changed(lease.job)
    },

    /** Steps that are not done, by step and state. @property oldest UTC instant at which the oldest job among them was made */
    async counts(): Promise<{ step: string; state: string; count: number; oldest: string }[]> {
      const rows = await reader
        .selectFrom('job_step')
        .innerJoin('job', 'job.id', 'job_step.job_id')
        .where('state', 'in', ['queued', 'running', 'waiting', 'failed'])
        .select((e) => ['step', 'state', e.fn.countAll<number>().as('count'), e.fn.min('job.created_at').as('oldest')])
        .groupBy(['step', 'state'])
        .execute()
      return rows.map(({ step, state, count, oldest }) => ({ step, state, count: Number(count), oldest: String(oldest) }))
    },

    /** Steps that wait are tried again, but none before its time. */
    async wake(): Promise<void> {
      await writer
        .updateTable('job_step')
        .set({ state: 'queued', note: null, reason: null, run_at: 0 })
        .where('state', '=', 'waiting')
        .where('run_at', '<=', now().getTime())
        .execute()
    },

    /**
     * Queues at once the steps that an earlier process was running when it ended. The caller must hold the data folder's lock.
     * @param node takes back this node's work alone; null: there is one node
     */
    async takeOver(node: string | null): Promise<number> {
      const steps = writer.updateTable('job_step')
      const done = await (node === null ? steps : steps.where('lease_owner', 'like', `${node}/%`))
        .set((e) => ({
          state: 'queued',
          lease_owner: null,
          lease_until: null,
          run_at: 0,
          attempts: e('attempts', '-', 1),
          lease_epoch: e('lease_epoch', '+', 1),
        }))
        .where('state', '=', 'running')
        .executeTakeFirst()
      return Number(done.numUpdatedRows)
    },

    /** @throws Failure `not-found`, or `conflict` where there is nothing to cancel */
    async cancel(id: string, actor: Actor): Promise<void> {
      await writer.transaction().execute(async (tx) => {
        await lockJob(tx, id)
        const job = await tx.selectFrom('job').select('talk_id').where('id', '=', id).executeTakeFirst()
        if (!job) throw new Failure('not-found', ['noJob'])
        if ((await cancelSteps(tx, id, now())) === 0) throw new Failure('conflict', ['jobDone'])
        await recordDeed(tx, now().toISOString(), actor, { action: 'job.cancel', subject: job.talk_id, detail: { job: id } })
      })
      changed(id)
    },

    /** Does a job before all others that wait. @throws Failure `not-found`, or `conflict` where nothing of it waits */
    async moveFirst(id: string, actor: Actor): Promise<void> {
      await writer.transaction().execute((tx) => moveFirst(tx, id, actor, now().toISOString()))
      changed(id)
    },

    /** Runs one step again. @throws Failure `not-found`, or `conflict` while it runs */
    async retry(id: string, step: StepName, actor: Actor): Promise<void> {
      await writer.transaction().execute(async (tx) => {
        await lockJob(tx, id)
        const found = await tx
          .selectFrom('job_step')
          .innerJoin('job', 'job.id', 'job_step.job_id')
          .select(['state', 'talk_id'])
          .where('job_id', '=', id)
          .where('step', '=', step)
          .executeTakeFirst()
        if (!found) throw new Failure('not-found', ['noStep'])
        if (found.state === 'running' || found.state === 'queued') throw new Failure('conflict', ['stepBusy'])
        // What comes after a cancelled step was cancelled with it.
        await tx
          .updateTable('job_step')
          .set(FRESH)
          .set({ state: 'queued' })
          .where('job_id', '=', id)
          .where((e) => e.or([e('step', '=', step), e('state', '=', 'cancelled')]))
          .execute()
        await recordDeed(tx, now().toISOString(), actor, { action: 'job.retry', subject: found.talk_id, detail: { job: id, step } })
      })
      changed(id)
    },
  }
}
