/** Talks taken over from other libraries: which talk each became, and what the last harvest left of it. */
import type { OpenDatabase } from '../open.ts'

export interface Harvested {
  readonly talk: string
  /** As the harvest wrote it down. */
  readonly fields: unknown
}

export interface HarvestedTalks {
  harvested(source: string, identifier: string): Promise<Harvested | null>
  recordHarvest(source: string, identifier: string, harvested: Harvested): Promise<void>
}

export function createHarvested({ reader, writer }: OpenDatabase, now: () => Date): HarvestedTalks {
  return {
    async harvested(source, identifier) {
      const row = await reader
        .selectFrom('harvested')
        .select(['talk', 'fields'])
        .where('source', '=', source)
        .where('identifier', '=', identifier)
        .executeTakeFirst()
      return row ? { talk: row.talk, fields: JSON.parse(row.fields) } : null
    },

    async recordHarvest(source, identifier, { talk, fields }) {
      const row = { talk, fields: JSON.stringify(fields), harvested_at: now().toISOString() }
      await writer
        .insertInto('harvested')
        .values({ source, identifier, ...row })
        .onConflict((c) => c.columns(['source', 'identifier']).doUpdateSet(row))
        .execute()
    },
  }
}
