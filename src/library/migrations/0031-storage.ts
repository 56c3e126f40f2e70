import { type Kysely, sql } from 'kysely'

/**
 * How large renditions are, and the program's own files, as they were last counted: sizes of originals are in `media_file`. A count replaces
 * what the one before it found.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // count: of which count the row is; rows of other counts are left over from one that was cut off.
  `create table rendition_size (count integer not null, sha256 text not null, recipe text not null, size integer not null,
    primary key (count, sha256, recipe)) without rowid`,
  // One row. database, search_index: bytes; null where another server holds them.
  `create table storage_count (count integer not null primary key, counted_at text not null, database_size integer, index_size integer)`,
  `create index talk_file_sha256 on talk_file (sha256)`,
]
