/**
 * A number that changes with everything visitors can see, and with nothing else: sessions, drafts and uploads leave it alone. Pages kept
 * in memory are right as long as it is the same.
 */
import { type Kysely, sql } from 'kysely'

const WATCHED = [
  'insert on talk',
  'update on talk',
  'delete on talk',
  'insert on event',
  'update on event',
  'delete on event',
  'insert on recording',
  'update on recording',
  'delete on recording',
  'insert on transcript_revision',
  'delete on transcript_revision',
  'update of name on person',
  'update of name on theme',
  'insert on slide_text',
  'update on slide_text',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table catalogue_version (version integer not null)`.execute(db)
  await sql`insert into catalogue_version values (1)`.execute(db)
  for (const event of WATCHED) {
    const name = event.replace(' of name', '').replace(' on ', '_')
    const when = event.includes('of name') ? 'when old.name is not new.name' : ''
    await sql
      .raw(`create trigger catalogue_${name} after ${event} ${when} begin update catalogue_version set version = version + 1; end`)
      .execute(db)
  }
}
