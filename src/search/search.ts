/** The search as the server sees it: questions to a few threads, answers back, with a time budget. */
import { Worker } from 'node:worker_threads'
import { Failure } from '../failure.ts'
import type { SearchAnswer, SearchRequest } from './answer.ts'
import type { Message, Question, Reply } from './worker.ts'

export interface Search {
  /** @throws Failure `unavailable` when the answer takes too long or the search is closing */
  search(request: SearchRequest): Promise<SearchAnswer>
  /** Whole queries that go on from what was typed, the commonest first. */
  complete(typed: string): Promise<readonly string[]>
  /** Another file has taken the index's place: it is opened again; what is being answered is answered from the old one. */
  reopen(): void
  close(): Promise<void>
}

const BUDGET_MS = 5000
/** A thread that ends so often without having answered will not get better by being started again. */
const MOST_FAILED_STARTS = 3

interface Waiting {
  readonly worker: number
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** @param file the index; the process that keeps it up to date makes it (follow.ts) */
export function openSearch(file: string, threads: number): Search {
  const module = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
  const waiting = new Map<number, Waiting>()
  const workers: Worker[] = []
  let nextId = 0
  let closing = false
  let failedStarts = 0
  for (let i = 0; i < threads; i++) start(i)

  function start(i: number): void {
    const worker = new Worker(module, { workerData: file })
    worker.unref()
    worker.on('message', (reply: Reply) => {
      failedStarts = 0
      const asked = settle(reply.id)
      if ('answer' in reply) asked?.resolve(reply.answer as never)
      else asked?.reject(new Error(`search thread: ${reply.problem}`))
    })
    worker.on('error', (error) => fail(i, error))
    worker.on('exit', () => {
      fail(i, new Failure('unavailable', 'Het zoeken is afgebroken. Probeer het opnieuw.'))
      if (!closing && workers[i] === worker && ++failedStarts <= MOST_FAILED_STARTS) start(i)
    })
    workers[i] = worker
  }

  function settle(id: number): Waiting | undefined {
    const asked = waiting.get(id)
    waiting.delete(id)
    clearTimeout(asked?.timer)
    return asked
  }

  function fail(worker: number, error: Error): void {
    for (const [id, asked] of waiting) if (asked.worker === worker) settle(id)?.reject(error)
  }

  /** SQLite cannot be interrupted from outside its thread (better-sqlite3 has no progress hook): the thread is replaced. */
  function overrun(id: number): void {
    const asked = settle(id)
    asked?.reject(new Failure('unavailable', 'Deze zoekvraag duurde te lang. Probeer het met minder of andere woorden.'))
    if (asked) void workers[asked.worker]?.terminate()
  }

  function ask<T>(question: { request: SearchRequest } | { complete: string }): Promise<T> {
    if (closing) return Promise.reject(new Failure('unavailable', 'De bibliotheek sluit af.'))
    const id = nextId++
    const busy = workers.map((_, i) => [...waiting.values()].filter((asked) => asked.worker === i).length)
    const worker = busy.indexOf(Math.min(...busy))
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { worker, resolve, reject, timer: setTimeout(() => overrun(id), BUDGET_MS) })
      workers[worker]?.postMessage({ id, ...question } satisfies Question)
    })
  }

  return {
    search: (request) => ask({ request }),
    complete: (typed) => ask({ complete: typed }),
    reopen() {
      for (const worker of workers) worker.postMessage('reopen' satisfies Message)
    },
    async close() {
      closing = true
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
