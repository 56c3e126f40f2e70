/** Talks taken over from other libraries: which talk each became, and what the last harvest left of it. */
import type { OpenDatabase } from '../open.ts'

export interface Harvested {
  readonly talk: string
  /** As the harvest wrote it down. */
  readonly fields: unknown
}

export function createHarvested({ reader, writer }: OpenDatabase, now: () => Date) {
  return {
    async harvested(source: string, identifier: string): Promise<Harvested | null> {
      const row = await reader
        .selectFrom('harvested')
        .select(['talk', 'fields'])
        .where('source', '=', source)
        .where('identifier', '=', identifier)
        .executeTakeFirst()
      return row ? { talk: row.talk, fields: JSON.parse(row.fields) } : null
    },

    async recordHarvest(source: string, identifier: string, { talk, fields }: Harvested): Promise<void> {
      const row = { talk, fields: JSON.stringify(fields), harvested_at: now().toISOString() }
      await writer
        .insertInto('harvested')
        .values({ source, identifier, ...row })
        .onConflict((c) => c.columns(['source', 'identifier']).doUpdateSet(row))
        .execute()
    },
  }
}
