/**
 * Searching: ours, in-process and through HTTP, against plain FTS5 and against lunr, MiniSearch and Orama with our analyser; the same
 * talks and queries in one run, each engine in a process of its own, one after the other.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Corpus, openCorpus } from './dutch-corpus.ts'
import { ENGINES, type Entry } from './engines/all.ts'
import type { landing } from './landing.ts'
import type { IndexResult, SearchResult } from './measure.ts'
import { KINDS, pickQueries } from './queries.ts'
import type { Row } from './run.ts'
import { percentiles } from './statistics.ts'
import { PER_SECOND, SECONDS, type SteadyResult } from './steady.ts'

const QUERIES = 200
const LANDING_CUES = 20_000

export type Task =
  | { readonly task: 'index'; readonly engine: string; readonly folder: string; readonly cues: number }
  | { readonly task: 'search'; readonly engine: string; readonly folder: string; readonly queries: string }
  | { readonly task: 'steady'; readonly folder: string; readonly queries: string }
  | { readonly task: 'landing'; readonly folder: string; readonly cues: number }

export interface SearchOptions {
  /** Numbers of cues, smallest first. */
  readonly sizes: readonly number[]
  /** Keeps the indexes in the system's temporary folder for a next run. */
  readonly keep: boolean
  /** Engines left out, by name in lower case. */
  readonly without: readonly string[]
  /** Called with each row as soon as it is measured: a run that is stopped has those. */
  readonly onRow: (row: Row) => void
}

export async function benchSearch({ sizes, keep, without, onRow }: SearchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    for (const cues of sizes) await measure(cues, { folder, keep, without, onRow })
    const { timed, interpolated } = await inProcess<ReturnType<typeof landing>>({
      task: 'landing',
      folder,
      cues: Math.min(LANDING_CUES, ...sizes),
    })
    const bench = `landing, ${timed.moments.toLocaleString('en')} moments`
    const landings = { 'words timed': timed, 'times interpolated': interpolated }
    for (const [what, { p50, p95 }] of Object.entries(landings)) {
      onRow({ bench, what: `off the spoken word, ${what}: median`, value: round(p50), unit: 's' })
      onRow({ bench, what: `off the spoken word, ${what}: p95`, value: round(p95), unit: 's' })
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Measured extends Pick<SearchOptions, 'keep' | 'without' | 'onRow'> {
  readonly folder: string
}

async function measure(cues: number, { folder, keep, without, onRow }: Measured): Promise<void> {
  const corpus = openCorpus(cues)
  const bench = `search ${cues.toLocaleString('en')} cues`
  const add = (what: string, value: number, unit: string, ratio?: number) =>
    onRow({ bench, what, value: round(value), unit, ...(ratio === undefined ? {} : { ratio: round(ratio) }) })
  add(`corpus: ${corpus.source}`, corpus.realTokens, 'real tokens')
  const queries = join(folder, `queries-${cues}.json`)
  writeFileSync(queries, JSON.stringify(pickQueries(corpus, QUERIES)))
  // A slow engine is measured on a smaller library, and its rows say so: waiting for it tells nothing more.
  const sampled = (most: number) => {
    const file = join(folder, `queries-${most}.json`)
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(pickQueries(openCorpus(most), QUERIES)))
    return file
  }

  const engines = ENGINES.filter(({ name, mostCues = Infinity }) => cues <= mostCues && !without.includes(name.toLowerCase()))
  const folders = new Map<string, string>()
  const results = new Map<string, SearchResult>()
  const left = createClock(engines)
  for (const entry of engines) {
    const index = entry.indexOf ?? entry.name
    const size = Math.min(cues, entry.sample ?? cues)
    const name = size === cues ? entry.name : `${entry.name} on ${size.toLocaleString('en')} cues`
    if (!entry.indexOf) {
      const { at, built, cached } = await indexed(entry, size === cues ? corpus : openCorpus(size), folder, keep)
      folders.set(index, at)
      if (!cached) {
        add(`index time: ${name}`, built.seconds, 's')
        add(`index memory, at its most: ${name}`, built.memory / 1e6, 'MB')
      }
      add(`index size: ${name}`, built.bytes / 1e6, 'MB')
    }
    progress(`${bench}: ${name} searches`)
    const asked = size === cues ? queries : sampled(size)
    const result = await inProcess<SearchResult>({ task: 'search', engine: entry.name, folder: folders.get(index) ?? '', queries: asked })
    results.set(name, result)
    add(`memory ${entry.indexOf ? 'of the whole server' : 'to search'}: ${name}`, result.memory / 1e6, 'MB')
    for (const row of kindRows(name, result, results.get('ours'))) add(...row)
    for (const line of summary(name, result)) progress(line)
    progress(left.after(entry))
  }
  sameAnswers(results)
  progress(`${bench}: ${PER_SECOND} searches a second for ${SECONDS} s`)
  const under = await inProcess<SteadyResult>({ task: 'steady', folder: folders.get('ours') ?? '', queries })
  const load = `${PER_SECOND} searches a second`
  add(`${load}: event-loop delay of the server p99`, under.delayP99, 'ms')
  add(`${load}: event-loop delay of the server at most`, under.delayMost, 'ms')
  add(`${load}: answers p50`, under.answerP50, 'ms')
  add(`${load}: answers p99`, under.answerP99, 'ms')
  add(`${load}: without an answer`, under.failed, 'searches')
}

/** An engine's times in a few lines, as soon as it is done. */
function* summary(name: string, { kinds }: SearchResult): Generator<string> {
  for (const kind of KINDS) {
    const result = kinds[kind]
    if (!result) continue
    const { p50, p99 } = percentiles(result.times)
    yield `  ${name.padEnd(24)} ${kind.padEnd(18)} p50 ${p50.toFixed(2).padStart(8)} ms   p99 ${p99.toFixed(2).padStart(8)} ms`
  }
}

/** How long is left, from what the engines before took and what each takes of the whole. */
function createClock(engines: readonly Entry[]) {
  const begin = performance.now()
  let done = 0
  return {
    after(entry: Entry): string {
      done += entry.share
      const rest = engines.slice(engines.indexOf(entry) + 1).reduce((sum, { share }) => sum + share, 0)
      const seconds = ((performance.now() - begin) / done / 1000) * rest
      return rest === 0 ? 'the engines are done' : `about ${Math.ceil(seconds)} s left for the other engines`
    },
  }
}

function* kindRows(
  name: string,
  { kinds }: SearchResult,
  ours: SearchResult | undefined,
): Generator<[what: string, value: number, unit: string, ratio?: number]> {
  for (const kind of KINDS) {
    const result = kinds[kind]
    if (!result) continue
    const { p50, p95, p99 } = percentiles(result.times)
    const fewer = result.times.length < QUERIES ? ` (${result.times.length} queries)` : ''
    const own = percentiles(ours?.kinds[kind]?.times ?? []).p99
    yield [`${kind}: ${name} p50${fewer}`, p50, 'ms']
    yield [`${kind}: ${name} p95${fewer}`, p95, 'ms']
    yield name === 'ours' || !ours ? [`${kind}: ${name} p99`, p99, 'ms'] : [`${kind}: ${name} p99${fewer}`, p99, 'ms', p99 / own]
    // Through HTTP the answers are the same.
    if (name === 'ours over HTTP') continue
    if (kind === 'typo') yield [`${kind}: ${name} answered`, 100 * result.answered, '%']
    if (kind !== 'remembered quote') continue
    yield [`${kind}: ${name} found in the first 10`, 100 * result.inFirst10, '%']
    yield [`${kind}: ${name} found first`, 100 * result.inFirst, '%']
  }
}

/** The server searches what the engine searches, or its times mean nothing. */
function sameAnswers(results: ReadonlyMap<string, SearchResult>): void {
  for (const kind of KINDS) {
    const [engine = [], server = []] = ['ours', 'ours over HTTP'].map((name) => results.get(name)?.kinds[kind]?.answers)
    const other = engine.filter((answer, i) => server[i] !== undefined && server[i] !== answer).length
    if (other > 0)
      throw new Error(`${kind}: the server answers ${other} queries otherwise than the engine; is the build older than the source?`)
  }
}

/** Makes the engine's index, or takes the one kept by an earlier run with the same analyser, index version and talks. */
async function indexed(
  entry: Entry,
  corpus: Corpus,
  folder: string,
  keep: boolean,
): Promise<{ at: string; built: IndexResult; cached: boolean }> {
  const name = entry.name.toLowerCase().replaceAll(/\W+/g, '-')
  const identity = createHash('sha256')
    .update(`${(await entry.load()).version()} ${JSON.stringify(corpus.talk(0))}`)
    .digest('hex')
    .slice(0, 12)
  const at = keep ? join(tmpdir(), 'woordelijk-bench-kept', `${name}-${corpus.cues}-${identity}`) : join(folder, `${name}-${corpus.cues}`)
  const note = join(at, 'built.json')
  if (keep && existsSync(note)) {
    progress(`${entry.name}: the index kept by an earlier run is used: ${at}`)
    return { at, built: JSON.parse(readFileSync(note, 'utf8')) as IndexResult, cached: true }
  }
  progress(`${entry.name}: indexes ${corpus.cues.toLocaleString('en')} cues`)
  const making = `${at}-${process.pid}`
  mkdirSync(making, { recursive: true })
  const built = await inProcess<IndexResult>({ task: 'index', engine: entry.name, folder: making, cues: corpus.cues })
  writeFileSync(join(making, 'built.json'), JSON.stringify(built))
  rmSync(at, { recursive: true, force: true })
  renameSync(making, at)
  return { at, built, cached: false }
}

async function inProcess<T>(task: Task): Promise<T> {
  const child = fork(join(import.meta.dirname, 'search-process.ts'), [JSON.stringify(task)], {
    execArgv: ['--expose-gc', '--max-old-space-size=8192'],
    serialization: 'advanced',
  })
  // A measurement holds its thread and hears nothing: a run that is stopped ends it.
  const end = () => void child.kill()
  process.once('exit', end)
  const ended = once(child, 'exit').then(([code]) => Promise.reject<[T]>(new Error(`${JSON.stringify(task)} ended with ${code}`)))
  const [result] = await Promise.race([once(child, 'message') as Promise<[T]>, ended])
  await ended.catch(() => {})
  process.off('exit', end)
  return result
}

const progress = (line: string) => console.error(line)
const round = (value: number) => Math.round(value * 100) / 100
