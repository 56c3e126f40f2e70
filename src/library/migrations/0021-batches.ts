import { type Kysely, sql } from 'kysely'

/** Changes to many talks at once: what was chosen, what will change, what was done, and the values from before, to undo it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // change: JSON; null until it is chosen. actor_…: who started it, or made it while it has not been started.
  `create table batch (id text primary key,
    state text not null check (state in ('chosen', 'preview', 'running', 'done', 'cancelled')),
    change text, undoes text references batch (id) on delete set null,
    actor_kind text not null, actor text, actor_name text not null,
    created_at text not null, started_at text, finished_at text)`,
  `create index batch_created on batch (created_at)`,
  `create index batch_undoes on batch (undoes) where undoes is not null`,
  // version: fingerprint of the values that the preview showed. before, after: JSON, by field. reason: JSON, why it was refused.
  `create table batch_item (batch_id text not null references batch (id) on delete cascade, position integer not null,
    talk_id text not null references talk (id) on delete cascade,
    state text not null check (state in ('chosen', 'planned', 'unchanged', 'refused', 'done')),
    version text, before text, after text, kept text, reason text, primary key (batch_id, position)) without rowid`,
  `create index batch_item_state on batch_item (batch_id, state, position)`,
  `create index batch_item_talk on batch_item (talk_id)`,
]
