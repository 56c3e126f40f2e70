/** The web application: what every request passes, and where it goes. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Hono, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { memoryLimits } from '../library/limits.ts'
import { routeApi } from './api/api.ts'
import { routeUploads } from './api/uploads.ts'
import { routeAccount } from './archivist/account.ts'
import { routeArchive } from './archivist/archive.ts'
import { routeBatches } from './archivist/batches.ts'
import { routeBin } from './archivist/bin.ts'
import { guardDesk } from './archivist/desk.ts'
import { routeEdit } from './archivist/edit.ts'
import { routeDeskEvents } from './archivist/events.ts'
import { routeAccounts } from './archivist/office/accounts.ts'
import { routeJobs } from './archivist/office/jobs.ts'
import { routePrivacy } from './archivist/office/privacy.ts'
import { routeStorage } from './archivist/office/storage.ts'
import { routeWebhooks } from './archivist/office/webhooks.ts'
import { routeDeskPeople } from './archivist/people.ts'
import { routeSheets } from './archivist/sheet/routes.ts'
import { routeSignIn } from './archivist/sign-in.ts'
import { routeTalkList } from './archivist/talk-list.ts'
import { routeDeskThemes } from './archivist/themes.ts'
import { routeVocabulary } from './archivist/vocabulary.ts'
import type { AppEnv, Dependencies } from './dependencies.ts'
import { routeDiscovery } from './feeds/discovery.ts'
import { routeIiif } from './feeds/iiif.ts'
import { routeOai } from './feeds/oai.ts'
import { routeRecords } from './feeds/records.ts'
import { routeSyndication } from './feeds/syndication.ts'
import { routeCitations } from './files/citations.ts'
import { routeFrames } from './files/frames.ts'
import { routeMedia } from './files/media.ts'
import { routeStatic } from './files/static.ts'
import { routeTranscripts } from './files/transcripts.ts'
import { limitBodies } from './request/body-limits.ts'
import { answerError, answerNotFound } from './request/failures.ts'
import { routeHealth } from './request/health.ts'
import { requireKnownHost } from './request/hosts.ts'
import { rememberLanguage } from './request/language.ts'
import { loggedPath } from './request/logged-path.ts'
import { routeMetrics } from './request/metrics.ts'
import { keepPages } from './request/page-memory.ts'
import { security } from './request/security.ts'
import { routeAbout } from './visitor/about.ts'
import { routeEmbed } from './visitor/embed.ts'
import { routeEvents } from './visitor/events.ts'
import { routeHome } from './visitor/home.ts'
import { routeOffline } from './visitor/offline.ts'
import { routePeople } from './visitor/people.ts'
import { routeQuotes } from './visitor/quotes.ts'
import { routeRevisions } from './visitor/revisions.ts'
import { routeSearch } from './visitor/search.ts'
import { routeTalks } from './visitor/talks.ts'
import { routeThemes } from './visitor/themes.ts'

/** @param given without `limits`, they are counted in this process; without `isReady`, it is ready */
export function createApp(
  given: Omit<Dependencies, 'limits' | 'isReady' | 'metrics'> & Partial<Pick<Dependencies, 'limits' | 'isReady' | 'metrics'>>,
): Hono<AppEnv> {
  const deps: Dependencies = { limits: memoryLimits(), isReady: () => true, metrics: null, ...given }
  const app = new Hono<AppEnv>()
  app.onError((error, c) => answerError(deps, error, c))
  app.notFound((c) => answerNotFound(deps, c))

  app.use(identify(deps))
  routeMedia(app, deps)
  app.use(logRequest)
  if (deps.metrics) app.use(deps.metrics.countRequests)
  app.use(rememberLanguage(deps))
  // Before pages are given from memory.
  app.use(requireKnownHost(deps))
  app.use(keepPages(deps))
  app.use(security(deps))
  app.use(limitBodies(deps))
  app.use(findOwnWrites(deps))
  // Built files are compressed already.
  const pack = compress()
  app.use(async (c, next) => (c.req.path.startsWith('/static/') ? next() : pack(c, next)))
  app.use('/beheer', guardDesk(deps))
  app.use('/beheer/*', guardDesk(deps))
  if (deps.metrics && deps.config.metricsToken !== null) routeMetrics(app, deps.metrics, deps.config.metricsToken)
  for (const route of [
    routeHealth,
    routeStatic,
    routeEvents,
    routeTranscripts,
    routeCitations,
    routeFrames,
    routeRevisions,
    routeRecords,
    routeSyndication,
    routeIiif,
    routeHome,
    routeOai,
    routeDiscovery,
    routeTalks,
    routeEmbed,
    routeQuotes,
    routeOffline,
    routePeople,
    routeThemes,
    routeSearch,
    routeUploads,
    routeApi,
    routeAbout,
    routeSignIn,
    routeAccount,
    routeAccounts,
    routeTalkList,
    routeArchive,
    routeBatches,
    routeSheets,
    routeJobs,
    routeBin,
    routeDeskPeople,
    routeDeskThemes,
    routeVocabulary,
    routePrivacy,
    routeStorage,
    routeWebhooks,
    routeDeskEvents,
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

/** The log has no visitor's address and no query: what people search for is private. Media is not logged: a film is a thousand requests. */
const logRequest: MiddlewareHandler<AppEnv> = async (c, next) => {
  const start = performance.now()
  await next()
  c.get('log').info(
    { method: c.req.method, path: loggedPath(c.req.path), status: c.res.status, ms: Math.round(performance.now() - start) },
    'request',
  )
}

const OWN_WRITES_MS = 2000

/**
 * An answer to a change is sent once the search finds the change, or after a moment where the index is far behind, and not before what it
 * hid is hidden on every node.
 */
function findOwnWrites({ caughtUp, library }: Dependencies): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next()
    if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return
    const indexed = caughtUp().catch((err: unknown) => c.get('log').error({ err }, 'search index not brought up to date'))
    const given = new AbortController()
    await Promise.race([indexed, wait(OWN_WRITES_MS, undefined, { signal: given.signal }).catch(() => undefined)])
    given.abort()
    await library.hiddenEverywhere()
  }
}
