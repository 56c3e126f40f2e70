/**
 * Pages kept in memory, so that one that was made is not made again until the library changes. Only pages that anybody gets: an answer
 * for which the server looked at who asks is never kept. Kept answers carry an ETag, and a browser that has one gets a 304.
 */
import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { languageOf } from './language.ts'
import { originOf } from './page-context.ts'

/** Visitors' pages; files, the API and the archivists' part have their own rules. */
const PAGES =
  /^\/(?:zoek|toegankelijkheid|offline|(?:(?:bijeenkomsten|opnames|sprekers|themas)(?:\/[^/]+)?)|(?:citaten|insluiten)\/[^/]+)?$/
const SEARCH = '/zoek'
/** Longer addresses are not kept: somebody is making them up. */
const LONGEST_ADDRESS = 500
/** One page takes at most this share of the memory. */
const LARGEST_SHARE = 1 / 8

interface KeptPage {
  /** Of the library, when the page was begun. */
  readonly version: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
  readonly headers: Record<string, string>
}

/** Holds the pages asked for last, up to a number of bytes. */
export function createPageMemory(bytes: number) {
  /** In order of use: the first is the one used longest ago. */
  const pages = new Map<string, KeptPage>()
  let held = 0

  function drop(key: string): void {
    const page = pages.get(key)
    if (!page) return
    held -= sizeOf(key, page)
    pages.delete(key)
  }

  return {
    get(key: string, version: string): KeptPage | null {
      const page = pages.get(key)
      if (!page) return null
      if (page.version !== version) {
        drop(key)
        return null
      }
      pages.delete(key)
      pages.set(key, page)
      return page
    },
    put(key: string, page: KeptPage): void {
      drop(key)
      if (sizeOf(key, page) > bytes * LARGEST_SHARE) return
      pages.set(key, page)
      held += sizeOf(key, page)
      for (const oldest of pages.keys()) {
        if (held <= bytes) break
        drop(oldest)
      }
    },
    /** Bytes in use. */
    size: () => held,
  }
}

/** What the map, the headers and the objects take beside the page itself. */
const OVERHEAD = 2000
const sizeOf = (key: string, { body }: KeptPage) => body.length + key.length * 2 + OVERHEAD

export function keepPages(deps: Dependencies): MiddlewareHandler<AppEnv> {
  const { config, library } = deps
  if (config.pageMemory === 0) return (_c, next) => next()
  const memory = createPageMemory(config.pageMemory)
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    if (c.req.method !== 'GET' || !PAGES.test(pathname) || pathname.length + search.length > LONGEST_ADDRESS) return next()
    // Read before the page is made: a change meanwhile leaves it under the old version.
    const position = pathname === SEARCH ? deps.searchPosition() : 0
    if (position === null) return next()
    const version = `${library.catalogueVersion()} ${position}`
    const key = keyOf(deps, c, pathname + search)
    const kept = memory.get(key, version)
    if (kept) return answer(c, kept)
    await next()
    if (!mayBeKept(c)) return
    const body = new Uint8Array(await c.res.arrayBuffer())
    const page = {
      version,
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      headers: headersOf(c.res),
    }
    memory.put(key, page)
    // Otherwise Hono would add the headers of the answer made first.
    c.res = undefined
    c.res = answer(c, page)
  }
}

/** Citations say on which day a page was opened; no zone is less than an hour from its midnight all hour. */
function keyOf(deps: Dependencies, c: Context<AppEnv>, address: string): string {
  const hour = new Date().toISOString().slice(0, 13)
  const packing = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') ? 'gzip' : (c.req.header('accept-encoding') ?? '').slice(0, 20)
  return `${hour} ${packing} ${languageOf(c)} ${originOf(deps, c)} ${address}`
}

function mayBeKept(c: Context<AppEnv>): boolean {
  const { status, headers } = c.res
  return (
    status === 200 &&
    c.get('viewer') === undefined &&
    !headers.has('Set-Cookie') &&
    !headers.has('Cache-Control') &&
    (headers.get('Content-Type') ?? '').startsWith('text/html')
  )
}

function headersOf(response: Response): Record<string, string> {
  const headers = Object.fromEntries(response.headers)
  // Of this one request.
  delete headers['x-request-id']
  delete headers['content-length']
  return headers
}

function answer(c: Context<AppEnv>, { body, etag, headers }: KeptPage): Response {
  // Asked again each time, so that a talk that is withdrawn is gone at once.
  const own = { ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) {
    const { 'content-type': _type, 'content-encoding': _packing, ...rest } = headers
    return c.body(null, 304, { ...rest, ...own })
  }
  return c.body(body, 200, { ...headers, ...own, 'Content-Length': String(body.length) })
}
