/** The recording of a talk: what can be kept of it and how large that is; and fetching it, piece by piece. */
import type { PlayerData } from '../player/data.ts'
import { type Extent, type KeptTalk, PIECE_BYTES, pieceAddress, WHOLE_SIZE } from './names.ts'
import { filesOf, type Variant, variantsOf } from './playlists.ts'

export interface Offer {
  readonly extent: Exclude<Extent, 'text'>
  readonly height: number | null
  readonly files: KeptTalk['files']
  /** Bytes. */
  readonly size: number
  /** Playlists to keep as they stand here, by path. */
  readonly playlists: ReadonlyMap<string, string>
}

const HLS_TYPE = 'application/vnd.apple.mpegurl'

/**
 * @returns what of the recording can be kept, small to large; empty where it streams from elsewhere or there is none
 * @throws Error when the server does not answer
 */
export async function offersOf({ hls, file, sound }: PlayerData): Promise<Offer[]> {
  if (hls?.startsWith('/')) {
    const variants = variantsOf(await text(hls))
    return Promise.all(variants.map((variant) => offerVariant(hls, variant)))
  }
  if (!file?.url.startsWith('/')) return []
  const files = [{ path: file.url, size: await sizeOf(file.url) }]
  return [{ extent: sound ? 'sound' : 'video', height: null, files, size: total(files), playlists: new Map() }]
}

async function offerVariant(hls: string, { height, master, playlists }: Variant): Promise<Offer> {
  const kept = new Map([[hls, master]])
  const paths = new Set<string>()
  for (const name of playlists) {
    const path = beside(hls, name)
    const playlist = await text(path)
    kept.set(path, playlist)
    for (const each of filesOf(playlist)) paths.add(beside(path, each))
  }
  const files = await sizesOf([...paths])
  return { extent: height === null ? 'sound' : 'video', height, files, size: total(files), playlists: kept }
}

const beside = (path: string, name: string): string => new URL(name, location.origin + path).pathname
const total = (files: KeptTalk['files']): number => files.reduce((sum, { size }) => sum + size, 0)

async function text(path: string): Promise<string> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.text()
}

/** An older rendition is a file for each two seconds: asked a few at a time. */
const ASKED_AT_ONCE = 6

async function sizesOf(paths: readonly string[]): Promise<{ path: string; size: number }[]> {
  const sizes: { path: string; size: number }[] = []
  for (let i = 0; i < paths.length; i += ASKED_AT_ONCE)
    sizes.push(...(await Promise.all(paths.slice(i, i + ASKED_AT_ONCE).map(async (path) => ({ path, size: await sizeOf(path) })))))
  return sizes
}

async function sizeOf(path: string): Promise<number> {
  const response = await fetch(path, { method: 'HEAD' })
  const size = Number(response.headers.get('Content-Length'))
  if (!response.ok || !(size > 0)) throw new Error(`${path}: ${response.status}`)
  return size
}

export interface Stopping {
  readonly signal: AbortSignal
  /** Called between pieces. @throws DOMException `AbortError` when there is no reason to go on */
  readonly check: () => Promise<void>
}

/**
 * Fetches what is not here yet, and keeps it. A piece that is here stays, so an interrupted download goes on where it was.
 * @param onProgress gets the bytes that are here, of `offer.size`
 * @throws DOMException `AbortError` when the signal says so, `QuotaExceededError` when the browser has no room; Error when the server fails
 */
export async function fetchRecording(
  cache: Cache,
  offer: Offer,
  { signal, check }: Stopping,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let here = 0
  for (const { path, size } of offer.files) {
    for (let piece = 0; piece * PIECE_BYTES < size; piece++) {
      const start = piece * PIECE_BYTES
      const end = Math.min(size, start + PIECE_BYTES)
      const address = pieceAddress(path, piece)
      await check()
      if (!(await cache.match(address))) await cache.put(address, await fetchPiece(path, start, end, size, signal))
      here += end - start
      onProgress(here)
    }
  }
  for (const [path, playlist] of offer.playlists) await cache.put(path, new Response(playlist, { headers: { 'Content-Type': HLS_TYPE } }))
}

const TRIES = 3
const PAUSE_MS = 1000

async function fetchPiece(path: string, start: number, end: number, size: number, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(path, { signal, headers: { Range: `bytes=${start}-${end - 1}` } })
      const body = await response.blob()
      if (response.status !== 206 || body.size !== end - start) throw new Error(`${path}: ${response.status}, ${body.size} bytes`)
      const type = response.headers.get('Content-Type') ?? 'application/octet-stream'
      return new Response(body, { headers: { 'Content-Type': type, [WHOLE_SIZE]: String(size) } })
    } catch (error) {
      if (signal.aborted || attempt === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt))
    }
  }
}
