/** Erasing by two people (WOORDELIJK_ERASE_BY_TWO): one asks, and another administrator confirms within `ASK_HOURS`. */
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import type { OpenDatabase } from '../open.ts'

/** Hours in which a request can be confirmed. */
export const ASK_HOURS = 72

export interface EraseRequest {
  readonly reason: string
  /** UTC instants. */
  readonly asked: string
  readonly until: string
  /** The account that asked, and its name then. */
  readonly actor: string | null
  readonly by: string
}

export interface EraseRequests {
  /** @param entry in the bin @throws Failure `conflict` where it was asked already */
  askErasure(entry: string, talk: string, reason: string, actor: Actor): Promise<void>
  /** Requests that can still be confirmed, by entry. */
  eraseRequests(entries: readonly string[]): Promise<Map<string, EraseRequest>>
  /** Ends the request for the one who confirms it. @throws Failure `not-found`, `forbidden` for the one who asked, or `conflict` when it is too late */
  confirmErasure(entry: string, talk: string, actor: Actor): Promise<EraseRequest>
  /** @throws Failure `not-found` */
  withdrawErasure(entry: string, talk: string, actor: Actor): Promise<void>
}

export function createEraseRequests({ reader, writer }: OpenDatabase, now: () => Date): EraseRequests {
  return {
    async askErasure(entry, talk, reason, actor) {
      const at = now()
      const until = new Date(at.getTime() + ASK_HOURS * 3_600_000).toISOString()
      await writer.transaction().execute(async (tx) => {
        await tx.deleteFrom('erase_request').where('entry', '=', entry).where('until', '<=', at.toISOString()).execute()
        const row = { entry, reason, asked_at: at.toISOString(), until, actor: actor.id, actor_name: actor.name }
        const added = await tx
          .insertInto('erase_request')
          .values(row)
          .onConflict((c) => c.doNothing())
          .executeTakeFirst()
        if (added.numInsertedOrUpdatedRows !== 1n) throw new Failure('conflict', ['eraseAsked'])
        await recordDeed(tx, at.toISOString(), actor, { action: 'erase.ask', subject: talk, detail: { reason } })
      })
    },

    async eraseRequests(entries) {
      if (entries.length === 0) return new Map()
      const rows = await reader
        .selectFrom('erase_request')
        .selectAll()
        .where('entry', 'in', entries)
        .where('until', '>', now().toISOString())
        .execute()
      return new Map(
        rows.map(({ entry, reason, asked_at, until, actor, actor_name }) => [
          entry,
          { reason, asked: asked_at, until, actor, by: actor_name },
        ]),
      )
    },

    async confirmErasure(entry, talk, actor) {
      const at = now().toISOString()
      return writer.transaction().execute(async (tx) => {
        const row = await tx.deleteFrom('erase_request').where('entry', '=', entry).returningAll().executeTakeFirst()
        if (!row) throw new Failure('not-found', ['noEraseRequest'])
        // A refusal undoes the deletion with the transaction.
        if (row.actor === null || row.actor === actor.id) throw new Failure('forbidden', ['eraseOwn'])
        if (row.until <= at) throw new Failure('conflict', ['eraseTooLate'])
        await recordDeed(tx, at, actor, { action: 'erase.confirm', subject: talk, detail: { reason: row.reason } })
        return { reason: row.reason, asked: row.asked_at, until: row.until, actor: row.actor, by: row.actor_name }
      })
    },

    async withdrawErasure(entry, talk, actor) {
      await writer.transaction().execute(async (tx) => {
        const gone = await tx.deleteFrom('erase_request').where('entry', '=', entry).executeTakeFirst()
        if (gone.numDeletedRows === 0n) throw new Failure('not-found', ['noEraseRequest'])
        await recordDeed(tx, now().toISOString(), actor, { action: 'erase.withdraw', subject: talk })
      })
    },
  }
}
