/** One-time codes that were accepted: each opens the door once (RFC 6238 §5.2), though it stays right for a minute and a half. */
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** Longer than any code is right. */
const REMEMBERED_MS = 10 * 60_000

/** @returns whether this is the first use; of two at once one is */
export async function useCode(db: Kysely<Database>, account: string, code: string, at: Date): Promise<boolean> {
  const over = new Date(at.getTime() - REMEMBERED_MS).toISOString()
  await db.deleteFrom('used_code').where('used_at', '<', over).execute()
  const row = { account, code, used_at: at.toISOString() }
  const added = await db
    .insertInto('used_code')
    .values(row)
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}
