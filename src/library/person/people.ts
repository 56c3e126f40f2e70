/** People, written by the talks and events that name them. */
import type { Transaction } from 'kysely'
import { recordRenamed } from '../changes.ts'
import type { Database } from '../schema.ts'
import type { Person } from '../talk/talk.ts'
import { doubleKey } from './double-key.ts'
import { sortName } from './sort-name.ts'

/** @param people under their present ids (`withPresentIds`) */
export async function savePeople(tx: Transaction<Database>, people: readonly Person[], at: string): Promise<void> {
  const unique = [...new Map(people.map((person) => [person.id, person])).values()]
  if (unique.length === 0) return
  for (const { id, name } of unique) {
    const before = await tx.selectFrom('person').select('name').where('id', '=', id).executeTakeFirst()
    if (before && before.name !== name) await recordRenamed(tx, 'person', id, at)
  }
  await tx
    .insertInto('person')
    .values(unique.map(({ id, name }) => ({ id, name, sort_name: sortName(name), double_key: doubleKey(name) })))
    .onConflict((c) =>
      c.column('id').doUpdateSet((e) => ({
        name: e.ref('excluded.name'),
        sort_name: e.ref('excluded.sort_name'),
        double_key: e.ref('excluded.double_key'),
      })),
    )
    .execute()
}
