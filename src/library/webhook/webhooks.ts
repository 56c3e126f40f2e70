/** Webhooks: addresses that administrators add, and deliveries to them, with retries that survive a restart and are taken by one node only. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Failure, type Reason } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { isPostgres } from '../dialect/locks.ts'
import { newId } from '../ids.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { addDelivery, WEBHOOK_EVENTS, type WebhookEvent } from './events.ts'

export interface Webhook {
  readonly id: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
  readonly created: string
  readonly by: string
}

export interface Delivery {
  readonly id: string
  readonly url: string
  readonly event: string
  readonly talk: string | null
  /** UTC instants. `next`: of the next attempt; null: there is none. */
  readonly at: string
  readonly next: string | null
  readonly finished: string | null
  readonly state: Database['webhook_delivery']['state']
  readonly attempts: number
  /** Of the last answer, in HTTP; null: there was none. */
  readonly status: number | null
  /** Why the last attempt failed. */
  readonly reason: Reason | null
}

/** A delivery that a sender has taken. */
export interface DueDelivery {
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly event: string
  readonly talk: string | null
  readonly at: string
  readonly attempts: number
}

export interface Outcome {
  readonly ok: boolean
  readonly status: number | null
  readonly reason: Reason | null
  /** Whether the sender gives up, though attempts are left. */
  readonly final?: boolean
}

export type Webhooks = ReturnType<typeof createWebhooks>

const MOST_WEBHOOKS = 20
/** Waiting times between attempts: half a minute to six hours. After the last one a delivery has failed. */
const BACKOFF_MS = [30_000, 120_000, 600_000, 3_600_000, 21_600_000]
/** A sender that was killed leaves its deliveries to others after this time. */
const LEASE_MS = 60_000

export function createWebhooks({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  async function existing(id: string): Promise<void> {
    if (!(await reader.selectFrom('webhook').select('id').where('id', '=', id).executeTakeFirst()))
      throw new Failure('not-found', ['noWebhook'])
  }

  return {
    async list(): Promise<Webhook[]> {
      const rows = await reader.selectFrom('webhook').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(({ id, url, events, created_at, created_by }) => ({
        id,
        url,
        events: JSON.parse(events),
        created: created_at,
        by: created_by,
      }))
    },

    /** @param url checked already @returns the secret: no other method returns it @throws Failure `invalid` or `conflict` */
    async add(url: string, wanted: readonly string[], actor: Actor): Promise<string> {
      const events = WEBHOOK_EVENTS.filter((event) => wanted.includes(event))
      if (events.length === 0) throw new Failure('invalid', ['webhookNoEvents'])
      const secret = `whs_${randomBytes(32).toString('base64url')}`
      const [id, at] = [newId(), now().toISOString()]
      await writer.transaction().execute(async (tx) => {
        const { count } = await tx
          .selectFrom('webhook')
          .select((e) => e.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
        if (Number(count) >= MOST_WEBHOOKS) throw new Failure('conflict', ['webhookTooMany', MOST_WEBHOOKS])
        await tx
          .insertInto('webhook')
          .values({ id, url, events: JSON.stringify(events), secret, created_at: at, created_by: actor.name })
          .execute()
        await recordDeed(tx, at, actor, { action: 'webhook.add', subject: id, detail: { host: new URL(url).host, events } })
      })
      return secret
    },

    /** With what is still to be sent to it. @throws Failure `not-found` */
    async remove(id: string, actor: Actor): Promise<void> {
      await existing(id)
      await writer.transaction().execute(async (tx) => {
        await tx.deleteFrom('webhook').where('id', '=', id).execute()
        await recordDeed(tx, now().toISOString(), actor, { action: 'webhook.remove', subject: id })
      })
    },

    /** @throws Failure `not-found` */
    async test(id: string, actor: Actor): Promise<void> {
      await existing(id)
      const at = now().toISOString()
      await writer.transaction().execute(async (tx) => {
        await addDelivery(tx, id, 'test', null, at)
        await recordDeed(tx, at, actor, { action: 'webhook.test', subject: id })
      })
    },

    /** The last ones first. */
    async deliveries(most: number): Promise<Delivery[]> {
      const rows = await reader
        .selectFrom('webhook_delivery')
        .innerJoin('webhook', 'webhook.id', 'webhook_delivery.webhook_id')
        .selectAll('webhook_delivery')
        .select('webhook.url')
        .orderBy('webhook_delivery.at', 'desc')
        .orderBy('webhook_delivery.id')
        .limit(most)
        .execute()
      return rows.map(({ id, url, event, talk, at, state, attempts, status, reason, run_at, finished_at }) => ({
        id,
        url,
        event,
        talk,
        at,
        state,
        attempts,
        status,
        next: state === 'waiting' && attempts > 0 ? new Date(run_at).toISOString() : null,
        finished: finished_at,
        reason: reason === null ? null : JSON.parse(reason),
      }))
    },

    /** Takes deliveries whose time has come: no other sender gets them until the lease ends. */
    async take(most: number): Promise<DueDelivery[]> {
      const at = now().getTime()
      // Asked every other second: a transaction that may write is begun only where something is due.
      const isDue = reader.selectFrom('webhook_delivery').select('id').where('state', '=', 'waiting').where('run_at', '<=', at)
      if (!(await isDue.executeTakeFirst())) return []
      return writer.transaction().execute(async (tx) => {
        const due = tx
          .selectFrom('webhook_delivery')
          .select('id')
          .where('state', '=', 'waiting')
          .where('run_at', '<=', at)
          .where((e) => e.or([e('lease_until', 'is', null), e('lease_until', '<=', at)]))
          .orderBy('run_at')
          .limit(most)
        const ids = (await (isPostgres(tx) ? due.modifyEnd(sql`for update skip locked`) : due).execute()).map(({ id }) => id)
        if (ids.length === 0) return []
        await tx
          .updateTable('webhook_delivery')
          .set((e) => ({ lease_until: at + LEASE_MS, attempts: e('attempts', '+', 1) }))
          .where('id', 'in', ids)
          .execute()
        return tx
          .selectFrom('webhook_delivery')
          .innerJoin('webhook', 'webhook.id', 'webhook_delivery.webhook_id')
          .select(['webhook_delivery.id', 'url', 'secret', 'event', 'talk', 'at', 'attempts'])
          .where('webhook_delivery.id', 'in', ids)
          .execute()
      })
    },

    async settle({ id, attempts }: DueDelivery, { ok, status, reason, final = false }: Outcome): Promise<void> {
      const at = now()
      const wait = BACKOFF_MS[attempts - 1]
      const state = ok ? 'done' : final || wait === undefined ? 'failed' : 'waiting'
      await writer
        .updateTable('webhook_delivery')
        .set({
          state,
          status,
          reason: reason === null ? null : JSON.stringify(reason),
          lease_until: null,
          ...(state === 'waiting' ? { run_at: at.getTime() + (wait ?? 0) } : { finished_at: at.toISOString() }),
        })
        .where('id', '=', id)
        // A later attempt, after this one's lease ended, has the say.
        .where('attempts', '=', attempts)
        .execute()
    },
  }
}
