import { type Kysely, sql } from 'kysely'

/** What was removed of a person on request, and can be put back for a day. The row goes after that, and with it the last copy of the words. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // person: the present id. payload: JSON (privacy/remove.ts).
  await sql
    .raw(
      `create table privacy_removal (id text primary key, kind text not null check (kind in ('details', 'name')), person text not null,
        at text not null, until text not null, by_name text not null, payload text not null) without rowid`,
    )
    .execute(db)
}
