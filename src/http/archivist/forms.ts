/** Forms as browsers send them, and going on to a page afterwards. */
import type { Context } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv } from '../dependencies.ts'

/** The fields of a small form; a name that comes twice keeps all its values in `all`. */
export interface Form {
  /** The first value, without spaces around it; empty where there is none. */
  text(name: string): string
  /** As typed: a password may begin with a space. */
  raw(name: string): string
  all(name: string): string[]
}

export const EMPTY_FORM: Form = { text: () => '', raw: () => '', all: () => [] }

/** How large it may be is the route's limit (request/body-limits.ts). @throws Failure `invalid` for what is not a form */
export async function readForm(c: Context<AppEnv>): Promise<Form> {
  const type = c.req.header('content-type') ?? ''
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) throw new Failure('invalid', ['notForm'])
  const data = await c.req.formData().catch((cause: unknown) => {
    throw new Failure('invalid', ['brokenForm'], { cause })
  })
  const all = (name: string) => data.getAll(name).filter((value) => typeof value === 'string')
  return { all, raw: (name) => all(name)[0] ?? '', text: (name) => (all(name)[0] ?? '').trim() }
}

/** See Other: the answer to a form is a page of its own, so that a reload does nothing again. */
export function goTo(c: Context, path: string, done?: string): Response {
  return c.redirect(done === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}gedaan=${done}`, 303)
}
