import { type Kysely, sql } from 'kysely'

/** The change log that the search index and mirrors follow; the index itself moves to a file of its own, so its tables go. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('change')
    // No foreign key: the row of a talk that is gone tells the followers that it is.
    .addColumn('talk', 'text', (c) => c.primaryKey())
    .addColumn('seq', 'integer', (c) => c.notNull().unique())
    .addColumn('listed', 'integer', (c) => c.notNull())
    .addColumn('was_listed', 'integer', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('change_head')
    .addColumn('seq', 'integer', (c) => c.notNull())
    .execute()
  await sql`insert into change (talk, seq, listed, was_listed, at)
    select id, row_number() over (order by updated_at, id), listed, listed, updated_at
    from (select id, updated_at, case when visibility = 'public' and stage = 'published' and withdrawn is null then 1 else 0 end as listed from talk) as talks`.execute(
    db,
  )
  // A talk that was withdrawn has been public before, unless it was never published: its tombstone is for mirrors too.
  await sql`update change set was_listed = 1
    where talk in (select id from talk where withdrawn is not null and visibility = 'public' and stage = 'published')`.execute(db)
  await sql`insert into change_head (seq) select count(*) from change`.execute(db)
  for (const table of INDEX_TABLES) await sql`drop table if exists ${sql.raw(table)}`.execute(db)
}

const INDEX_TABLES = [
  'search_version',
  'search_talk',
  'search_facet',
  'search_cue',
  'search_slide',
  'search_form',
  'search_form_term',
  'search_term',
  'search_posting',
  'search_forward',
  'search_delete',
  'search_passage',
]
