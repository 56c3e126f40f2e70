import { type Kysely, sql } from 'kysely'

/** Work that somebody moved to the front of the queue: the highest number goes first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table job add column priority integer not null default 0').execute(db)
  await sql.raw('create index job_created on job (created_at)').execute(db)
}
