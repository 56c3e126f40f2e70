import { type Kysely, sql } from 'kysely'

/**
 * Rows of a spreadsheet as rows of a batch: a row that makes a new recording has no talk yet. And what the last import of a sheet said of a
 * recording, so that the next one changes only what changed in the sheet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'alter table batch_item rename to batch_item_before',
  'drop index batch_item_state',
  'drop index batch_item_talk',
  // talk_id: null until the recording is made. sheet_row: its number in the sheet. title: what to call the row while it has no talk.
  // cells: JSON, the row as it was read; null once the import has started. detail: JSON (batch/batch.ts).
  `create table batch_item (batch_id text not null references batch (id) on delete cascade, position integer not null,
    talk_id text references talk (id) on delete cascade,
    state text not null check (state in ('chosen', 'planned', 'unchanged', 'refused', 'done')),
    version text, before text, after text, kept text, reason text, sheet_row integer, title text, cells text, detail text,
    primary key (batch_id, position)) without rowid`,
  `insert into batch_item (batch_id, position, talk_id, state, version, before, after, kept, reason)
    select batch_id, position, talk_id, state, version, before, after, kept, reason from batch_item_before`,
  'drop table batch_item_before',
  'create index batch_item_state on batch_item (batch_id, state, position)',
  'create index batch_item_talk on batch_item (talk_id)',
  // fields: JSON, the sheet's values by field.
  'create table sheet_note (talk_id text primary key references talk (id) on delete cascade, fields text not null) without rowid',
  'create table sheet_key (key text primary key, talk_id text not null references talk (id) on delete cascade) without rowid',
  'create index sheet_key_talk on sheet_key (talk_id)',
]
