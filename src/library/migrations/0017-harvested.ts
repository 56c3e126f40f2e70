/** Talks taken over from other libraries, so that a second harvest finds them again. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // No foreign key: the row of a draft that was deleted here keeps it from coming back.
  await sql`
    create table harvested (
      source text not null,
      identifier text not null,
      talk text not null,
      fields text not null,
      harvested_at text not null,
      primary key (source, identifier)
    ) strict
  `.execute(db)
}
