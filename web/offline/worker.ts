/**
 * The service worker: answers from what is kept for offline where the server does not. It is registered when a visitor keeps a talk and
 * gone with the last one, so that it costs nobody else anything.
 *
 * Pages come from the server while it can be reached; a page that is not kept becomes the list of what is. Media files never change under
 * their address, so a kept one is read here also when the server is there.
 */
import { parseByteRange } from '../../src/media/store/range.ts'
import {
  cacheOfTalk,
  type KeptTalk,
  keptAddress,
  keptTranscript,
  OFFLINE_PAGE,
  PIECE_BYTES,
  pieceAddress,
  RECORD,
  SHARED_CACHE,
  WHOLE_SIZE,
} from './names.ts'

/** The part of the standard's interface that is used here; TypeScript's own types for workers cannot stand beside those for pages. */
interface WorkerScope extends EventTarget {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

const scope = self as unknown as WorkerScope

scope.addEventListener('install', (event) => (event as ExtendableEvent).waitUntil(scope.skipWaiting()))
scope.addEventListener('activate', (event) => (event as ExtendableEvent).waitUntil(scope.clients.claim()))
scope.addEventListener('fetch', (event) => {
  const { request } = event as FetchEvent
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== location.origin) return
  const answer = answerTo(request, address)
  if (answer) (event as FetchEvent).respondWith(answer)
})

/** @returns null: the browser asks the server as it would without us */
function answerTo(request: Request, address: URL): Promise<Response> | null {
  const { pathname } = address
  if (request.mode === 'navigate') return answerPage(request, address)
  // A kept playlist names only what is kept: while the server answers there is more to choose from.
  if (pathname.endsWith('.m3u8')) return serverFirst(request, pathname)
  if (pathname.startsWith('/media/')) return answerMedia(request, pathname)
  if (/^\/opnames\/[^/]+\/transcript\.json$/.test(pathname)) return serverFirst(request, keptTranscript(address))
  if (pathname.startsWith('/static/') || pathname === '/huisstijl/beeldmerk') return serverFirst(request, pathname)
  return null
}

async function serverFirst(request: Request, kept: string): Promise<Response> {
  const stored = () => caches.match(kept, { ignoreVary: true })
  try {
    const answer = await fetch(request)
    return isDown(answer) ? ((await stored()) ?? answer) : answer
  } catch (error) {
    const answer = await stored()
    if (answer) return answer
    throw error
  }
}

/** A proxy or the library itself says that the library cannot answer now. */
const isDown = ({ status }: Response): boolean => [502, 503, 504].includes(status)

async function answerPage(request: Request, address: URL): Promise<Response> {
  try {
    const answer = await fetch(request)
    const talk = talkOf(address)
    // Withdrawn or erased: what this browser kept goes too.
    if (talk !== null && (answer.status === 404 || answer.status === 410)) await caches.delete(cacheOfTalk(talk))
    return isDown(answer) ? ((await keptPage(address)) ?? answer) : answer
  } catch {
    return (await keptPage(address)) ?? (await offlinePage()) ?? Response.error()
  }
}

const talkOf = ({ pathname }: URL): string | null => /^\/opnames\/([a-z0-9-]+)\/?$/.exec(pathname)?.[1] ?? null

/** @returns null for a page that is not kept */
async function keptPage(address: URL): Promise<Response | null> {
  const talk = talkOf(address)
  if (talk !== null && (await caches.has(cacheOfTalk(talk)))) {
    const cache = await caches.open(cacheOfTalk(talk))
    const path = `/opnames/${talk}`
    const page = (await cache.match(keptAddress(new URL(path + address.search, address)))) ?? (await cache.match(path))
    const record = await cache.match(RECORD)
    if (page && record) return sayWhen(page, ((await record.json()) as KeptTalk).fetched)
  }
  return sharedPage(address.pathname)
}

const offlinePage = () => sharedPage(OFFLINE_PAGE)

async function sharedPage(path: string): Promise<Response | null> {
  const page = await (await caches.open(SHARED_CACHE)).match(path)
  return page ? sayWhen(page, '') : null
}

/** Our own page with, on its body, that it comes from here: the page's script then says so. @param fetched ISO 8601, or empty */
async function sayWhen(page: Response, fetched: string): Promise<Response> {
  const html = (await page.text()).replace('<body', `<body data-offline="${fetched}"`)
  return new Response(html, { headers: page.headers })
}

async function answerMedia(request: Request, path: string): Promise<Response> {
  const whole = await caches.match(path)
  if (whole) return whole
  return (await answerFromPieces(path, request.headers.get('Range') ?? undefined)) ?? fetch(request)
}

/** @returns null where the file is not kept whole */
async function answerFromPieces(path: string, range: string | undefined): Promise<Response | null> {
  const first = await caches.match(pieceAddress(path, 0))
  if (!first) return null
  const size = Number(first.headers.get(WHOLE_SIZE))
  const type = first.headers.get('Content-Type') ?? 'application/octet-stream'
  const asked = parseByteRange(range, size)
  if (asked === 'unsatisfiable') return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } })
  const { start, end } = asked ?? { start: 0, end: size - 1 }
  const parts: Blob[] = []
  for (let piece = Math.floor(start / PIECE_BYTES); piece * PIECE_BYTES <= end; piece++) {
    const kept = await caches.match(pieceAddress(path, piece))
    if (!kept) return null
    const offset = piece * PIECE_BYTES
    // Slices point at what lies on the disk; they do not read it.
    parts.push((await kept.blob()).slice(Math.max(0, start - offset), Math.min(PIECE_BYTES, end + 1 - offset)))
  }
  const headers = { 'Content-Type': type, 'Accept-Ranges': 'bytes', 'Content-Length': String(end + 1 - start) }
  if (asked === null) return new Response(new Blob(parts), { headers })
  return new Response(new Blob(parts), { status: 206, headers: { ...headers, 'Content-Range': `bytes ${start}-${end}/${size}` } })
}
