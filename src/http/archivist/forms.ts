/** Forms as browsers send them, and going on to a page afterwards. */
import type { Context } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv } from '../dependencies.ts'

const MOST_BYTES = 256 * 1024

/** The fields of a small form; a name that comes twice keeps all its values in `all`. */
export interface Form {
  /** The first value, without spaces around it; empty where there is none. */
  text(name: string): string
  /** As typed: a password may begin with a space. */
  raw(name: string): string
  all(name: string): string[]
}

export const EMPTY_FORM: Form = { text: () => '', raw: () => '', all: () => [] }

/** @throws Failure `too-large`, or `invalid` for what is not a form */
export async function readForm(c: Context<AppEnv>): Promise<Form> {
  const length = Number(c.req.header('content-length') ?? 0)
  if (length > MOST_BYTES) throw new Failure('too-large', 'Dit formulier is te groot.')
  const type = c.req.header('content-type') ?? ''
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) throw new Failure('invalid', 'Dit is geen formulier.')
  const data = await c.req.formData()
  const all = (name: string) => data.getAll(name).filter((value) => typeof value === 'string')
  return { all, raw: (name) => all(name)[0] ?? '', text: (name) => (all(name)[0] ?? '').trim() }
}

/** A path of this site to go on to; anything else (another site, another scheme) becomes the archivists' first page. */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/beheer'
  // `//elsewhere` and `/\elsewhere` are addresses of other sites to a browser.
  const url = new URL(wanted, 'http://localhost')
  return url.origin === 'http://localhost' ? url.pathname + url.search : '/beheer'
}

/** See Other: the answer to a form is a page of its own, so that a reload does nothing again. */
export function goTo(c: Context, path: string, done?: string): Response {
  return c.redirect(done === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}gedaan=${done}`, 303)
}
