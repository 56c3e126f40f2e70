/** Slides, reports and links that go with an event or a talk. */
import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../schema.ts'
import type { Attachment } from './talk.ts'

type Owner = 'event' | 'talk'

export async function loadAttachments(db: Kysely<Database>, owner: Owner, ids: readonly string[]): Promise<Map<string, Attachment[]>> {
  const rows = await db
    .selectFrom('attachment')
    .selectAll()
    .where('owner_kind', '=', owner)
    .where('owner_id', 'in', ids)
    .orderBy('position')
    .execute()
  const grouped = Map.groupBy(rows, (row) => row.owner_id)
  const values = [...grouped].map(([id, group]) => {
    const attachments = group.map((row) => ({
      kind: row.kind,
      title: row.title,
      file: row.sha256 !== null && row.file_name !== null ? { name: row.file_name, sha256: row.sha256 } : null,
      url: row.url,
    }))
    return [id, attachments] as const
  })
  return new Map(values)
}

export async function saveAttachments(
  tx: Transaction<Database>,
  owner: Owner,
  id: string,
  attachments: readonly Attachment[],
): Promise<void> {
  await tx.deleteFrom('attachment').where('owner_kind', '=', owner).where('owner_id', '=', id).execute()
  const rows = attachments.map((attachment, position) => ({
    owner_kind: owner,
    owner_id: id,
    position,
    kind: attachment.kind,
    title: attachment.title,
    file_name: attachment.file?.name ?? null,
    sha256: attachment.file?.sha256 ?? null,
    url: attachment.url,
  }))
  if (rows.length > 0) await tx.insertInto('attachment').values(rows).execute()
}
