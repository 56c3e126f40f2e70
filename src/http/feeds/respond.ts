/** How feeds and records are answered: readable from any site, with an ETag (RFC 9110 §8.8.3) and 304 where the reader has them already. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { AppEnv } from '../dependencies.ts'

const SHARED = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }

/** @param body text, or a value that becomes JSON */
export function sendShared(c: Context<AppEnv>, body: string | object, type: string, headers: Record<string, string> = {}): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const tag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  // A talk that only some may see has its own rule, set by its guard.
  const caching = c.res.headers.get('Cache-Control') ?? 'no-cache'
  const shared: Record<string, string> = { ...SHARED, 'Cache-Control': caching, ETag: tag, ...headers }
  const known = c.req.header('If-None-Match')
  if (known && (known.trim() === '*' || known.split(',').some((entry) => entry.trim().replace(/^W\//, '') === tag.replace(/^W\//, ''))))
    return c.body(null, 304, shared)
  return c.body(text, 200, { ...shared, 'Content-Type': type })
}

/** A cursor as it stands in an address: two parts, the second an id. */
export function writeCursor(parts: readonly [string, string]): string {
  return Buffer.from(parts.join('~')).toString('base64url')
}

/** @returns null for anything that is not a cursor of ours: the list then begins at its top */
export function readCursor(cursor: string | undefined): [string, string] | null {
  if (cursor === undefined || cursor.length > 200) return null
  const [first, id, ...more] = Buffer.from(cursor, 'base64url').toString('utf8').split('~')
  return first && id && more.length === 0 && /^[a-z0-9-]{1,100}$/.test(id) ? [first, id] : null
}
