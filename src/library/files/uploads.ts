/** What is being handed in: from the first byte until it lies in the media store under its hash and belongs to its talk. */
import type { Kysely } from 'kysely'
import { Failure } from '../../failure.ts'
import type { Problem } from '../../problem.ts'
import { chunks } from '../chunks.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import type { MadeBy } from '../talk/talk.ts'

export const UPLOAD_ROLES = ['recording', 'transcript', 'slides', 'report'] as const
export type UploadRole = (typeof UPLOAD_ROLES)[number]

export interface Upload {
  readonly id: string
  /** Account or token that made it. */
  readonly owner: string
  readonly name: string
  readonly size: number
  /** The sender's SHA-256 of the whole file, compared after the last byte; null: not given. */
  readonly expected: string | null
  /** Whether the sender still has to give `expected`: the upload is not finished before. */
  readonly awaits: boolean
  readonly created: string
  readonly state: 'receiving' | 'stored' | 'failed'
  readonly sha256: string | null
  readonly stored: string | null
  /** Why it failed, in Dutch. */
  readonly problem: string | null
  /** The talk it is for, as what, and in which language; null: for nothing yet. */
  readonly talk: string | null
  readonly role: UploadRole
  readonly language: string
  /** Who made a transcript, as its sender says; null: not said. */
  readonly made: MadeBy | null
  /** Whether the sender chose the language knowingly. */
  readonly confirmed: boolean
  /** Whether the speech of this recording is to be recognised once it is in. */
  readonly recognise: boolean
  /** What has to be answered before a transcript is taken in: the language and maker that its file points to. */
  readonly question: TranscriptQuestion | null
  /** When it was put there. */
  readonly attached: string | null
  /** What was noticed in it. */
  readonly findings: readonly Problem[]
}

export interface TranscriptQuestion {
  readonly language: string
  readonly made: MadeBy
}

export type NewUpload = Pick<
  Upload,
  'id' | 'owner' | 'name' | 'size' | 'expected' | 'awaits' | 'talk' | 'role' | 'language' | 'made' | 'confirmed' | 'recognise'
>
export type Uploads = ReturnType<typeof createUploads>

/** More than anybody drops at once. */
const MOST_RECENT = 2000

export function createUploads({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  return {
    /** Names of the files that were sent for these talks and are stored. */
    async storedNames(talks: readonly string[]): Promise<{ talk: string; name: string; role: UploadRole }[]> {
      const names: { talk: string; name: string; role: UploadRole }[] = []
      for (const some of chunks(talks)) {
        const query = reader
          .selectFrom('upload')
          .select(['talk_id', 'file_name', 'role'])
          .where('talk_id', 'in', some)
          .where('state', '=', 'stored')
        for (const { talk_id, file_name, role } of await query.execute()) names.push({ talk: talk_id ?? '', name: file_name, role })
      }
      return names
    },

    /** @param tx the transaction that also makes the upload's talk */
    async add(upload: NewUpload, tx: Kysely<Database> = writer): Promise<void> {
      await tx
        .insertInto('upload')
        .values({
          id: upload.id,
          owner: upload.owner,
          file_name: upload.name,
          size: upload.size,
          expected_sha256: upload.expected,
          awaits_sha256: upload.awaits ? 1 : 0,
          created_at: now().toISOString(),
          state: 'receiving',
          sha256: null,
          stored_at: null,
          problem: null,
          talk_id: upload.talk,
          role: upload.role,
          language: upload.language,
          made: upload.made,
          language_confirmed: upload.confirmed ? 1 : 0,
          recognise: upload.recognise ? 1 : 0,
          question: null,
          attached_at: null,
          findings: null,
        })
        .execute()
    },

    async find(id: string): Promise<Upload | null> {
      const row = await reader.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? uploadOf(row) : null
    },

    /** Those of a talk, oldest first. */
    async ofTalk(talk: string): Promise<Upload[]> {
      return (await reader.selectFrom('upload').selectAll().where('talk_id', '=', talk).orderBy('created_at').execute()).map(uploadOf)
    },

    /** What is not where it belongs yet: still coming in, or stored and not attached. */
    async unfinished(): Promise<Upload[]> {
      const rows = await reader
        .selectFrom('upload')
        .selectAll()
        .where((e) =>
          e.or([
            e('state', '=', 'receiving'),
            e.and([e('state', '=', 'stored'), e('talk_id', 'is not', null), e('attached_at', 'is', null)]),
          ]),
        )
        .orderBy('created_at')
        .execute()
      return rows.map(uploadOf)
    },

    /** One account's uploads of recordings that still exist: those under way, and those that began since `since`. Newest first. */
    async recent(owner: string, since: string): Promise<Upload[]> {
      const rows = await reader
        .selectFrom('upload')
        .selectAll()
        .where('owner', '=', owner)
        .where('talk_id', 'is not', null)
        .where((e) => e.or([e('state', '=', 'receiving'), e.and([e('state', '=', 'stored'), e('created_at', '>=', since)])]))
        .orderBy('created_at', 'desc')
        .limit(MOST_RECENT)
        .execute()
      return rows.map(uploadOf)
    },

    /** The sender's SHA-256 of the whole file; null: the sender cannot compute one, so the upload may finish without. */
    async expect(id: string, sha256: string | null): Promise<void> {
      await writer
        .updateTable('upload')
        .set({ awaits_sha256: 0, ...(sha256 === null ? {} : { expected_sha256: sha256 }) })
        .where('id', '=', id)
        .where('state', '=', 'receiving')
        .execute()
    },

    /** All that is promised and not yet stored. */
    async receiving(): Promise<Upload[]> {
      return (await reader.selectFrom('upload').selectAll().where('state', '=', 'receiving').execute()).map(uploadOf)
    },

    /** Those of these talks for which something is on its way. */
    async receivingFor(talks: readonly string[]): Promise<Set<string>> {
      const found = new Set<string>()
      for (const some of chunks(talks)) {
        const rows = await reader
          .selectFrom('upload')
          .select('talk_id')
          .where('talk_id', 'in', some)
          .where('state', '=', 'receiving')
          .execute()
        for (const { talk_id } of rows) if (talk_id !== null) found.add(talk_id)
      }
      return found
    },

    /** The content is known, before the file moves: after a kill in between it is found again by its hash. */
    async hashed(id: string, sha256: string): Promise<void> {
      await writer.updateTable('upload').set({ sha256 }).where('id', '=', id).execute()
    },

    /** The file lies in the store: from here on the library knows it, in one commit. */
    async store(id: string, file: { sha256: string; size: number; mime: string }): Promise<void> {
      const at = now().toISOString()
      await writer.transaction().execute(async (tx) => {
        await tx
          .insertInto('media_file')
          .values({ ...file, stored_at: at })
          .onConflict((c) => c.doNothing())
          .execute()
        await tx.updateTable('upload').set({ state: 'stored', sha256: file.sha256, stored_at: at }).where('id', '=', id).execute()
      })
    },

    /** The file points to another language than the one it was sent for: nothing is taken in before somebody answers. */
    async ask(id: string, question: TranscriptQuestion): Promise<void> {
      await writer
        .updateTable('upload')
        .set({ question: JSON.stringify(question) })
        .where('id', '=', id)
        .execute()
    },

    /** @throws Failure `conflict` where nothing is asked (any more) */
    async answer(id: string, { language, made }: TranscriptQuestion): Promise<void> {
      const { numUpdatedRows } = await writer
        .updateTable('upload')
        .set({ language, made, language_confirmed: 1, question: null })
        .where('id', '=', id)
        .where('question', 'is not', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new Failure('conflict', ['alreadyDecided'])
    },

    /** It is where it belongs. */
    async attached(id: string, findings: readonly Problem[], problem: string | null = null): Promise<void> {
      await writer
        .updateTable('upload')
        .set({ attached_at: now().toISOString(), findings: JSON.stringify(findings), problem })
        .where('id', '=', id)
        .execute()
    },

    async fail(id: string, problem: string): Promise<void> {
      await writer.updateTable('upload').set({ state: 'failed', problem }).where('id', '=', id).execute()
    },

    async remove(id: string): Promise<void> {
      await writer.deleteFrom('upload').where('id', '=', id).execute()
    },

    /**
     * An upload of this owner.
     * @throws Failure `not-found`; somebody else's is as good as none: an id is no permission
     */
    async owned(id: string, owner: string | null): Promise<Upload> {
      const upload = await this.find(id)
      if (!upload || upload.owner !== owner) throw new Failure('not-found', ['uploadGone', id])
      return upload
    },
  }
}

function uploadOf(row: Database['upload']): Upload {
  return {
    id: row.id,
    owner: row.owner,
    name: row.file_name,
    size: row.size,
    expected: row.expected_sha256,
    awaits: row.awaits_sha256 === 1,
    created: row.created_at,
    state: row.state,
    sha256: row.sha256,
    stored: row.stored_at,
    problem: row.problem,
    talk: row.talk_id,
    role: row.role,
    language: row.language,
    made: row.made,
    confirmed: row.language_confirmed === 1,
    recognise: row.recognise === 1,
    question: row.question === null ? null : JSON.parse(row.question),
    attached: row.attached_at,
    findings: row.findings === null ? [] : JSON.parse(row.findings),
  }
}
