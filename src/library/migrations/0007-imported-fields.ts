import type { Kysely } from 'kysely'

/** What a manifest made of a talk when it was last imported: what differs from it since, people changed. Null: imported before this was noted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('import_record').addColumn('fields', 'text').execute()
}
