/** From draft to published and back: what must be true first, and the line in the log. */
import { Failure, type Reason } from '../../failure.ts'
import type { Actor, Deed } from '../audit.ts'
import { hasCaptions, type Library } from '../library.ts'
import type { Talk } from './talk.ts'

const SHORTEST_REASON = 10

export interface PublishWish {
  /** UTC instant in the future; null: now. */
  readonly at: string | null
  /** Reason to publish without captions. */
  readonly waiver: string | null
}

/** What an action makes of a talk: the fields that get another value, and its line in the log. */
export type Standing = Partial<Pick<Talk, 'stage' | 'publishAt' | 'captionWaiver' | 'published' | 'withdrawn' | 'withdrawnReason'>> & {
  readonly deed: Deed
}

/** @throws Failure `conflict` naming the missing part and its cure, or `invalid` */
export async function publish(library: Library, id: string, wish: PublishWish, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, (talk) => published(talk, wish))
}

/** @throws Failure as `publish` */
export function published(talk: Talk, { at, waiver }: PublishWish): Standing {
  const now = new Date().toISOString()
  if (talk.withdrawn !== null) throw new Failure('conflict', ['restoreFirst'])
  const captionWaiver = requirePublishable(talk, waiver)
  if (at !== null) requireFuture(at, now)
  if (at === null)
    return {
      stage: 'published',
      publishAt: null,
      captionWaiver,
      ...(talk.stage === 'published' ? {} : { published: now }),
      deed: { action: 'talk.publish', ...(captionWaiver === null ? {} : { detail: { captionWaiver } }) },
    }
  if (talk.stage === 'published') throw new Failure('conflict', ['alreadyPublished'])
  return { stage: 'scheduled', publishAt: at, captionWaiver, deed: { action: 'talk.schedule', detail: { at, captionWaiver } } }
}

/**
 * @returns the reason to publish without captions; null where the talk has them
 * @throws Failure `conflict` or `invalid` where the talk cannot stand in the library
 */
export function requirePublishable(talk: Talk, waiver: string | null): string | null {
  const missing = missingFor(talk)
  if (missing !== null) throw new Failure('conflict', missing)
  if (hasCaptions(talk)) return null
  const reason = waiver?.trim() ?? ''
  if (reason === '') throw new Failure('conflict', ['captionsMissing'])
  if (reason.length < SHORTEST_REASON) throw new Failure('invalid', ['reasonTooShort', SHORTEST_REASON])
  return reason
}

/** @throws Failure `invalid` for a moment that is not after `now` */
export function requireFuture(at: string, now: string): void {
  if (at <= now) throw new Failure('invalid', ['momentPast'], { errors: [{ path: 'at', why: ['fieldPast'] }] })
}

/** What keeps a talk from being published besides captions; null: nothing. */
export function missingFor({ title, recording, stage }: Talk): Reason | null {
  if (title.trim() === '') return ['titleMissing']
  if (!recording) return ['recordingMissing']
  if (recording.stream !== null) return null
  if (recording.duration === null) return ['stillProcessing']
  if (!recording.playable && recording.hls === null) return ['notPlayableYet']
  if (stage === 'draft') return ['processingUnfinished']
  return null
}

/** Out of the library, to work on it further. It leaves no tombstone: a link to it then leads nowhere. */
export async function unpublish(library: Library, id: string, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, unpublished)
}

/** @throws Failure `conflict` */
export function unpublished({ stage }: Talk): Standing {
  if (stage !== 'published' && stage !== 'scheduled') throw new Failure('conflict', ['notPublished'])
  return { stage: 'ready', publishAt: null, deed: { action: 'talk.unpublish' } }
}

/** Hidden everywhere at once; a tombstone says that there was something. @throws Failure `invalid` without a reason */
export async function withdraw(library: Library, id: string, reason: string, actor: Actor): Promise<Talk> {
  const why = requireReason(reason)
  return library.changeTalk(id, actor, (talk) => withdrawn(talk, why))
}

/** @throws Failure `invalid` for a reason that says too little */
export function requireReason(reason: string): string {
  const why = reason.trim()
  if (why.length < SHORTEST_REASON) throw new Failure('invalid', ['reasonTooShort', SHORTEST_REASON])
  return why
}

/** @throws Failure `conflict` */
export function withdrawn(talk: Talk, reason: string): Standing {
  if (talk.withdrawn !== null) throw new Failure('conflict', ['alreadyWithdrawn'])
  const day = new Date().toISOString().slice(0, 10)
  return { withdrawn: day, withdrawnReason: reason, deed: { action: 'talk.withdraw', detail: { reason } } }
}

/** A withdrawn talk stands again as it stood. */
export async function restore(library: Library, id: string, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, restored)
}

/** @throws Failure `conflict` */
export function restored(talk: Talk): Standing {
  if (talk.withdrawn === null) throw new Failure('conflict', ['notWithdrawn'])
  return { withdrawn: null, withdrawnReason: null, deed: { action: 'talk.restore' } }
}
