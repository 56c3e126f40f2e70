/** What a recording is and what a browser needs of it: probed and packaged by mediabunny in a worker thread. */
import { Worker } from 'node:worker_threads'
import { Failure } from '../failure.ts'
import { HLS_MASTER, HLS_RECIPE } from './recipe.ts'
import type { MediaStore } from './store/store.ts'
import type { MediaTask, PackageOutcome, ProbeOutcome } from './worker.ts'

export interface Probe {
  /** Without parameters: `video/mp4`. */
  readonly mime: string
  readonly duration: number
  /** Null for sound without a picture. */
  readonly picture: { readonly width: number; readonly height: number } | null
  /** RFC 6381 strings, video first. */
  readonly codecs: readonly string[]
  /** Whether it can be copied to CMAF HLS and then plays in browsers. */
  readonly packageable: boolean
}

/** An hour of video is copied in about 17 s; past this it is stuck. */
const PACKAGE_TIMEOUT_MS = 30 * 60_000
const PROBE_TIMEOUT_MS = 60_000

/** @throws Failure `unreadable` with the cause in Dutch */
export async function probe(file: string): Promise<Probe> {
  const outcome = await tryProbe(file)
  if ('problem' in outcome) throw new Failure('unreadable', outcome.problem)
  return outcome
}

/** @returns what it is, or why no browser plays it: then `convertible` says whether a conversion can help */
export async function tryProbe(file: string, signal?: AbortSignal): Promise<ProbeOutcome> {
  return run<ProbeOutcome>({ kind: 'probe', file }, PROBE_TIMEOUT_MS, signal)
}

/** Copies the streams, untouched, into 2-second CMAF segments. Made once per content. */
export async function packageHls(store: MediaStore, sha256: string, signal?: AbortSignal): Promise<void> {
  await store.derive(sha256, HLS_RECIPE, async (folder) => {
    const outcome = await run<PackageOutcome>(
      { kind: 'package', file: store.original(sha256), folder, master: HLS_MASTER },
      PACKAGE_TIMEOUT_MS,
      signal,
    )
    if ('problem' in outcome) throw new Failure('unreadable', outcome.problem)
  })
}

/** One thread a task: a file that makes the demuxer run wild takes its thread with it, not the server. */
function run<T>(task: MediaTask, timeout: number, signal?: AbortSignal): Promise<T> {
  // The built program is JavaScript; tests run the sources as they are.
  const module = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
  return new Promise((resolve, reject) => {
    const worker = new Worker(module, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    const stuck = setTimeout(() => {
      void worker.terminate()
      reject(new Failure('unreadable', 'Het lezen van het mediabestand duurde te lang en is afgebroken.'))
    }, timeout)
    const stop = () => {
      void worker.terminate()
      reject(new Failure('unavailable', 'Het werk aan dit bestand is gestopt.'))
    }
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(stuck)
      signal?.removeEventListener('abort', stop)
      if (code !== 0) reject(new Failure('unreadable', 'Het mediabestand kon niet worden gelezen (het lezen liep vast).'))
    })
  })
}
