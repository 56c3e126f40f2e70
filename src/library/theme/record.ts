/** A theme's record, as it is read. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'
import type { Theme } from '../talk/talk.ts'

/** Another name than the preferred one. */
export interface ThemeLabel {
  readonly language: 'nl' | 'en'
  readonly text: string
  /** Only search uses it, as for a misspelling; no page shows it. */
  readonly hidden: boolean
}

export interface ThemeRecord extends Theme {
  /** The preferred English label. */
  readonly english: string | null
  readonly description: string | null
  readonly labels: readonly ThemeLabel[]
  readonly broader: readonly Theme[]
  readonly related: readonly Theme[]
  /** Addresses of the same concept in other vocabularies. */
  readonly matches: readonly string[]
  /** Listed talks. */
  readonly talks: number
  /** Talks that have the theme, drafts and withdrawn ones too. */
  readonly uses: number
  readonly narrower: number
  /** Ids of themes that were merged into this one. */
  readonly formerly: readonly string[]
}

export async function loadTheme(db: Kysely<Database>, id: string): Promise<ThemeRecord | null> {
  const row = await db.selectFrom('theme').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const { name, english, description, talks } = row
  const aliases = await db.selectFrom('theme_alias').select('alias').where('theme_id', '=', id).orderBy('alias').execute()
  const { uses } = await db
    .selectFrom('talk_theme')
    .select((e) => e.fn.countAll<number>().as('uses'))
    .where('theme_id', '=', id)
    .executeTakeFirstOrThrow()
  const { narrower } = await db
    .selectFrom('theme_broader')
    .select((e) => e.fn.countAll<number>().as('narrower'))
    .where('broader_id', '=', id)
    .executeTakeFirstOrThrow()
  const broader = db.selectFrom('theme_broader').select('broader_id').where('theme_id', '=', id)
  return {
    id,
    name,
    english,
    description,
    labels: JSON.parse(row.labels),
    broader: await db.selectFrom('theme').select(['id', 'name']).where('id', 'in', broader).orderBy('sort_name').orderBy('id').execute(),
    related: await db
      .selectFrom('theme')
      .select(['id', 'name'])
      .where('id', 'in', relatedIds(db, id))
      .orderBy('sort_name')
      .orderBy('id')
      .execute(),
    matches: JSON.parse(row.matches),
    talks,
    uses,
    narrower,
    formerly: aliases.map(({ alias }) => alias),
  }
}

export function relatedIds(db: Kysely<Database>, id: string) {
  return db
    .selectFrom('theme_related')
    .select('related_id as id')
    .where('theme_id', '=', id)
    .unionAll(db.selectFrom('theme_related').select('theme_id as id').where('related_id', '=', id))
}

/**
 * Whether `id` is one of the themes above `above`, or `above` itself: making `above` a broader theme of `id` would then close a circle.
 * The union keeps each theme once, so it ends in a vocabulary of any shape.
 */
export async function isAbove(db: Kysely<Database>, id: string, above: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`with recursive up(id) as (
      select cast(${above} as text) union select theme_broader.broader_id from up join theme_broader on theme_broader.theme_id = up.id
    ) select id from up where id = ${id}`.execute(db)
  return rows.length > 0
}
