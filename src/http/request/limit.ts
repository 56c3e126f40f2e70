/** How often one visitor may do what costs or keeps something. */
import type { Context, MiddlewareHandler } from 'hono'
import { Failure } from '../../failure.ts'
import type { Rule } from '../../library/limits.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visitorOf } from './address.ts'

/**
 * Each rule is counted for each visitor, before the route does anything.
 * @param what names what is counted; routes with the same name share their count
 * @throws Failure `too-many` from the middleware
 */
export function limitRate(
  deps: Pick<Dependencies, 'config' | 'limits'>,
  what: string,
  ...rules: readonly Rule[]
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await takeTurn(deps, c, what, ...rules)
    await next()
  }
}

/** @throws Failure `too-many` */
export async function takeTurn(
  deps: Pick<Dependencies, 'config' | 'limits'>,
  c: Context,
  what: string,
  ...rules: readonly Rule[]
): Promise<void> {
  for (const rule of rules) {
    const wait = await deps.limits.take(`${what} ${rule.seconds} ${visitorOf(deps, c)}`, rule)
    if (wait > 0) throw tooMany(wait)
  }
}

/** @param wait milliseconds */
export function tooMany(wait: number): Failure {
  return new Failure('too-many', ['tooOften', Math.ceil(wait / 60_000)], { retryAfter: wait })
}
