/** Searches coming in steadily, however long the answers take: what visitors wait, and what the server's event loop does meanwhile. */
import { setTimeout as wait } from 'node:timers/promises'
import { startLibraryServer } from './library-server.ts'
import type { Query } from './queries.ts'
import { percentiles } from './statistics.ts'

export const PER_SECOND = 30
export const SECONDS = 20
const WARM_UP = 100

export interface SteadyResult {
  readonly answerP50: number
  readonly answerP99: number
  readonly failed: number
  readonly delayP99: number
  readonly delayMost: number
}

/** @param queries all kinds in turn */
export async function steady(folder: string, queries: readonly Query[]): Promise<SteadyResult> {
  const server = await startLibraryServer(folder)
  try {
    const ask = ({ kind, q }: Query) => server.get(`/api/v1/${kind === 'completion' ? 'suggest' : 'search'}?q=${encodeURIComponent(q)}`)
    for (const query of queries.slice(-WARM_UP)) await ask(query)
    server.watch()
    const times: number[] = []
    let failed = 0
    const asked: Promise<void>[] = []
    const begin = performance.now()
    for (let i = 0; i < PER_SECOND * SECONDS; i++) {
      await wait(Math.max(0, begin + (i * 1000) / PER_SECOND - performance.now()))
      const query = queries[i % queries.length]
      if (!query) continue
      const start = performance.now()
      asked.push(
        ask(query).then(
          () => void times.push(performance.now() - start),
          () => void failed++,
        ),
      )
    }
    await Promise.all(asked)
    const { p50, p99 } = percentiles(times)
    const { delayP99, delayMost } = await server.report()
    return { answerP50: p50, answerP99: p99, failed, delayP99, delayMost }
  } finally {
    await server.close()
  }
}
