/** What the last import of a sheet said of each recording, and by what its rows are recognised. */
import type { Kysely } from 'kysely'
import type { FieldValues } from '../batch/change.ts'
import { chunks } from '../chunks.ts'
import type { Database } from '../schema.ts'

export async function loadNote(db: Kysely<Database>, talk: string): Promise<FieldValues | null> {
  return (await loadNotes(db, [talk])).get(talk) ?? null
}

export async function loadNotes(db: Kysely<Database>, talks: readonly string[]): Promise<Map<string, FieldValues>> {
  const notes = new Map<string, FieldValues>()
  for (const some of chunks(talks))
    for (const { talk_id, fields } of await db.selectFrom('sheet_note').selectAll().where('talk_id', 'in', some).execute())
      notes.set(talk_id, JSON.parse(fields) as FieldValues)
  return notes
}

/** @returns talks by key */
export async function loadKeys(db: Kysely<Database>, keys: readonly string[]): Promise<Map<string, string>> {
  const talks = new Map<string, string>()
  for (const some of chunks(keys))
    for (const { key, talk_id } of await db.selectFrom('sheet_key').selectAll().where('key', 'in', some).execute()) talks.set(key, talk_id)
  return talks
}

/** Fields that this sheet does not name keep what an earlier sheet said of them. */
export async function saveNote(tx: Kysely<Database>, talk: string, values: FieldValues, keys: readonly string[]): Promise<void> {
  const fields = JSON.stringify({ ...(await loadNote(tx, talk)), ...values })
  await tx
    .insertInto('sheet_note')
    .values({ talk_id: talk, fields })
    .onConflict((c) => c.column('talk_id').doUpdateSet({ fields }))
    .execute()
  for (const key of keys)
    await tx
      .insertInto('sheet_key')
      .values({ key, talk_id: talk })
      .onConflict((c) => c.column('key').doUpdateSet({ talk_id: talk }))
      .execute()
}

/** An import that was taken back counts as never done: the next one applies its changes again. */
export async function forgetNote(tx: Kysely<Database>, talk: string): Promise<void> {
  await tx.deleteFrom('sheet_note').where('talk_id', '=', talk).execute()
}
