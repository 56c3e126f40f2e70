/** Who asks, and what they may: the doors between a request and the rules in src/access. */
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { ADDRESS_HEADER } from '../../access/sign-in-settings.ts'
import { ANYBODY, may, SCOPES, type Scope, scopesOf, type Viewer } from '../../access/viewer.ts'
import { Failure } from '../../failure.ts'
import type { Actor } from '../../library/audit.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { addressOf } from './address.ts'
import { originOf } from './page-context.ts'

/** Somebody who is known. */
export interface Known extends Viewer {
  readonly actor: Actor
}

/** Holds the secrets of preview links that were opened in this browser. */
export const PREVIEW_COOKIE = 'voorvertoning'
const MOST_PREVIEWS = 8
const SAFE = ['GET', 'HEAD', 'OPTIONS']

/**
 * Found out once a request, and only when something depends on it.
 * @throws Failure `unauthenticated` for a token that is not (or no longer) ours
 */
export function viewerOf(deps: Dependencies, c: Context<AppEnv>): Promise<Viewer> {
  const known = c.get('viewer')
  if (known) return known
  const viewer = findViewer(deps, c)
  c.set('viewer', viewer)
  return viewer
}

async function findViewer(deps: Dependencies, c: Context<AppEnv>): Promise<Viewer> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer !== undefined) return tokenViewer(deps, bearer)
  const cookies = getCookie(c)
  const previews = await openedPreviews(deps, cookies[PREVIEW_COOKIE])
  if (!Object.keys(cookies).some((name) => name === 'sessie' || name === '__Host-sessie')) return { ...ANYBODY, previews }
  const signedIn = await deps.accounts.signedIn(c.req.raw.headers)
  if (!signedIn) return { ...ANYBODY, previews }
  const { account, session } = signedIn
  return {
    actor: { kind: 'account', id: account.id, name: account.name },
    role: account.role,
    scopes: scopesOf(account.role),
    previews,
    session,
  }
}

async function tokenViewer({ keys }: Dependencies, secret: string): Promise<Viewer> {
  const token = await keys.tokenBySecret(secret)
  if (!token) throw new Failure('unauthenticated', ['badToken'])
  const scopes = new Set(SCOPES.filter((scope) => token.scopes.includes(scope)))
  return { ...ANYBODY, actor: { kind: 'token', id: token.id, name: token.name }, scopes }
}

async function openedPreviews({ keys }: Dependencies, cookie: string | undefined): Promise<ReadonlySet<string>> {
  if (cookie === undefined) return ANYBODY.previews
  const talks = await Promise.all(
    cookie
      .split('.')
      .slice(0, MOST_PREVIEWS)
      .map((secret) => keys.previewBySecret(secret)),
  )
  return new Set(talks.filter((talk) => talk !== null))
}

/**
 * Whoever asks, when they may do this.
 * @throws Failure `unauthenticated` or `forbidden`
 */
export async function allowed(deps: Dependencies, c: Context<AppEnv>, scope: Scope): Promise<Known> {
  const viewer = await signedIn(deps, c)
  if (!may(viewer, scope)) throw new Failure('forbidden', viewer.actor.kind === 'token' ? ['noScope', scope] : ['noRole'])
  return viewer
}

/** An administrator at a browser: no token manages accounts. @throws Failure `unauthenticated` or `forbidden` */
export async function administrator(deps: Dependencies, c: Context<AppEnv>): Promise<Known> {
  const viewer = await signedIn(deps, c)
  if (viewer.role !== 'admin') throw new Failure('forbidden', ['noAdmin'])
  return viewer
}

/** Anybody who is known. @throws Failure `unauthenticated`, or `forbidden` for a change that another site asks for */
export async function signedIn(deps: Dependencies, c: Context<AppEnv>): Promise<Known> {
  const viewer = await viewerOf(deps, c)
  if (viewer.actor === null) throw new Failure('unauthenticated', ['signInFirst'])
  if (viewer.session !== null) fromOurselves(deps, c)
  return { ...viewer, actor: viewer.actor }
}

/**
 * A browser sends its cookies along with whatever another site makes it ask, so a change must say that it comes from our own pages.
 * Sec-Fetch-Site where the browser sends it (only to https and localhost), Origin otherwise.
 * @throws Failure `forbidden`
 */
export function fromOurselves(deps: Pick<Dependencies, 'config'>, c: Context): void {
  if (SAFE.includes(c.req.method)) return
  const site = c.req.header('sec-fetch-site')
  const same = site === undefined ? c.req.header('origin') === siteOf(deps, c) : site === 'same-origin'
  if (!same) throw new Failure('forbidden', ['otherSite'])
}

/** Scheme, host and port that this request came to. */
export function siteOf(deps: Pick<Dependencies, 'config'>, c: Context): string {
  return new URL(originOf(deps, c)).origin
}

/** The headers with the visitor's full address as we know it, whatever the request itself claimed: better-auth keeps it with the session. */
export function withAddress(deps: Pick<Dependencies, 'config'>, c: Context, headers: Headers): Headers {
  const own = new Headers(headers)
  own.set(ADDRESS_HEADER, addressOf(deps, c))
  return own
}
