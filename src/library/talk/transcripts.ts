/** Transcripts and their numbered, immutable revisions. */
import type { Kysely, Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import type { Cue, Estimate } from '../../transcript/cue.ts'
import type { Database } from '../schema.ts'
import type { MadeBy, Revision, TranscriptRecord } from './talk.ts'

/** One revision with what is known of it and its cues. */
export interface Transcript extends Revision {
  readonly language: string
  readonly made: MadeBy
  readonly reviewed: boolean
  readonly maker: string | null
}

const CUES_PER_INSERT = 200

export interface TranscriptChoice {
  /** Default: the first there is. */
  readonly language?: string
  /** Default: the newest. */
  readonly revision?: number
  /** False leaves the word times out: reading them takes most of the time of a long transcript. */
  readonly words?: false
  /** Only the cues that begin in [start, end), milliseconds. */
  readonly between?: { readonly start: number; readonly end: number | null }
}

/** @returns null when there is no such transcript or revision */
export async function loadTranscript(db: Kysely<Database>, talk: string, choice: TranscriptChoice = {}): Promise<Transcript | null> {
  let query = db
    .selectFrom('transcript')
    .innerJoin('transcript_revision', 'transcript_revision.transcript_id', 'transcript.id')
    .where('transcript.talk_id', '=', talk)
    .select(['transcript.language', 'transcript.made', 'transcript.reviewed', 'transcript.maker'])
    .select(['transcript_revision.id', 'number', 'created_at', 'author', 'note', 'origin', 'source_sha256', 'source_name', 'offset_map'])
    .orderBy('transcript.id')
    .orderBy('number', 'desc')
  if (choice.language !== undefined) query = query.where('transcript.language', '=', choice.language)
  if (choice.revision !== undefined) query = query.where('number', '=', choice.revision)
  const row = await query.executeTakeFirst()
  if (!row) return null
  return {
    language: row.language,
    made: row.made,
    reviewed: row.reviewed === 1,
    maker: row.maker,
    number: row.number,
    created: row.created_at,
    author: row.author,
    note: row.note,
    origin: row.origin,
    source: row.source_sha256 !== null && row.source_name !== null ? { sha256: row.source_sha256, name: row.source_name } : null,
    moved: row.offset_map === null ? null : JSON.parse(row.offset_map),
    cues: await (choice.words === false ? loadUntimedWords(db, row.id) : loadCues(db, row.id, choice.between)),
  }
}

export async function loadTranscriptRecords(db: Kysely<Database>, talk: string): Promise<TranscriptRecord[]> {
  const rows = await db
    .selectFrom('transcript')
    .innerJoin('transcript_revision', 'transcript_revision.transcript_id', 'transcript.id')
    .where('talk_id', '=', talk)
    .select(['language', 'number'])
    .orderBy('transcript.id')
    .orderBy('number')
    .execute()
  const records: TranscriptRecord[] = []
  for (const [language, group] of Map.groupBy(rows, (row) => row.language)) {
    const revisions: Transcript[] = []
    for (const { number } of group) {
      const transcript = await loadTranscript(db, talk, { language, revision: number })
      if (transcript) revisions.push(transcript)
    }
    const newest = revisions.at(-1)
    if (newest) records.push({ language, made: newest.made, reviewed: newest.reviewed, maker: newest.maker, revisions })
  }
  return records
}

/** Adds what is new. Known revisions are never changed: different cues under a known number are a conflict. */
export async function saveTranscript(tx: Transaction<Database>, talk: string, record: TranscriptRecord): Promise<void> {
  const row = {
    made: record.made,
    reviewed: record.reviewed ? (1 as const) : (0 as const),
    ...(record.maker === undefined ? {} : { maker: record.maker }),
  }
  const { id } = await tx
    .insertInto('transcript')
    .values({ talk_id: talk, language: record.language, ...row })
    .onConflict((c) => c.columns(['talk_id', 'language']).doUpdateSet(row))
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const revision of record.revisions) {
    const known = await tx
      .selectFrom('transcript_revision')
      .select('id')
      .where('transcript_id', '=', id)
      .where('number', '=', revision.number)
      .executeTakeFirst()
    if (!known) await insertRevision(tx, id, revision)
    else if (JSON.stringify(await loadCues(tx, known.id)) !== JSON.stringify(revision.cues.map(cueInOrder))) {
      throw new Failure(
        'conflict',
        `Revisie ${revision.number} van het transcript (${record.language}) van ${talk} staat al in de bibliotheek met een andere inhoud; een revisie verandert nooit.`,
      )
    }
  }
}

export interface TranscriptChange {
  readonly made?: MadeBy | undefined
  readonly reviewed?: boolean | undefined
  readonly maker?: string | null | undefined
  /** Moves the whole transcript, with its quotes and draft, to another language. */
  readonly language?: string | undefined
}

/** @throws Failure `not-found`, or `conflict` where the talk has a transcript in that language */
export async function changeTranscript(tx: Transaction<Database>, talk: string, from: string, change: TranscriptChange): Promise<void> {
  const { made, reviewed, maker, language = from } = change
  const languages = (await tx.selectFrom('transcript').select('language').where('talk_id', '=', talk).execute()).map((row) => row.language)
  if (!languages.includes(from)) throw new Failure('not-found', ['noTranscript'])
  if (language !== from && languages.includes(language)) throw new Failure('conflict', ['languageTaken', language])
  await tx
    .updateTable('transcript')
    .set({
      language,
      ...(made === undefined ? {} : { made }),
      ...(maker === undefined ? {} : { maker }),
      ...(reviewed === undefined ? {} : { reviewed: reviewed ? (1 as const) : (0 as const) }),
    })
    .where('talk_id', '=', talk)
    .where('language', '=', from)
    .execute()
  if (language === from) return
  for (const table of ['quote', 'transcript_draft', 'transcript_draft_copy'] as const)
    await tx.updateTable(table).set({ language }).where('talk_id', '=', talk).where('language', '=', from).execute()
}

/** A revision without its cues: for lists. */
export type RevisionInfo = Omit<Revision, 'cues'>

/** Oldest first. */
export async function loadRevisions(db: Kysely<Database>, talk: string, language: string): Promise<RevisionInfo[]> {
  const rows = await db
    .selectFrom('transcript')
    .innerJoin('transcript_revision', 'transcript_revision.transcript_id', 'transcript.id')
    .where('talk_id', '=', talk)
    .where('language', '=', language)
    .select(['number', 'created_at', 'author', 'note', 'origin', 'source_sha256', 'source_name', 'offset_map'])
    .orderBy('number')
    .execute()
  return rows.map((row) => ({
    number: row.number,
    created: row.created_at,
    author: row.author,
    note: row.note,
    origin: row.origin,
    source: row.source_sha256 !== null && row.source_name !== null ? { sha256: row.source_sha256, name: row.source_name } : null,
    moved: row.offset_map === null ? null : JSON.parse(row.offset_map),
  }))
}

async function insertRevision(tx: Transaction<Database>, transcript: number, revision: Revision): Promise<void> {
  const { id } = await tx
    .insertInto('transcript_revision')
    .values({
      transcript_id: transcript,
      number: revision.number,
      created_at: revision.created,
      author: revision.author,
      note: revision.note,
      origin: revision.origin,
      source_sha256: revision.source?.sha256 ?? null,
      source_name: revision.source?.name ?? null,
      offset_map: revision.moved && JSON.stringify(revision.moved),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let from = 0; from < revision.cues.length; from += CUES_PER_INSERT) {
    const rows = revision.cues.slice(from, from + CUES_PER_INSERT).map((cue, i) => ({
      revision_id: id,
      number: from + i,
      label: cue.id,
      start_ms: cue.start,
      end_ms: cue.end,
      speaker: cue.speaker,
      text: cue.text,
      words: cue.words && JSON.stringify(cue.words.map((word) => [word.start, word.end, word.text])),
      estimate: cue.estimate ? JSON.stringify(cue.estimate) : null,
    }))
    await tx.insertInto('cue').values(rows).execute()
  }
}

async function loadCues(db: Kysely<Database>, revision: number, between?: TranscriptChoice['between']): Promise<Cue[]> {
  let query = db.selectFrom('cue').selectAll().where('revision_id', '=', revision).orderBy('number')
  if (between) query = query.where('start_ms', '>=', between.start)
  if (between && between.end !== null) query = query.where('start_ms', '<', between.end)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.label,
    start: row.start_ms,
    end: row.end_ms,
    speaker: row.speaker,
    text: row.text,
    words:
      row.words === null ? null : (JSON.parse(row.words) as [number, number, string][]).map(([start, end, text]) => ({ start, end, text })),
    ...estimateOf(row),
  }))
}

async function loadUntimedWords(db: Kysely<Database>, revision: number): Promise<Cue[]> {
  const rows = await db
    .selectFrom('cue')
    .select(['label as id', 'start_ms as start', 'end_ms as end', 'speaker', 'text', 'estimate'])
    .where('revision_id', '=', revision)
    .orderBy('number')
    .execute()
  return rows.map(({ estimate, ...row }) => ({ ...row, words: null, ...estimateOf({ estimate }) }))
}

function estimateOf({ estimate }: { readonly estimate: string | null }): Pick<Cue, 'estimate'> {
  return estimate === null ? {} : { estimate: JSON.parse(estimate) as Estimate }
}

/** The same cue with its fields in the order `loadCues` gives them, so that two can be compared as JSON. */
export function cueInOrder({ id, start, end, speaker, text, words, estimate }: CueGiven): Cue {
  return {
    id,
    start,
    end,
    speaker,
    text,
    words: words && words.map((word) => ({ start: word.start, end: word.end, text: word.text })),
    ...(estimate ? { estimate: { kind: estimate.kind, confidence: estimate.confidence } } : {}),
  }
}

/** A cue as it may be sent: without an estimate, or with none. */
type CueGiven = Omit<Cue, 'estimate'> & { readonly estimate?: Estimate | undefined }
