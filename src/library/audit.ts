/** Who did what, kept for ever: the tables' triggers refuse to change or delete a line. */
import type { Kysely, Transaction } from 'kysely'
import type { Database } from './schema.ts'
import { tellWebhooks, type WebhookEvent } from './webhook/events.ts'

export interface Actor {
  readonly kind: 'account' | 'token' | 'command' | 'system'
  /** The account's or token's id. */
  readonly id: string | null
  /** As it was then. */
  readonly name: string
}

/** The program itself: what a schedule or an ingest does. */
export const SYSTEM: Actor = { kind: 'system', id: null, name: 'Woordelijk' }

export interface AuditEvent {
  readonly id: number
  /** UTC instant. */
  readonly at: string
  readonly actor: Actor
  /** `talk.publish`, `account.add`, … */
  readonly action: string
  readonly subject: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
}

export type Deed = Pick<AuditEvent, 'action'> & Partial<Pick<AuditEvent, 'subject' | 'detail'>>

/** Actions of which webhooks are told. */
const TOLD: Readonly<Record<string, WebhookEvent>> = { 'talk.publish': 'talk.published', 'talk.withdraw': 'talk.withdrawn' }

/** Call in the transaction of the change itself, so that neither exists without the other. */
export async function recordDeed(tx: Transaction<Database> | Kysely<Database>, at: string, actor: Actor, deed: Deed): Promise<void> {
  await tx
    .insertInto('audit_event')
    .values({
      at,
      actor_kind: actor.kind,
      actor: actor.id,
      actor_name: actor.name,
      action: deed.action,
      subject: deed.subject ?? null,
      detail: deed.detail ? JSON.stringify(deed.detail) : null,
    })
    .execute()
  const event = TOLD[deed.action]
  if (event && deed.subject) await tellWebhooks(tx, event, deed.subject, at)
}

/** Newest first, at most `limit`, of one subject when given, before the event `before`. */
export async function loadDeeds(
  db: Kysely<Database>,
  { subject, before, limit }: { subject?: string | undefined; before?: number | undefined; limit: number },
): Promise<AuditEvent[]> {
  let query = db.selectFrom('audit_event').selectAll().orderBy('id', 'desc').limit(limit)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map((row) => ({
    id: row.id,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor, name: row.actor_name },
    action: row.action,
    subject: row.subject,
    detail: row.detail === null ? null : JSON.parse(row.detail),
  }))
}
