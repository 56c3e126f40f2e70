/** People and themes: what ties talks together across events. */
import type { Kysely, Transaction } from 'kysely'
import { recordRenamed } from './changes.ts'
import type { Database } from './schema.ts'
import type { Person, Theme } from './talk.ts'

export interface PersonEntry extends Person {
  /** Talks that may be listed. */
  readonly talks: number
}

/** Everyone who speaks in a listed talk or stands in a programme, by name. */
export async function loadPeople(db: Kysely<Database>): Promise<PersonEntry[]> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('talk_speaker', 'talk_speaker.person_id', 'person.id')
    .leftJoin('talk', (join) =>
      join
        .onRef('talk.id', '=', 'talk_speaker.talk_id')
        .on('talk.visibility', '=', 'public')
        .on('talk.stage', '=', 'published')
        .on('talk.withdrawn', 'is', null),
    )
    .select(['person.id', 'person.name', (e) => e.fn.count<number>('talk.id').distinct().as('talks')])
    .groupBy('person.id')
    .execute()
  const inProgramme = new Set(
    (await db.selectFrom('programme_speaker').select('person_id').distinct().execute()).map((row) => row.person_id),
  )
  return rows
    .filter((row) => row.talks > 0 || inProgramme.has(row.id))
    .sort((a, b) => sortName(a.name).localeCompare(sortName(b.name), 'nl'))
}

export async function loadThemes(db: Kysely<Database>): Promise<(Theme & { readonly talks: number })[]> {
  const rows = await db
    .selectFrom('theme')
    .innerJoin('talk_theme', 'talk_theme.theme_id', 'theme.id')
    .innerJoin('talk', 'talk.id', 'talk_theme.talk_id')
    .where('talk.visibility', '=', 'public')
    .where('talk.stage', '=', 'published')
    .where('talk.withdrawn', 'is', null)
    .select(['theme.id', 'theme.name', (e) => e.fn.count<number>('talk.id').as('talks')])
    .groupBy('theme.id')
    .execute()
  return rows.sort((a, b) => a.name.localeCompare(b.name, 'nl'))
}

export async function savePeople(tx: Transaction<Database>, people: readonly Person[], at: string): Promise<void> {
  await saveNames(tx, 'person', people, at)
}

export async function saveThemes(tx: Transaction<Database>, themes: readonly Theme[], at: string): Promise<void> {
  await saveNames(tx, 'theme', themes, at)
}

async function saveNames(
  tx: Transaction<Database>,
  table: 'person' | 'theme',
  entries: readonly { id: string; name: string }[],
  at: string,
): Promise<void> {
  const unique = [...new Map(entries.map(({ id, name }) => [id, { id, name }])).values()]
  if (unique.length === 0) return
  for (const { id, name } of unique) {
    const before = await tx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst()
    if (before && before.name !== name) await recordRenamed(tx, table, id, at)
  }
  await tx
    .insertInto(table)
    .values(unique)
    .onConflict((c) => c.column('id').doUpdateSet((e) => ({ name: e.ref('excluded.name') })))
    .execute()
}

/** Dutch practice: a list of names is ordered by the name after its prefix (De Jonge under J, Van Jansen under J). */
export function sortName(name: string): string {
  const parts = name.split(' ')
  const family = parts.findIndex(
    (part, i) => i > 0 && !/^(?:van|von|de|den|der|het|'t|’t|ten|ter|te|la|le|du|di|da|el|al|op|in|aan)$/i.test(part),
  )
  return family < 0 ? name : [...parts.slice(family), ...parts.slice(0, family)].join(' ')
}
