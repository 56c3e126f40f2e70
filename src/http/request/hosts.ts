/** Which names this server answers to. */
import type { MiddlewareHandler } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/

/** Asked by machines that know an address and no name. */
const ANY_HOST = ['/healthz', '/readyz', '/metrics']

/**
 * With a public address set, only that host and this machine itself: a name somebody points at this server is not ours. Without one,
 * whatever name people reach it by.
 * @throws Failure `misdirected` from the middleware
 */
export function requireKnownHost({ config }: Pick<Dependencies, 'config'>): MiddlewareHandler<AppEnv> {
  const own = config.url === null ? null : new URL(config.url).host
  return async (c, next) => {
    const host = c.req.header('host')?.toLowerCase() ?? ''
    if (own !== null && host !== own && !LOOPBACK.test(host) && !ANY_HOST.includes(c.req.path) && host !== '')
      throw new Failure('misdirected', ['otherHost', own])
    await next()
  }
}
