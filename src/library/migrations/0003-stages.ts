import { type Kysely, sql } from 'kysely'

/** A talk may be in the library before everybody may see it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table talk add column stage text not null default 'published'
    check (stage in ('draft', 'ready', 'scheduled', 'published'))`.execute(db)
  await db.schema.alterTable('talk').addColumn('publish_at', 'text').execute()
  await db.schema.createIndex('talk_stage').on('talk').column('stage').execute()
}
