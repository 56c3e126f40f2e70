import { type Kysely, sql } from 'kysely'

/** Each time a stored file was read again and held against its SHA-256. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('fixity_event')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    // Not a foreign key: what was found stays known when the file is gone.
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull().check(sql`outcome in ('ok', 'wrong', 'missing', 'unreadable')`))
    .addColumn('detail', 'text')
    .execute()
  await db.schema.createIndex('fixity_event_sha256').on('fixity_event').columns(['sha256', 'id']).execute()
  // Evidence: an archive that can change its own findings has none.
  for (const change of ['update', 'delete'])
    await sql`create trigger ${sql.raw(`fixity_event_no_${change}`)} before ${sql.raw(change)} on fixity_event
      begin select raise(abort, 'a fixity event is kept as it was'); end`.execute(db)
}
