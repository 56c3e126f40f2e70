/** What a server does by the clock: publishing, sweeping uploads, emptying the bin, reading files again. wire-server.ts starts it. */

import type { Logger } from 'pino'
import type { Eraser } from './ingest/erase.ts'
import type { Receiver } from './ingest/receive.ts'
import { verifySome } from './keep/verify.ts'
import type { Library } from './library/library.ts'
import type { OpenDatabase } from './library/open.ts'
import type { OpenLibrary } from './wire.ts'

/** @returns ends all of it, and resolves when nothing of it is under way */
export async function startUpkeep(open: OpenLibrary, log: Logger): Promise<() => Promise<void>> {
  const { library, receiver, eraser, database } = open
  const ending: (() => void | Promise<void>)[] = [
    await publishOnTime(library, log),
    sweepUploads(receiver, log),
    emptyBin(eraser, database, log),
    checkFixity(open, database.once, log),
    countStorage(open, log),
  ]
  return async () => {
    for (const end of ending.toReversed()) await end()
  }
}

const FIXITY_EVERY_MS = 3_600_000
/** Hours in a month: so long until every file was read again and held against its hash. */
const FIXITY_TURNS = 720

function checkFixity(stored: Parameters<typeof verifySome>[0], once: OpenDatabase['once'], log: Logger): () => void {
  const stopping = new AbortController()
  const check = async () => {
    const { files, wrong } = await verifySome(stored, FIXITY_TURNS, stopping.signal)
    if (wrong > 0) log.error({ files, wrong }, 'stored files are damaged or missing: woordelijk verify names them')
  }
  const timer = setInterval(
    () => void once('fixity', check).catch((err: unknown) => log.error({ err }, 'files not checked')),
    FIXITY_EVERY_MS,
  ).unref()
  return () => {
    clearInterval(timer)
    stopping.abort()
  }
}

/** Counts soon after the start where the last count is a day old, and then each day. */
function countStorage({ storage }: Pick<OpenLibrary, 'storage'>, log: Logger): () => Promise<void> {
  const count = () => void storage.countWhenOld().catch((err: unknown) => log.error({ err }, 'storage not counted'))
  count()
  const timer = setInterval(count, SWEEP_EVERY_MS).unref()
  return () => {
    clearInterval(timer)
    return storage.close()
  }
}

const SWEEP_EVERY_MS = 3_600_000

function sweepUploads(receiver: Receiver, log: Logger): () => void {
  const sweep = () => void receiver.sweep(new Date()).catch((err: unknown) => log.error({ err }, 'uploads not swept'))
  sweep()
  const timer = setInterval(sweep, SWEEP_EVERY_MS).unref()
  return () => clearInterval(timer)
}

/** Erases what has been in the bin for its days, and what the last stop left half erased. */
function emptyBin(eraser: Eraser, { once, onAnnouncement }: OpenDatabase, log: Logger): () => Promise<void> {
  let under: Promise<void> = Promise.resolve()
  const empty = () => {
    under = once('bin', () => eraser.emptyBin()).then(
      (talks) => void (talks !== null && talks.length > 0 && log.info({ talks: talks.length }, 'erased from the bin')),
      (err: unknown) => log.error({ err }, 'bin not emptied'),
    )
  }
  // What other nodes erased: of that, only this node can remove its own copies and its own index's traces.
  const drop = (erased: boolean) => {
    under = under.then(() => eraser.dropTraces(erased)).catch((err: unknown) => log.error({ err }, 'traces of erased files not removed'))
  }
  const turn = () => {
    empty()
    drop(false)
  }
  turn()
  const timer = setInterval(turn, SWEEP_EVERY_MS).unref()
  const unfollow = onAnnouncement((topic) => topic === 'erased' && drop(true))
  return () => {
    clearInterval(timer)
    unfollow()
    return under
  }
}

/** A scheduled talk appears within this time of its own. */
const SCHEDULE_EVERY_MS = 15_000

async function publishOnTime(library: Library, log: Logger): Promise<() => void> {
  const publish = async () => {
    for (const talk of await library.publishDue()) log.info({ talk }, 'published as scheduled')
  }
  await publish()
  const timer = setInterval(
    () => void publish().catch((error: unknown) => log.error({ err: error }, 'scheduled talks not published')),
    SCHEDULE_EVERY_MS,
  ).unref()
  return () => clearInterval(timer)
}
