/** How much room the library takes, by kind and by event, as sums over the record. Renditions are counted by `keep/storage.ts`, some times a day. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { chunks } from '../chunks.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'

export const STORAGE_KINDS = ['originals', 'renditions', 'pictures', 'attachments', 'transcripts', 'others'] as const
export type StorageKind = (typeof STORAGE_KINDS)[number]

export interface Amount {
  readonly files: number
  /** Bytes. */
  readonly size: number
}

/** Of one recording's renditions. */
export interface RenditionSize {
  readonly sha256: string
  readonly recipe: string
  readonly size: number
}

export interface StorageCount {
  /** UTC instant. */
  readonly at: string
  /** Bytes of the program's own files; null: not on this machine, or not known. */
  readonly database: number | null
  readonly index: number | null
}

export interface EventStorage {
  /** Null: talks of no event. */
  readonly event: { readonly id: string; readonly title: string } | null
  readonly talks: number
  readonly originals: number
  readonly renditions: number
  readonly others: number
}

export interface StorageTotals {
  readonly kinds: Readonly<Record<StorageKind, Amount>>
  /** Announced sizes of uploads that are not complete, and of those that began longer ago than a day. */
  readonly uploading: Amount
  readonly stalled: Amount
  /** Files of talks in the bin that no other talk has. */
  readonly bin: Amount
  /** Null: never counted. */
  readonly counted: StorageCount | null
}

export interface StorageGrowth {
  /** `2026-11` */
  readonly month: string
  readonly files: number
  readonly size: number
}

export interface Storage {
  storageTotals(): Promise<StorageTotals>
  /** The largest first. A file that talks of two events share counts for each of them. */
  storageByEvent(request: PageRequest): Promise<Page<EventStorage>>
  /** Originals that came in by month, the last month first. */
  storageGrowth(months: number): Promise<StorageGrowth[]>
  lastStorageCount(): Promise<StorageCount | null>
  /** Replaces what was counted before, when all of `renditions` has been read. */
  recordStorageCount(renditions: AsyncIterable<RenditionSize>, own: Omit<StorageCount, 'at'>): Promise<void>
}

/** Rows that one statement writes. */
const PIECE = 200

export function createStorage({ reader, writer }: OpenDatabase, now: () => Date): Storage {
  return {
    async storageTotals() {
      const kinds = await kindsOf(reader)
      const dayAgo = new Date(now().getTime() - 86_400_000).toISOString()
      const [uploading, stalled] = [await unfinished(reader, null), await unfinished(reader, dayAgo)]
      return { kinds, uploading, stalled, bin: await binOf(reader), counted: await lastCount(reader) }
    },

    async storageByEvent(request) {
      const { total } = await reader
        .selectFrom('talk')
        .select(sql<number>`count(distinct coalesce(event_id, ''))`.as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, Number(total), (offset) => byEvent(reader, request.size, offset))
    },

    async storageGrowth(months) {
      const { rows } = await sql<StorageGrowth>`select substr(stored_at, 1, 7) as month, count(*) as files, sum(size) as size
        from media_file group by substr(stored_at, 1, 7) order by month desc limit ${months}`.execute(reader)
      return rows.map((row) => ({ ...row, files: Number(row.files), size: Number(row.size) }))
    },

    lastStorageCount: () => lastCount(reader),

    async recordStorageCount(renditions, own) {
      const last = await writer.selectFrom('storage_count').select('count').executeTakeFirst()
      const count = (last?.count ?? 0) + 1
      await writer.deleteFrom('rendition_size').where('count', '>=', count).execute()
      let rows: Database['rendition_size'][] = []
      const flush = async () => {
        for (const some of chunks(rows, PIECE)) await writer.insertInto('rendition_size').values(some).execute()
        rows = []
      }
      for await (const { sha256, recipe, size } of renditions) {
        rows.push({ count, sha256, recipe, size })
        if (rows.length >= PIECE) await flush()
      }
      await flush()
      await writer.transaction().execute(async (tx) => {
        await tx.deleteFrom('storage_count').execute()
        const row = { count, counted_at: now().toISOString(), database_size: own.database, index_size: own.index }
        await tx.insertInto('storage_count').values(row).execute()
        await deleteEarlier(tx, count)
      })
    },
  }
}

async function deleteEarlier(tx: Transaction<Database>, count: number): Promise<void> {
  await tx.deleteFrom('rendition_size').where('count', '<', count).execute()
}

async function lastCount(db: Kysely<Database>): Promise<StorageCount | null> {
  const row = await db.selectFrom('storage_count').selectAll().executeTakeFirst()
  return row ? { at: row.counted_at, database: row.database_size, index: row.index_size } : null
}

const RENDITIONS = sql`(select sha256, count(*) as files, sum(size) as size from rendition_size
  where count = (select max(count) from storage_count) group by sha256)`

/** Each file counts once, as the first of these that it is. */
const KIND = sql`case
  when exists (select 1 from recording where recording.sha256 = media_file.sha256) then 'originals'
  when exists (select 1 from recording where media_file.sha256 in (recording.poster_sha256, recording.storyboard_sha256)) then 'pictures'
  when exists (select 1 from attachment where attachment.sha256 = media_file.sha256) then 'attachments'
  when exists (select 1 from transcript_revision where transcript_revision.source_sha256 = media_file.sha256) then 'transcripts'
  else 'others' end`

async function kindsOf(db: Kysely<Database>): Promise<Record<StorageKind, Amount>> {
  const { rows } = await sql<{ kind: StorageKind; files: number; size: number }>`
    select kind, count(*) as files, sum(size) as size from (select size, ${KIND} as kind from media_file) as sorted group by kind`.execute(
    db,
  )
  const made = await sql<{ files: number; size: number | null }>`
    select count(*) as files, sum(size) as size from ${RENDITIONS} as made`.execute(db)
  const renditions = { kind: 'renditions' as const, files: made.rows[0]?.files ?? 0, size: made.rows[0]?.size ?? 0 }
  const amounts = new Map([...rows, renditions].map(({ kind, files, size }) => [kind, { files: Number(files), size: Number(size) }]))
  return Object.fromEntries(STORAGE_KINDS.map((kind) => [kind, amounts.get(kind) ?? { files: 0, size: 0 }])) as Record<StorageKind, Amount>
}

async function unfinished(db: Kysely<Database>, before: string | null): Promise<Amount> {
  let query = db.selectFrom('upload').where('state', '=', 'receiving')
  if (before !== null) query = query.where('created_at', '<', before)
  const row = await query.select((e) => [e.fn.countAll<number>().as('files'), e.fn.sum<number>('size').as('size')]).executeTakeFirst()
  return { files: Number(row?.files ?? 0), size: Number(row?.size ?? 0) }
}

async function binOf(db: Kysely<Database>): Promise<Amount> {
  const { rows } = await sql<{ files: number; size: number | null }>`
    select count(*) as files, sum(media_file.size + coalesce(made.size, 0)) as size from media_file
    left join ${RENDITIONS} as made on made.sha256 = media_file.sha256
    where media_file.sha256 in (select sha256 from talk_file join bin on bin.talk_id = talk_file.talk_id and bin.kind = 'talk')
      and not exists (select 1 from talk_file where talk_file.sha256 = media_file.sha256
        and talk_file.talk_id not in (select talk_id from bin where kind = 'talk'))`.execute(db)
  return { files: Number(rows[0]?.files ?? 0), size: Number(rows[0]?.size ?? 0) }
}

async function byEvent(db: Kysely<Database>, limit: number, offset: number): Promise<EventStorage[]> {
  interface Row {
    readonly id: string | null
    readonly title: string | null
    readonly talks: number
    readonly originals: number | null
    readonly renditions: number | null
    readonly others: number | null
  }
  // Once for each event and file, though several talks of the event have it.
  const { rows } = await sql<Row>`
    with file as (select distinct coalesce(talk.event_id, '') as event, talk_file.sha256 from talk_file join talk on talk.id = talk_file.talk_id),
      held as (select file.event, media_file.size, coalesce(made.size, 0) as made,
          exists (select 1 from recording where recording.sha256 = file.sha256) as is_original
        from file join media_file on media_file.sha256 = file.sha256
        left join ${RENDITIONS} as made on made.sha256 = file.sha256),
      summed as (select event, sum(case when is_original then size else 0 end) as originals, sum(made) as renditions,
        sum(case when is_original then 0 else size end) as others from held group by event),
      counted as (select coalesce(event_id, '') as event, count(*) as talks from talk group by coalesce(event_id, ''))
    select event.id, event.title, counted.talks, summed.originals, summed.renditions, summed.others
    from counted left join summed on summed.event = counted.event left join event on event.id = counted.event
    order by coalesce(summed.originals + summed.renditions + summed.others, 0) desc, counted.event limit ${limit} offset ${offset}`.execute(
    db,
  )
  return rows.map(({ id, title, talks, originals, renditions, others }) => ({
    event: id === null ? null : { id, title: title ?? id },
    talks: Number(talks),
    originals: Number(originals ?? 0),
    renditions: Number(renditions ?? 0),
    others: Number(others ?? 0),
  }))
}
