import type { Kysely } from 'kysely'

/** 1: the sender promised the SHA-256 of the whole file; the upload is not finished before it is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('upload')
    .addColumn('awaits_sha256', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
