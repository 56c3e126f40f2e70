/** The record's database behind one door, whichever engine holds it: SQLite (open-sqlite.ts) or PostgreSQL (open-postgres.ts). */
import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'

export interface OpenDatabase {
  readonly writer: Kysely<Database>
  /** Read-only, so that a page never waits for an open transaction. */
  readonly reader: Kysely<Database>
  /** Where the data is, for messages to operators: a file, or `host:port/name`. Never a password. */
  readonly place: string
  /** Changes with every commit that changes what visitors may see, of any process. Cheap. */
  version(): number
  /** Changes with everything visitors can see, and with nothing else. Cheap. */
  catalogueVersion(): number
  /** Call after a commit that hides something from visitors. */
  noteHidden(): void
  /** Resolves when no node can show any more what this node hid before the call. */
  hiddenEverywhere(): Promise<void>
  /** Calls the listener after commits of other processes, where the engine tells of them. @returns ends it */
  onOtherCommits(listener: () => void): () => void
  /** Tells the other nodes of something that is no change to what visitors see, such as a job's progress. */
  announce(topic: Topic): void
  /** @returns ends it */
  onAnnouncement(listener: (topic: Topic) => void): () => void
  /**
   * Runs the work unless another node of this library is at the same task. SQLite has one server only, so there it always runs.
   * @returns null when another node is at it
   */
  once<T>(task: string, work: () => Promise<T>): Promise<T | null>
  /** Leaves no trace of deleted rows in the database's files. Writing waits meanwhile. @returns false when it must be tried again */
  scrub(): Promise<boolean>
  /** Reads the whole database: minutes for gigabytes. */
  examine(): Promise<DatabaseFindings>
  close(): Promise<void>
}

/** What nodes tell each other: this job moved on, there may be a change to many talks to carry out, something was erased. */
export type Topic = `job ${string}` | 'batch' | 'erased'

export interface DatabaseFindings {
  /** What the engine finds wrong, in its own words; empty when nothing. */
  readonly damage: readonly string[]
  /** Rows that point at rows which are not there, counted by table. */
  readonly dangling: readonly { readonly table: string; readonly parent: string; readonly rows: number }[]
}
