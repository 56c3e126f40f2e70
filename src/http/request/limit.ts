/** How often one visitor may do what costs or keeps something. In memory: a restart forgets, which is what a limit may do. */
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'

/** @throws Failure `too-many` from the middleware */
export function limitRate(
  deps: Pick<Dependencies, 'config'>,
  { times, seconds }: { times: number; seconds: number },
): MiddlewareHandler<AppEnv> {
  const limiter = new RateLimiterMemory({ points: times, duration: seconds })
  return async (c, next) => {
    try {
      await limiter.consume(visitorOf(deps, c))
    } catch (cause) {
      if (cause instanceof Error) throw cause
      throw new Failure('too-many', 'U doet dit te vaak achter elkaar. Wacht een minuut en probeer het opnieuw.')
    }
    await next()
  }
}

/** The address the connection comes from, or what our own proxy says of it (its last word: earlier ones anybody can write). IPv6 by its /64. */
export function visitorOf({ config }: Pick<Dependencies, 'config'>, c: Context): string {
  const forwarded = config.proxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  const address = forwarded ?? incoming?.socket?.remoteAddress ?? 'unknown'
  return address.includes(':') && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address
}
