/** Answers that a browser may keep and ask after: an ETag made from the content, and 304 where the browser has it already. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'

/** Sends the page with a weak ETag (the answer may be compressed on its way), or 304 where the request names that tag. */
export function sendTagged(c: Context, body: string, type = 'text/html; charset=utf-8'): Response {
  const tag = `W/"${createHash('sha1').update(body).digest('base64url')}"`
  c.header('ETag', tag)
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-cache')
  // RFC 9110 §13.1.2: a list of tags, compared weakly; `*` is any.
  const asked = c.req
    .header('If-None-Match')
    ?.split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
  if (asked?.some((each) => each === '*' || `W/${each}` === tag)) return c.body(null, 304)
  return c.body(body, 200, { 'Content-Type': type })
}
