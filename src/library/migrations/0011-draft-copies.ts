import type { Kysely } from 'kysely'

/** Transcript drafts that somebody else took over or threw away, as their authors left them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('transcript_draft_copy')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('talk_id', 'text', (c) => c.notNull().references('talk.id').onDelete('cascade'))
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('base', 'integer', (c) => c.notNull())
    .addColumn('saved_at', 'text', (c) => c.notNull())
    .addColumn('author_name', 'text', (c) => c.notNull())
    .addColumn('cues', 'text', (c) => c.notNull())
    .addColumn('copied_at', 'text', (c) => c.notNull())
    .addColumn('copied_by', 'text', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('transcript_draft_copy_talk').on('transcript_draft_copy').column('talk_id').execute()
}
