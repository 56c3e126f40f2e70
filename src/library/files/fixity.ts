/** The stored files: what each is for, and when it was last found to be what it should be. */
import type { Kysely } from 'kysely'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'

/** wrong: other bytes than were stored · missing: no file · unreadable: the disk does not give it. */
export type FixityOutcome = Database['fixity_event']['outcome']

export interface FixityCheck {
  /** UTC instant. */
  readonly at: string
  readonly outcome: FixityOutcome
  readonly detail: string | null
}

export interface KeptFile {
  readonly sha256: string
  /** Bytes, when it was stored. */
  readonly size: number
  /** Talks and events that need it, with the name it has there; empty when nothing does. */
  readonly usedBy: readonly { readonly owner: string; readonly name: string }[]
  readonly lastCheck: FixityCheck | null
}

export interface Fixity {
  /** Every stored file with its last check: those never checked first, then the longest ago. */
  keptFiles(): Promise<KeptFile[]>
  /** Whether the library has this file on its list. */
  isKept(sha256: string): Promise<boolean>
  /** Notes what was found when a stored file was read again; kept for ever. */
  recordCheck(sha256: string, check: Pick<FixityCheck, 'outcome' | 'detail'>): Promise<void>
}

/** The library's part that knows what became of the files; spread into it. */
export function createFixity({ reader, writer }: OpenDatabase, now: () => Date): Fixity {
  return {
    async keptFiles() {
      return loadKeptFiles(reader)
    },

    async isKept(sha256) {
      return (await reader.selectFrom('media_file').select('sha256').where('sha256', '=', sha256).executeTakeFirst()) !== undefined
    },

    async recordCheck(sha256, { outcome, detail }) {
      await writer.insertInto('fixity_event').values({ sha256, at: now().toISOString(), outcome, detail }).execute()
    },
  }
}

async function loadKeptFiles(db: Kysely<Database>): Promise<KeptFile[]> {
  const newest = db
    .selectFrom('fixity_event')
    .select((e) => e.fn.max('id').as('id'))
    .groupBy('sha256')
  const rows = await db
    .selectFrom('media_file')
    .leftJoin('fixity_event', (join) => join.onRef('fixity_event.sha256', '=', 'media_file.sha256').on('fixity_event.id', 'in', newest))
    .select(['media_file.sha256', 'size', 'at', 'outcome', 'detail'])
    .orderBy('fixity_event.id', (o) => o.asc().nullsFirst())
    .orderBy('media_file.sha256')
    .execute()
  const uses = Map.groupBy(await loadUses(db), ({ sha256 }) => sha256)
  return rows.map(({ sha256, size, at, outcome, detail }) => ({
    sha256,
    size,
    usedBy: (uses.get(sha256) ?? []).map(({ owner, name }) => ({ owner, name })),
    lastCheck: at === null || outcome === null ? null : { at, outcome, detail },
  }))
}

interface Use {
  readonly sha256: string
  readonly owner: string
  readonly name: string
}

async function loadUses(db: Kysely<Database>): Promise<Use[]> {
  const recordings = await db
    .selectFrom('recording')
    .select(['talk_id', 'sha256', 'file_name', 'poster_sha256', 'poster_name', 'storyboard_sha256', 'storyboard_name'])
    .execute()
  const attachments = await db.selectFrom('attachment').select(['owner_id as owner', 'sha256', 'file_name as name']).execute()
  const sources = await db
    .selectFrom('transcript_revision')
    .innerJoin('transcript', 'transcript.id', 'transcript_id')
    .select(['talk_id as owner', 'source_sha256 as sha256', 'source_name as name'])
    .orderBy('transcript_revision.id')
    .execute()
  const named = recordings.flatMap((row) => [
    { owner: row.talk_id, sha256: row.sha256, name: row.file_name },
    { owner: row.talk_id, sha256: row.poster_sha256, name: row.poster_name },
    { owner: row.talk_id, sha256: row.storyboard_sha256, name: row.storyboard_name },
  ])
  return [...named, ...attachments, ...sources].flatMap(({ owner, sha256, name }) =>
    sha256 === null ? [] : [{ sha256, owner, name: name ?? sha256 }],
  )
}
