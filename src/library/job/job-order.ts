/** The order in which waiting jobs are taken up, where somebody changes it. */
import type { Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { lockName } from '../dialect/locks.ts'
import type { Database } from '../schema.ts'

/** @throws Failure `not-found`, or `conflict` where nothing of the job waits */
export async function moveFirst(tx: Transaction<Database>, id: string, actor: Actor, at: string): Promise<void> {
  await lockName(tx, 'job order')
  const job = await tx.selectFrom('job').select('talk_id').where('id', '=', id).executeTakeFirst()
  if (!job) throw new Failure('not-found', ['noJob'])
  const queued = await tx.selectFrom('job_step').select('step').where('job_id', '=', id).where('state', '=', 'queued').executeTakeFirst()
  if (!queued) throw new Failure('conflict', ['jobNotQueued'])
  const { highest } = await tx
    .selectFrom('job')
    .select((e) => e.fn.max('priority').as('highest'))
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('job')
    .set({ priority: Number(highest) + 1 })
    .where('id', '=', id)
    .execute()
  await recordDeed(tx, at, actor, { action: 'job.first', subject: job.talk_id, detail: { job: id } })
}
