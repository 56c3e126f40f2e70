import type { Kysely } from 'kysely'

/** What the sender says of a transcript's maker and language, and what is to be asked before it is taken in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('upload').addColumn('made', 'text').execute()
  await db.schema
    .alterTable('upload')
    .addColumn('language_confirmed', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  // JSON { language, made }: what the file points to; null: nothing to ask.
  await db.schema.alterTable('upload').addColumn('question', 'text').execute()
}
