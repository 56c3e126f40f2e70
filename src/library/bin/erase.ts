/**
 * Erases what was thrown away from the tables: every row and every word. A tombstone with the id and a line in the log remain. The files,
 * and the traces that SQLite leaves in free pages, go afterwards (ingest/erase.ts); the `erasure` row makes sure that they do.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, hidingOn, recordChanges } from '../changes.ts'
import { chunks } from '../chunks.ts'
import { keepErasedSets } from '../harvest/harvest.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { emptyRowsOfTalk } from '../sheet/refused-rows.ts'
import { forgetPieces } from '../talk/recognised.ts'
import { loadTalks } from '../talk/talks.ts'

export interface Tombstone {
  /** The talk it belonged to. */
  readonly talk: string
  /** UTC instant. */
  readonly erased: string
  /** Whether visitors could once see it. */
  readonly shown: boolean
}

/** What an erasure still has to remove outside the tables. */
export interface Erasure {
  readonly id: number
  /** SHA-256 of files in the media store. */
  readonly files: readonly string[]
  /** Ids of unfinished uploads. */
  readonly uploads: readonly string[]
  /** Whether the search index has held the talk. */
  readonly indexed: boolean
}

export interface Erasures {
  /** Erases a talk with everything that is its own. @returns ids of its jobs, which are to stop @throws Failure `not-found` */
  eraseTalk(id: string, reason: string, actor: Actor): Promise<string[]>
  /** Erases a transcript or an attachment that is in the bin. @throws Failure `not-found` */
  eraseBinned(entry: string, reason: string, actor: Actor): Promise<void>
  /** What remains of something erased, by its kind and former id. */
  tombstone(kind: Database['tombstone']['kind'], id: string): Promise<Tombstone | null>
  /** Erasures whose files or traces are not all gone yet. */
  openErasures(): Promise<Erasure[]>
  closeErasures(ids: readonly number[]): Promise<void>
}

export function createErasing({ reader, writer, noteHidden }: OpenDatabase, changing: Changing, now: () => Date): Erasures {
  const hiding = hidingOn(changing, noteHidden)
  return {
    async eraseTalk(id, reason, actor) {
      return hiding(async (tx) => {
        const [talk] = await loadTalks(tx, [id])
        if (!talk) throw new Failure('not-found', ['noTalk'])
        const at = now().toISOString()
        const column = async (table: 'upload' | 'job' | 'quote') =>
          (await tx.selectFrom(table).select('id').where('talk_id', '=', id).execute()).map((row) => row.id)
        const [uploads, jobs, quotes] = [await column('upload'), await column('job'), await column('quote')]
        const files = (await tx.selectFrom('talk_file').select('sha256').where('talk_id', '=', id).execute()).map((row) => row.sha256)
        const change = await tx.selectFrom('change').select('was_listed').where('talk', '=', id).executeTakeFirst()
        const appeared = await tx
          .selectFrom('audit_event')
          .select('id')
          .where('subject', '=', id)
          .where('action', '=', 'talk.publish')
          .executeTakeFirst()
        const shown = talk.stage === 'published' || appeared ? 1 : 0
        await addTombstones(tx, [
          { kind: 'talk', id, talk: id, erased_at: at, shown },
          ...talk.formerly.map((alias) => ({ kind: 'alias' as const, id: alias, talk: id, erased_at: at, shown: shown as 0 | 1 })),
          ...quotes.map((quote) => ({ kind: 'quote' as const, id: quote, talk: id, erased_at: at, shown: 1 as const })),
        ])
        await emptyRowsOfTalk(tx, talk)
        await tx.updateTable('programme_item').set({ talk_id: null }).where('talk_id', '=', id).execute()
        await tx.deleteFrom('attachment').where('owner_kind', '=', 'talk').where('owner_id', '=', id).execute()
        await tx.deleteFrom('import_record').where('kind', '=', 'talk').where('id', '=', id).execute()
        await tx.deleteFrom('manifest_note').where('kind', '=', 'talk').where('id', '=', id).execute()
        // The row itself keeps a later harvest from bringing the talk back.
        await tx.updateTable('harvested').set({ fields: '{}' }).where('talk', '=', id).execute()
        await tx.deleteFrom('talk').where('id', '=', id).execute()
        // Before a sheet is imported, its rows name no talk: any of them may hold words of this one.
        await tx.deleteFrom('batch').where('state', 'in', ['chosen', 'preview']).where('change', 'like', '{"action":"import"%').execute()
        // Rows of batches went with it. A batch of this talk alone holds its words in its change.
        await tx
          .deleteFrom('batch')
          .where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('batch_item').select('talk_id').whereRef('batch_item.batch_id', '=', 'batch.id'))),
          )
          .execute()
        await deleteUnusedNames(tx, talk)
        if (change?.was_listed === 1) await keepErasedSets(tx, talk)
        const gone = await forgetUnusedFiles(tx, files)
        await tx.updateTable('audit_event').set({ detail: null }).where('subject', '=', id).where('detail', 'is not', null).execute()
        await leaveToRemove(tx, { files: gone, uploads, indexed: change?.was_listed === 1 })
        const detail = { reason, files: gone.length, transcripts: talk.transcripts.length, quotes: quotes.length }
        await recordDeed(tx, at, actor, { action: 'talk.erase', subject: id, detail })
        await recordChanges(tx, [id], at)
        return jobs
      })
    },

    async eraseBinned(entry, reason, actor) {
      await hiding(async (tx) => {
        const row = await tx.deleteFrom('bin').where('id', '=', entry).where('kind', '<>', 'talk').returningAll().executeTakeFirst()
        if (!row) throw new Failure('not-found', ['notInBin'])
        const at = now().toISOString()
        const talk = row.talk_id
        const { attachment, transcript } = JSON.parse(row.payload)
        const files: string[] = attachment
          ? [attachment.file?.sha256]
          : transcript.revisions.map(({ source }: { source: { sha256: string } | null }) => source?.sha256)
        const known = files.filter((sha256) => sha256 !== undefined)
        if (transcript) await eraseTranscriptTraces(tx, talk, transcript.language, at)
        for (const some of chunks(known)) await tx.deleteFrom('upload').where('talk_id', '=', talk).where('sha256', 'in', some).execute()
        const gone = await forgetUnusedFiles(tx, known)
        if (attachment) await eraseDetails(tx, talk, 'file', attachment.file?.name ?? attachment.title)
        await leaveToRemove(tx, { files: gone, uploads: [], indexed: true })
        await recordDeed(tx, at, actor, { action: 'bin.erase', subject: talk, detail: { kind: row.kind, reason, files: gone.length } })
        await recordChanges(tx, [talk], at)
      })
    },

    async tombstone(kind, id) {
      const row = await reader.selectFrom('tombstone').selectAll().where('kind', '=', kind).where('id', '=', id).executeTakeFirst()
      return row ? { talk: row.talk, erased: row.erased_at, shown: row.shown === 1 } : null
    },

    async openErasures() {
      return (await reader.selectFrom('erasure').selectAll().orderBy('id').execute()).map(({ id, files, uploads, indexed }) => ({
        id,
        files: JSON.parse(files),
        uploads: JSON.parse(uploads),
        indexed: indexed === 1,
      }))
    },

    async closeErasures(ids) {
      for (const some of chunks(ids)) await writer.deleteFrom('erasure').where('id', 'in', some).execute()
    },
  }
}

/** Ids of these talks that were erased, whose places stay empty. */
export async function erasedAmong(db: Kysely<Database>, talks: readonly string[]): Promise<Set<string>> {
  const erased = new Set<string>()
  for (const some of chunks(talks))
    for (const { id } of await db.selectFrom('tombstone').select('id').where('kind', '=', 'talk').where('id', 'in', some).execute())
      erased.add(id)
  return erased
}

async function addTombstones(tx: Transaction<Database>, rows: readonly Database['tombstone'][]): Promise<void> {
  for (const some of chunks(rows))
    await tx
      .insertInto('tombstone')
      .values(some)
      .onConflict((c) => c.doNothing())
      .execute()
}

async function leaveToRemove(tx: Transaction<Database>, { files, uploads, indexed }: Omit<Erasure, 'id'>): Promise<void> {
  const row = { files: JSON.stringify(files), uploads: JSON.stringify(uploads), indexed: indexed ? (1 as const) : (0 as const) }
  await tx.insertInto('erasure').values(row).execute()
}

/** People and themes that nothing names any more: their names were this talk's alone. */
async function deleteUnusedNames(
  tx: Transaction<Database>,
  { speakers, themes }: { speakers: readonly { id: string }[]; themes: readonly { id: string }[] },
): Promise<void> {
  for (const { id } of speakers)
    await tx
      .deleteFrom('person')
      .where('id', '=', id)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('talk_speaker').select('talk_id').where('person_id', '=', id))))
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('programme_speaker').select('event_id').where('person_id', '=', id))))
      .execute()
  for (const { id } of themes)
    await tx
      .deleteFrom('theme')
      .where('id', '=', id)
      .where('edited', '=', 0)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('talk_theme').select('talk_id').where('theme_id', '=', id))))
      .execute()
}

/** The traces of a transcript outside its own rows: quotes of it, its files as they came in, and what the log says of them. */
async function eraseTranscriptTraces(tx: Transaction<Database>, talk: string, language: string, at: string): Promise<void> {
  const quotes = await tx.deleteFrom('quote').where('talk_id', '=', talk).where('language', '=', language).returning('id').execute()
  await addTombstones(tx, [
    { kind: 'transcript', id: `${talk}/${language}`, talk, erased_at: at, shown: 0 },
    ...quotes.map(({ id }) => ({ kind: 'quote' as const, id, talk, erased_at: at, shown: 1 as const })),
  ])
  await tx.deleteFrom('upload').where('talk_id', '=', talk).where('role', '=', 'transcript').where('language', '=', language).execute()
  await forgetPieces(tx, talk)
  // The note names lines that should be looked at.
  const jobs = tx.selectFrom('job').select('id').where('talk_id', '=', talk)
  await tx.updateTable('job_step').set({ note: null, reason: null }).where('step', '=', 'recognise').where('job_id', 'in', jobs).execute()
  await eraseDetails(tx, talk, 'language', language)
}

/** Empties the details of the log's lines about a talk in which this key has this value. */
async function eraseDetails(tx: Transaction<Database>, talk: string, key: string, value: string): Promise<void> {
  const lines = await tx
    .selectFrom('audit_event')
    .select(['id', 'detail'])
    .where('subject', '=', talk)
    .where('detail', 'is not', null)
    .execute()
  const ids = lines.filter(({ detail }) => JSON.parse(detail ?? '{}')[key] === value).map(({ id }) => id)
  for (const some of chunks(ids)) await tx.updateTable('audit_event').set({ detail: null }).where('id', 'in', some).execute()
}

/**
 * Takes files off the library's list that nothing refers to any more.
 * @returns their hashes; files that something else uses, shared with another talk for instance, stay
 */
async function forgetUnusedFiles(tx: Transaction<Database>, files: readonly string[]): Promise<string[]> {
  const gone: string[] = []
  for (const sha256 of new Set(files)) {
    if (await isUsed(tx, sha256)) continue
    // Finished work on a recording that was replaced since.
    await tx.deleteFrom('job').where('sha256', '=', sha256).execute()
    await tx.deleteFrom('talk_file').where('sha256', '=', sha256).execute()
    await tx.deleteFrom('file_hash').where('sha256', '=', sha256).execute()
    await tx.deleteFrom('media_file').where('sha256', '=', sha256).execute()
    gone.push(sha256)
  }
  return gone
}

async function isUsed(tx: Transaction<Database>, sha256: string): Promise<boolean> {
  const { rows } = await sql<{
    used: 0 | 1
  }>`select case when exists (select 1 from recording where ${sha256} in (sha256, poster_sha256, storyboard_sha256))
    or exists (select 1 from attachment where sha256 = ${sha256})
    or exists (select 1 from transcript_revision where source_sha256 = ${sha256})
    or exists (select 1 from upload where sha256 = ${sha256})
    or exists (select 1 from bin where instr(payload, ${sha256}) > 0) then 1 else 0 end as used`.execute(tx)
  return rows[0]?.used === 1
}
