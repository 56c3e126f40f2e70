/** What stands on a talk's slides, by the file they are in. */
import type { Kysely } from 'kysely'
import { type Changing, recordChanges } from '../changes.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import type { Talk } from './talk.ts'

export interface SlideText {
  /** A text a slide, in order; empty where the file could not be read. */
  readonly slides: readonly string[]
  /** Why there is none, for an archivist. */
  readonly problem: string | null
}

/** The texts of all of a talk's slides, file after file. */
export async function loadSlides(db: Kysely<Database>, talk: Pick<Talk, 'attachments'>): Promise<string[]> {
  const texts = await loadTexts(db, talk)
  return talk.attachments.flatMap(({ file }) => texts.get(file?.sha256 ?? '')?.slides ?? [])
}

async function loadTexts(db: Kysely<Database>, talk: Pick<Talk, 'attachments'>): Promise<Map<string, SlideText>> {
  const files = talk.attachments.flatMap(({ kind, file }) => (kind === 'slides' && file ? [file.sha256] : []))
  if (files.length === 0) return new Map()
  const rows = await db.selectFrom('slide_text').selectAll().where('sha256', 'in', files).execute()
  return new Map(rows.map(({ sha256, slides, problem }) => [sha256, { slides: JSON.parse(slides) as string[], problem }]))
}

export interface SlideTexts {
  /** Files of slides whose text was not read yet. @returns SHA-256 of each */
  unreadSlides(): Promise<string[]>
  slides(talk: Talk): Promise<string[]>
  /** What was read of a talk's slides, by file; only those that were read. */
  slideTexts(talk: Talk): Promise<Map<string, SlideText>>
  /** Keeps what stands on slides; the talks they belong to are found by it at once. A file that is gone by now is passed over. */
  recordSlides(sha256: string, read: SlideText): Promise<void>
}

/** @param changing a transaction that wakes the followers of the change log */
export function createSlideTexts({ reader }: OpenDatabase, changing: Changing, now: () => Date): SlideTexts {
  return {
    async unreadSlides() {
      const rows = await reader
        .selectFrom('attachment')
        .leftJoin('slide_text', 'slide_text.sha256', 'attachment.sha256')
        .select('attachment.sha256')
        .distinct()
        .where('owner_kind', '=', 'talk')
        .where('kind', '=', 'slides')
        .where('attachment.sha256', 'is not', null)
        .where('slide_text.sha256', 'is', null)
        .execute()
      return rows.flatMap(({ sha256 }) => sha256 ?? [])
    },

    async slides(talk) {
      return loadSlides(reader, talk)
    },

    async slideTexts(talk) {
      return loadTexts(reader, talk)
    },

    async recordSlides(sha256, { slides, problem }) {
      await changing(async (tx) => {
        const file = await tx.selectFrom('media_file').select('sha256').where('sha256', '=', sha256).executeTakeFirst()
        if (!file) return
        const row = { slides: JSON.stringify(slides), problem }
        await tx
          .insertInto('slide_text')
          .values({ sha256, ...row })
          .onConflict((c) => c.column('sha256').doUpdateSet(row))
          .execute()
        const talks = await tx
          .selectFrom('attachment')
          .select('owner_id')
          .distinct()
          .where('owner_kind', '=', 'talk')
          .where('sha256', '=', sha256)
          .execute()
        await recordChanges(
          tx,
          talks.map(({ owner_id }) => owner_id),
          now().toISOString(),
        )
      })
    },
  }
}
