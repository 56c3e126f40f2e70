/**
 * An unfinished correction of a transcript, kept while it is typed. One a transcript, so that two editors see each other. A colleague's
 * draft is taken over or thrown away only on an explicit word; a copy of it is kept and the log says who did it.
 */
import type { Selectable, Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import type { Cue } from '../../transcript/cue.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { lockName } from '../dialect/locks.ts'
import { newId } from '../ids.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'

export interface Draft {
  /** The revision it started from. */
  readonly base: number
  /** UTC instant; also the stamp that shows whether somebody else wrote since. */
  readonly saved: string
  readonly author: string
  /** The author's account or token; empty for a command. */
  readonly authorId: string
  readonly cues: readonly Cue[]
}

/** A draft as its author left it when somebody else took it over or threw it away. */
export interface DraftCopy {
  readonly id: string
  readonly talk: string
  readonly language: string
  readonly base: number
  readonly saved: string
  readonly author: string
  /** UTC instant. */
  readonly copied: string
  readonly copiedBy: string
}

export interface DraftChange {
  /** The stamp last seen by the sender; null: there was no draft. */
  readonly expected: string | null
  /** Whether the sender means to take over a colleague's draft. */
  readonly takeOver?: boolean
}

export type Drafts = ReturnType<typeof createDrafts>

/** What a transaction about a transcript's draft locks. */
export const draftName = (talk: string, language: string) => `draft ${talk} ${language}`

/** Copies kept of a talk; the oldest go first. */
const MOST_COPIES = 50

export function createDrafts({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  /** The stored draft, which the sender may replace. @throws Failure `conflict` */
  async function replaceable(
    tx: Transaction<Database>,
    talk: string,
    language: string,
    { expected, takeOver = false }: DraftChange,
    by: Actor,
  ): Promise<Selectable<Database['transcript_draft']> | undefined> {
    await lockName(tx, draftName(talk, language))
    const stored = await tx
      .selectFrom('transcript_draft')
      .selectAll()
      .where('talk_id', '=', talk)
      .where('language', '=', language)
      .executeTakeFirst()
    if ((stored?.saved_at ?? null) !== expected)
      throw new Failure(
        'conflict',
        stored
          ? `${stored.author_name} werkt ook aan dit transcript en bewaarde een concept. Er is niets overschreven.`
          : 'Het concept is intussen weggegooid of bewaard als revisie. Er is niets overschreven.',
      )
    if (stored && stored.author !== (by.id ?? '') && !takeOver) throw new Failure('conflict', ['draftOfOther', stored.author_name])
    return stored
  }

  async function keepCopy(
    tx: Transaction<Database>,
    { talk_id, language, base, saved_at, author_name, cues }: Selectable<Database['transcript_draft']>,
    by: Actor,
    action: 'draft.take-over' | 'draft.discard',
  ): Promise<void> {
    const at = now().toISOString()
    const id = newId(20)
    const copy = { id, talk_id, language, base, saved_at, author_name, cues, copied_at: at, copied_by: by.name }
    await tx.insertInto('transcript_draft_copy').values(copy).execute()
    const older = await tx
      .selectFrom('transcript_draft_copy')
      .select('id')
      .where('talk_id', '=', talk_id)
      .orderBy('copied_at', 'desc')
      .offset(MOST_COPIES)
      .limit(MOST_COPIES)
      .execute()
    const ids = older.map((row) => row.id)
    if (ids.length > 0) await tx.deleteFrom('transcript_draft_copy').where('id', 'in', ids).execute()
    await recordDeed(tx, at, by, { action, subject: talk_id, detail: { language, from: author_name, copy: id } })
  }

  return {
    async find(talk: string, language: string): Promise<Draft | null> {
      const row = await reader
        .selectFrom('transcript_draft')
        .selectAll()
        .where('talk_id', '=', talk)
        .where('language', '=', language)
        .executeTakeFirst()
      if (!row) return null
      return { base: row.base, saved: row.saved_at, author: row.author_name, authorId: row.author, cues: JSON.parse(row.cues) }
    },

    /**
     * @returns the new stamp
     * @throws Failure `conflict` when somebody else wrote in between, or the draft is a colleague's and is not to be taken over
     */
    async save(
      talk: string,
      language: string,
      draft: { base: number; cues: readonly Cue[] },
      change: DraftChange,
      by: Actor,
    ): Promise<string> {
      return writer.transaction().execute(async (tx) => {
        const stored = await replaceable(tx, talk, language, change, by)
        if (stored && stored.author !== (by.id ?? '')) await keepCopy(tx, stored, by, 'draft.take-over')
        // Two within a millisecond must still differ.
        const last = stored ? Date.parse(stored.saved_at) : 0
        const saved = new Date(Math.max(now().getTime(), last + 1)).toISOString()
        const row = { base: draft.base, saved_at: saved, author: by.id ?? '', author_name: by.name, cues: JSON.stringify(draft.cues) }
        await tx
          .insertInto('transcript_draft')
          .values({ talk_id: talk, language, ...row })
          .onConflict((c) => c.columns(['talk_id', 'language']).doUpdateSet(row))
          .execute()
        return saved
      })
    },

    /** Throws a draft away; a colleague's leaves a copy. @throws Failure `conflict` as `save` does */
    async discard(talk: string, language: string, change: DraftChange, by: Actor): Promise<void> {
      await writer.transaction().execute(async (tx) => {
        const stored = await replaceable(tx, talk, language, change, by)
        if (!stored) return
        if (stored.author === (by.id ?? ''))
          await recordDeed(tx, now().toISOString(), by, { action: 'draft.discard', subject: talk, detail: { language } })
        else await keepCopy(tx, stored, by, 'draft.discard')
        await tx.deleteFrom('transcript_draft').where('talk_id', '=', talk).where('language', '=', language).execute()
      })
    },

    /** Newest first. */
    async copies(talk: string): Promise<DraftCopy[]> {
      const rows = await reader
        .selectFrom('transcript_draft_copy')
        .select(['id', 'talk_id', 'language', 'base', 'saved_at', 'author_name', 'copied_at', 'copied_by'])
        .where('talk_id', '=', talk)
        .orderBy('copied_at', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        talk: row.talk_id,
        language: row.language,
        base: row.base,
        saved: row.saved_at,
        author: row.author_name,
        copied: row.copied_at,
        copiedBy: row.copied_by,
      }))
    },

    /** The lines of a copy of this talk. @throws Failure `not-found` */
    async copy(talk: string, id: string): Promise<readonly Cue[]> {
      const row = await reader
        .selectFrom('transcript_draft_copy')
        .select('cues')
        .where('talk_id', '=', talk)
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) throw new Failure('not-found', ['noDraftCopy'])
      return JSON.parse(row.cues)
    },
  }
}
