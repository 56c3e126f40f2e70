/** What a monitor asks of a running library, in Prometheus' text format. Nothing in it says what anybody read or searched for. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { Hono, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Failure } from '../../failure.ts'
import type { Jobs } from '../../library/job/jobs.ts'
import type { Library } from '../../library/library.ts'
import type { Search } from '../../search/search.ts'
import type { AppEnv } from '../dependencies.ts'

export interface Metrics {
  /** @returns all figures as they are now, in Prometheus' text format */
  read(): Promise<string>
  readonly contentType: string
  /** Counts and times requests by route, never by address. */
  readonly countRequests: MiddlewareHandler<AppEnv>
  countMedia(bytes: number): void
  /** The same search, timed. */
  timed<S extends Pick<Search, 'search' | 'complete'>>(search: S): S
}

interface Watched {
  readonly library: Pick<Library, 'lastChange'>
  readonly jobs: Pick<Jobs, 'counts'>
  searchPosition(): number | null
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics({ library, jobs, searchPosition }: Watched): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'woordelijk_request_seconds',
    help: 'Time until an answer was ready, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const searches = new Histogram({
    name: 'woordelijk_search_seconds',
    help: 'Time a search or completion took, waiting for a thread included.',
    labelNames: ['kind', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const media = new Counter({ name: 'woordelijk_media_bytes_total', help: 'Bytes of recordings and pictures sent.', registers })
  new Gauge({
    name: 'woordelijk_job_steps',
    help: 'Steps of ingest work, by step and state.',
    labelNames: ['step', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const { step, state, count } of await jobs.counts()) this.set({ step, state }, count)
    },
  })
  new Gauge({
    name: 'woordelijk_job_oldest_seconds',
    help: 'Age of the oldest step that waits for its turn; 0 when none does.',
    registers,
    async collect() {
      const ages = (await jobs.counts()).flatMap(({ state, oldest }) => (state === 'queued' ? [Date.now() - Date.parse(oldest)] : []))
      this.set(Math.max(0, ...ages) / 1000)
    },
  })
  new Gauge({
    name: 'woordelijk_search_lag_changes',
    help: 'Changes of the record that cannot be searched yet.',
    registers,
    async collect() {
      this.set(Math.max(0, (await library.lastChange()) - (searchPosition() ?? 0)))
    },
  })

  async function time<T>(kind: string, work: Promise<T>): Promise<T> {
    const end = searches.startTimer({ kind })
    return work.then(
      (answer) => {
        end({ outcome: 'answered' })
        return answer
      },
      (error: unknown) => {
        end({ outcome: error instanceof Failure ? error.code : 'failed' })
        throw error
      },
    )
  }

  return {
    read: () => registry.metrics(),
    contentType: registry.contentType,
    async countRequests(c, next) {
      const end = requests.startTimer({ method: c.req.method })
      await next()
      // The pattern that answered: an address of somebody's choosing must not make a new series.
      end({ route: routePath(c, -1), status: c.res.status })
    },
    countMedia: (bytes) => media.inc(bytes),
    timed: (search) => ({
      ...search,
      search: (request, visitor) => time('search', search.search(request, visitor)),
      complete: (typed, visitor) => time('completion', search.complete(typed, visitor)),
    }),
  }
}

/** `/metrics` on the library's own port, for who holds the token. Without a token there is no such page. */
export function routeMetrics(app: Hono<AppEnv>, metrics: Metrics, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(`Bearer ${token}`)
  app.get('/metrics', async (c) => {
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), wanted)) {
      c.header('WWW-Authenticate', 'Bearer')
      throw new Failure('unauthenticated', 'Voor /metrics is het token uit WOORDELIJK_METRICS_TOKEN nodig.')
    }
    return c.body(await metrics.read(), 200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' })
  })
}

/** `/metrics` on a port of its own, for who can reach it. @returns ends it @throws Failure `conflict` when the port cannot be had */
export async function serveMetrics(metrics: Metrics, port: number, host: string): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end()
      return
    }
    metrics.read().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text),
      () => response.writeHead(503).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Failure('conflict', `WOORDELIJK_METRICS_PORT ${port} kan niet worden gebruikt (${cause.code}).`, { cause })),
    )
    server.listen(port, host, resolve)
  })
  return () => new Promise((resolve) => server.close(() => resolve()))
}
