/** The themes that talks name, under the records they lead to now. */
import type { Kysely, Transaction } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { recordRenamed, recordThesaurusChanged } from '../changes.ts'
import { chunks } from '../chunks.ts'
import type { Database } from '../schema.ts'
import type { Theme } from '../talk/talk.ts'

/**
 * Replaces the id of a merged theme, and an id made of a theme's present name, by the id of its record. Names that archivists wrote stand.
 * A theme that is named twice then is left out the second time.
 */
export async function withPresentThemes(db: Kysely<Database>, themes: readonly Theme[]): Promise<Theme[]> {
  const alias = new Map<string, string>()
  for (const some of chunks(themes.map(({ id }) => id)))
    for (const row of await db.selectFrom('theme_alias').selectAll().where('alias', 'in', some).execute())
      alias.set(row.alias, row.theme_id)
  const byId = new Map<string, { name: string; edited: 0 | 1 }>()
  for (const some of chunks(themes.map(({ id }) => alias.get(id) ?? id)))
    for (const { id, ...row } of await db.selectFrom('theme').select(['id', 'name', 'edited']).where('id', 'in', some).execute())
      byId.set(id, row)
  const present: Theme[] = []
  for (const { id: given, name } of themes) {
    const id = alias.get(given) ?? given
    const known = byId.get(id)
    const named = known
      ? undefined
      : await db.selectFrom('theme').select(['id', 'name']).where('sort_name', '=', fold(name)).orderBy('id').limit(1).executeTakeFirst()
    present.push(named ?? { id, name: known?.edited === 1 ? known.name : name })
  }
  return [...new Map(present.map((theme) => [theme.id, theme])).values()]
}

/** @param themes under their present ids (`withPresentThemes`) */
export async function saveThemes(tx: Transaction<Database>, themes: readonly Theme[], at: string): Promise<void> {
  for (const { id, name } of themes) {
    const before = await tx.selectFrom('theme').select('name').where('id', '=', id).executeTakeFirst()
    if (before && before.name !== name) {
      await recordRenamed(tx, 'theme', id, at)
      await recordThesaurusChanged(tx, at)
    }
    if (before?.name === name) continue
    const row = { name, sort_name: fold(name) }
    await tx
      .insertInto('theme')
      .values({ id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute()
  }
}
