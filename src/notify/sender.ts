/** Sends what webhooks are told: signed, to public addresses only, each attempt with an end. Runs for as long as the server. */
import { createHmac } from 'node:crypto'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { lookupAllowed, requirePublicLiteral } from '../harvest/address.ts'
import type { Library } from '../library/library.ts'
import type { DueDelivery, Outcome, Webhooks } from '../library/webhook/webhooks.ts'

const LOOK_EVERY_MS = 2000
/** Sent at the same time. */
const AT_ONCE = 4
const PATIENCE_MS = 10_000

export interface SenderParts {
  readonly webhooks: Webhooks
  readonly library: Pick<Library, 'talk'>
  /** The public address of this library, for links; null: not configured. */
  readonly site: string | null
  /** Also addresses of this machine and its network. */
  readonly allowPrivate: boolean
  readonly onError: (cause: unknown) => void
}

/** @returns ends it; what is not sent by then is sent after the next start */
export function startSender({ webhooks, library, site, allowPrivate, onError }: SenderParts): () => Promise<void> {
  const stopping = new AbortController()

  async function sendOne(delivery: DueDelivery): Promise<void> {
    const body = JSON.stringify(await bodyOf(library, site, delivery))
    const outcome = await post(delivery, body, allowPrivate, AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)]))
    // A stop is no fault of theirs: the lease ends, and the next start sends it again.
    if (!stopping.signal.aborted || outcome.ok) await webhooks.settle(delivery, outcome)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const due = await webhooks.take(AT_ONCE).catch((cause: unknown) => {
        onError(cause)
        return []
      })
      for (const result of await Promise.allSettled(due.map(sendOne))) if (result.status === 'rejected') onError(result.reason)
      if (due.length === 0) await wait(LOOK_EVERY_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
    }
  }

  const ended = run()
  return async () => {
    stopping.abort()
    await ended
  }
}

/** Enough to know what happened and where to look: no names of people, no spoken words, no secrets. */
async function bodyOf(library: Pick<Library, 'talk'>, site: string | null, { id, event, talk: talkId, at }: DueDelivery): Promise<object> {
  const talk = talkId === null ? null : await library.talk(talkId)
  const desk = talkId === null ? null : `${site ?? ''}/beheer/opnames/${talkId}`
  const shown = talk && { id: talk.id, title: talk.title, stage: talk.stage, url: `${site ?? ''}/opnames/${talk.id}`, desk }
  return { id, event, at, talk: shown ?? (talkId === null ? null : { id: talkId }) }
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of the seconds, a full stop and the body. The time keeps a recorded message from being sent again later. */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

async function post(delivery: DueDelivery, body: string, allowPrivate: boolean, signal: AbortSignal): Promise<Outcome> {
  const seconds = Math.floor(Date.now() / 1000)
  const headers = {
    'User-Agent': 'Woordelijk-webhook/1',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Woordelijk-Event': delivery.event,
    'X-Woordelijk-Delivery': delivery.id,
    'X-Woordelijk-Signature': signature(delivery.secret, seconds, body),
  }
  try {
    const url = new URL(delivery.url)
    requirePublicLiteral(url, allowPrivate)
    const response = await ask(url, headers, body, allowPrivate, signal)
    const status = response.statusCode ?? 0
    // What they answer is not read, and a redirect is not followed: it might lead to a private address.
    response.destroy()
    if (status >= 200 && status < 300) return { ok: true, status, reason: null }
    return { ok: false, status, reason: ['webhookStatus', status], final: status === 410 }
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'forbidden') return { ok: false, status: null, reason: ['webhookPrivate'], final: true }
    return { ok: false, status: null, reason: signal.aborted ? ['webhookSlow', PATIENCE_MS / 1000] : ['webhookUnreachable'] }
  }
}

function ask(
  url: URL,
  headers: Record<string, string>,
  body: string,
  allowPrivate: boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const sent = send(url, { method: 'POST', headers, lookup: lookupAllowed(allowPrivate), signal, agent: false })
    sent.on('response', resolve)
    sent.on('error', reject)
    sent.end(body)
  })
}
