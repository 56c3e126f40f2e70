/** The web application: what every request passes, and where it goes. */
import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { routeAbout } from './about.ts'
import { routeAccount } from './account.ts'
import { routeAccounts } from './accounts.ts'
import { routeApi } from './api.ts'
import { routeArchive } from './archive.ts'
import { routeCitations } from './citations.ts'
import type { AppEnv, Dependencies } from './dependencies.ts'
import { guardDesk } from './desk.ts'
import { routeEdit } from './edit.ts'
import { routeEmbed } from './embed.ts'
import { routeEvents } from './events.ts'
import { answerError, answerNotFound } from './failures.ts'
import { routeHealth } from './health.ts'
import { routeHome } from './home.ts'
import { routeMedia } from './media.ts'
import { routePeople } from './people.ts'
import { routeQuotes } from './quotes.ts'
import { routeRevisions } from './revisions.ts'
import { routeSearch } from './search.ts'
import { security } from './security.ts'
import { routeSignIn } from './sign-in.ts'
import { routeStatic } from './static.ts'
import { routeTalks } from './talks.ts'
import { routeThemes } from './themes.ts'
import { routeTranscripts } from './transcripts.ts'
import { routeUploads } from './uploads.ts'

export function createApp(deps: Dependencies): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => answerError(deps, error, c))
  app.notFound((c) => answerNotFound(deps, c))

  app.use(identify(deps))
  routeMedia(app, deps)
  app.use(logRequest)
  app.use(security(deps))
  // Built files are compressed already.
  const pack = compress()
  app.use(async (c, next) => (c.req.path.startsWith('/static/') ? next() : pack(c, next)))
  app.use('/beheer', guardDesk(deps))
  app.use('/beheer/*', guardDesk(deps))
  for (const route of [
    routeHealth,
    routeStatic,
    routeHome,
    routeEvents,
    routeTranscripts,
    routeCitations,
    routeRevisions,
    routeTalks,
    routeEmbed,
    routeQuotes,
    routePeople,
    routeThemes,
    routeSearch,
    routeUploads,
    routeApi,
    routeAbout,
    routeSignIn,
    routeAccount,
    routeAccounts,
    routeArchive,
    routeEdit,
  ]) {
    route(app, deps)
  }
  return app
}

/** An id on every answer and every line of the log, so that one can be found by the other. */
function identify({ log }: Dependencies): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    c.set('log', log.child({ requestId }))
    c.header('X-Request-Id', requestId)
    await next()
  }
}

/** No address and no query: what somebody searched for is nobody's business. Media is not logged: a film is a thousand requests. */
const logRequest: MiddlewareHandler<AppEnv> = async (c, next) => {
  const start = performance.now()
  await next()
  c.get('log').info({ method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(performance.now() - start) }, 'request')
}
