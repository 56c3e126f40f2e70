/**
 * Keeps the draft: on the server a moment after the last change, in this browser while the server cannot be had. A draft that another
 * window wrote in between is never overwritten without being asked.
 */
import type { Cue } from '../../src/transcript/cue.ts'
import { dropLocalDraft, keepLocalDraft, leanDraft, sameCues } from './local-draft.ts'
import type { Answer, Draft, Server } from './server.ts'

export type DraftState =
  | { readonly is: 'untouched' | 'waiting' | 'nowhere' | 'signed-out' }
  /** UTC instants. */
  | { readonly is: 'saved' | 'here'; readonly at: string }
  | { readonly is: 'refused'; readonly detail: string | null }
  /** Somebody else's draft; null: it is gone from the server. */
  | { readonly is: 'clash'; readonly theirs: Draft | null }

export interface Autosave {
  readonly state: DraftState
  /** Whether something is not yet on the server. */
  readonly pending: boolean
  /** Something changed: keep it soon. */
  touch(): void
  /** Keeps it now. */
  flush(): Promise<void>
  /** The work is saved as a revision, or thrown away: there is no draft any more. */
  drop(): Promise<void>
  /** From now on ours follows the draft with this stamp. @param takeOver it is a colleague's, and the user chose to replace it */
  follow(stamp: string | null, takeOver?: boolean): void
}

const SETTLED_MS = 1500
/** Somebody who types without a pause is kept up with too. */
const AT_MOST_MS = 10_000
/** The server may be back without the browser hearing of it. */
const AGAIN_MS = 15_000

export function autosave(options: {
  readonly talk: string
  readonly language: string
  readonly server: Server
  readonly work: () => { readonly base: { readonly number: number; readonly cues: readonly Cue[] }; readonly cues: readonly Cue[] }
  readonly onState: (state: DraftState) => void
}): Autosave {
  const { talk, language, server, work, onState } = options
  let state: DraftState = { is: 'untouched' }
  let stamp: string | null = null
  let takingOver = false
  let [timer, since] = [0, 0]
  let [version, kept] = [0, 0]
  let busy: Promise<void> | null = null
  /** Sent without an answer, so that it may have arrived: the first, since the line broke then, and the last. */
  let unanswered: readonly (readonly Cue[])[] = []

  const enter = (next: DraftState) => {
    state = next
    onState(next)
  }
  const keepHere = () => {
    const { base, cues } = work()
    const kept = new Date().toISOString()
    return keepLocalDraft(talk, language, { base: base.number, cues: leanDraft(cues, base.cues), kept, expected: stamp })
  }

  function later(): void {
    clearTimeout(timer)
    since ||= performance.now()
    timer = window.setTimeout(() => void flush(), Math.max(0, Math.min(SETTLED_MS, since + AT_MOST_MS - performance.now())))
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    since = 0
    while (busy) await busy
    if (version === kept) return
    // Our draft waits here until the archivist chooses between the two.
    if (state.is === 'clash') return void keepHere()
    busy = send().finally(() => (busy = null))
    await busy
  }

  async function send(): Promise<void> {
    const sent = version
    const { base, cues } = work()
    const answer = await server.keepDraft(base.number, cues, stamp, takingOver)
    // Dropped, or another draft followed, while it was on its way.
    if (sent < kept) return
    if (answer.is === 'conflict') return conflict(cues)
    if (answer.is === 'offline') unanswered = [...unanswered.slice(0, 1), cues]
    if (answer.is !== 'done') return keptHere(answer)
    unanswered = []
    stamp = answer.value
    takingOver = false
    kept = sent
    dropLocalDraft(talk, language)
    if (version === kept) enter({ is: 'saved', at: stamp })
    else later()
  }

  function keptHere(answer: Exclude<Answer<unknown>, { is: 'done' }>): void {
    if (!keepHere()) enter({ is: 'nowhere' })
    else if (answer.is === 'offline') enter({ is: 'here', at: new Date().toISOString() })
    else enter(answer.is === 'signed-out' ? { is: 'signed-out' } : { is: 'refused', detail: answer.detail })
    clearTimeout(timer)
    timer = window.setTimeout(() => void flush(), AGAIN_MS)
  }

  async function conflict(cues: readonly Cue[]): Promise<void> {
    const found = await server.draft()
    if (found.is !== 'done') return keptHere(found)
    const theirs = found.value
    // Our own, of which the answer was lost: no other draft is in the way.
    if (theirs && [...unanswered, cues].some((own) => sameCues(own, theirs.cues))) {
      stamp = theirs.saved
      unanswered = []
      return later()
    }
    keepHere()
    enter({ is: 'clash', theirs })
  }

  /** One that somebody else wrote meanwhile stays. */
  async function dropOurs(): Promise<void> {
    const found = await server.draft()
    if (found.is !== 'done') return
    const theirs = found.value
    const ours = theirs && (theirs.saved === stamp || unanswered.some((own) => sameCues(own, theirs.cues)))
    if (theirs && !ours) return
    if (!theirs || (await server.dropDraft(theirs.saved, false)).is === 'done') stamp = null
  }

  const retry = () => {
    if (version !== kept) void flush()
  }
  addEventListener('online', retry)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') return retry()
    // The page may be thrown away from here on.
    if (version === kept) return
    keepHere()
    retry()
  })

  return {
    get state() {
      return state
    },
    get pending() {
      return version !== kept
    },
    touch() {
      version++
      if (state.is !== 'waiting' && state.is !== 'clash') enter({ is: 'waiting' })
      later()
    },
    flush,
    async drop() {
      clearTimeout(timer)
      since = 0
      kept = ++version
      dropLocalDraft(talk, language)
      if (state.is !== 'clash') enter({ is: 'untouched' })
      while (busy) await busy
      // Text typed meanwhile waits until the server says whether a draft still exists.
      busy = dropOurs().finally(() => (busy = null))
      await busy
    },
    follow(next, takeOver = false) {
      stamp = next
      takingOver = takeOver
      if (state.is === 'clash') enter({ is: 'waiting' })
    },
  }
}
