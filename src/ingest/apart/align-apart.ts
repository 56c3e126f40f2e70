/** Alignment in a thread of its own, so that requests go on: with progress, a limit on time, and an end when the work is cancelled. */
import { Worker } from 'node:worker_threads'
import type { AlignedSentence, Alignment } from '../../align/align.ts'
import type { Pin } from '../../align/pins.ts'
import { Failure } from '../../failure.ts'

export interface AlignTask {
  /** Files of 16-bit samples at the rate of src/align. */
  readonly sound: string
  readonly speech: string
  /** The sentences in the file of speech, one after the other: how many samples, and when each word sounds (ms). */
  readonly sentences: readonly { readonly length: number; readonly words: readonly { readonly start: number; readonly end: number }[] }[]
  readonly pins: readonly Pin[]
  /** The times of each sentence, where only its words are to be timed. */
  readonly spans: readonly { readonly start: number; readonly end: number }[] | null
}

export type AlignResult =
  | { readonly alignment: Alignment; readonly words?: never }
  | { readonly words: readonly (Pick<AlignedSentence, 'words'> | null)[]; readonly alignment?: never }

export type AlignMessage =
  | { readonly progress: number; readonly result?: never }
  | { readonly result: AlignResult; readonly progress?: never }

const MODULE = new URL(import.meta.url.endsWith('.ts') ? './align-worker.ts' : './align-worker.js', import.meta.url)
const HEAP_MB = 1024

/** @throws Failure `unreadable` past the limit · the signal's reason when it is aborted */
export async function alignApart(
  task: AlignTask,
  { signal, milliseconds, onProgress }: { signal: AbortSignal; milliseconds: number; onProgress: (fraction: number) => void },
): Promise<AlignResult> {
  signal.throwIfAborted()
  const worker = new Worker(MODULE, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
  const { promise, resolve, reject } = Promise.withResolvers<AlignResult>()
  const late = setTimeout(() => reject(tooMuch()), milliseconds)
  const onAbort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  worker.on('message', ({ progress, result }: AlignMessage) => (result ? resolve(result) : onProgress(progress)))
  worker.on('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : cause))
  worker.on('exit', () => reject(tooMuch()))
  worker.postMessage(task)
  try {
    return await promise
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function tooMuch(): Failure {
  return new Failure(
    'unreadable',
    'Het vergelijken van tekst en geluid vroeg te veel tijd of geheugen en is afgebroken. Deel de opname op.',
  )
}
