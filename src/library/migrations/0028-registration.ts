import { type Kysely, sql } from 'kysely'

/** Where people register for an event that is still to come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table event add column registration text').execute(db)
}
