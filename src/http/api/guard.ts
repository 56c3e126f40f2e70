/** Checks a caller's scope on the archivists' API before the body of the request is read, and the version that the request names. */
import type { Context, MiddlewareHandler } from 'hono'
import type { Scope } from '../../access/viewer.ts'
import { Failure, type Reason } from '../../failure.ts'
import type { Actor } from '../../library/audit.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'

export type Guard = (method: string, scope: Scope, sends?: 'json' | 'anything') => MiddlewareHandler<AppEnv>

/** Authorises before validating, so that callers without the scope see no validation errors. */
export function createGuard(deps: Dependencies): { guard: Guard; actor(c: Context<AppEnv>, scope: Scope): Promise<Actor> } {
  return {
    guard:
      (method, scope, sends = 'json') =>
      async (c, next) => {
        // HEAD is answered by the routes of GET.
        if ((c.req.method === 'HEAD' ? 'GET' : c.req.method) !== method) return next()
        await allowed(deps, c, scope)
        const type = c.req.header('content-type')
        if (sends === 'json' && type !== undefined && !/^application\/json\b/i.test(type)) throw new Failure('invalid', ['notJson'])
        return next()
      },
    actor: async (c, scope) => (await allowed(deps, c, scope)).actor,
  }
}

/** @throws Failure `stale` when the request names a version (If-Match) and the thing has another one now */
export function requireMatch(c: Context, etag: string, why: Reason): void {
  // Compression on the way makes a tag weak; what it stands for is the same.
  const wanted = c.req.header('if-match')?.replaceAll('W/', '')
  if (wanted !== undefined && wanted !== '*' && !wanted.split(/\s*,\s*/).includes(etag)) throw new Failure('stale', why)
}
