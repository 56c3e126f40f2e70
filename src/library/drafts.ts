/** An unfinished correction of a transcript, kept while it is typed. One a transcript: two editors see each other. */
import { Failure } from '../failure.ts'
import type { Cue } from '../transcript/cue.ts'
import type { Actor } from './audit.ts'
import type { OpenDatabase } from './open.ts'

export interface Draft {
  /** The revision it started from. */
  readonly base: number
  /** UTC instant; also the stamp by which one knows whether somebody else wrote. */
  readonly saved: string
  readonly author: string
  readonly cues: readonly Cue[]
}

export type Drafts = ReturnType<typeof createDrafts>

export function createDrafts({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  return {
    async find(talk: string, language: string): Promise<Draft | null> {
      const row = await reader
        .selectFrom('transcript_draft')
        .selectAll()
        .where('talk_id', '=', talk)
        .where('language', '=', language)
        .executeTakeFirst()
      return row ? { base: row.base, saved: row.saved_at, author: row.author_name, cues: JSON.parse(row.cues) } : null
    },

    /**
     * @param expected the stamp last seen by who writes; null: there was none
     * @returns the new stamp
     * @throws Failure `conflict` when somebody else wrote in between
     */
    async save(
      talk: string,
      language: string,
      draft: { base: number; cues: readonly Cue[] },
      expected: string | null,
      by: Actor,
    ): Promise<string> {
      return writer.transaction().execute(async (tx) => {
        const known = await tx
          .selectFrom('transcript_draft')
          .select(['saved_at', 'author_name'])
          .where('talk_id', '=', talk)
          .where('language', '=', language)
          .executeTakeFirst()
        if ((known?.saved_at ?? null) !== expected)
          throw new Failure(
            'conflict',
            known
              ? `${known.author_name} werkt ook aan dit transcript en bewaarde een concept. Er is niets overschreven.`
              : 'Het concept is intussen weggegooid of bewaard als revisie. Er is niets overschreven.',
          )
        // Two within a millisecond must still differ.
        const last = known ? Date.parse(known.saved_at) : 0
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

    async discard(talk: string, language: string): Promise<void> {
      await writer.deleteFrom('transcript_draft').where('talk_id', '=', talk).where('language', '=', language).execute()
    },
  }
}
