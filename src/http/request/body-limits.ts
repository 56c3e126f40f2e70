/** How large a request's body may be and how long it may take, for every route: counted as the bytes arrive, whatever a header says. */
import type { Context, MiddlewareHandler } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { answerError } from './failures.ts'

const KB = 1024
const MB = 1024 * KB

/** Forms and small JSON, also of visitors without an account. */
const SMALL = 256 * KB
/** A talk's own fields: an abstract, and a thousand chapters. */
export const LARGEST_TALK = 2 * MB
/** A transcript as a file or as cues. */
export const LARGEST_TRANSCRIPT = 64 * MB
/** A spreadsheet, as a file. */
export const LARGEST_SHEET = 20 * MB
/** A vocabulary in SKOS. */
export const LARGEST_VOCABULARY = 64 * MB
/** What a form adds around the file in it. */
const FORM_PARTS = MB
/** As many files as one form may hold. */
const FORM_FILES = 8

interface BodyTimes {
  /** A small body arrives whole within this time, in milliseconds. */
  readonly whole: number
  /** Of a large body, the next bytes arrive within this time: a slow line may take hours. */
  readonly idle: number
}

const TIMES: BodyTimes = { whole: 30_000, idle: 60_000 }

interface BodyLimit {
  readonly bytes: number
  readonly large?: true
}

interface Exception extends BodyLimit {
  readonly method: string
  readonly path: RegExp
}

/** Routes that take more than a small body. Each authorises before it reads. */
function exceptions(uploadMax: number): readonly Exception[] {
  const files = { bytes: FORM_FILES * uploadMax + FORM_PARTS, large: true } as const
  const transcript = { bytes: LARGEST_TRANSCRIPT + FORM_PARTS, large: true } as const
  const talk = { bytes: LARGEST_TALK }
  const sheet = { bytes: LARGEST_SHEET + FORM_PARTS, large: true } as const
  return [
    { method: 'POST', path: /^\/api\/v1\/uploads$/, bytes: uploadMax, large: true },
    { method: 'PATCH', path: /^\/api\/v1\/uploads\/[^/]+$/, bytes: uploadMax, large: true },
    { method: 'POST', path: /^\/api\/v1\/talks\/[^/]+\/transcript$/, ...transcript },
    { method: 'PUT', path: /^\/api\/v1\/talks\/[^/]+\/draft$/, ...transcript },
    { method: 'POST', path: /^\/api\/v1\/talks$/, ...talk },
    { method: 'PATCH', path: /^\/api\/v1\/talks\/[^/]+$/, ...talk },
    { method: 'POST', path: /^\/beheer\/nieuw$/, ...files },
    { method: 'POST', path: /^\/beheer\/opnames\/[^/]+\/bestanden$/, ...files },
    { method: 'POST', path: /^\/beheer\/opnames\/[^/]+\/transcript$/, ...transcript },
    { method: 'POST', path: /^\/beheer\/opnames\/[^/]+$/, ...talk },
    { method: 'POST', path: /^\/beheer\/samen\/[^/]+\/bestanden$/, ...files },
    { method: 'POST', path: /^\/beheer\/importeren$/, ...sheet },
    { method: 'POST', path: /^\/beheer\/thesaurus$/, bytes: LARGEST_VOCABULARY + FORM_PARTS, large: true },
    { method: 'POST', path: /^\/api\/v1\/imports$/, ...sheet },
    // Thousands of ids.
    { method: 'POST', path: /^\/api\/v1\/batches$/, ...talk },
    { method: 'POST', path: /^\/api\/v1\/events$/, ...talk },
    { method: 'PATCH', path: /^\/api\/v1\/events\/[^/]+$/, ...talk },
    { method: 'POST', path: /^\/beheer\/bijeenkomsten\/[^/]+$/, ...talk },
  ]
}

export function limitBodies(deps: Dependencies, times: BodyTimes = TIMES): MiddlewareHandler<AppEnv> {
  const larger = exceptions(deps.config.uploadMax)
  return async (c, next) => {
    const { method, path } = c.req
    if (method === 'GET' || method === 'HEAD') return next()
    const limit: BodyLimit = larger.find((one) => one.method === method && one.path.test(path)) ?? { bytes: SMALL }
    if (Number(c.req.header('content-length') ?? 0) > limit.bytes) throw tooLarge(limit)
    // Without either header there is no body (RFC 9112 §6.3).
    if (c.req.header('content-length') === undefined && c.req.header('transfer-encoding') === undefined) return next()
    const body = c.req.raw.body
    if (body === null) return next()
    const counted = countBody(body, limit, times)
    c.req.raw = new Request(c.req.raw, { body: counted.body, duplex: 'half' } as RequestInit)
    await next()
    // Whatever the route made of a body that broke off: the reason is this one.
    if (counted.failure() !== null) await answerInstead(deps, c, counted.failure() as Failure)
  }
}

async function answerInstead(deps: Dependencies, c: Context<AppEnv>, failure: Failure): Promise<void> {
  const answer = await answerError(deps, failure, c)
  c.res = undefined
  c.res = answer
}

interface CountedBody {
  readonly body: ReadableStream<Uint8Array>
  /** Why it was broken off; null when it was not. */
  failure(): Failure | null
}

/** The same bytes, as long as they stay within the limit and keep coming. The source is left as it is, so that an answer can still be sent. */
function countBody(source: ReadableStream<Uint8Array>, limit: BodyLimit, times: BodyTimes): CountedBody {
  const reader = source.getReader()
  let failure: Failure | null = null
  let bytes = 0
  let late: NodeJS.Timeout | undefined
  /** Ends the read under way. One promise a read: a race against one that lasts would keep every read in memory. */
  let stopRead: (why: Failure) => void = () => undefined
  const fail = (why: Failure) => {
    failure ??= why
    clearTimeout(late)
    stopRead(failure)
  }
  const read = () =>
    new Promise<ReadableStreamReadResult<Uint8Array>>((resolve, reject) => {
      stopRead = reject
      reader.read().then(resolve, reject)
    })
  const wait = (ms: number) => {
    clearTimeout(late)
    late = setTimeout(() => fail(tooSlow()), ms).unref()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (late === undefined && !limit.large) wait(times.whole)
        if (limit.large) wait(times.idle)
        const { done, value } = await read()
        if (limit.large || done) clearTimeout(late)
        if (done) return controller.close()
        bytes += value.byteLength
        if (bytes > limit.bytes) fail(tooLarge(limit))
        if (failure !== null) throw failure
        controller.enqueue(value)
      },
      async cancel(reason) {
        clearTimeout(late)
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return { body, failure: () => failure }
}

function tooLarge({ bytes }: BodyLimit): Failure {
  const most = bytes >= MB ? `${Math.floor(bytes / MB)} MB` : `${bytes / KB} kB`
  return new Failure('too-large', ['tooLarge', most])
}

function tooSlow(): Failure {
  return new Failure('too-slow', ['tooSlow'])
}
