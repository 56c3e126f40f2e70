/**
 * Asks other servers, carefully: only public addresses, checked at the moment of connecting, so that a name cannot be resolved twice to
 * different ends; each redirect checked again; a limit on bytes, on silence and on the whole time.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { Failure, messageOf } from '../failure.ts'
import { lookupAllowed, requirePublicLiteral } from './address.ts'

export interface FetcherOptions {
  /** Also this machine and its network. */
  readonly allowPrivate: boolean
  /** Milliseconds without a byte. */
  readonly silence?: number
  /** Milliseconds for one answer that is read whole. */
  readonly patience?: number
}

export interface Answer {
  /** After redirects. */
  readonly url: string
  readonly status: number
  readonly type: string
  readonly body: Buffer
}

/** Each answer read whole, by `get`. */
const MOST_BYTES = 32 * 2 ** 20
const MOST_REDIRECTS = 5
const SILENCE_MS = 20_000
const PATIENCE_MS = 120_000
const REDIRECTS = [301, 302, 303, 307, 308]
const AGENT = 'Woordelijk-harvest/1'

export type Fetcher = ReturnType<typeof createFetcher>

export function createFetcher({ allowPrivate, silence = SILENCE_MS, patience = PATIENCE_MS }: FetcherOptions) {
  function checked(address: string, base?: string): URL {
    const url = URL.parse(address, base)
    if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
      throw new Failure('invalid', `“${address.slice(0, 200)}” is geen adres dat wij ophalen: geef http:// of https:// zonder wachtwoord.`)
    requirePublicLiteral(url, allowPrivate)
    return url
  }

  function ask(url: URL, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp
      const headers = { 'User-Agent': AGENT, Accept: accept, 'Accept-Encoding': 'gzip, br' }
      const sent = send(url, { headers, lookup: lookupAllowed(allowPrivate), signal, agent: false })
      sent.setTimeout(silence, () => sent.destroy(new Failure('unavailable', `${url.host} zwijgt al ${silence / 1000} seconden.`)))
      sent.on('response', resolve)
      sent.on('error', reject)
      sent.end()
    })
  }

  /** @returns the answer after redirects, its body not yet read @throws Failure */
  async function open(address: string, accept: string, signal: AbortSignal): Promise<{ url: URL; response: IncomingMessage }> {
    let url = checked(address)
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await ask(url, accept, signal).catch((cause: unknown) => {
        if (cause instanceof Failure) throw cause
        if (signal.aborted) throw new Failure('unavailable', `${url.host} deed er te lang over.`, { cause })
        throw new Failure('unavailable', `${url.origin} is niet te bereiken (${messageOf(cause)}).`, { cause })
      })
      const { location } = response.headers
      if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) return { url, response }
      response.resume()
      response.destroy()
      url = checked(location, url.href)
    }
    throw new Failure('unreadable', `${address} verwijst meer dan ${MOST_REDIRECTS} keer door.`)
  }

  return {
    /** An answer read whole, whatever its status. @throws Failure `invalid`, `too-large`, `unreadable` or `unavailable` */
    async get(address: string, { accept = '*/*', most = MOST_BYTES }: { accept?: string; most?: number } = {}): Promise<Answer> {
      const signal = AbortSignal.timeout(patience)
      const { url, response } = await open(address, accept, signal)
      const chunks: Buffer[] = []
      let size = 0
      try {
        for await (const chunk of decoded(response)) {
          size += chunk.length
          if (size > most) throw new Failure('too-large', `${url.href} is groter dan ${Math.round(most / 2 ** 20)} MB.`)
          chunks.push(chunk)
        }
      } catch (cause) {
        if (cause instanceof Failure) throw cause
        if (signal.aborted) throw new Failure('unavailable', `${url.host} deed er te lang over.`, { cause })
        throw new Failure('unavailable', `Het antwoord van ${url.host} brak af (${messageOf(cause)}).`, { cause })
      } finally {
        response.destroy()
      }
      const type = (response.headers['content-type'] ?? '').toLowerCase()
      return { url: url.href, status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) }
    },

    /** A large file, as it comes. @returns `size` as announced, or null @throws Failure as `get`, and `not-found` */
    async stream(address: string): Promise<{ type: string; size: number | null; body: AsyncIterable<Uint8Array> }> {
      const { url, response } = await open(address, '*/*', new AbortController().signal)
      if (response.statusCode !== 200) {
        response.destroy()
        throw new Failure('not-found', `${url.href} geeft geen bestand (status ${response.statusCode}).`)
      }
      const length = Number(response.headers['content-length'] ?? NaN)
      const type = (response.headers['content-type'] ?? '').toLowerCase()
      return { type, size: Number.isSafeInteger(length) ? length : null, body: decoded(response) }
    },
  }
}

function decoded(response: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = response.headers['content-encoding']
  const unpack = encoding === 'gzip' ? createGunzip() : encoding === 'br' ? createBrotliDecompress() : null
  if (!unpack) return response
  response.on('error', (error) => unpack.destroy(error))
  return response.pipe(unpack)
}
