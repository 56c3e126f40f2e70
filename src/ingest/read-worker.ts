/** Reads the files it is sent, one at a time. */
import { parentPort } from 'node:worker_threads'
import { readChapters } from '../transcript/chapters.ts'
import { readTranscript } from '../transcript/read/read.ts'
import type { Reading } from './read-apart.ts'

parentPort?.on('message', (reading: Reading) => {
  parentPort?.postMessage(
    reading.kind === 'transcript'
      ? readTranscript(reading.bytes, reading.format, reading.expected)
      : readChapters(reading.bytes, reading.duration),
  )
})
