import { type Kysely, sql } from 'kysely'

/** The OAI-PMH sets that an erased talk was in: a harvester of one set learns there that the talk is deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table erased_set (spec text not null, talk text not null, primary key (spec, talk)) strict').execute(db)
  await sql.raw('create index erased_set_talk on erased_set (talk)').execute(db)
}
