/** Deliveries to webhooks. They are recorded in the transaction of the event itself, so that neither exists without the other. */
import type { Kysely } from 'kysely'
import { newId } from '../ids.ts'
import type { Database } from '../schema.ts'

/** `draft.waiting`: a recording that is not published has been worked through and can be published. */
export const WEBHOOK_EVENTS = ['job.failed', 'talk.published', 'talk.withdrawn', 'draft.waiting'] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** Deliveries of one webhook that are kept; the oldest go first, sent or not. */
const MOST_DELIVERIES = 1000

export async function tellWebhooks(tx: Kysely<Database>, event: WebhookEvent, talk: string, at: string): Promise<void> {
  const hooks = await tx.selectFrom('webhook').select(['id', 'events']).execute()
  for (const { id, events } of hooks) if (JSON.parse(events).includes(event)) await addDelivery(tx, id, event, talk, at)
}

/** @returns the delivery's id */
export async function addDelivery(
  tx: Kysely<Database>,
  webhook: string,
  event: WebhookEvent | 'test',
  talk: string | null,
  at: string,
): Promise<string> {
  const id = newId(20)
  await tx
    .insertInto('webhook_delivery')
    .values({ id, webhook_id: webhook, event, talk, at, state: 'waiting', run_at: Date.parse(at), ...NOT_SENT })
    .execute()
  const surplus = await tx
    .selectFrom('webhook_delivery')
    .select('id')
    .where('webhook_id', '=', webhook)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(100)
    .offset(MOST_DELIVERIES)
    .execute()
  if (surplus.length > 0)
    await tx
      .deleteFrom('webhook_delivery')
      .where(
        'id',
        'in',
        surplus.map((row) => row.id),
      )
      .execute()
  return id
}

const NOT_SENT = { attempts: 0, lease_until: null, status: null, reason: null, finished_at: null }
