/** A transcript read in a thread of its own, with a limit on time and memory: whatever somebody hands in, the rest goes on. */
import { Worker } from 'node:worker_threads'
import { error } from '../problem.ts'
import type { Expected } from '../transcript/read/check-cues.ts'
import { type ReadTranscript, readTranscript } from '../transcript/read/read.ts'

/** Small files cannot hold anything up; a thread would cost more than reading them. */
const SMALL_BYTES = 500_000
const LONGEST_MS = 30_000
const MEMORY_MB = 1024

export interface Reading {
  readonly bytes: Uint8Array
  readonly expected: Expected
}

export async function readTranscriptApart(bytes: Uint8Array, expected: Expected = {}): Promise<ReadTranscript> {
  if (bytes.length <= SMALL_BYTES) return readTranscript(bytes, undefined, expected)
  const module = new URL(import.meta.url.endsWith('.ts') ? './read-worker.ts' : './read-worker.js', import.meta.url)
  const worker = new Worker(module, {
    workerData: { bytes, expected } satisfies Reading,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  const timer = setTimeout(() => void worker.terminate(), LONGEST_MS)
  try {
    return await new Promise<ReadTranscript>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', () => resolve(tooMuch()))
      worker.once('exit', () => resolve(tooMuch()))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

function tooMuch(): ReadTranscript {
  const told = `Het bestand lezen vroeg meer dan ${LONGEST_MS / 1000} seconden of ${MEMORY_MB} MB geheugen en is afgebroken. Splits het of lever een andere vorm aan.`
  return { format: null, encoding: 'utf-8', cues: [], problems: [error('too-much', told)] }
}
