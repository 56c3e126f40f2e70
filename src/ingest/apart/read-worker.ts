/** Reads the files it is sent, one at a time. */
import { parentPort } from 'node:worker_threads'
import { readTable } from '../../table/read-table.ts'
import { readChapters } from '../../transcript/chapters.ts'
import { readTranscript } from '../../transcript/read/read.ts'
import type { Reading } from './read-apart.ts'

parentPort?.on('message', (reading: Reading) => {
  parentPort?.postMessage(read(reading))
})

function read(reading: Reading): unknown {
  switch (reading.kind) {
    case 'transcript':
      return readTranscript(reading.bytes, reading.format, reading.expected)
    case 'chapters':
      return readChapters(reading.bytes, reading.duration)
    case 'table':
      return readTable(reading.bytes, reading.sheet)
  }
}
