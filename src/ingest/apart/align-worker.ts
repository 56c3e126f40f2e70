/** Aligns the one text and sound it is sent; ended from outside when it must be. */
import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { align } from '../../align/align.ts'
import { alignWords } from '../../align/align-words.ts'
import { createReference } from '../../align/reference.ts'
import { createSpectrum } from '../../align/spectrum.ts'
import type { AlignMessage, AlignTask } from './align-apart.ts'

const post = (message: AlignMessage) => parentPort?.postMessage(message)

parentPort?.once('message', (task: AlignTask) => void run(task))

/** What it throws ends the thread with an error, which the other side waits for. */
async function run(task: AlignTask): Promise<void> {
  const spectrum = createSpectrum()
  for await (const samples of samplesOf(task.sound)) spectrum.push(samples)
  const reference = createReference()
  const spoken = task.sentences.values()
  let sentence = spoken.next()
  let pending = new Int16Array(0)
  for await (const samples of samplesOf(task.speech)) {
    pending = joined(pending, samples)
    while (!sentence.done && pending.length >= sentence.value.length) {
      reference.add({ samples: pending.slice(0, sentence.value.length), words: sentence.value.words })
      pending = pending.slice(sentence.value.length)
      sentence = spoken.next()
    }
  }
  // Sentences without sound at the end.
  for (; !sentence.done; sentence = spoken.next())
    reference.add({ samples: pending.slice(0, sentence.value.length), words: sentence.value.words })
  const onProgress = (progress: number) => post({ progress })
  const [bands, text] = [spectrum.finish(), reference.finish()]
  post({
    result: task.spans
      ? { words: alignWords(bands, text, task.spans, onProgress) }
      : { alignment: align(bands, text, { pins: task.pins, onProgress }) },
  })
}

/** 16-bit samples, low byte first. */
async function* samplesOf(file: string): AsyncGenerator<Int16Array<ArrayBuffer>> {
  let half = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = half.length > 0 ? Buffer.concat([half, chunk]) : chunk
    const samples = new Int16Array(bytes.length >> 1)
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(2 * i)
    half = Buffer.from(bytes.subarray(2 * samples.length))
    yield samples
  }
}

function joined(first: Int16Array, second: Int16Array): Int16Array<ArrayBuffer> {
  const both = new Int16Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
