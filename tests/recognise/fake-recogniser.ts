/** A real HTTP server in the place of a speech recogniser. Each test says how it answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { hearSeconds } from './spoken-seconds.ts'

export interface AskedQuestion {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly wav: Buffer
}

export type Answering = (question: AskedQuestion, response: ServerResponse, number: number) => void | Promise<void>

export interface FakeRecogniser {
  readonly address: string
  readonly questions: readonly AskedQuestion[]
  /** From now on it answers so. */
  answer(how: Answering): void
  close(): Promise<void>
}

/** @param port of an earlier one, to come back at its address */
export async function fakeRecogniser(how: Answering = asWhisper, port = 0): Promise<FakeRecogniser> {
  const questions: AskedQuestion[] = []
  let answering = how
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const question = questionOf(request, Buffer.concat(chunks))
    questions.push(question)
    await answering(question, response, questions.length)
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    questions,
    answer: (next) => {
      answering = next
    },
    close,
  }
}

function questionOf({ url, headers }: IncomingMessage, body: Buffer): AskedQuestion {
  const boundary = `--${/boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1]}`
  const fields: [string, string][] = []
  let wav: Buffer = Buffer.alloc(0)
  for (let at = body.indexOf(boundary); at >= 0; ) {
    const next = body.indexOf(`\r\n${boundary}`, at + boundary.length)
    if (next < 0) break
    const part = body.subarray(at + boundary.length + 2, next)
    const split = part.indexOf('\r\n\r\n')
    const name = /name="([^"]+)"/.exec(part.subarray(0, split).toString())?.[1] ?? ''
    if (name === 'file') wav = part.subarray(split + 4)
    else fields.push([name, part.subarray(split + 4).toString('utf8')])
    at = next + 2
  }
  return { path: url ?? '', headers, fields, wav }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Segments as Whisper gives them, one for each second that it hears. */
export function segmentsOf(wav: Uint8Array) {
  return hearSeconds(wav).map(({ second, start, end }, id) => ({
    id,
    start,
    end,
    text: ` Dit is seconde ${second}.`,
    avg_logprob: -0.2,
    no_speech_prob: 0.01,
    words: [
      { word: ' Dit', start, end: start + 0.2, probability: 0.9 },
      { word: ' is', start: start + 0.2, end: start + 0.3, probability: 0.9 },
      { word: ' seconde', start: start + 0.3, end: start + 0.5, probability: 0.9 },
      { word: ` ${second}.`, start: start + 0.5, end, probability: 0.9 },
    ],
  }))
}

export const asWhisper: Answering = ({ wav }, response) => {
  const segments = segmentsOf(wav)
  sendJson(response, { task: 'transcribe', language: 'nl', duration: 30, text: segments.map(({ text }) => text).join(''), segments })
}
