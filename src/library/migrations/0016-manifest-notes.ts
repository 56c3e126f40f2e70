/** What the import saw of a manifest and of the files it names: the same sight again spares opening them. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table manifest_note (
      path text primary key,
      kind text not null,
      id text not null,
      fingerprint text not null,
      note text not null
    ) strict
  `.execute(db)
  // At most one row: when the library's own manifests were first read to their end.
  await sql`create table first_import (at text not null) strict`.execute(db)
  await sql`insert into first_import select '' where exists (select 1 from talk)`.execute(db)
}
