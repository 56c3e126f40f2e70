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
}

export async function benchSearch({ sizes, keep }: SearchOptions): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    const rows: Row[] = []
    for (const cues of sizes) rows.push(...(await measure(cues, folder, keep)))
    const { timed, interpolated } = await inProcess<ReturnType<typeof landing>>({
      task: 'landing',
      folder,
      cues: Math.min(LANDING_CUES, ...sizes),
    })
    const bench = `landing, ${timed.moments.toLocaleString('en')} moments`
    const landings = { 'words timed': timed, 'times interpolated': interpolated }
    for (const [what, { p50, p95 }] of Object.entries(landings)) {
      rows.push({ bench, what: `off the spoken word, ${what}: median`, value: round(p50), unit: 's' })
      rows.push({ bench, what: `off the spoken word, ${what}: p95`, value: round(p95), unit: 's' })
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measure(cues: number, folder: string, keep: boolean): Promise<Row[]> {
  const corpus = openCorpus(cues)
  const bench = `search ${cues.toLocaleString('en')} cues`
  const rows: Row[] = []
  const add = (what: string, value: number, unit: string, ratio?: number) =>
    rows.push({ bench, what, value: round(value), unit, ...(ratio === undefined ? {} : { ratio: round(ratio) }) })
  add(`corpus: ${corpus.source}`, corpus.realTokens, 'real tokens')
  const queries = join(folder, `queries-${cues}.json`)
  writeFileSync(queries, JSON.stringify(pickQueries(corpus, QUERIES)))

  const engines = ENGINES.filter(({ mostCues = Infinity }) => cues <= mostCues)
  const folders = new Map<string, string>()
  const results = new Map<string, SearchResult>()
  for (const entry of engines) {
    const index = entry.indexOf ?? entry.name
    if (!entry.indexOf) {
      const { at, built, cached } = await indexed(entry, corpus, folder, keep)
      folders.set(index, at)
      if (!cached) {
        add(`index time: ${entry.name}`, built.seconds, 's')
        add(`index memory, at its most: ${entry.name}`, built.memory / 1e6, 'MB')
      }
      add(`index size: ${entry.name}`, built.bytes / 1e6, 'MB')
    }
    progress(`${bench}: ${entry.name} searches`)
    results.set(entry.name, await inProcess({ task: 'search', engine: entry.name, folder: folders.get(index) ?? '', queries }))
  }
  for (const { name, indexOf } of engines) {
    add(`memory ${indexOf ? 'of the whole server' : 'to search'}: ${name}`, (results.get(name)?.memory ?? 0) / 1e6, 'MB')
  }
  sameAnswers(results)
  for (const row of kindRows(results)) add(...row)

  progress(`${bench}: ${PER_SECOND} searches a second for ${SECONDS} s`)
  const under = await inProcess<SteadyResult>({ task: 'steady', folder: folders.get('ours') ?? '', queries })
  const load = `${PER_SECOND} searches a second`
  add(`${load}: event-loop delay of the server p99`, under.delayP99, 'ms')
  add(`${load}: event-loop delay of the server at most`, under.delayMost, 'ms')
  add(`${load}: answers p50`, under.answerP50, 'ms')
  add(`${load}: answers p99`, under.answerP99, 'ms')
  add(`${load}: without an answer`, under.failed, 'searches')
  return rows
}

function* kindRows(results: ReadonlyMap<string, SearchResult>): Generator<[what: string, value: number, unit: string, ratio?: number]> {
  for (const kind of KINDS) {
    const ours = percentiles(results.get('ours')?.kinds[kind]?.times ?? [])
    for (const [name, { kinds }] of results) {
      const result = kinds[kind]
      if (!result) continue
      const { p50, p95, p99 } = percentiles(result.times)
      const fewer = result.times.length < QUERIES ? ` (${result.times.length} queries)` : ''
      yield [`${kind}: ${name} p50${fewer}`, p50, 'ms']
      yield [`${kind}: ${name} p95${fewer}`, p95, 'ms']
      yield name === 'ours' ? [`${kind}: ${name} p99`, p99, 'ms'] : [`${kind}: ${name} p99${fewer}`, p99, 'ms', p99 / ours.p99]
    }
    for (const [name, { kinds }] of results) {
      const result = kinds[kind]
      // Through HTTP the answers are the same.
      if (!result || name === 'ours over HTTP') continue
      if (kind === 'typo') yield [`${kind}: ${name} answered`, 100 * result.answered, '%']
      if (kind !== 'remembered quote') continue
      yield [`${kind}: ${name} found in the first 10`, 100 * result.inFirst10, '%']
      yield [`${kind}: ${name} found first`, 100 * result.inFirst, '%']
    }
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
  const ended = once(child, 'exit').then(([code]) => Promise.reject<[T]>(new Error(`${JSON.stringify(task)} ended with ${code}`)))
  const [result] = await Promise.race([once(child, 'message') as Promise<[T]>, ended])
  await ended.catch(() => {})
  return result
}

const progress = (line: string) => console.error(line)
const round = (value: number) => Math.round(value * 100) / 100
