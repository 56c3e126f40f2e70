/** Themes as visitors see them: those with a listed talk, and those above them. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { loadTheme, type ThemeRecord } from './record.ts'
import type { ThemeEntry } from './themes.ts'

export interface PublicThemes {
  /** Null for a theme without a listed talk at it or at any theme under it; its related themes are only those that have one. */
  publicTheme(id: string): Promise<ThemeRecord | null>
  /** The narrower themes that have a page, by name. */
  publicNarrower(id: string, request: PageRequest): Promise<Page<ThemeEntry>>
  /** The related themes that have a page, by name. */
  publicRelated(id: string): Promise<ThemeEntry[]>
}

export function createPublicThemes({ reader }: OpenDatabase): PublicThemes {
  const related = (id: string) =>
    among(sql`select related_id, related_id from theme_related where theme_id = ${id}
    union select theme_id, theme_id from theme_related where related_id = ${id}`)
  const entries = (ids: RawBuilder<string>) => reader.selectFrom('theme').where('id', 'in', ids)
  const shown = (ids: RawBuilder<string>) => entries(ids).select(['id', 'name', 'english', 'talks']).orderBy('sort_name').orderBy('id')

  return {
    async publicTheme(id) {
      if (!(await isShown(reader, id))) return null
      const theme = await loadTheme(reader, id)
      if (!theme || theme.related.length === 0) return theme
      const present = new Set((await shown(related(id)).execute()).map((entry) => entry.id))
      return { ...theme, related: theme.related.filter((entry) => present.has(entry.id)) }
    },

    async publicNarrower(id, request) {
      const narrower = among(sql`select theme_id, theme_id from theme_broader where broader_id = ${id}`)
      const { total } = await entries(narrower)
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, total, (offset) => shown(narrower).limit(request.size).offset(offset).execute())
    },

    publicRelated: (id) => shown(related(id)).execute(),
  }
}

/** @param start rows of two equal ids @returns those of which the theme or one under it has a listed talk */
function among(start: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`(with recursive below(root, id) as (
      ${start}
      union select below.root, theme_broader.theme_id from below join theme_broader on theme_broader.broader_id = below.id
    ) select below.root from below join theme on theme.id = below.id where theme.talks > 0)`
}

async function isShown(db: Kysely<Database>, id: string): Promise<boolean> {
  const start = among(sql`select id, id from theme where id = ${id}`)
  return (await db.selectFrom('theme').select('id').where('id', 'in', start).executeTakeFirst()) !== undefined
}
