/** What is being handed in: from the first byte until it lies in the media store under its hash. */
import { Failure } from '../failure.ts'
import type { OpenDatabase } from './open.ts'
import type { Database } from './schema.ts'

export interface Upload {
  readonly id: string
  /** Account or token that made it. */
  readonly owner: string
  readonly name: string
  readonly size: number
  /** What the sender says it is; compared after the last byte. */
  readonly expected: string | null
  readonly created: string
  readonly state: 'receiving' | 'stored' | 'failed'
  readonly sha256: string | null
  readonly stored: string | null
  /** Why it failed, in Dutch. */
  readonly problem: string | null
}

export type Uploads = ReturnType<typeof createUploads>

export function createUploads({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  return {
    async add(upload: Pick<Upload, 'id' | 'owner' | 'name' | 'size' | 'expected'>): Promise<void> {
      await writer
        .insertInto('upload')
        .values({
          id: upload.id,
          owner: upload.owner,
          file_name: upload.name,
          size: upload.size,
          expected_sha256: upload.expected,
          created_at: now().toISOString(),
          state: 'receiving',
          sha256: null,
          stored_at: null,
          problem: null,
        })
        .execute()
    },

    async find(id: string): Promise<Upload | null> {
      const row = await reader.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? uploadOf(row) : null
    },

    async inState(state: Upload['state']): Promise<Upload[]> {
      return (await reader.selectFrom('upload').selectAll().where('state', '=', state).orderBy('created_at').execute()).map(uploadOf)
    },

    /** Bytes promised and not yet stored, of one owner. */
    async promised(owner: string): Promise<number> {
      const row = await reader
        .selectFrom('upload')
        .select((e) => e.fn.sum<number>('size').as('bytes'))
        .where('owner', '=', owner)
        .where('state', '=', 'receiving')
        .executeTakeFirst()
      return row?.bytes ?? 0
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

    async fail(id: string, problem: string): Promise<void> {
      await writer.updateTable('upload').set({ state: 'failed', problem }).where('id', '=', id).execute()
    },

    async remove(id: string): Promise<void> {
      await writer.deleteFrom('upload').where('id', '=', id).execute()
    },

    /**
     * A stored upload of this owner.
     * @throws Failure `not-found`, or `conflict` while bytes are still missing
     */
    async stored(id: string, owner: string): Promise<Upload & { readonly sha256: string }> {
      const upload = await this.find(id)
      // Somebody else's is as good as none: an id is no permission.
      if (!upload || upload.owner !== owner) throw new Failure('not-found', `De upload ${id} is er niet (meer). Stuur het bestand opnieuw.`)
      if (upload.state === 'failed') throw new Failure('conflict', upload.problem ?? `De upload ${id} is mislukt.`)
      if (upload.sha256 === null)
        throw new Failure('conflict', `De upload “${upload.name}” is nog niet compleet. Wacht tot alles is verzonden.`)
      return { ...upload, sha256: upload.sha256 }
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
    created: row.created_at,
    state: row.state,
    sha256: row.sha256,
    stored: row.stored_at,
    problem: row.problem,
  }
}
