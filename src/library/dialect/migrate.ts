/** Brings a database's tables up to date, the same way on each engine. */
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { Failure, messageOf } from '../../failure.ts'
import type { Database } from '../schema.ts'

/** @throws Failure `conflict` when the database went through migrations that this program does not know */
export function requireKnown(applied: readonly string[], migrations: Record<string, Migration>): void {
  const newer = applied.filter((name) => !(name in migrations))
  if (newer.length > 0)
    throw new Failure(
      'conflict',
      `De database is gemaakt door een nieuwere versie van Woordelijk (${newer.join(', ')}). Werk het programma bij of zet een oudere reservekopie terug.`,
    )
}

/** @throws Failure `conflict` when a migration fails; the database is then as it was */
export async function bringUpToDate(db: Kysely<Database>, migrations: Record<string, Migration>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (!error) return
  if (error instanceof Failure) throw error
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? '?'
  throw new Failure('conflict', `De database kon niet worden bijgewerkt (stap ${failed}: ${messageOf(error)}). Er is niets veranderd.`, {
    cause: error,
  })
}
