/** Brings a database's tables up to date, the same way on each engine. */
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { Failure, messageOf } from '../../failure.ts'
import type { Database } from '../schema.ts'

/** A database has this table while it is a copy under construction (../move/target.ts). */
export const UNFINISHED_MOVE = 'unfinished_move'

export interface OpenOptions {
  /** Whether the database is opened as the target of a move, which alone may open a copy under construction. */
  readonly movesHere?: boolean
}

interface DatabaseState {
  readonly place: string
  /** The migrations it went through. */
  readonly applied: readonly string[]
  /** Whether it is a copy under construction. */
  readonly isUnfinished: boolean
}

/**
 * @throws Failure `conflict` when the database went through migrations that this program does not know, is a copy under construction, or is
 * the target of a move and holds an older library: that one stays as it is
 */
export function requireUsable(
  { place, applied, isUnfinished }: DatabaseState,
  migrations: Record<string, Migration>,
  { movesHere = false }: OpenOptions,
): void {
  if (isUnfinished && !movesHere)
    throw new Failure(
      'conflict',
      `De database ${place} is een kopie die nog niet af is. Voer bij de oude bibliotheek “woordelijk move” nog eens uit; pas daarna kan ze open.`,
    )
  const newer = applied.filter((name) => !(name in migrations))
  if (newer.length > 0)
    throw new Failure(
      'conflict',
      `De database is gemaakt door een nieuwere versie van Woordelijk (${newer.join(', ')}). Werk het programma bij of zet een oudere reservekopie terug.`,
    )
  if (movesHere && !isUnfinished && applied.length > 0 && applied.length < Object.keys(migrations).length)
    throw new Failure('conflict', `${place} bevat al een bibliotheek, van een oudere versie. Kies een lege database of een nieuwe map.`)
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
