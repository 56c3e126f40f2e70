import type { Kysely } from 'kysely'

/** How the times of a cue were found by comparing its text with the sound, and for which transcript that is asked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // JSON { kind, confidence }; null: all times came with the file or from a person.
  await db.schema.alterTable('cue').addColumn('estimate', 'text').execute()
  // Of a step of a job: the language of the transcript it was asked for.
  await db.schema.alterTable('job_step').addColumn('wish', 'text').execute()
}
