import { type Kysely, sql } from 'kysely'

/** How often something was done, where several servers count together (limits.ts). Instants are milliseconds since 1970. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table limit_use (key text not null primary key, unused_from integer not null) strict').execute(db)
  await sql.raw('create index limit_use_unused on limit_use (unused_from)').execute(db)
}
