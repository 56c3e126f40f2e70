/** Reads the one SKOS file it is sent at a time; ended from outside when it takes too much. */
import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { readSkos } from '../../skos/read.ts'
import type { VocabularyFile } from './vocabulary-apart.ts'

const PIECE = 65_536

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

parentPort?.on('message', (file: VocabularyFile) => void answer(file))

/** What it throws ends the thread, which the other side waits for. */
async function answer(file: VocabularyFile): Promise<void> {
  const chunks = 'path' in file ? (createReadStream(file.path) as AsyncIterable<Uint8Array>) : pieces(file.bytes)
  parentPort?.postMessage(await readSkos(chunks))
}
