/**
 * A speech recogniser on the network that speaks as OpenAI's `/v1/audio/transcriptions` does: whisper.cpp's server, speaches, LocalAI,
 * OpenAI itself. Its address is the operator's, so this machine and its network are allowed; another address is never followed.
 */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../failure.ts'
import { Waiting } from '../waiting.ts'
import { LARGEST_ANSWER, type Question } from './question.ts'
import { type Sound, wavHeader } from './sound-file.ts'

export interface RemoteLimits {
  /** Milliseconds from the question to the first byte of the answer. */
  readonly toThink: (duration: number) => number
  /** Milliseconds from the first byte of the answer to its last. */
  readonly toTell: number
}

const PATH = '/v1/audio/transcriptions'
const MOST_REDIRECTS = 3
/** Only these repeat the question with its sound; after the others a browser asks with GET. */
const REPEATING = [307, 308]
const REDIRECTS = [301, 302, 303, ...REPEATING]
const KEEP_ALIVE_MS = 30_000
const LONGEST_MESSAGE = 200
/** Without a word from the server about how long. */
const BUSY_MS = 60_000
const LONGEST_BUSY_MS = 3_600_000
/** Nothing listens there, or there is no such host. */
const ABSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT']

const LIMITS: RemoteLimits = {
  // A large model on a processor takes several times as long as the sound.
  toThink: (duration) => 10 * 60_000 + 12 * duration,
  toTell: 2 * 60_000,
}

/** The address to ask, for one that may be the server's own or its `/v1`. */
export function transcriptionsOf(address: string): URL {
  const url = new URL(address)
  const path = url.pathname.replace(/\/+$/, '')
  if (path === '') url.pathname = PATH
  else if (path.endsWith('/v1')) url.pathname = `${path}/audio/transcriptions`
  return url
}

export function createRemote(
  address: string,
  { model, key }: { model: string; key: string | null },
  limits: Partial<RemoteLimits> = {},
): (question: Question) => Promise<Uint8Array> {
  const { toThink, toTell } = { ...LIMITS, ...limits }
  const first = transcriptionsOf(address)

  return async function ask({ sound, duration, language, prompt, signal }) {
    const form = formOf(sound, [
      ['model', model],
      ['language', language],
      ...(prompt === '' ? [] : ([['prompt', prompt]] as const)),
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ])
    const patience = toThink(duration)
    const late = AbortSignal.timeout(patience + toTell)
    const ended = AbortSignal.any([signal, late])
    let url = first
    try {
      for (let redirects = 0; ; redirects++) {
        const response = await send(url, { form, key, patience, signal: ended })
        const target = targetOf(response, url)
        if (target === null) return await judged(response, { form, key, toTell, signal: ended })
        response.destroy()
        if (target.origin !== first.origin || redirects >= MOST_REDIRECTS || !REPEATING.includes(response.statusCode ?? 0))
          throw new Failure('unreadable', ['recogniserRedirect', target.host])
        url = target
      }
    } catch (cause) {
      signal.throwIfAborted()
      if (late.aborted) throw tooLate(patience)
      throw cause
    }
  }
}

interface Form {
  readonly type: string
  readonly before: Buffer
  readonly sound: Sound
  readonly after: Buffer
  readonly bytes: number
}

/** multipart/form-data (RFC 7578). The sound is read from its file while it is sent. */
function formOf(sound: Sound, fields: readonly (readonly [name: string, value: string])[]): Form {
  const boundary = `woordelijk-${randomUUID()}`
  const parts = fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="audio.wav"\r\nContent-Type: audio/wav\r\n\r\n`
  const before = Buffer.concat([Buffer.from(parts.join('') + file), wavHeader(sound)])
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const bytes = before.length + sound.to - sound.from + after.length
  return { type: `multipart/form-data; boundary=${boundary}`, before, sound, after, bytes }
}

async function* bytesOf({ before, sound, after }: Form): AsyncGenerator<Buffer> {
  yield before
  if (sound.to > sound.from) yield* createReadStream(sound.file, { start: sound.from, end: sound.to - 1 }) as AsyncIterable<Buffer>
  yield after
}

interface Sending {
  readonly form: Form
  readonly key: string | null
  readonly patience: number
  readonly signal: AbortSignal
}

/** @returns the answer, whose body is not yet read */
function send(url: URL, { form, key, patience, signal }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': form.type,
      'Content-Length': form.bytes,
      Accept: 'application/json',
      'User-Agent': 'Woordelijk',
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
    }
    let isSent = false
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { method: 'POST', headers, signal, agent: false })
    request.setSocketKeepAlive(true, KEEP_ALIVE_MS)
    const late = setTimeout(() => request.destroy(tooLate(patience)), patience)
    request.on('close', () => clearTimeout(late))
    request.on('response', (response) => {
      clearTimeout(late)
      resolve(response)
    })
    request.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause instanceof Failure || signal.aborted) reject(cause)
      else if (ABSENT.includes(cause.code ?? '')) reject(new Waiting(['recogniserAbsent', url.host]))
      else reject(new Failure('unavailable', isSent ? ['recogniserCut'] : ['recogniserCutSending', form.bytes], { cause }))
    })
    // A server that refuses the sound answers before all of it is sent: the request's own errors tell what happened.
    pipeline(bytesOf(form), request).then(
      () => {
        isSent = true
      },
      () => undefined,
    )
  })
}

function targetOf({ statusCode, headers }: IncomingMessage, url: URL): URL | null {
  if (!REDIRECTS.includes(statusCode ?? 0) || headers.location === undefined) return null
  return URL.parse(headers.location, url)
}

/** The body of a good answer. @throws Failure or Waiting for any other status */
async function judged(
  response: IncomingMessage,
  { form, key, toTell, signal }: { form: Form; key: string | null; toTell: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const body = await read(response, toTell, signal)
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return body
  const message = messageIn(body, key)
  const retryAfter = retryAfterOf(response.headers['retry-after'])
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    const again = Math.min(LONGEST_BUSY_MS, retryAfter ?? BUSY_MS)
    throw new Waiting(['recogniserBusy', Math.ceil(again / 1000)], again)
  }
  if (status === 401 || status === 403) throw new Failure('unreadable', ['recogniserKey', status])
  if (status === 404 || status === 405) throw new Failure('unreadable', ['recogniserPath', status, message])
  if (status === 413) throw new Failure('unreadable', ['recogniserTooLarge', form.bytes])
  if (status >= 500 || status === 408) throw new Failure('unavailable', ['recogniserError', status, message])
  throw new Failure('unreadable', ['recogniserRefused', status, message])
}

async function read(response: IncomingMessage, toTell: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  const late = setTimeout(() => response.destroy(tooLate(toTell)), toTell)
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > LARGEST_ANSWER) throw new Failure('unreadable', ['recogniserTooMuch', LARGEST_ANSWER])
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (cause) {
    if (cause instanceof Failure || signal.aborted) throw cause
    throw new Failure('unavailable', ['recogniserCut'], { cause })
  } finally {
    clearTimeout(late)
    response.destroy()
  }
}

const tooLate = (milliseconds: number) => new Failure('unavailable', ['recogniserLate', Math.max(1, Math.round(milliseconds / 60_000))])

/** Seconds, or a date (RFC 9110 §10.2.3). @returns milliseconds */
function retryAfterOf(header: string | undefined): number | null {
  if (header === undefined) return null
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(1000, ms) : null
}

/** What the server says is wrong: `{ error: { message } }` (OpenAI), `{ error }` (whisper.cpp), `{ detail }` (FastAPI), or plain text. */
export function messageIn(body: Uint8Array, key: string | null): string {
  const text = Buffer.from(body.subarray(0, 64 * 1024)).toString('utf8')
  const message = messageOfJson(text) ?? (/^\s*</.test(text) ? '' : text)
  const plain = message.replace(/[\p{C}\s]+/gu, ' ').trim()
  // Some servers repeat the key that they refuse.
  return (key === null ? plain : plain.replaceAll(key, '…')).slice(0, LONGEST_MESSAGE)
}

function messageOfJson(text: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { error, detail } = value as { error?: unknown; detail?: unknown }
  const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error
  return [inner, detail].find((one) => typeof one === 'string') ?? ''
}
