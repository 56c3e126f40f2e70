/** Rows of the job table: which of them may run, and what is written in them. */
import type { Transaction } from 'kysely'
import { inDutch, type Reason } from '../../failure.ts'
import type { Database } from '../schema.ts'
import { tellWebhooks } from '../webhook/events.ts'
import { RULES, type StepName, type StepRow } from './job.ts'

/** Why a step failed or waits: Dutch, and where it has a reason, other languages too. A failure is one. */
export type Why = string | { readonly message: string; readonly reason: Reason | null }

/** The columns that say it. */
export function explain(column: 'error' | 'note', why: Why | Reason | null) {
  if (why === null || typeof why === 'string') return { [column]: why, reason: null }
  const { message, reason } = 'message' in why ? why : { message: inDutch(why), reason: why }
  return { [column]: message, reason: reason && JSON.stringify(reason) }
}

export function isFree(row: StepRow, at: number): boolean {
  if (row.state === 'waiting') return row.run_at > 0
  return row.state === 'queued' || (row.state === 'running' && (row.lease_until ?? 0) < at)
}

export const FRESH = {
  progress: 0,
  attempts: 0,
  run_at: 0,
  lease_owner: null,
  lease_until: null,
  error: null,
  note: null,
  reason: null,
  started_at: null,
  finished_at: null,
}

export function mayRun(row: StepRow, all: readonly StepRow[]): boolean {
  return (JSON.parse(row.after) as string[]).every((name) => {
    const before = all.find((other) => other.step === name)
    if (!before) return true
    if (['done', 'skipped'].includes(before.state)) return true
    return before.required === 0 && ['waiting', 'failed', 'cancelled'].includes(before.state)
  })
}

export async function requireStep(tx: Transaction<Database>, job: string, step: StepName): Promise<void> {
  await tx.updateTable('job_step').set({ required: 1 }).where('job_id', '=', job).where('step', '=', step).execute()
  const after = JSON.stringify([...RULES.ready.after, step])
  await tx.updateTable('job_step').set({ after }).where('job_id', '=', job).where('step', '=', 'ready').execute()
}

export async function cancelSteps(tx: Transaction<Database>, job: string, at: Date): Promise<number> {
  const done = await tx
    .updateTable('job_step')
    .set({ state: 'cancelled', lease_owner: null, lease_until: null, finished_at: at.toISOString() })
    .where('job_id', '=', job)
    .where('state', 'in', ['queued', 'running', 'waiting'])
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

/** After the last step, for now, of a job on a recording that is not published yet. */
export async function tellOfDraft(
  tx: Transaction<Database>,
  { job, talk }: { readonly job: string; readonly talk: string },
  at: string,
): Promise<void> {
  const open = await tx
    .selectFrom('job_step')
    .select('step')
    .where('job_id', '=', job)
    // A step that waits for a program that is not installed may wait for ever.
    .where((e) => e.or([e('state', 'in', ['queued', 'running']), e.and([e('state', '=', 'waiting'), e('required', '=', 1)])]))
    .executeTakeFirst()
  if (open) return
  const draft = await tx
    .selectFrom('talk')
    .select('id')
    .where('id', '=', talk)
    .where('desk_stage', 'in', ['draft', 'ready'])
    .executeTakeFirst()
  if (draft) await tellWebhooks(tx, 'draft.waiting', talk, at)
}
