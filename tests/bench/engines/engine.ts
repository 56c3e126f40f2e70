/** What a search engine must do to be measured. */
import type { Corpus } from '../dutch-corpus.ts'
import type { Kind, Query } from '../queries.ts'

export const SHOWN = 20

/** A talk of the answer, best first, and when in it: the moments shown, or the beginnings of the found cues; ms. */
export interface Found {
  readonly talk: string
  readonly times: readonly number[]
}

export interface Indexed {
  /** Spent on indexing alone: the making of the talks is not counted. */
  readonly seconds: number
  readonly bytes: number
}

export interface Searching {
  /** The ranked top 20 with their snippets; completions have none. */
  ask(query: Query): readonly Found[] | Promise<readonly Found[]>
  close(): void | Promise<void>
  /** Resident bytes of the process that searches, where that is another one. */
  memory?(): Promise<number>
}

export interface BenchEngine {
  /** The kinds of question it can answer at all. */
  readonly kinds: readonly Kind[]
  /** Names of the modules its index depends on besides the talks. */
  version(): string
  index(folder: string, corpus: Corpus): Indexed | Promise<Indexed>
  open(folder: string): Searching | Promise<Searching>
}

/** Engines whose rows are cues: the talks of the cues found, in order. */
export function byTalk(cues: Iterable<{ readonly talk: string; readonly start: number }>): Found[] {
  return [...Map.groupBy(cues, (cue) => cue.talk)].map(([talk, group]) => ({ talk, times: group.map((cue) => cue.start) }))
}

/** Adds up the time of the pieces of work that count. */
export function stopwatch(): { time<T>(work: () => T): T; seconds(): number } {
  let ms = 0
  return {
    time(work) {
      const start = performance.now()
      const result = work()
      ms += performance.now() - start
      return result
    },
    seconds: () => ms / 1000,
  }
}
