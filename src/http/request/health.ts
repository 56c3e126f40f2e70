import type { Hono } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function routeHealth(app: Hono<AppEnv>, { library, search, isReady }: Dependencies): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' }))
  app.get('/readyz', async (c) => {
    if (!isReady()) throw new Failure('unavailable', 'De bibliotheek is nog niet gereed: de opnamen worden ingelezen.')
    try {
      await library.ready()
      await search.search({ q: 'gereed', limit: 1 })
    } catch (cause) {
      c.get('log').error({ err: cause }, 'not ready')
      throw new Failure('unavailable', ['notReady'], { cause })
    }
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' })
  })
}
