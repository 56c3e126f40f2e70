/** One way of reading one transcript, in a process of its own, so that memory is its and no other's. Sends the outcome. */
import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import * as mediaCaptions from 'media-captions'
import { readTranscriptApart } from '../../src/ingest/apart/read-apart.ts'
import { type ReadTranscript, readTranscript } from '../../src/transcript/read/read.ts'

/** `ours`: as the server reads; `in a thread`: as an import does, where what is read takes its time and memory elsewhere. */
export type Reader = 'ours' | 'ours in a thread' | 'media-captions' | 'fast-xml-parser alone'

export interface TranscriptTask {
  readonly reader: Reader
  readonly file: string
  /** For what does not tell the format by itself. */
  readonly type: 'vtt' | 'srt' | 'ttml'
  /** The fastest counts: the machine has other work. */
  readonly rounds: number
}

export interface TranscriptResult {
  /** Ms. */
  readonly time: number
  /** By how much the process grew at its largest, in bytes. */
  readonly memory: number
  /** What was read, or why not. */
  readonly outcome: string
}

/** Its own declarations cannot be read by a compiler that resolves modules as Node does. */
interface MediaCaptions {
  parseText(text: string, options: { type: 'vtt' | 'srt' }): Promise<{ cues: { text: string }[] }>
  tokenizeVTTCue(cue: { text: string }): unknown[]
}
const { parseText, tokenizeVTTCue } = mediaCaptions as unknown as MediaCaptions

const ours = ({ cues, problems }: ReadTranscript) => `${cues.length} cues${problems.map(({ code }) => `, ${code}`)[0] ?? ''}`

const READERS: Record<Reader, (bytes: Uint8Array, type: TranscriptTask['type']) => string | Promise<string>> = {
  ours: (bytes) => ours(readTranscript(bytes)),
  'ours in a thread': async (bytes) => ours(await readTranscriptApart(bytes)),
  'media-captions': async (bytes, type) => {
    if (type === 'ttml') throw new TypeError('media-captions reads no TTML')
    const { cues } = await parseText(new TextDecoder().decode(bytes), { type })
    // We take a cue's text apart while reading; so must the other, or it has not done the same.
    const parts = cues.reduce((sum, cue) => sum + tokenizeVTTCue(cue).length, 0)
    return `${cues.length} cues, ${parts} parts`
  },
  'fast-xml-parser alone': (bytes) => {
    const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, trimValues: false, parseTagValue: false })
    const roots: unknown = parser.parse(new TextDecoder().decode(bytes))
    return `${(roots as unknown[]).length} nodes`
  },
}

async function run({ reader, file, type, rounds }: TranscriptTask): Promise<TranscriptResult> {
  const bytes = readFileSync(file)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const times: number[] = []
  let outcome = ''
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    try {
      outcome = await READERS[reader](bytes, type)
    } catch (cause) {
      outcome = cause instanceof Error ? cause.message.slice(0, 60) : String(cause)
    }
    times.push(performance.now() - start)
  }
  return { time: Math.min(...times), memory: process.resourceUsage().maxRSS * 1024 - before, outcome }
}

process.send?.(await run(JSON.parse(process.argv[2] ?? '') as TranscriptTask), () => process.disconnect())
