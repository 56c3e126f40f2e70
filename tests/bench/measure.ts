/** Measures one engine, in whatever process it is called. */
import { readFileSync } from 'node:fs'
import { openCorpus } from './dutch-corpus.ts'
import { ENGINES } from './engines/all.ts'
import type { BenchEngine, Found, Indexed } from './engines/engine.ts'
import { KINDS, type Kind, type Query } from './queries.ts'
import { median } from './statistics.ts'

/** Each query's time is the median of so many rounds: the machine has other work. No engine here remembers answers. */
const ROUNDS = 3
/** A kind that takes an engine longer than this is asked fewer queries, and the report says how many. */
const BUDGET_MS = 10_000
const FEWEST = 20

export interface IndexResult extends Indexed {
  /** By how much the process grew at its largest. */
  readonly memory: number
}

export interface KindResult {
  /** One each query asked, ms. */
  readonly times: readonly number[]
  /** Share of the queries with any answer, found at their source among the first ten talks, and at the first. */
  readonly answered: number
  readonly inFirst10: number
  readonly inFirst: number
  /** The talks of each answer, to compare two ways to the same engine. */
  readonly answers: readonly string[]
}

export interface SearchResult {
  readonly kinds: Partial<Record<Kind, KindResult>>
  /** By how much the process grew, or the size of the other process that searched; bytes. */
  readonly memory: number
}

export async function loadEngine(name: string): Promise<BenchEngine> {
  const entry = ENGINES.find((engine) => engine.name === name)
  if (!entry) throw new Error(`no such engine: ${name}`)
  return entry.load()
}

export const readQueries = (file: string): Query[] => JSON.parse(readFileSync(file, 'utf8')) as Query[]

export async function measureIndex(name: string, folder: string, cues: number): Promise<IndexResult> {
  const corpus = openCorpus(cues)
  const before = resident()
  const engine = await loadEngine(name)
  const { seconds, bytes } = await engine.index(folder, corpus)
  return { seconds, bytes, memory: process.resourceUsage().maxRSS * 1024 - before }
}

export async function measureSearch(name: string, folder: string, queries: readonly Query[]): Promise<SearchResult> {
  const before = resident()
  const engine = await loadEngine(name)
  const searching = await engine.open(folder)
  const kinds: Partial<Record<Kind, KindResult>> = {}
  for (const kind of KINDS.filter((each) => engine.kinds.includes(each))) {
    const list = queries.filter((query) => query.kind === kind)
    kinds[kind] = await measureKind(list, (query) => searching.ask(query))
  }
  const memory = searching.memory ? await searching.memory() : resident() - before
  await searching.close()
  return { kinds, memory }
}

/** The first round warms caches as a running server's are warm. */
async function measureKind(
  list: readonly Query[],
  ask: (query: Query) => readonly Found[] | Promise<readonly Found[]>,
): Promise<KindResult> {
  const begin = performance.now()
  const answers: (readonly Found[])[] = []
  for (const query of list) {
    if (answers.length >= FEWEST && performance.now() - begin > BUDGET_MS / 2) break
    answers.push(await ask(query))
  }
  const asked = list.slice(0, answers.length)
  const times: number[][] = asked.map(() => [])
  for (let round = 0; round < ROUNDS && (round === 0 || performance.now() - begin < BUDGET_MS); round++) {
    for (const [i, query] of asked.entries()) {
      const start = performance.now()
      const answer = ask(query)
      if (answer instanceof Promise) await answer
      times[i]?.push(performance.now() - start)
    }
  }
  const places = asked.map(({ from }, i) =>
    (answers[i] ?? []).findIndex(({ talk, times: at }) => talk === from.talk && at.some((time) => time >= from.start && time <= from.end)),
  )
  const share = (of: number) => of / Math.max(1, asked.length)
  return {
    times: times.map(median),
    answered: share(answers.filter((found) => found.length > 0).length),
    inFirst10: share(places.filter((place) => place >= 0 && place < 10).length),
    inFirst: share(places.filter((place) => place === 0).length),
    answers: answers.map((found) => found.map(({ talk }) => talk).join(' ')),
  }
}

function resident(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}
