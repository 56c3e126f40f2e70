import type { Kysely } from 'kysely'

/** What stands on slides, read from their file: found by the search, and made again from the file whenever it is gone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('slide_text')
    .addColumn('sha256', 'text', (c) => c.primaryKey().references('media_file.sha256').onDelete('cascade'))
    // A JSON list, a text a slide; empty where none could be read, and then why.
    .addColumn('slides', 'text', (c) => c.notNull())
    .addColumn('problem', 'text')
    .execute()
}
