import { type Kysely, sql } from 'kysely'

/** One-time codes that were accepted, so that none is accepted twice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table used_code (account text not null references "user" ("id") on delete cascade, code text not null, used_at text not null,
    primary key (account, code))`)
    .execute(db)
}
