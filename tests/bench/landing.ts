/**
 * How far from the spoken word a visitor lands: moments of one- and two-word searches against the words' true times, with the times
 * of the words in the index and with those of the cues alone.
 */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Moment } from '../../src/search/answer.ts'
import { prepareIndex } from '../../src/search/index/tables.ts'
import { createIndexWriter } from '../../src/search/index/writer.ts'
import { openEngine } from '../../src/search/open-engine.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { openCorpus } from './dutch-corpus.ts'
import { pickQueries } from './queries.ts'
import { percentiles } from './statistics.ts'

const QUERIES = 150

export interface Landing {
  readonly moments: number
  /** Seconds off. */
  readonly p50: number
  readonly p95: number
}

export function landing(folder: string, cues: number): { timed: Landing; interpolated: Landing } {
  const corpus = openCorpus(cues, { wordTimes: true })
  const spoken = new Map([...corpus.talks()].map((talk) => [talk.id, talk]))
  const queries = pickQueries(corpus, QUERIES).filter(({ kind }) => kind === 'one word' || kind === 'two words')

  function measure(name: string, as: (cue: Cue) => Cue): Landing {
    const db = new Sqlite(join(folder, `${name}.sqlite`))
    prepareIndex(db)
    const writer = createIndexWriter(db)
    const none = { event: null, recorded: null, speakers: [], themes: [], chapters: [], abstract: null }
    db.transaction(() => {
      for (const { id, title, cues: list } of spoken.values()) writer.put({ ...none, id, title }, list.map(as))
    })()
    const engine = openEngine(db)
    const off = queries.flatMap(({ q }) =>
      engine.search({ q, limit: 20 }).talks.flatMap(({ id, moments }) =>
        moments.flatMap((moment) => {
          const truth = trueTime(moment, spoken.get(id)?.cues ?? [])
          return truth === null ? [] : [Math.abs(moment.time - truth) / 1000]
        }),
      ),
    )
    db.close()
    return { moments: off.length, ...percentiles(off) }
  }

  return { timed: measure('timed', (cue) => cue), interpolated: measure('interpolated', (cue) => ({ ...cue, words: null })) }
}

/** A moment ends with its cue, and its first mark is the word it is for (or the part of a word). */
function trueTime({ end, snippet, marks }: Moment, cues: readonly Cue[]): number | null {
  const cue = cues.find((entry) => entry.end === end)
  const [mark] = marks
  if (!cue || !mark) return null
  const marked = snippet.slice(mark[0], mark[1])
  return cue.words?.find((word) => word.text.includes(marked))?.start ?? null
}
