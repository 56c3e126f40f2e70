/** People and themes, written by the talks and events that name them. */
import type { Transaction } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { recordRenamed } from '../changes.ts'
import type { Database } from '../schema.ts'
import type { Person, Theme } from '../talk/talk.ts'
import { doubleKey } from './double-key.ts'
import { sortName } from './sort-name.ts'

/** @param people under their present ids (`withPresentIds`) */
export async function savePeople(tx: Transaction<Database>, people: readonly Person[], at: string): Promise<void> {
  await saveNames(
    tx,
    'person',
    people.map(({ id, name }) => ({ id, name, sort_name: sortName(name), double_key: doubleKey(name) })),
    at,
  )
}

export async function saveThemes(tx: Transaction<Database>, themes: readonly Theme[], at: string): Promise<void> {
  await saveNames(
    tx,
    'theme',
    themes.map(({ id, name }) => ({ id, name, sort_name: fold(name) })),
    at,
  )
}

async function saveNames(
  tx: Transaction<Database>,
  table: 'person' | 'theme',
  entries: readonly { id: string; name: string; sort_name: string; double_key?: string }[],
  at: string,
): Promise<void> {
  const unique = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
  if (unique.length === 0) return
  for (const { id, name } of unique) {
    const before = await tx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst()
    if (before && before.name !== name) await recordRenamed(tx, table, id, at)
  }
  await tx
    .insertInto(table)
    .values(unique)
    .onConflict((c) =>
      c.column('id').doUpdateSet((e) => ({
        name: e.ref('excluded.name'),
        sort_name: e.ref('excluded.sort_name'),
        ...(table === 'person' ? { double_key: e.ref('excluded.double_key' as 'excluded.name') } : {}),
      })),
    )
    .execute()
}
