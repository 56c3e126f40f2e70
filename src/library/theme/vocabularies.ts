/** Vocabularies in and out: all themes as concepts, and the concepts of a file as themes. */
import type { Kysely } from 'kysely'
import { fold } from '../../language/tokens.ts'
import type { Concept, Vocabulary } from '../../skos/vocabulary.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordRenamed, recordThesaurusChanged } from '../changes.ts'
import { chunks } from '../chunks.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { type PlannedTheme, type PresentThemes, planThemes, type Scope, type ThemePlan } from './plan.ts'

export interface Vocabularies {
  /**
   * All themes as concepts, by name. @param own the beginning of their addresses
   * @param only public: without themes that no visitor can see
   */
  concepts(own: string, only?: 'public'): Promise<Concept[]>
  /** What `takeIn` would change now. */
  planVocabulary(vocabulary: Pick<Vocabulary, 'concepts'>, scope: Scope, own: string): Promise<ThemePlan>
  /** @param source the file's name, for the log */
  takeInVocabulary(
    vocabulary: Pick<Vocabulary, 'concepts'>,
    { scope, own, source }: { scope: Scope; own: string; source: string },
    actor: Actor,
  ): Promise<ThemePlan>
}

export function createVocabularies({ reader }: OpenDatabase, changing: Changing, now: () => Date): Vocabularies {
  return {
    async concepts(own, only) {
      const { themes, broader, related } = await loadPresent(reader)
      const shown = only === 'public' ? await publicIds(reader, broader) : null
      const above = Map.groupBy(broader, ([id]) => id)
      const beside = Map.groupBy(
        related.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]),
        ([id]) => id,
      )
      const isShown = (id: string) => shown === null || shown.has(id)
      const addresses = (list: readonly (readonly [string, string])[] | undefined) =>
        (list ?? []).flatMap(([, other]) => (isShown(other) ? [own + other] : []))
      return themes
        .filter(({ id }) => isShown(id))
        .map(({ id, name, english, description, labels, matches }) => ({
          uri: own + id,
          name,
          english,
          description,
          labels,
          matches,
          broader: addresses(above.get(id)),
          related: addresses(beside.get(id)),
        }))
    },

    async planVocabulary(vocabulary, scope, own) {
      return planThemes(vocabulary, await loadPresent(reader), scope, own)
    },

    async takeInVocabulary(vocabulary, { scope, own, source }, actor) {
      return changing(async (tx) => {
        const plan = planThemes(vocabulary, await loadPresent(tx), scope, own)
        const at = now().toISOString()
        for (const some of chunks(plan.fresh))
          await tx
            .insertInto('theme')
            .values(some.map((theme) => ({ id: theme.id, ...rowOf(theme) })))
            .execute()
        for (const { before, after } of plan.changed) {
          await tx.updateTable('theme').set(rowOf(after)).where('id', '=', after.id).execute()
          if (before.name !== after.name) await recordRenamed(tx, 'theme', after.id, at)
        }
        for (const some of chunks(plan.broader))
          await tx
            .insertInto('theme_broader')
            .values(some.map(([theme_id, broader_id]) => ({ theme_id, broader_id })))
            .execute()
        for (const some of chunks(plan.related))
          await tx
            .insertInto('theme_related')
            .values(some.map(([theme_id, related_id]) => ({ theme_id, related_id })))
            .execute()
        await recordDeed(tx, at, actor, {
          action: 'theme.import',
          detail: { file: source, new: plan.fresh.length, changed: plan.changed.length },
        })
        await recordThesaurusChanged(tx, at)
        return plan
      })
    },
  }
}

const rowOf = ({ name, english, description, labels, matches }: PlannedTheme) => ({
  name,
  english,
  description,
  sort_name: fold(name),
  labels: JSON.stringify(labels),
  matches: JSON.stringify(matches),
  edited: 1 as const,
})

async function loadPresent(db: Kysely<Database>): Promise<PresentThemes> {
  const rows = await db
    .selectFrom('theme')
    .select(['id', 'name', 'english', 'description', 'labels', 'matches'])
    .orderBy('sort_name')
    .orderBy('id')
    .execute()
  const aliases = await db.selectFrom('theme_alias').selectAll().execute()
  const broader = await db.selectFrom('theme_broader').selectAll().orderBy('theme_id').orderBy('broader_id').execute()
  const related = await db.selectFrom('theme_related').selectAll().orderBy('theme_id').orderBy('related_id').execute()
  return {
    themes: rows.map((row) => ({ ...row, labels: JSON.parse(row.labels), matches: JSON.parse(row.matches) })),
    aliases: new Map(aliases.map(({ alias, theme_id }) => [alias, theme_id])),
    broader: broader.map(({ theme_id, broader_id }) => [theme_id, broader_id]),
    related: related.map(({ theme_id, related_id }) => [theme_id, related_id]),
  }
}

/** Themes with a listed talk, and all above them. */
async function publicIds(db: Kysely<Database>, broader: PresentThemes['broader']): Promise<Set<string>> {
  const above = Map.groupBy(broader, ([id]) => id)
  const open = (await db.selectFrom('theme').select('id').where('talks', '>', 0).execute()).map(({ id }) => id)
  const shown = new Set(open)
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const [, other] of above.get(id) ?? []) {
      if (shown.has(other)) continue
      shown.add(other)
      open.push(other)
    }
  return shown
}
