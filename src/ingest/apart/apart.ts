/**
 * Work on what people hand in, in a thread of its own with a limit on time and memory: whatever is in a file, requests go on. At most two
 * threads read at once; more work waits in order. A thread that did its work well is kept for the next file.
 */
import { Worker } from 'node:worker_threads'
import { Failure } from '../../failure.ts'

export interface ApartLimits {
  readonly milliseconds: number
  readonly megabytes: number
}

const MOST_AT_ONCE = 2
const MOST_WAITING = 50
/** Node limits a thread's heap; what it unpacks lies outside that heap and is looked at this often. */
const LOOK_MS = 25

let running = 0
const waiting: (() => void)[] = []
const idle = new Map<string, Worker>()

/**
 * @param module answers each message with one message
 * @returns its answer, or null when it passed a limit or failed
 * @throws Failure `unavailable` when too much waits already
 */
export async function readApart<T>(module: URL, task: unknown, limits: ApartLimits): Promise<T | null> {
  await takePlace()
  try {
    return await runApart<T>(module, task, limits)
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

async function takePlace(): Promise<void> {
  if (running < MOST_AT_ONCE) {
    running++
    return
  }
  if (waiting.length >= MOST_WAITING) throw new Failure('unavailable', ['readingBusy'], { retryAfter: 60_000 })
  // The place is handed over by the one that leaves it.
  await new Promise<void>((resolve) => void waiting.push(resolve))
}

async function runApart<T>(module: URL, task: unknown, { milliseconds, megabytes }: ApartLimits): Promise<T | null> {
  const worker = takeWorker(module, megabytes)
  const timer = setTimeout(() => void worker.terminate(), milliseconds)
  const watch = setInterval(() => void endAbove(worker, megabytes * 2 ** 20), LOOK_MS)
  try {
    const answer = await new Promise<{ value: T } | null>((resolve) => {
      const done = (value: { value: T } | null) => {
        worker.off('message', answered).off('error', failed).off('exit', failed)
        resolve(value)
      }
      const answered = (value: T) => done({ value })
      const failed = () => done(null)
      worker.on('message', answered).on('error', failed).on('exit', failed)
      worker.postMessage(task)
    })
    if (answer === null) return null
    keepIdle(module, worker)
    return answer.value
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    if (idle.get(module.href) !== worker) await worker.terminate()
  }
}

function takeWorker(module: URL, megabytes: number): Worker {
  const kept = idle.get(module.href)
  if (kept) {
    idle.delete(module.href)
    kept.ref()
    return kept
  }
  const worker = new Worker(module, { resourceLimits: { maxOldGenerationSizeMb: megabytes } })
  const forget = () => idle.get(module.href) === worker && idle.delete(module.href)
  worker.on('error', forget).on('exit', forget)
  return worker
}

/** One thread a module; it does not keep the program running. */
function keepIdle(module: URL, worker: Worker): void {
  if (idle.has(module.href)) return
  worker.unref()
  idle.set(module.href, worker)
}

async function endAbove(worker: Worker, bytes: number): Promise<void> {
  // A thread that has ended has no statistics.
  const heap = await worker.getHeapStatistics().catch(() => null)
  if (heap !== null && heap.used_heap_size + heap.external_memory > bytes) await worker.terminate()
}
