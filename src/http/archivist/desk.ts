/** The archivists' pages: open after signing in only, kept by no cache, and each names the account that is signed in. */
import type { Context, MiddlewareHandler } from 'hono'
import type { Worker } from '../../../web/pages/desk/frame.tsx'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { type Known, viewerOf } from '../request/access.ts'
import { goTo } from './forms.ts'

export function workerOf(viewer: Known): Worker {
  return { name: viewer.actor.name, role: viewer.role ?? 'visitor' }
}

/** Where the form goes that takes back what was just thrown away (`?terug=` names its entry in the bin). */
export function undoOf(c: Context): string | undefined {
  const entry = c.req.query('terug')
  return entry !== undefined && /^[a-z0-9]{12}$/.test(entry) ? `/beheer/prullenbak/${entry}/terugzetten` : undefined
}

/** People who are not signed in are shown the way; what a form sent is refused by its route. */
export function guardDesk(deps: Dependencies): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    c.header('Cache-Control', 'no-store')
    // HEAD is answered by the routes of GET.
    if (['GET', 'HEAD'].includes(c.req.method) && !c.req.path.startsWith('/beheer/aanmelden')) {
      const viewer = await viewerOf(deps, c)
      if (viewer.actor === null) {
        const { pathname, search } = new URL(c.req.url)
        return goTo(c, `/beheer/aanmelden?next=${encodeURIComponent(pathname + search)}`)
      }
      // Who has an account and no work here has one page.
      if (viewer.role === 'visitor' && c.req.path === '/beheer') return goTo(c, '/beheer/account')
    }
    await next()
  }
}
