import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** Indexes for pages of feeds and harvests: newest publications first, changes by their instant. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index talk_published on talk (published_at, id) where visibility = 'public' and stage = 'published' and withdrawn is null`.execute(
    db,
  )
  await sql`create index change_harvest on change (at, talk) where was_listed = 1`.execute(db)
}
