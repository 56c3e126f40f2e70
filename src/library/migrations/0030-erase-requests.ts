import { type Kysely, sql } from 'kysely'

/** Where erasing takes two people: what one of them asked for. Restoring the entry withdraws it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table erase_request (entry text primary key references bin (id) on delete cascade, reason text not null,
        asked_at text not null, until text not null, actor text, actor_name text not null) without rowid`,
    )
    .execute(db)
}
