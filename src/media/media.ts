/** What a recording is and a copy of its streams, by mediabunny in a worker thread. */
import { Worker } from 'node:worker_threads'
import { diskTrouble, Failure } from '../failure.ts'
import type { Probe, ProbeOutcome } from './probe.ts'
import type { CopyOutcome, MediaTask, WorkerProblem } from './worker.ts'

/** Processor time: on a busy machine a sound file must not fail for being slow. An hour of video takes 10 s to copy and 1 s to probe. */
const PROCESSOR_MS = { probe: 60_000, copy: 20 * 60_000 }
/** By the clock, for a disk that never answers. */
const CLOCK_MS = { probe: 30 * 60_000, copy: 6 * 3_600_000 }
const LOOK_EVERY_MS = 1000

/** @throws Failure `unreadable` with the cause in Dutch */
export async function probe(file: string, signal?: AbortSignal): Promise<Probe> {
  const outcome = await tryProbe(file, signal)
  if ('problem' in outcome) throw new Failure('unreadable', outcome.problem)
  return outcome
}

/** @returns what it is, or why no browser plays it: then `convertible` says whether a conversion can help */
export async function tryProbe(file: string, signal?: AbortSignal): Promise<ProbeOutcome> {
  return run<ProbeOutcome>({ kind: 'probe', file }, signal)
}

/**
 * Copies picture and sound, untouched, into a fragmented MP4.
 * @param output a file that does not exist yet
 * @throws Failure `unreadable`
 */
export async function copyStreams(file: string, output: string, signal?: AbortSignal): Promise<void> {
  const outcome = await run<CopyOutcome>({ kind: 'copy', file, output }, signal)
  if ('problem' in outcome) throw new Failure('unreadable', outcome.problem)
}

/**
 * One thread a task: a file that makes the demuxer run wild takes its thread with it, not the server.
 * @throws Failure whatever the thread throws, and in whatever form
 */
function run<T>(task: MediaTask, signal?: AbortSignal): Promise<T> {
  // The built program is JavaScript; tests run the sources as they are.
  const module = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
  return new Promise((resolve, reject) => {
    const worker = new Worker(module, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    const fail = (message: string, cause?: unknown) => {
      void worker.terminate()
      reject(new Failure('unreadable', message, { cause }))
    }
    const tooLong = () => fail('Het lezen van het mediabestand vroeg te veel rekentijd en is afgebroken.')
    const clock = setTimeout(tooLong, CLOCK_MS[task.kind])
    const looking = setInterval(() => {
      worker.cpuUsage().then(
        ({ user, system }) => (user + system) / 1000 > PROCESSOR_MS[task.kind] && tooLong(),
        // It has ended.
        () => undefined,
      )
    }, LOOK_EVERY_MS)
    const stop = () => {
      void worker.terminate()
      reject(new Failure('unavailable', 'Het werk aan dit bestand is gestopt.'))
    }
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    worker.once('message', (outcome: T | WorkerProblem) => {
      if (typeof outcome === 'object' && outcome !== null && 'cause' in outcome) reject(failureOf(outcome))
      else resolve(outcome)
    })
    worker.once('error', (cause) =>
      fail('Het lezen van dit mediabestand liep vast. Kopieer of download het opnieuw van de bron en probeer het nog eens.', cause),
    )
    worker.once('exit', () => {
      clearTimeout(clock)
      clearInterval(looking)
      signal?.removeEventListener('abort', stop)
      reject(new Failure('unreadable', 'Het mediabestand kon niet worden gelezen (het lezen liep vast).'))
    })
  })
}

/** A disk that is full or fails is not the file's fault. */
function failureOf({ problem, cause, code }: WorkerProblem): Failure {
  const error = Object.assign(new Error(cause), code === null ? {} : { code })
  const trouble =
    diskTrouble(error) ?? (code === null ? null : `Het mediabestand kon niet van de schijf worden gelezen of erop worden gezet (${code}).`)
  return trouble === null ? new Failure('unreadable', problem, { cause: error }) : new Failure('unavailable', trouble, { cause: error })
}
