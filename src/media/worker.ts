/** The thread that reads media with mediabunny: probes, or copies streams to fragmented MP4. Answers one message and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { Conversion, FilePathTarget, Mp4OutputFormat, Output } from 'mediabunny'
import { messageOf } from '../failure.ts'
import { AGAIN } from './probe.ts'
import { ENCRYPTED, isEncrypted, openInput, probeFile } from './read/probe-file.ts'

export type MediaTask =
  | { readonly kind: 'probe'; readonly file: string }
  /** @property output a file that does not exist yet */
  | { readonly kind: 'copy'; readonly file: string; readonly output: string }

/** `problem` is Dutch; `cause`, for the log, is whatever the demuxer threw. */
export interface WorkerProblem {
  readonly problem: string
  readonly cause: string
  /** Of the system, when the disk is to blame. */
  readonly code: string | null
}
export type CopyOutcome = { readonly done: true } | { readonly problem: string }

const SEGMENT_SECONDS = 2

async function copyStreams({ file, output: path }: MediaTask & { kind: 'copy' }): Promise<CopyOutcome> {
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: SEGMENT_SECONDS }),
    target: new FilePathTarget(path),
  })
  const conversion = await Conversion.init({ input: openInput(file), output, tracks: 'primary' })
  if (!conversion.isValid) return { problem: 'De sporen van dit bestand kunnen niet worden ingepakt voor de speler.' }
  await conversion.execute()
  return { done: true }
}

const task = workerData as MediaTask
const attempt: Promise<unknown> = task.kind === 'probe' ? probeFile(task.file) : copyStreams(task)
const outcome = await attempt.catch(
  (error: unknown): WorkerProblem => ({
    problem: isEncrypted(error) ? ENCRYPTED : `Dit bestand is beschadigd, of zo opgebouwd dat het niet te lezen is. ${AGAIN}`,
    cause: messageOf(error),
    code: error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null,
  }),
)
parentPort?.postMessage(outcome)
