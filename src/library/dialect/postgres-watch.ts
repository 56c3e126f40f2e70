/**
 * What this node knows of the newest commits: the catalogue's version, and that something was committed at all. PostgreSQL notifies; the
 * numbers are always read from their tables, at each notification and several times a second. While they are not known, each question
 * gets another answer, so that nothing made earlier counts as fresh.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Client, ClientBase } from 'pg'
import type { Topic } from './database.ts'
import { CHANNEL } from './locks.ts'

export interface CommitWatch {
  version(): number
  catalogueVersion(): number
  noteHidden(): void
  hiddenEverywhere(): Promise<void>
  onCommits(listener: () => void): () => void
  onAnnouncement(listener: (topic: Topic) => void): () => void
  /** Call when a connection of this node is notified of a commit. */
  notified(): void
  close(): Promise<void>
}

const LOOK_EVERY_MS = 250
/** The numbers count as known for this long after they were read: a withdrawn talk is gone within a second. */
const KNOWN_FOR_MS = 800
/** Timers may fire this much early. */
const TIMER_MS = 2
/** A server or network that hangs sends no error. A question without an answer fails after this time, in ms. */
const SILENT_MS = 10_000

/** Ends a connection without waiting for the server's goodbye: what waits for an answer on it fails at once. */
export function breakOff(client: ClientBase): void {
  const { connection } = client as ClientBase & { connection?: { stream?: { destroy(): void } } }
  connection?.stream?.destroy()
}

/**
 * @param connect a new client, connected; tried again for as long as it fails
 * @param self this node, whose own announcements are not heard
 * @param onSilence called when the database has not answered for ten seconds
 */
export async function watchCommits(connect: () => Promise<Client>, self: string, onSilence: () => void): Promise<CommitWatch> {
  const listeners = new Set<() => void>()
  const hearers = new Set<(topic: Topic) => void>()
  let client: Client | null = null
  let closed = false
  let catalogue = -1
  let seq = -1
  let commits = 0
  let knownUntil = 0
  let unknown = 0
  let hiddenAt = Number.NEGATIVE_INFINITY
  let notices = 0
  let answeredAt = performance.now()
  let reading: Promise<void> | null = null

  async function read(): Promise<void> {
    if (client === null) {
      const next = await connect()
      // An earlier attempt that took long has succeeded meanwhile.
      if (client !== null || closed) return void (await next.end())
      next.on('error', () => void drop(next))
      next.on('notification', ({ payload }) => (payload ? heard(payload) : notified()))
      client = next
      await next.query(`listen ${CHANNEL}`)
    }
    const asked = performance.now()
    const noticed = notices
    const current = client
    const { rows } = await current.query('select version, seq from catalogue_version, change_head')
    const row = rows[0] as { version: number; seq: number } | undefined
    if (row === undefined || current !== client) return
    answeredAt = performance.now()
    // What was committed during the reading may not be in it.
    if (noticed === notices) knownUntil = asked + KNOWN_FOR_MS
    if (row.version === catalogue && row.seq === seq) return
    catalogue = row.version
    seq = row.seq
    commits++
    for (const listener of listeners) listener()
  }

  function drop(broken: Client | null): void {
    if (client !== broken) return
    client = null
    knownUntil = 0
    // Numbers of before a fail-over may come back for other contents.
    catalogue = -1
    if (broken) breakOff(broken)
  }

  /** One reading at a time; a notification during one makes another. */
  let again = false
  function look(): Promise<void> {
    again = true
    reading ??= (async () => {
      while (again && !closed) {
        again = false
        const late = wait(KNOWN_FOR_MS * 4, 'late', { ref: false })
        const outcome = await Promise.race([read().catch(() => 'broken'), late])
        if (outcome === 'late' || outcome === 'broken') drop(client)
        if (performance.now() - answeredAt < SILENT_MS) continue
        answeredAt = performance.now()
        onSilence()
      }
    })().finally(() => (reading = null))
    return reading
  }

  function notified(): void {
    knownUntil = 0
    notices++
    void look()
  }

  /** `SENDER TOPIC` */
  function heard(payload: string): void {
    const space = payload.indexOf(' ')
    if (payload.slice(0, space) === self) return
    for (const listener of hearers) listener(payload.slice(space + 1) as Topic)
  }

  await read()
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
  const orUnknown = (value: number) => (performance.now() < knownUntil ? value : -2 - unknown++)
  return {
    version: () => orUnknown(commits),
    catalogueVersion: () => orUnknown(catalogue),
    noteHidden() {
      hiddenAt = performance.now()
    },
    // Numbers that another node read before the commit count there for this long at most.
    async hiddenEverywhere() {
      const left = hiddenAt + KNOWN_FOR_MS - performance.now()
      if (left > 0) await wait(left + TIMER_MS)
    },
    onCommits(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onAnnouncement(listener) {
      hearers.add(listener)
      return () => void hearers.delete(listener)
    },
    notified,
    async close() {
      closed = true
      clearInterval(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
