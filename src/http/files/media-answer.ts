/** What is sent of a stored file: ranges, validators and caching. RFC 9110 §13–14. */
import { parseByteRange } from '../../media/store/range.ts'
import type { DirectAddresses, MediaName, MediaStore } from '../../media/store/store.ts'
import type { Metrics } from '../request/metrics.ts'

/** Up to here a file is read at once, which is more than twice as fast as a stream (npm run bench -- serve). */
const READ_AT_ONCE = 4 * 2 ** 20
const IMMUTABLE = 'private, max-age=31536000, immutable'
/** No cache may store the answer: the visitor's right to see the file may end. */
const GUARDED = 'private, no-store'

/** What may be shown in a page; all else is offered for saving, so that an uploaded page can never run here. */
const INLINE = /^(?:video|audio)\/|^image\/(?!svg)|^application\/(?:pdf|vnd\.apple\.mpegurl)$/

const SHARED = {
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Length, Content-Range',
}

export interface Piece {
  readonly name: MediaName
  readonly type: string
  /** Strong: the content is what the hash says. */
  readonly etag: string
  /** Whether anybody may see it. */
  readonly open: boolean
}

/** Of a request, what an answer depends on. @property header by its name in small letters */
export interface MediaRequest {
  readonly method: string
  header(name: string): string | undefined
}

export interface MediaAnswer {
  readonly status: 200 | 206 | 302 | 304 | 416
  readonly headers: Record<string, string>
  readonly body: Buffer | ReadableStream<Uint8Array> | null
}

/** @throws Failure `not-found` when there is no such file, `unavailable` while the store does not answer */
export async function answerPiece(store: MediaStore, piece: Piece, request: MediaRequest, metrics: Metrics | null): Promise<MediaAnswer> {
  if (piece.open && store.direct !== null && isRedirected(piece.type)) return toStore(store.direct, piece)
  const file = await store.open(piece.name)
  let held = true
  try {
    const headers: Record<string, string> = {
      'Content-Type': piece.type,
      'Accept-Ranges': 'bytes',
      ETag: piece.etag,
      'Last-Modified': file.modified.toUTCString(),
      'Cache-Control': piece.open ? IMMUTABLE : GUARDED,
      'X-Content-Type-Options': 'nosniff',
      // Players and viewers on other sites (IIIF, podcasts) play what anybody may see.
      ...(piece.open ? SHARED : { 'Cross-Origin-Resource-Policy': 'same-origin' }),
    }
    if (!INLINE.test(piece.type)) headers['Content-Disposition'] = 'attachment'
    if (isUnchanged(request, piece.etag, file.modified))
      return { status: 304, headers: { ETag: piece.etag, 'Cache-Control': headers['Cache-Control'] ?? '' }, body: null }

    // Range is defined for GET alone (§14.2).
    const wanted =
      request.method === 'GET' && appliesToThis(request, piece.etag, headers['Last-Modified'] ?? '') ? request.header('range') : undefined
    const range = parseByteRange(wanted, file.size)
    if (range === 'unsatisfiable') return { status: 416, headers: { 'Content-Range': `bytes */${file.size}` }, body: null }
    const start = range?.start ?? 0
    const length = (range?.end ?? file.size - 1) - start + 1
    headers['Content-Length'] = String(length)
    if (range) headers['Content-Range'] = `bytes ${range.start}-${range.end}/${file.size}`
    const status = range ? 206 : 200
    if (request.method === 'HEAD' || length === 0) return { status, headers, body: null }
    metrics?.countMedia(length)
    if (length <= READ_AT_ONCE) return { status, headers, body: await file.read(start, length) }
    held = false
    return { status, headers, body: file.stream(start, length) }
  } finally {
    if (held) file.release()
  }
}

/** Recordings and segments. Playlists name their segments relative to their own address, and pictures are small. */
const isRedirected = (type: string) => /^(?:video|audio)\//.test(type)

/** The address works for some minutes; the redirect to it may not outlive it. */
async function toStore({ sign }: DirectAddresses, { name, type }: Piece): Promise<MediaAnswer> {
  const address = await sign(name, { type, disposition: INLINE.test(type) ? null : 'attachment' })
  return { status: 302, headers: { ...SHARED, Location: address, 'Cache-Control': 'private, max-age=300' }, body: null }
}

/** If-None-Match wins over If-Modified-Since (§13.2.2). */
function isUnchanged(request: MediaRequest, etag: string, modified: Date): boolean {
  const known = request.header('if-none-match')
  if (known !== undefined) return known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')
  const since = Date.parse(request.header('if-modified-since') ?? '')
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since
}

/** If-Range: the part is wanted only of the very file the client has; otherwise it gets the whole (§13.1.5). */
function appliesToThis(request: MediaRequest, etag: string, lastModified: string): boolean {
  const condition = request.header('if-range')
  return condition === undefined || condition === etag || condition === lastModified
}
