import { type Kysely, sql } from 'kysely'

/** The sound of a recording as one file: JSON { recipe, bytes }. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table recording add column audio text').execute(db)
}
