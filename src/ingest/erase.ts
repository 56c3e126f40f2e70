/**
 * Erasing to the last byte: first the rows, in one transaction; then the files in the media store and unfinished uploads; then the traces
 * in the database file and the search index. After a kill at any moment the next start finishes what is left.
 */
import { Failure } from '../failure.ts'
import { type Actor, SYSTEM } from '../library/audit.ts'
import { BIN_DAYS, type BinEntry } from '../library/bin/bin.ts'
import type { Jobs } from '../library/job/jobs.ts'
import type { Library } from '../library/library.ts'
import type { MediaStore } from '../media/store/store.ts'
import type { Receiver } from './receive.ts'

export interface EraserParts {
  readonly library: Library
  readonly store: MediaStore
  readonly jobs: Jobs
  readonly receiver: Receiver
  /** Builds the search index again from the record. */
  readonly rebuildIndex: () => Promise<void>
  /** Tells the other nodes that something was erased. */
  readonly announce: () => void
  /** Whether erasing at once takes two people. */
  readonly byTwo: boolean
}

export interface EraseWish {
  /** For the log. */
  readonly reason: string
  /** The talk's title as its eraser typed it. */
  readonly title: string
}

const SHORTEST_REASON = 10
/** What is not gone by then is finished in the background. */
const ANSWER_WITHIN_MS = 20_000
/** Entries that one sweep of the bin erases; the next sweep goes on. */
const ERASED_AT_ONCE = 500

export type Eraser = ReturnType<typeof createEraser>

export function createEraser({ library, store, jobs, receiver, rebuildIndex, announce, byTwo }: EraserParts) {
  let running: Promise<void> | null = null
  let asked = false

  /** Removes files and traces of all erasures so far. One run at a time; a call during a run has another run follow. */
  function finish(): Promise<void> {
    asked = true
    running ??= (async () => {
      while (asked) {
        asked = false
        await finishOnce()
      }
    })().finally(() => (running = null))
    return running
  }

  async function finishOnce(): Promise<void> {
    const open = await library.openErasures()
    if (open.length === 0) return
    for (const { files, uploads } of open) {
      await receiver.removeFiles(uploads)
      for (const sha256 of files) await store.remove(sha256, () => library.isKept(sha256))
    }
    if (open.some(({ indexed }) => indexed)) await rebuildIndex()
    // Before the rows go: they are what a next start finishes by.
    if (!(await library.scrub())) return
    await library.closeErasures(open.map(({ id }) => id))
    announce()
  }

  /** @returns whether everything is gone; false: it goes on in the background */
  async function finishSoon(): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ANSWER_WITHIN_MS)
    await Promise.race([finish(), late]).finally(() => clearTimeout(timer))
    return (await library.openErasures()).length === 0
  }

  async function eraseNow(entry: Pick<BinEntry, 'id' | 'kind' | 'talk'>, reason: string, actor: Actor): Promise<void> {
    if (entry.kind !== 'talk') return library.eraseBinned(entry.id, reason, actor)
    // Work under way on its recording stops when it finds its job gone.
    for (const job of await library.eraseTalk(entry.talk, reason, actor)) jobs.announce(job)
  }

  function requireReason(reason: string): string {
    const why = reason.trim()
    if (why.length < SHORTEST_REASON)
      throw new Failure('invalid', ['eraseReason', SHORTEST_REASON], {
        errors: [{ path: 'reason', why: ['fieldTooShort', SHORTEST_REASON] }],
      })
    return why
  }

  function requireTitle(title: string, talkTitle: string): void {
    if (title.trim() !== talkTitle.trim())
      throw new Failure('invalid', ['eraseTitle'], {
        errors: [{ path: 'title', why: ['fieldNotTalkTitle'] }],
      })
  }

  /** @throws Failure `conflict` where one person alone may not erase */
  function requireAlone(): void {
    if (byTwo) throw new Failure('conflict', ['eraseByTwo'])
  }

  return {
    finish,
    byTwo,

    /**
     * Erases a talk for ever, from the bin or at once.
     * @returns whether every trace is gone already
     * @throws Failure `not-found`, `invalid` without a reason or with another title than the talk's, or `conflict` where it takes two people
     */
    async eraseTalk(id: string, { reason, title }: EraseWish, actor: Actor): Promise<boolean> {
      requireAlone()
      const talk = await library.talk(id)
      if (!talk) throw new Failure('not-found', ['noTalk'])
      const why = requireReason(reason)
      requireTitle(title, talk.title)
      await eraseNow({ id: '', kind: 'talk', talk: id }, why, actor)
      return finishSoon()
    },

    /** Erases a transcript or an attachment that is in the bin. @returns and @throws as `eraseTalk` */
    async eraseEntry(id: string, { reason, title }: EraseWish, actor: Actor): Promise<boolean> {
      requireAlone()
      const entry = await library.binEntry(id)
      if (entry.kind === 'talk') return this.eraseTalk(entry.talk, { reason, title }, actor)
      await eraseNow(entry, requireReason(reason), actor)
      return finishSoon()
    },

    /** Asks another person to confirm that an entry of the bin is erased. @throws Failure as `eraseEntry`, or `conflict` where it was asked already */
    async ask(id: string, { reason, title }: EraseWish, actor: Actor): Promise<void> {
      const entry = await library.binEntry(id)
      const why = requireReason(reason)
      if (entry.kind === 'talk') requireTitle(title, entry.talkTitle)
      await library.askErasure(id, entry.talk, why, actor)
    },

    /** Erases what another person asked for. @returns as `eraseTalk` @throws Failure `not-found`, `conflict` when it is too late, or `forbidden` for the one who asked */
    async confirm(id: string, actor: Actor): Promise<boolean> {
      const entry = await library.binEntry(id)
      const { reason } = await library.confirmErasure(id, entry.talk, actor)
      await eraseNow(entry, reason, actor)
      return finishSoon()
    },

    /** Erases what has been in the bin for its days, 500 entries at most, and finishes what a stop left. @returns the talks concerned */
    async emptyBin(): Promise<string[]> {
      const due = await library.dueInBin(ERASED_AT_ONCE)
      for (const entry of due) {
        // With its talk, its transcripts and attachments in the bin are gone already.
        await eraseNow(entry, `${BIN_DAYS} dagen in de prullenbak`, SYSTEM).catch((error: unknown) => {
          if (!(error instanceof Failure) || error.code !== 'not-found') throw error
        })
      }
      // Their undo is over as well.
      await library.endRemovals()
      await finish()
      return due.map(({ talk }) => talk)
    },

    /** Makes a removal on a person's request final before its day is over. @returns whether every trace is gone already @throws Failure `not-found` */
    async endRemoval(id: string): Promise<boolean> {
      if ((await library.endRemovals(id)) === 0) throw new Failure('not-found', ['noRemoval'])
      return finishSoon()
    },

    /** Removes from this machine what other nodes erased. @param indexed whether the search index may hold traces of it too */
    async dropTraces(indexed: boolean): Promise<void> {
      await store.dropCopies((sha256) => library.isKept(sha256))
      if (indexed) await rebuildIndex()
    },
  }
}
