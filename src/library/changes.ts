/**
 * The change log: for each talk the number of its last change, written in the transaction that changes it. The search index and
 * mirrors follow it. One row a talk, so the log never outgrows the library; who was away sees each talk once, as it is now.
 */
import type { Transaction } from 'kysely'
import type { OpenDatabase } from './open.ts'
import type { Database } from './schema.ts'
import { isListed } from './talk/talk.ts'

/** Runs a transaction that may change talks, and then wakes those who follow the change log. */
export type Changing = <T>(work: (tx: Transaction<Database>) => Promise<T>) => Promise<T>

/** For transactions that hide something from visitors. */
export function hidingOn(changing: Changing, noteHidden: () => void): Changing {
  return async (work) => {
    const result = await changing(work)
    noteHidden()
    return result
  }
}

export interface Change {
  readonly seq: number
  readonly talk: string
  /** Whether it was public and published after the change. */
  readonly listed: boolean
  /** Whether it ever was: a talk that never appeared leaves no tombstone. */
  readonly wasListed: boolean
  /** UTC instant. */
  readonly at: string
}

/**
 * Numbers a change of each talk. Call in the transaction that changes them, also when one is removed.
 *
 * Numbers are given out by updating the one row of `change_head`: that row stays locked until the commit, so that a reader who has
 * seen number n has seen all below it, on PostgreSQL too, where transactions write at the same time.
 */
export async function recordChanges(tx: Transaction<Database>, talks: readonly string[], at: string): Promise<void> {
  for (const talk of new Set(talks)) {
    const { seq } = await tx
      .updateTable('change_head')
      .set((e) => ({ seq: e('seq', '+', 1) }))
      .returning('seq')
      .executeTakeFirstOrThrow()
    const row = await tx.selectFrom('talk').select(['visibility', 'stage', 'withdrawn']).where('id', '=', talk).executeTakeFirst()
    const listed = row && isListed(row) ? 1 : 0
    // A talk that arrives withdrawn appeared elsewhere: visitors see its tombstone, so mirrors do too.
    const appeared = row && row.visibility === 'public' && row.stage === 'published' ? 1 : 0
    await tx
      .insertInto('change')
      .values({ talk, seq, listed, was_listed: appeared, at })
      .onConflict((c) =>
        c.column('talk').doUpdateSet((e) => ({
          seq,
          listed,
          was_listed: appeared === 1 ? 1 : e.ref('change.was_listed'),
          at,
        })),
      )
      .execute()
  }
}

/** In the change log, the thesaurus stands where a talk's id stands; no id has this form. */
export const THESAURUS = '@themas'

/** Numbers a change of the thesaurus, for the search index. Mirrors do not see it. */
export async function recordThesaurusChanged(tx: Transaction<Database>, at: string): Promise<void> {
  await recordChanges(tx, [THESAURUS], at)
}

export interface ChangeLog {
  /** The number of the last change committed; 0 when there is none. */
  lastChange(): Promise<number>
  /** Changes after number `after`, in order; of each talk only the last. */
  changes(after: number, limit: number): Promise<Change[]>
  /** The same, of talks that are or were public. */
  publicChanges(after: number, limit: number): Promise<Change[]>
}

/** The library's part for those who follow it; spread into it. */
export function createChanges({ reader }: OpenDatabase): ChangeLog {
  return {
    async lastChange() {
      return (await reader.selectFrom('change_head').select('seq').executeTakeFirst())?.seq ?? 0
    },

    async changes(after, limit) {
      return toChanges(reader.selectFrom('change').selectAll().where('seq', '>', after).orderBy('seq').limit(limit))
    },

    async publicChanges(after, limit) {
      return toChanges(
        reader.selectFrom('change').selectAll().where('seq', '>', after).where('was_listed', '=', 1).orderBy('seq').limit(limit),
      )
    },
  }
}

async function toChanges(query: { execute(): Promise<Database['change'][]> }): Promise<Change[]> {
  return (await query.execute()).map(({ seq, talk, listed, was_listed, at }) => ({
    seq,
    talk,
    listed: listed === 1,
    wasListed: was_listed === 1,
    at,
  }))
}

/** Numbers a change of every talk that shows a person or a theme: it has another name now. */
export async function recordRenamed(tx: Transaction<Database>, kind: 'person' | 'theme', id: string, at: string): Promise<void> {
  const rows =
    kind === 'person'
      ? await tx.selectFrom('talk_speaker').select('talk_id').where('person_id', '=', id).execute()
      : await tx.selectFrom('talk_theme').select('talk_id').where('theme_id', '=', id).execute()
  const talks = rows.map((row) => row.talk_id)
  await recordChanges(tx, talks, at)
}
