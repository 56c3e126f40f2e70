/** Reads one transcript and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { readTranscript } from '../transcript/read/read.ts'
import type { Reading } from './read-apart.ts'

const { bytes, expected } = workerData as Reading
parentPort?.postMessage(readTranscript(bytes, undefined, expected))
