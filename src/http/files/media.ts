/** Recordings and pictures by their hash: ranges, validators, and caching for ever. RFC 9110 §13–14. */
import type { Context, Hono } from 'hono'
import { ANYBODY, standingFor, type Viewer } from '../../access/viewer.ts'
import { Failure } from '../../failure.ts'
import type { MediaFile } from '../../library/media-files.ts'
import { HLS_RECIPE, LADDER_RECIPE, OLDER_HLS_RECIPES, STORYBOARD_RECIPE } from '../../media/recipe.ts'
import { keepOpen, type OpenFile } from '../../media/store/open-files.ts'
import { parseByteRange } from '../../media/store/range.ts'
import { typeOfName } from '../../media/types.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { viewerOf } from '../request/access.ts'

/** Up to here a file is read at once, which is more than twice as fast as a stream (npm run bench -- serve). */
const READ_AT_ONCE = 4 * 2 ** 20
const IMMUTABLE = 'private, max-age=31536000, immutable'
/** Kept by nobody: the right to see it may end. */
const GUARDED = 'private, no-store'

/** What may be shown in a page; all else is offered for saving, so that an uploaded page can never run here. */
const INLINE = /^(?:video|audio)\/|^image\/(?!svg)|^application\/(?:pdf|vnd\.apple\.mpegurl)$/

const SERVED = [HLS_RECIPE, LADDER_RECIPE, STORYBOARD_RECIPE, ...OLDER_HLS_RECIPES]

const files = keepOpen()

interface Piece {
  readonly path: string
  readonly type: string
  /** Strong: the content is what the hash says. */
  readonly etag: string
  /** Whether anybody may see it. */
  readonly open: boolean
}

/** Registered before every middleware: nothing may touch a response whose body is one buffer, or it becomes a slow stream. */
export function routeMedia(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, store } = deps
  app.get('/media/:sha256{[0-9a-f]{64}}/:name', async (c) => {
    const file = await visibleFile(c, c.req.param('sha256'))
    return send(c, { path: store.original(file.sha256), type: file.mime, etag: `"${file.sha256}"`, open: file.open }, deps.metrics)
  })
  app.get('/media/:sha256{[0-9a-f]{64}}/:recipe/:part{[a-z0-9-]+\\.(?:m3u8|m4s|jpg)}', async (c) => {
    const { recipe, part } = c.req.param()
    if (!SERVED.includes(recipe)) throw new Failure('not-found', 'Dit bestand is er niet.')
    const file = await visibleFile(c, c.req.param('sha256'))
    return send(
      c,
      {
        path: `${store.derived(file.sha256, recipe)}/${part}`,
        type: typeOfName(part),
        etag: `"${file.sha256}-${recipe}-${part}"`,
        open: file.open,
      },
      deps.metrics,
    )
  })

  /** To know a hash is no permission: something that shows the file must be visible to who asks. */
  async function visibleFile(c: Context<AppEnv>, sha256: string): Promise<MediaFile & { readonly open: boolean }> {
    const file = await library.media(sha256)
    const seenBy = (viewer: Viewer) => file?.event || file?.talks.some((talk) => standingFor(viewer, talk) === 'shown')
    if (file && seenBy(ANYBODY)) return { ...file, open: true }
    if (!file || !seenBy(await viewerOf(deps, c))) throw new Failure('not-found', 'Dit bestand is er niet.')
    return { ...file, open: false }
  }
}

async function send(c: Context, piece: Piece, metrics: Dependencies['metrics']): Promise<Response> {
  const file = await openFile(piece.path)
  let held = true
  try {
    const headers: Record<string, string> = {
      'Content-Type': piece.type,
      'Accept-Ranges': 'bytes',
      ETag: piece.etag,
      'Last-Modified': file.modified.toUTCString(),
      'Cache-Control': piece.open ? IMMUTABLE : GUARDED,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    }
    if (!INLINE.test(piece.type)) headers['Content-Disposition'] = 'attachment'
    if (isUnchanged(c, piece.etag, file.modified))
      return c.body(null, 304, { ETag: piece.etag, 'Cache-Control': headers['Cache-Control'] ?? '' })

    // Range is defined for GET alone (§14.2).
    const wanted =
      c.req.method === 'GET' && appliesToThis(c, piece.etag, headers['Last-Modified'] ?? '') ? c.req.header('range') : undefined
    const range = parseByteRange(wanted, file.size)
    if (range === 'unsatisfiable') return c.body(null, 416, { 'Content-Range': `bytes */${file.size}` })
    const start = range?.start ?? 0
    const length = (range?.end ?? file.size - 1) - start + 1
    headers['Content-Length'] = String(length)
    if (range) headers['Content-Range'] = `bytes ${range.start}-${range.end}/${file.size}`
    const status = range ? 206 : 200
    if (c.req.method === 'HEAD' || length === 0) return c.body(null, status, headers)
    metrics?.countMedia(length)
    if (length <= READ_AT_ONCE) return c.body((await file.read(start, length)) as Uint8Array<ArrayBuffer>, status, headers)
    held = false
    return c.body(file.stream(start, length), status, headers)
  } finally {
    if (held) file.release()
  }
}

async function openFile(path: string): Promise<OpenFile> {
  try {
    return await files.open(path)
  } catch (cause) {
    throw new Failure('not-found', 'Dit bestand is er niet.', { cause })
  }
}

/** If-None-Match wins over If-Modified-Since (§13.2.2). */
function isUnchanged(c: Context, etag: string, modified: Date): boolean {
  const known = c.req.header('if-none-match')
  if (known !== undefined) return known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')
  const since = Date.parse(c.req.header('if-modified-since') ?? '')
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since
}

/** If-Range: the part is wanted only of the very file the client has; otherwise it gets the whole (§13.1.5). */
function appliesToThis(c: Context, etag: string, lastModified: string): boolean {
  const condition = c.req.header('if-range')
  return condition === undefined || condition === etag || condition === lastModified
}
