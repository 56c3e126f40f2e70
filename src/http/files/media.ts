/**
 * Recordings and pictures, addressed by their SHA-256. A plain Node listener answers for public files, because Hono's adapter costs more
 * than reading a range does; Hono answers for the rest.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Context, Hono } from 'hono'
import { ANYBODY, standingFor, type Viewer } from '../../access/viewer.ts'
import { Failure } from '../../failure.ts'
import type { ShownMedia } from '../../library/files/media-files.ts'
import { AUDIO_RECIPE, HLS_RECIPE, LADDER_RECIPE, OLDER_HLS_RECIPES, STORYBOARD_RECIPE } from '../../media/recipe.ts'
import { type MediaName, original, rendition } from '../../media/store/store.ts'
import { typeOfName } from '../../media/types.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { viewerOf } from '../request/access.ts'
import { answerPiece, type MediaAnswer, type Piece } from './media-answer.ts'

const SERVED = [HLS_RECIPE, LADDER_RECIPE, STORYBOARD_RECIPE, AUDIO_RECIPE, ...OLDER_HLS_RECIPES]

/** `/media/HASH/NAME`, the file as it came in, and `/media/HASH/RECIPE/PART`, what was made of it. */
const ADDRESS = /^\/media\/(?<sha256>[0-9a-f]{64})\/(?:(?<recipe>[^/?#]+)\/(?<part>[a-z0-9-]+\.(?:m3u8|m4s|m4a|jpg))|[^/?#]+)(?:\?[^#]*)?$/

type MediaDependencies = Pick<Dependencies, 'library' | 'store' | 'metrics'>

function nameOf(address: string): MediaName | null {
  const { sha256, recipe, part } = ADDRESS.exec(address)?.groups ?? {}
  if (sha256 === undefined) return null
  if (recipe === undefined || part === undefined) return original(sha256)
  return SERVED.includes(recipe) ? rendition(sha256, recipe, part) : null
}

/** Knowing a hash gives no permission: the viewer must be allowed to see a talk or event that shows the file. */
const seenBy = (viewer: Viewer, file: ShownMedia) => file.event || file.talks.some((talk) => standingFor(viewer, talk) === 'shown')

function pieceOf(name: MediaName, { mime }: ShownMedia, open: boolean): Piece {
  if (name.rendition === null) return { name, type: mime, etag: `"${name.sha256}"`, open }
  const { recipe, file } = name.rendition
  return { name, type: typeOfName(file), etag: `"${name.sha256}-${recipe}-${file}"`, open }
}

/** Registered before every middleware: nothing may touch a response whose body is one buffer, or it becomes a slow stream. */
export function routeMedia(app: Hono<AppEnv>, deps: Dependencies): void {
  app.get('/media/*', async (c) => {
    const name = nameOf(c.req.path)
    const file = name && (await deps.library.media(name.sha256))
    if (!name || !file) throw notThere()
    const open = seenBy(ANYBODY, file)
    if (!open && !seenBy(await viewerOf(deps, c), file)) throw notThere()
    const request = { method: c.req.method, header: (name: string) => c.req.header(name) }
    return toResponse(c, await answerPiece(deps.store, pieceOf(name, file, open), request, deps.metrics))
  })
}

const notThere = () => new Failure('not-found', ['noFile'])

function toResponse(c: Context, { status, headers, body }: MediaAnswer): Response {
  if (body === null) return c.body(null, status, headers)
  const content = status as 200 | 206
  return body instanceof ReadableStream ? c.body(body, content, headers) : c.body(body as Uint8Array<ArrayBuffer>, content, headers)
}

/** Answers for media that anybody may see; hands every other request on. The rule is that of `routeMedia`. */
export function mediaFirst(deps: MediaDependencies, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const name = request.method === 'GET' || request.method === 'HEAD' ? nameOf(request.url ?? '') : null
    if (!name) return otherwise(request, response)
    answerOpen(deps, name, request).then(
      (answer) => (answer ? send(answer, response) : otherwise(request, response)),
      // Hono says what is wrong, or finds it mended.
      () => otherwise(request, response),
    )
  }
}

/** @returns null where not everybody may see it, or there is no such file */
async function answerOpen(deps: MediaDependencies, name: MediaName, request: IncomingMessage): Promise<MediaAnswer | null> {
  const file = await deps.library.media(name.sha256)
  if (!file || !seenBy(ANYBODY, file)) return null
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return answerPiece(deps.store, pieceOf(name, file, true), { method: request.method ?? '', header }, deps.metrics)
}

function send({ status, headers, body }: MediaAnswer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'X-Request-Id': randomUUID() })
  if (body === null || Buffer.isBuffer(body)) response.end(body ?? undefined)
  // A visitor who leaves, or a file that fails half-way, ends the connection; the file is released by the stream.
  else pipeline(body, response).catch(() => response.destroy())
}
