import { type Kysely, sql } from 'kysely'

/** Quotes, and the time maps of recut recordings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('quote')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('talk_id', 'text', (c) => c.notNull().references('talk.id').onDelete('cascade'))
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('start_ms', 'integer', (c) => c.notNull())
    .addColumn('end_ms', 'integer', (c) => c.notNull())
    .addColumn('exact', 'text', (c) => c.notNull())
    .addColumn('prefix', 'text', (c) => c.notNull())
    .addColumn('suffix', 'text', (c) => c.notNull())
    .addColumn('speaker', 'text')
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('quote_talk').on('quote').column('talk_id').execute()
  // A quote is what was said and when it was taken down: no later hand may change it.
  await sql`create trigger quote_immutable before update on quote begin select raise(abort, 'a quote is immutable'); end`.execute(db)
  await db.schema.alterTable('transcript_revision').addColumn('offset_map', 'text').execute()
}
