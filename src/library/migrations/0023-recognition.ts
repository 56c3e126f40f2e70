import type { Kysely } from 'kysely'

/** Transcripts made by the institution's own speech recogniser. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Name and version of the program that made a transcript; null: not known, or no program.
  await db.schema.alterTable('transcript').addColumn('maker', 'text').execute()
  // JSON [key, ...values]: the step's error or note as a sentence that can be said in any language of the interface.
  await db.schema.alterTable('job_step').addColumn('reason', 'text').execute()
  // 1: a recording whose speech is to be recognised once it is in.
  await db.schema
    .alterTable('upload')
    .addColumn('recognise', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  // What was recognised of a recording so far: after a stop the work goes on behind it.
  await db.schema
    .createTable('recognised_piece')
    .addColumn('talk_id', 'text', (c) => c.notNull().references('talk.id').onDelete('cascade'))
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('start_ms', 'integer', (c) => c.notNull())
    .addColumn('end_ms', 'integer', (c) => c.notNull())
    .addColumn('result', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('recognised_piece_key', ['talk_id', 'fingerprint', 'start_ms'])
    .execute()
}
