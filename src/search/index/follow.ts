/**
 * Keeps the index up to date with the record: applies the record's change log to `index.sqlite` in a thread of its own and keeps the
 * number of the last change applied in the same index transaction. Woken when this process commits, and looks at intervals for commits
 * of others. An index that is deleted, damaged or ahead of its record is built again beside the old one, which answers meanwhile.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../failure.ts'
import type { LabelGroup } from '../../language/related.ts'
import { besideOf, fileIdentity, openIndexFile, putInPlace, readSeq, removeIndexFile } from './file.ts'
import { tryIndexLock } from './lock.ts'
import type { Entry, LabelsEntry, Order, Outcome, Target, ThreadReply } from './thread.ts'

/** What the index follows. */
export interface Followed {
  /** The number of the last change committed. */
  lastChange(): Promise<number>
  /** Changes after a number, in order. */
  changes(after: number, limit: number): Promise<readonly { readonly seq: number; readonly talk: string }[]>
  /** The talk as it is now; null when it may not be found. */
  searchable(talk: string): Promise<Entry['document']>
  /** The labels of the library's themes. */
  themeLabels(): Promise<readonly LabelGroup[]>
  /** @returns ends it */
  onChange(listener: () => void): () => void
}

export interface Follower {
  /**
   * Resolves when the index holds the record's changes up to `seq`.
   * @throws Failure `unavailable` when the index cannot be written, or when the process that writes it does not get there
   */
  waitFor(seq: number): Promise<void>
  /** Resolves when everything committed before the call can be found. @throws as `waitFor` */
  caughtUp(): Promise<void>
  /** The last change in the index that answers; null when another process writes it, or it is not open yet. */
  position(): number | null
  /** Builds the index again while the old one answers. @throws as `waitFor` */
  rebuild(): Promise<void>
  close(): Promise<void>
}

export interface FollowOptions {
  /** Called when another file has taken the place of the index: it must be opened again. */
  readonly onReplaced?: () => void
  /** Called with what went wrong; it is tried again. */
  readonly onError?: (error: unknown) => void
}

/** Commits of other processes are seen within this time. */
const LOOK_EVERY_MS = 500
/** The thesaurus in the change log (library/changes.ts). */
const THESAURUS = '@themas'
/** Changes read at once, and cues sent to the thread at once: one index transaction. */
const CHANGES_AT_ONCE = 64
const CUES_AT_ONCE = 5000
/** Another process that holds the index and does not follow for so long has stopped doing so. */
const OTHER_PROCESS_MS = 60_000
const OTHER_PROCESS_REBUILD_MS = 30 * 60_000
const OTHER_PROCESS_LOOK_MS = 50

/** @param file the index; made when absent */
export function followRecord(file: string, record: Followed, { onReplaced, onError }: FollowOptions = {}): Follower {
  const thread = createIndexThread()
  let unlock: (() => void) | null = null
  let identity: bigint | null = null
  /** The last change in the index that answers; null until the thread has opened it. */
  let applied: number | null = null
  let rebuildAsked = false
  let closed = false
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  const stopListening = record.onChange(() => void pass().catch(report))
  const timer = setInterval(() => void pass().catch(report), LOOK_EVERY_MS).unref()
  const report = (error: unknown) => {
    if (!closed) onError?.(error)
  }

  /** Takes the index on, unless another process has; makes the file, which readers expect to be there. */
  function take(): boolean {
    unlock ??= tryIndexLock(file)
    if (unlock && identity === null) {
      openIndexFile(file).close()
      identity = fileIdentity(file)
    }
    return unlock !== null
  }
  take()

  /** One look at the log that begins after this call, shared by all who ask for it meanwhile. */
  function pass(): Promise<void> {
    if (!running) {
      running = follow().finally(() => (running = null))
      return running
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        return pass()
      })
    return next
  }

  async function follow(): Promise<void> {
    if (closed || !take()) return
    try {
      await followOnce().catch((cause: unknown) => {
        applied = null
        if (!(cause instanceof IndexProblem && cause.damaged) || closed) throw cause
        return buildBeside()
      })
    } catch (cause) {
      if (!(cause instanceof IndexProblem)) throw cause
      throw new Failure('unavailable', `De zoekindex ${file} kan niet worden bijgewerkt (${cause.message}).`, { cause })
    }
  }

  /** Whether somebody deleted the file, or put another in its place. */
  const isGone = () => unlock !== null && fileIdentity(file) !== identity

  async function followOnce(): Promise<void> {
    const head = await record.lastChange()
    if (rebuildAsked || isGone()) return buildBeside()
    if (applied === head) return
    applied ??= (await thread.run({ order: 'open', target: 'live', file })).seq
    // The record was put back to an earlier day.
    if (applied > head) return buildBeside()
    await bringUp('live', applied, (seq) => (applied = seq))
  }

  /** Applies changes until there are none left. Talks are read while the thread writes those before them. */
  async function bringUp(target: Target, from: number, reached: (seq: number) => void): Promise<void> {
    let after = from
    let writing: Promise<void> = Promise.resolve()
    for (;;) {
      const batch = closed ? null : await readBatch(after)
      await writing
      if (batch === null) return
      after = batch.seq
      writing = thread.run({ order: 'apply', target, ...batch }).then(({ seq, failed }) => {
        reached(seq)
        for (const { talk, message } of failed) report(new Error(`“${talk}” could not be indexed: ${message}`))
      })
      // Awaited below or in the next turn; a failure before then is not an unhandled one.
      writing.catch(() => undefined)
    }
  }

  async function readBatch(after: number): Promise<{ entries: (Entry | LabelsEntry)[]; seq: number } | null> {
    const entries: (Entry | LabelsEntry)[] = []
    let cues = 0
    let seq = after
    for (const change of await record.changes(after, CHANGES_AT_ONCE)) {
      seq = change.seq
      if (change.talk === THESAURUS) {
        entries.push({ labels: await record.themeLabels() })
        continue
      }
      const document = await record.searchable(change.talk)
      // Plain values only: what else a talk holds is not sent.
      entries.push({ talk: change.talk, document })
      cues += document?.cues.length ?? 0
      if (cues >= CUES_AT_ONCE) break
      // SQLite answers at once, so that without this the event loop would wait for the whole batch.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return entries.length === 0 ? null : { entries, seq }
  }

  async function buildBeside(): Promise<void> {
    rebuildAsked = false
    const beside = besideOf(file)
    let built = (await thread.run({ order: 'open', target: 'next', file: beside, anew: true })).seq
    await bringUp('next', built, (seq) => (built = seq))
    if (closed) return
    await thread.run({ order: 'close', target: 'next', whole: true })
    await thread.run({ order: 'close', target: 'live' })
    putInPlace(file)
    identity = fileIdentity(file)
    applied = (await thread.run({ order: 'open', target: 'live', file })).seq
    onReplaced?.()
  }

  async function waitFor(seq: number, limit = OTHER_PROCESS_MS): Promise<void> {
    const begin = Date.now()
    while (!closed && ((applied ?? -1) < seq || isGone())) {
      await pass()
      if (unlock) continue
      if ((readSeq(file) ?? -1) >= seq) return
      if (Date.now() - begin > limit)
        throw new Failure('unavailable', 'De zoekindex loopt achter. Draait er een server die hem bijhoudt, kijk dan in zijn logboek.')
      await wait(OTHER_PROCESS_LOOK_MS)
    }
  }

  return {
    waitFor: (seq) => waitFor(seq),
    position: () => (unlock === null ? null : applied),
    caughtUp: async () => waitFor(await record.lastChange()),
    async rebuild() {
      const head = await record.lastChange()
      rebuildAsked = true
      await pass()
      if (unlock) return
      rebuildAsked = false
      // The process that holds the index builds it again when its file is gone.
      removeIndexFile(file)
      await waitFor(head, OTHER_PROCESS_REBUILD_MS)
    },
    async close() {
      closed = true
      clearInterval(timer)
      stopListening()
      await running?.catch(() => undefined)
      await thread.end()
      unlock?.()
    },
  }
}

class IndexProblem extends Error {
  readonly damaged: boolean
  constructor(message: string, damaged: boolean) {
    super(message)
    this.damaged = damaged
  }
}

/** The index thread, started with its first order. */
function createIndexThread() {
  const module = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)
  let worker: Worker | null = null
  let nextId = 0
  const waiting = new Map<number, { resolve: (outcome: Outcome) => void; reject: (error: Error) => void }>()

  function settle(id: number) {
    const asked = waiting.get(id)
    waiting.delete(id)
    // Alive only while somebody waits: an idle thread keeps no program from ending.
    if (waiting.size === 0) worker?.unref()
    return asked
  }

  function start(): Worker {
    const started = new Worker(module)
    started.on('message', (reply: ThreadReply) => {
      const asked = settle(reply.id)
      if ('outcome' in reply) asked?.resolve(reply.outcome)
      else asked?.reject(new IndexProblem(reply.problem, reply.damaged))
    })
    const stopped = (error: Error) => {
      for (const id of waiting.keys()) settle(id)?.reject(error)
      if (worker === started) worker = null
    }
    started.on('error', stopped)
    started.on('exit', () => stopped(new IndexProblem('the thread that writes it has stopped', false)))
    return started
  }

  return {
    /** @throws IndexProblem */
    run(order: Order): Promise<Outcome> {
      worker ??= start()
      const to = worker
      return new Promise((resolve, reject) => {
        const id = nextId++
        waiting.set(id, { resolve, reject })
        to.ref()
        to.postMessage({ id, ...order })
      })
    },
    async end(): Promise<void> {
      if (!worker) return
      for (const target of ['live', 'next'] as const) await this.run({ order: 'close', target }).catch(() => undefined)
      await worker?.terminate()
    },
  }
}
