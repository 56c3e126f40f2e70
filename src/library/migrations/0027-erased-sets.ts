import { type Kysely, sql } from 'kysely'

/** The sets that an erased talk was in, by their name in OAI-PMH: who harvests one set learns there that the talk is gone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create table erased_set (spec text not null, talk text not null, primary key (spec, talk)) strict').execute(db)
  await sql.raw('create index erased_set_talk on erased_set (talk)').execute(db)
}
