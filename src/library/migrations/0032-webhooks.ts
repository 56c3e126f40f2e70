import { type Kysely, sql } from 'kysely'

/** Webhooks, and the deliveries to them: sent, failed and still to be sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // events: JSON list. secret: signs what is sent, so it is kept as it is.
  `create table webhook (id text primary key, url text not null, events text not null, secret text not null,
    created_at text not null, created_by text not null)`,
  // talk: null for a test. run_at, lease_until: milliseconds since 1970. reason: of the last attempt. The body is made when it is sent.
  `create table webhook_delivery (id text primary key, webhook_id text not null references webhook (id) on delete cascade,
    event text not null, talk text, at text not null,
    state text not null check (state in ('waiting', 'done', 'failed')), attempts integer not null default 0,
    run_at integer not null, lease_until integer, status integer, reason text, finished_at text)`,
  `create index webhook_delivery_due on webhook_delivery (run_at) where state = 'waiting'`,
  `create index webhook_delivery_webhook on webhook_delivery (webhook_id, at)`,
]
