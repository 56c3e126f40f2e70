/**
 * How often something may be done: the one interface that every limit goes through. Generic cell rate algorithm: one instant a key, at
 * which the key would be unused again.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { isPostgres } from './dialect/locks.ts'
import type { OpenDatabase } from './open.ts'

export interface Rule {
  /** So many at once, after a time without any. */
  readonly times: number
  /** The time in which `times` become available again, evenly spread. */
  readonly seconds: number
}

export interface Limits {
  /**
   * Counts one more, before the work is done: of many requests at once no more than the rule allows get through.
   * @param key what is counted, for whom: `sign-in 192.0.2.1`
   * @returns 0 when it may be done, or the milliseconds after which it may
   */
  take(key: string, rule: Rule): Promise<number>
  /** Takes back what was counted under this key. */
  clear(key: string): Promise<void>
}

/** One server counts in its memory; several count together in their database. */
export function createLimits(database: OpenDatabase): Limits {
  return isPostgres(database.writer) ? sharedLimits(database) : memoryLimits()
}

/** More keys than this are not remembered: the oldest is forgotten first. */
const MOST_KEYS = 100_000

/** Counts in this process. A restart forgets, which is what a limit may do. */
export function memoryLimits(now: () => number = () => performance.now(), mostKeys = MOST_KEYS): Limits {
  const unusedFrom = new Map<string, number>()

  /** The key used longest ago comes first. */
  function makeRoom(at: number): void {
    for (const [key, from] of unusedFrom) {
      if (from > at && unusedFrom.size < mostKeys) return
      unusedFrom.delete(key)
    }
  }

  return {
    async take(key, { times, seconds }) {
      const at = now()
      const interval = (seconds * 1000) / times
      const from = Math.max(unusedFrom.get(key) ?? at, at)
      const wait = from - at - (times - 1) * interval
      // A thousandth of a millisecond is rounding, not waiting.
      if (wait > 0.001) return Math.ceil(wait)
      makeRoom(at)
      unusedFrom.delete(key)
      unusedFrom.set(key, from + interval)
      return 0
    },
    async clear(key) {
      unusedFrom.delete(key)
    },
  }
}

const FORGET_EVERY_MS = 60_000

/** Counts in the database, by its clock: the nodes' own may differ. Addresses and e-mail addresses are in it as hashes only. */
function sharedLimits({ writer }: OpenDatabase): Limits {
  const nameOf = (key: string) => createHash('sha256').update(key).digest('base64url')
  let forgottenAt = 0

  /** Keys that are unused again, and those above the number that is kept. */
  async function forget(): Promise<void> {
    if (performance.now() - forgottenAt < FORGET_EVERY_MS) return
    forgottenAt = performance.now()
    await sql`delete from limit_use where unused_from < ${NOW} or unused_from <=
      (select unused_from from limit_use order by unused_from desc offset ${MOST_KEYS} limit 1)`.execute(writer)
  }

  return {
    async take(key, { times, seconds }) {
      const interval = Math.round((seconds * 1000) / times)
      const burst = (times - 1) * interval
      const name = nameOf(key)
      await forget()
      const taken = await sql`insert into limit_use as used (key, unused_from) values (${name}, ${NOW} + ${interval}::bigint)
        on conflict (key) do update set unused_from = greatest(used.unused_from, ${NOW}) + ${interval}::bigint
        where used.unused_from - ${NOW} <= ${burst}::bigint returning key`.execute(writer)
      if (taken.rows.length > 0) return 0
      const { rows } = await sql<{ wait: number }>`select unused_from - ${NOW} - ${burst}::bigint as wait from limit_use
        where key = ${name}`.execute(writer)
      return Math.max(rows[0]?.wait ?? 0, 1)
    },
    async clear(key) {
      await writer.deleteFrom('limit_use').where('key', '=', nameOf(key)).execute()
    },
  }
}

/** Milliseconds since 1970. */
const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`
