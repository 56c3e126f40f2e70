import { type Kysely, sql } from 'kysely'

/** The bin, what remains of erased talks, and the files each talk has ever had: together they let nothing of an erased talk stay behind. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...FILL, ...TRIGGERS]) await sql.raw(statement).execute(db)
}

const TABLES = [
  `create table bin (id text primary key, kind text not null check (kind in ('talk', 'transcript', 'attachment')),
    talk_id text not null references talk (id) on delete cascade, at text not null, by_name text not null, payload text not null)`,
  `create index bin_at on bin (at)`,
  `create index bin_talk on bin (talk_id)`,
  `create unique index bin_whole_talk on bin (talk_id) where kind = 'talk'`,
  // shown: 1: visitors could once see it, so its address says that it is gone.
  `create table tombstone (kind text not null check (kind in ('talk', 'alias', 'quote', 'transcript')), id text not null, talk text not null,
    erased_at text not null, shown integer not null, primary key (kind, id)) without rowid`,
  // Files still to be removed after an erasure, and whether the index held the talk. The row goes when nothing is left to do.
  `create table erasure (id integer primary key autoincrement, files text not null, uploads text not null, indexed integer not null)`,
  `create table talk_file (talk_id text not null references talk (id) on delete cascade, sha256 text not null, primary key (talk_id, sha256)) without rowid`,
]

/** The files a row of each table names, as [talk, hash] expressions. `row` is the row's name in the statement. */
const NAMED = [
  {
    table: 'recording',
    columns: ['sha256', 'poster_sha256', 'storyboard_sha256'],
    talk: (row: string) => `${row}.talk_id`,
    when: () => 'true',
  },
  {
    table: 'attachment',
    columns: ['sha256'],
    talk: (row: string) => `${row}.owner_id`,
    when: (row: string) => `${row}.owner_kind = 'talk'`,
  },
  {
    table: 'transcript_revision',
    columns: ['source_sha256'],
    talk: (row: string) => `(select talk_id from transcript where id = ${row}.transcript_id)`,
    when: () => 'true',
  },
  { table: 'upload', columns: ['sha256'], talk: (row: string) => `${row}.talk_id`, when: (row: string) => `${row}.talk_id is not null` },
  { table: 'job', columns: ['sha256'], talk: (row: string) => `${row}.talk_id`, when: () => 'true' },
]

const FILL = NAMED.flatMap(({ table, columns, talk, when }) =>
  columns.map(
    (column) =>
      `insert or ignore into talk_file select ${talk(table)}, ${column} from ${table} where ${column} is not null and ${when(table)}`,
  ),
)

const TRIGGERS = [
  ...NAMED.flatMap(({ table, columns, talk, when }) =>
    columns.flatMap((column) =>
      // Revisions are never updated.
      (table === 'transcript_revision' ? ['insert'] : ['insert', 'update']).map(
        (
          event,
        ) => `create trigger talk_file_${table}_${column}_${event} after ${event} on ${table} when new.${column} is not null and ${when('new')} begin
          insert into talk_file select ${talk('new')}, new.${column}
          where not exists (select 1 from talk_file where talk_id = ${talk('new')} and sha256 = new.${column});
        end`,
      ),
    ),
  ),
  // The one change a line of the log may undergo: the details of something erased go, who did what and when stays.
  `drop trigger audit_event_kept`,
  `create trigger audit_event_kept before update on audit_event when new.detail is not null
    or (new.id, new.at, new.actor_kind, new.actor_name, new.action) <> (old.id, old.at, old.actor_kind, old.actor_name, old.action)
    or new.actor is not old.actor or new.subject is not old.subject
    begin select raise(abort, 'the audit log is append-only'); end`,
]
