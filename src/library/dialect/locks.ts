/**
 * Locks for transactions that read before they write. SQLite lets one transaction write at a time, so there these do nothing; on
 * PostgreSQL transactions run side by side and see each other's commits between two statements.
 */
import { type Kysely, PostgresAdapter, sql, type Transaction } from 'kysely'
import type { Database } from '../schema.ts'

/** The channel on which nodes hear of each other's commits. */
export const CHANNEL = 'woordelijk'

export function isPostgres(db: Kysely<Database>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/**
 * For every transaction that changes what is in the library: talks, events, people, transcripts. Call it first. These transactions run one
 * after another, because all of them take the next number of the change log, and many update the same counts of people and themes:
 * one lock at the beginning cannot deadlock. Other nodes are told after the commit.
 */
export async function lockCatalogue(tx: Transaction<Database>): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_notify(${CHANNEL}, '') from change_head for update`.execute(tx)
}

/** For transactions about one thing that need not have a row yet, such as a draft. Held until the transaction ends. */
export async function lockName(tx: Transaction<Database>, name: string): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}

/** Locks a job before its steps, so that two transactions never wait for each other's steps. */
export async function lockJob(tx: Transaction<Database>, id: string): Promise<void> {
  if (isPostgres(tx)) await tx.selectFrom('job').select('id').where('id', '=', id).forUpdate().execute()
}

/** Locks a batch: its rows are settled while it is running, and not after it was ended. */
export async function lockBatch(tx: Transaction<Database>, id: string): Promise<void> {
  if (isPostgres(tx)) await tx.selectFrom('batch').select('id').where('id', '=', id).forUpdate().execute()
}

/**
 * Locks one step of a job, so that one worker claims it.
 * @returns false when another transaction holds it or it has changed since it was read
 */
export async function claimStep(
  tx: Transaction<Database>,
  step: Pick<Database['job_step'], 'job_id' | 'position' | 'lease_epoch' | 'state'>,
): Promise<boolean> {
  if (!isPostgres(tx)) return true
  const { rows } = await sql`select 1 from job_step where job_id = ${step.job_id} and position = ${step.position}
    and lease_epoch = ${step.lease_epoch} and state = ${step.state} for update skip locked`.execute(tx)
  return rows.length === 1
}
