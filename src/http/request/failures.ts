/** The one table from failures to HTTP, and the one place that answers with an error: a page for people, RFC 9457 for programs. */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { FailurePage } from '../../../web/pages/failure.tsx'
import { diskReason, errorsIn, Failure, type FailureCode } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { loggedPath } from './logged-path.ts'
import { pageContext } from './page-context.ts'

const STATUS: Record<FailureCode, ContentfulStatusCode> = {
  invalid: 400,
  unreadable: 422,
  'not-found': 404,
  gone: 410,
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  'too-many': 429,
  'too-slow': 408,
  misdirected: 421,
  unavailable: 503,
}

/** Where the failure does not say when trying again makes sense. */
const RETRY_AFTER_S: Partial<Record<number, number>> = { 429: 60, 503: 10 }

export function answerError(deps: Dependencies, error: Error, c: Context<AppEnv>): Response | Promise<Response> {
  if (error instanceof Failure) {
    if (error.forOperator !== null) c.get('log').error(error.forOperator)
    if (error.retryAfter !== null) c.header('Retry-After', String(Math.max(1, Math.ceil(error.retryAfter / 1000))))
    return answer(deps, c, STATUS[error.code], error.sayIn(context(deps, c).failures), errorsIn(error.errors, context(deps, c).failures))
  }
  if (error instanceof HTTPException && error.status < 500)
    return answer(deps, c, error.status as ContentfulStatusCode, titleOf(deps, c, error.status) ?? error.message)
  // The client went away while it was sending: its own affair, and nobody reads this answer.
  if (c.req.raw.signal.aborted) {
    c.get('log').info({ method: c.req.method, path: loggedPath(c.req.path) }, 'request broken off by the client')
    return answer(deps, c, 400, titleOf(deps, c, 400) ?? '')
  }
  c.get('log').error({ err: error }, 'request failed')
  const disk = diskReason(error)
  if (disk !== null) {
    const words = context(deps, c).failures
    return answer(deps, c, 503, `${words[disk]} ${words.notSaved}`)
  }
  return answer(deps, c, 500, context(deps, c).words.failure.internal)
}

export function answerNotFound(deps: Dependencies, c: Context<AppEnv>): Response | Promise<Response> {
  return answer(deps, c, 404, context(deps, c).failures.noPage)
}

const context = (deps: Dependencies, c: Context) => pageContext(deps, c)

function titleOf(deps: Dependencies, c: Context, status: number): string | undefined {
  const titles: Partial<Record<number, string>> = context(deps, c).words.failure.titles
  return titles[status]
}

/** Programs ask for JSON, or call the API, or fetch a file; people get a page. */
function wantsPage(c: Context): boolean {
  if (/^\/(?:api|media|static|healthz|readyz)(?:\/|$)/.test(c.req.path)) return false
  return (c.req.header('accept') ?? '*/*').includes('text/html') || !(c.req.header('accept') ?? '').includes('json')
}

function answer(
  deps: Dependencies,
  c: Context<AppEnv>,
  status: ContentfulStatusCode,
  detail: string,
  errors: ReturnType<typeof errorsIn> = [],
): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store')
  const again = RETRY_AFTER_S[status]
  if (again !== undefined && !c.res.headers.has('Retry-After')) c.header('Retry-After', String(again))
  // What is left of the body is not read.
  if (status === 408 || status === 413) c.header('Connection', 'close')
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  const page = context(deps, c)
  if (wantsPage(c)) {
    const { failure } = page.words
    const help = {
      404: failure.notFoundHelp,
      403: c.req.path.startsWith('/beheer') ? undefined : failure.forbiddenHelp,
      500: failure.internalHelp(c.get('requestId').slice(0, 8).toUpperCase()),
    }[status as number]
    const { pathname, search } = new URL(c.req.url)
    // What is for members only, and what needs somebody to be known, is one step away.
    const needsSignIn = status === 401 || (status === 403 && !pathname.startsWith('/beheer'))
    const view = FailurePage({
      context: page,
      path: c.req.path,
      title: detail,
      ...(help === undefined ? {} : { help }),
      ...(needsSignIn ? { signIn: `/beheer/aanmelden?next=${encodeURIComponent(pathname + search)}` } : {}),
    })
    return c.html(view, status)
  }
  const problem = {
    type: 'about:blank',
    title: titleOf(deps, c, status) ?? page.words.failure.titles[500],
    status,
    detail,
    instance: `urn:uuid:${c.get('requestId')}`,
    ...(errors.length > 0 ? { errors } : {}),
  }
  return c.body(JSON.stringify(problem), status, { 'Content-Type': 'application/problem+json; charset=utf-8' })
}
