/** Works through the jobs, one step at a time in each of its lanes, for as long as the server runs. */
import { randomUUID } from 'node:crypto'
import { diskTrouble, Failure, messageOf } from '../failure.ts'
import { LEASE_MS, type Lease, type StepName } from '../library/job/job.ts'
import type { Jobs } from '../library/job/jobs.ts'
import { runStep, type StepParts } from './steps.ts'
import { Waiting } from './waiting.ts'

/** Hours of converting never hold up what makes a talk ready. */
const LANES: readonly (readonly StepName[])[] = [
  ['verify', 'probe', 'package', 'pictures', 'sound', 'check', 'ready'],
  ['audio', 'ladder'],
  ['align'],
  ['recognise'],
]
/** What became due without anybody saying so: a new attempt, a lease that ran out. */
const LOOK_EVERY_MS = 2_000
const BEAT_EVERY_MS = LEASE_MS / 6
/** What waits for room or for a program is tried again. */
const WAKE_EVERY_MS = 10 * 60_000

/** A step that met an outage of the store or the database is tried again after this time. */
const AGAIN_MS = 10_000
const OUTAGES: ReadonlySet<string> = new Set(['mediaStoreDown', 'databaseAway', 'databaseBusy'])

export interface Worker {
  /** Lets go of what is under way; it is taken up again at the next start. */
  close(): Promise<void>
}

export interface WorkerParts extends StepParts {
  readonly jobs: Jobs
  /** This server among those that share the library; null: the only one. */
  readonly node: string | null
  readonly onError: (lease: Lease, cause: unknown) => void
}

export function startWorker(parts: WorkerParts): Worker {
  const { jobs, node } = parts
  const owner = node === null ? randomUUID() : `${node}/${randomUUID()}`
  const stopping = new AbortController()
  const wakers = new Set<() => void>()
  const stopWatching = jobs.watch(() => {
    for (const wake of wakers) wake()
  })
  const rouse = setInterval(() => void jobs.wake().catch(() => undefined), WAKE_EVERY_MS).unref()

  /** Until somebody changes a job, or it is time to look. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        wakers.delete(done)
        resolve()
      }
      const timer = setTimeout(done, LOOK_EVERY_MS)
      wakers.add(done)
      if (stopping.signal.aborted) done()
    })
  }

  async function lane(which: readonly StepName[]): Promise<void> {
    while (!stopping.signal.aborted) {
      const lease = await jobs.claim(owner, which).catch(() => null)
      if (!lease) await pause()
      // The step's end could not be written: its lease runs out, and the step is done again.
      else await work(lease).catch((cause: unknown) => parts.onError(lease, cause))
    }
  }

  async function work(lease: Lease): Promise<void> {
    const lost = new AbortController()
    let progress = 0
    let said = 0
    const beat = () =>
      void jobs.beat(lease, progress).then(
        (ours) => ours || lost.abort(),
        () => undefined,
      )
    const beating = setInterval(beat, BEAT_EVERY_MS)
    const watching = jobs.watch((job) => {
      if (job !== lease.job) return
      void jobs.holds(lease).then(
        (ours) => ours || lost.abort(),
        // The next change or heartbeat asks again.
        () => undefined,
      )
    })
    const onProgress = (fraction: number) => {
      progress = fraction
      // As often as people can see it.
      if (Date.now() - said < 1000) return
      said = Date.now()
      beat()
    }
    const signal = AbortSignal.any([lost.signal, stopping.signal])
    try {
      await jobs.complete(lease, await runStep(parts, { lease, signal, onProgress }))
    } catch (cause) {
      if (signal.aborted) return
      await end(lease, cause)
    } finally {
      clearInterval(beating)
      watching()
    }
  }

  async function end(lease: Lease, cause: unknown): Promise<void> {
    if (cause instanceof Waiting) return jobs.wait(lease, cause, cause.again)
    const trouble = diskTrouble(cause)
    if (trouble !== null) return jobs.wait(lease, `${trouble} Is dat verholpen, dan gaat dit vanzelf verder.`)
    // Not an attempt: the step succeeds once the store or the database answers.
    if (cause instanceof Failure && OUTAGES.has(cause.reason?.[0] ?? '')) return jobs.wait(lease, cause, cause.retryAfter ?? AGAIN_MS)
    if (cause instanceof Failure) return jobs.fail(lease, cause, cause.code === 'unavailable')
    parts.onError(lease, cause)
    await jobs.fail(lease, `Deze stap mislukte (${messageOf(cause).slice(0, 300)}).`, true)
  }

  const lanes = Promise.all(LANES.map(lane))
  return {
    async close() {
      stopping.abort()
      clearInterval(rouse)
      stopWatching()
      for (const wake of wakers) wake()
      await lanes
    },
  }
}
