/** Starts the server on an open library, and what a server does beside answering: manifests, work, upkeep. Ends them in reverse order. */

import { stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { createApp } from './http/app.ts'
import { loadAssets } from './http/files/assets.ts'
import { listen, stop } from './http/listen.ts'
import { createMetrics, serveMetrics } from './http/request/metrics.ts'
import { type ImportRow, importManifests } from './ingest/manifest/import.ts'
import { queueAllMissing } from './ingest/missing.ts'
import { createRecogniser } from './ingest/recognise/recogniser.ts'
import { readNewSlides } from './ingest/slides/slide-text.ts'
import { startWorker, type Worker } from './ingest/work.ts'
import { startBatches } from './library/batch/run.ts'
import { holdLock } from './library/lock.ts'
import { startSender } from './notify/sender.ts'
import { formatProblem } from './problem.ts'
import { type OpenLibrary, openLibrary, type RunningServer } from './wire.ts'
import { startUpkeep } from './wire-upkeep.ts'
/**
 * Listens first; manifests are read and work is taken up after that. Resolves when they are read, or sooner where they were read to their
 * end before: visitors need not wait for what is new. Not before the search knows what the record holds by then.
 * @throws Failure in words for the operator; everything opened is closed again
 */
export async function startServer(config: Config, log: Logger = createLog(config)): Promise<RunningServer> {
  const open = await openLibrary(config, (err) => log.error({ err }, 'search index not brought up to date'))
  const closing: (() => void | Promise<void>)[] = [() => open.close()]
  const close = async () => {
    for (const step of closing.reverse()) await step()
  }
  try {
    closing.push(holdLock(config.data))
    if (process.getuid?.() === 0) log.warn('running as root: use an account of its own, that may write the data folder and nothing else')
    await Promise.all([open.store.ready(), open.accounts.ready()])
    const { library, batches, caughtUp } = open
    const metrics = config.metricsPort === null && config.metricsToken === null ? null : createMetrics(open)
    const parts = { ...open, search: metrics?.timed(open.index()) ?? open.index(), metrics }
    // Before the first visitor asks. On a machine so busy that this takes long, the server starts all the same.
    await withPatience(open.index().started(), SEARCH_PATIENCE_MS)
    let ready = false
    const app = createApp({ config, log, assets: loadAssets(clientFolder()), ...parts, isReady: () => ready })
    const { once } = open.database
    closing.push(await startUpkeep(open, log))
    if (config.work)
      closing.push(
        startBatches({ library, batches, onError: (batch, err) => log.error({ err, batch }, 'change to many recordings failed') }),
      )
    closing.push(
      startSender({
        webhooks: open.webhooks,
        library,
        site: config.url,
        allowPrivate: config.webhooksPrivate,
        onError: (err) => log.error({ err }, 'webhooks not sent'),
      }),
    )
    const server = await listen(config, app.fetch, parts)
    closing.push(() => stop(server))
    if (metrics && config.metricsPort !== null) closing.push(await serveMetrics(metrics, config.metricsPort, config.host))
    const stopping = new AbortController()
    const imported = importInTurn(config, open, log, stopping.signal)
    const working = takeUpWork(config, open, log)
    const searching = imported.then(() =>
      stopping.signal.aborted ? undefined : once('missing', () => queueWhatIsMissing(open, log, stopping.signal)),
    )
    closing.push(async () => {
      stopping.abort()
      await (await working.catch(() => null))?.close()
      await searching
    })
    working.catch((err: unknown) => log.error({ err }, 'work not taken up'))
    await ((await library.isFilled()) ? withPatience(imported, IMPORT_PATIENCE_MS) : imported)
    // Before that, a search would find nothing in talks that visitors can already open.
    await caughtUp().catch((err: unknown) => log.error({ err }, 'search index not brought up to date'))
    ready = true
    const { port } = server.address() as AddressInfo
    const host = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host
    return { address: `http://${host}:${port}`, close }
  } catch (error) {
    await close()
    throw error
  }
}

const SEARCH_PATIENCE_MS = 60_000

/** Waits for the work for `most` ms at most. */
async function withPatience(work: Promise<unknown>, most: number): Promise<void> {
  const over = new AbortController()
  await Promise.race([work, delay(most, undefined, { signal: over.signal })]).finally(() => over.abort())
}

/** A start that changes little is over by then, and what it changed can be seen at once. */
const IMPORT_PATIENCE_MS = 1500

/** What was under way when the server last ended goes on: files that had come in whole, and steps of jobs. */
async function takeUpWork({ sandboxRequired, recogniser, node, work }: Config, open: OpenLibrary, log: Logger): Promise<Worker | null> {
  const { library, store, jobs, receiver, ffmpeg, speaker } = open
  const found = await ffmpeg()
  if (found) log.info({ ffmpeg: found.version, sandbox: found.sandbox }, 'ffmpeg found')
  else log.warn({ sandboxRequired }, 'no ffmpeg to use: pictures, loudness and conversions wait for it')
  if (found && found.sandbox !== 'bwrap') log.warn('ffmpeg has no sandbox: install bubblewrap')
  const steps = await jobs.takeOver(node)
  const files = await receiver.takeUp((upload, err) => log.error({ err, upload }, 'upload not finished'))
  if (steps + files > 0) log.info({ steps, files }, 'taken up')
  if (!work) return null
  await jobs.wake()
  const onError = ({ job, step }: { job: string; step: string }, err: unknown) => log.error({ err, job, step }, 'step failed')
  return startWorker({ library, store, ffmpeg, speaker, recogniser: recogniser && createRecogniser(recogniser), jobs, node, onError })
}

/** Looks at every recording's files: nothing waits for it. Never rejects. */
async function queueWhatIsMissing({ library, store, jobs }: OpenLibrary, log: Logger, signal: AbortSignal): Promise<void> {
  await queueAllMissing({ library, jobs, store }, signal).then(
    (recordings) => recordings > 0 && log.info({ recordings }, 'missing pictures and renditions queued'),
    (err: unknown) => log.error({ err }, 'missing pictures and renditions not queued'),
  )
  void readNewSlides({ library, store }).then(
    (slides) => slides > 0 && log.info({ slides }, 'slides read'),
    (err: unknown) => log.error({ err }, 'slides not read'),
  )
}

export function createLog(config: Config): Logger {
  const redact = ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token']
  return pino({ level: config.logLevel, redact }, pino.destination({ dest: 2, sync: false }))
}

const TURN_EVERY_MS = 1000

/** One node at a time reads manifests. Of a library that was never filled, another node waits until it is. Never rejects. */
async function importInTurn(config: Config, open: OpenLibrary, log: Logger, signal: AbortSignal): Promise<void> {
  const { library, database } = open
  const work = () => importOwnManifests(config, open, log, signal)
  try {
    while (!signal.aborted && (await database.once('manifests', work)) === null && !(await library.isFilled()))
      await delay(TURN_EVERY_MS, undefined, { signal })
  } catch (err) {
    if (!signal.aborted) log.error({ err }, 'manifests not imported')
  }
}

const PROGRESS_EVERY_MS = 5000

/** Never rejects. A wrong manifest does not keep the library closed: what is right is served, what is wrong is logged with its place. */
async function importOwnManifests(config: Config, open: OpenLibrary, log: Logger, signal: AbortSignal): Promise<void> {
  const { library, store, data, ffmpeg } = open
  const present = await stat(config.manifests).catch(() => null)
  if (!present) {
    log.warn({ manifests: config.manifests }, 'no manifests to import')
    return
  }
  let said = Date.now()
  try {
    const rows = await importManifests([config.manifests], {
      library,
      store,
      data,
      ffmpeg,
      filesFrom: config.filesFrom,
      signal,
      onRow(row, done, total) {
        logRow(row, log)
        if (Date.now() - said < PROGRESS_EVERY_MS) return
        said = Date.now()
        log.info({ done, total }, 'importing manifests')
      },
    })
    if (!signal.aborted) await library.noteFilled()
    const count = (status: ImportRow['status']) => rows.filter((row) => row.status === status).length
    log.info(
      { added: count('added'), changed: count('changed'), unchanged: count('unchanged'), failed: count('failed') },
      'manifests imported',
    )
  } catch (err) {
    log.error({ err }, 'manifests not imported')
  }
}

function logRow({ kind, id, status, problems }: ImportRow, log: Logger): void {
  if (status === 'unchanged') return
  const written = problems.map(({ file, problem }) => formatProblem(file, problem))
  log[status === 'failed' ? 'error' : 'info']({ kind, id, status, ...(written.length > 0 ? { problems: written } : {}) }, 'import')
}

/** The built program lies in dist/src, its client in dist/client; the sources run from src (tests) use the same client. */
function clientFolder(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/client' : '../client', import.meta.url))
}
