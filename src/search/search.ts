/** The search as the server sees it: questions to a few threads in turn, answers back, with a time budget. */
import { Worker } from 'node:worker_threads'
import { Failure } from '../failure.ts'
import type { SearchAnswer, SearchRequest } from './answer.ts'
import { createFairQueue } from './queue.ts'
import type { Message, Question, Reply } from './worker.ts'

export interface Search {
  /**
   * @param visitor whose turn it takes; questions without one share a turn
   * @throws Failure `too-many` when this visitor has too many waiting, `unavailable` when the answer takes too long, too many of all
   * visitors wait, or the search is closing
   */
  search(request: SearchRequest, visitor?: string): Promise<SearchAnswer>
  /** Whole queries that go on from what was typed, the commonest first. @throws Failure as `search` */
  complete(typed: string, visitor?: string): Promise<readonly string[]>
  /** Resolves when a thread has opened the index and can answer. */
  readonly started: Promise<void>
  /** Another file has taken the index's place: it is opened again; what is being answered is answered from the old one. */
  reopen(): void
  close(): Promise<void>
}

/** For one answer, from the moment a thread has the question. */
const BUDGET_MS = 5000
/** In the queue, before a thread has the question; a thread that starts needs seconds on a busy machine. */
const LONGEST_WAIT_MS = 10_000
/** A command asks as soon as it starts, and has no other use than the answer. */
const COMMAND_WAIT_MS = 60_000
/** A page of results asks once, typing asks a few times a second: a lecture hall behind one address fits in. */
const WAITING = { each: 40, all: 400 }
const RETRY_MS = 2000

/** A thread that ended is started again: at once, and after a failed start later each time. */
const FIRST_RESTART_MS = 50
const LAST_RESTART_MS = 30_000

interface Asked {
  readonly visitor: string
  readonly question: Question
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
  timer: NodeJS.Timeout
}

interface Thread {
  worker: Worker | null
  /** Whether it has opened the index. */
  isReady: boolean
  /** The question it works on: one at a time. */
  asked: Asked | null
  /** Starts in a row after which it ended without an answer. */
  failedStarts: number
  restart: NodeJS.Timeout | undefined
}

/** @param file the index; the process that keeps it up to date makes it (follow.ts) */
export function openSearch(file: string, threads: number): Search {
  const module = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
  const queue = createFairQueue<Asked>(WAITING)
  const pool = Array.from(
    { length: threads },
    (): Thread => ({ worker: null, isReady: false, asked: null, failedStarts: 0, restart: undefined }),
  )
  const { promise: started, resolve: markStarted } = Promise.withResolvers<void>()
  let hasStarted = false
  let closing = false
  for (const thread of pool) start(thread)

  function start(thread: Thread): void {
    const worker = new Worker(module, { workerData: file })
    worker.unref()
    thread.worker = worker
    thread.isReady = false
    worker.on('message', (reply: Reply) => {
      // Of a thread that was replaced, the answer is too late.
      if (thread.worker !== worker) return
      thread.failedStarts = 0
      thread.isReady = true
      hasStarted = true
      markStarted()
      if (reply === 'ready') return giveOut()
      const asked = settle(thread)
      if ('answer' in reply) asked?.resolve(reply.answer as never)
      else asked?.reject(new Error(`search thread: ${reply.problem}`))
      giveOut()
    })
    worker.on('error', (error) => thread.worker === worker && settle(thread)?.reject(error))
    worker.on('exit', () => {
      if (thread.worker !== worker) return
      thread.worker = null
      settle(thread)?.reject(new Failure('unavailable', ['searchBroken']))
      if (!closing) startLater(thread)
    })
  }

  /** However often it failed: what kept it from starting may be over. */
  function startLater(thread: Thread): void {
    const wait = Math.min(FIRST_RESTART_MS * 2 ** thread.failedStarts, LAST_RESTART_MS)
    thread.failedStarts++
    thread.restart = setTimeout(() => start(thread), thread.failedStarts === 1 ? 0 : wait).unref()
  }

  /** Each free thread gets the question whose turn it is. */
  function giveOut(): void {
    for (const thread of pool) {
      if (thread.worker === null || !thread.isReady || thread.asked !== null) continue
      const asked = queue.next()
      if (!asked) return
      clearTimeout(asked.timer)
      thread.asked = asked
      asked.timer = setTimeout(() => overrun(thread), BUDGET_MS)
      thread.worker.postMessage(asked.question)
    }
  }

  function settle(thread: Thread): Asked | null {
    const { asked } = thread
    thread.asked = null
    clearTimeout(asked?.timer)
    return asked
  }

  /** SQLite cannot be interrupted from outside its thread (better-sqlite3 has no progress hook): the thread is replaced. */
  function overrun(thread: Thread): void {
    settle(thread)?.reject(new Failure('unavailable', ['searchTooLong']))
    const { worker } = thread
    thread.worker = null
    void worker?.terminate()
    if (!closing) start(thread)
  }

  function waitedTooLong(asked: Asked): void {
    queue.remove(asked.visitor, asked)
    asked.reject(busy())
  }

  function ask<T>(question: Asked['question'], visitor: string): Promise<T> {
    if (closing) return Promise.reject(new Failure('unavailable', ['closing']))
    const longest = visitor === '' && !hasStarted ? COMMAND_WAIT_MS : LONGEST_WAIT_MS
    return new Promise<T>((resolve, reject) => {
      const asked: Asked = { visitor, question, resolve, reject, timer: setTimeout(() => waitedTooLong(asked), longest) }
      const refusal = queue.add(visitor, asked)
      if (refusal === null) return giveOut()
      clearTimeout(asked.timer)
      reject(refusal === 'visitor-full' ? tooMany() : busy())
    })
  }

  return {
    started,
    search: (request, visitor = '') => ask({ request }, visitor),
    complete: (typed, visitor = '') => ask({ complete: typed }, visitor),
    reopen() {
      for (const { worker } of pool) worker?.postMessage('reopen' satisfies Message)
    },
    async close() {
      closing = true
      await Promise.all(
        pool.map(async (thread) => {
          clearTimeout(thread.restart)
          await thread.worker?.terminate()
        }),
      )
      for (let asked = queue.next(); asked; asked = queue.next()) {
        clearTimeout(asked.timer)
        asked.reject(new Failure('unavailable', ['closing']))
      }
    },
  }
}

function tooMany(): Failure {
  return new Failure('too-many', ['searchTurn'], { retryAfter: RETRY_MS })
}

function busy(): Failure {
  return new Failure('unavailable', ['searchBusy'], { retryAfter: RETRY_MS })
}
