/** From draft to published and back: what must be true first, and the line in the log. */
import { Failure, type Reason } from '../failure.ts'
import type { Actor } from './audit.ts'
import { hasCaptions, type Library } from './library.ts'
import type { Talk } from './talk.ts'

const SHORTEST_REASON = 10

export interface PublishWish {
  /** UTC instant, still to come; null: now. */
  readonly at: string | null
  /** Why it may stand without captions. */
  readonly waiver: string | null
}

/** @throws Failure `conflict` naming the missing part and its cure, or `invalid` */
export async function publish(library: Library, id: string, { at, waiver }: PublishWish, actor: Actor): Promise<Talk> {
  const now = new Date().toISOString()
  return library.changeTalk(id, actor, (talk) => {
    if (talk.withdrawn !== null) throw new Failure('conflict', ['restoreFirst'])
    const missing = missingFor(talk)
    if (missing !== null) throw new Failure('conflict', missing)
    const reason = waiver?.trim() ?? ''
    if (!hasCaptions(talk)) {
      if (reason === '') throw new Failure('conflict', ['captionsMissing'])
      if (reason.length < SHORTEST_REASON) throw new Failure('invalid', ['reasonTooShort', SHORTEST_REASON])
    }
    const captionWaiver = hasCaptions(talk) ? null : reason
    if (at !== null && at <= now) throw new Failure('invalid', ['momentPast'], { errors: [{ path: 'at', why: ['fieldPast'] }] })
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
  })
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
  return library.changeTalk(id, actor, (talk) => {
    if (talk.stage !== 'published' && talk.stage !== 'scheduled') throw new Failure('conflict', ['notPublished'])
    return { stage: 'ready', publishAt: null, deed: { action: 'talk.unpublish' } }
  })
}

/** Hidden everywhere at once; a tombstone says that there was something. @throws Failure `invalid` without a reason */
export async function withdraw(library: Library, id: string, reason: string, actor: Actor): Promise<Talk> {
  const why = reason.trim()
  if (why.length < SHORTEST_REASON) throw new Failure('invalid', ['reasonTooShort', SHORTEST_REASON])
  return library.changeTalk(id, actor, (talk) => {
    if (talk.withdrawn !== null) throw new Failure('conflict', ['alreadyWithdrawn'])
    const day = new Date().toISOString().slice(0, 10)
    return { withdrawn: day, withdrawnReason: why, deed: { action: 'talk.withdraw', detail: { reason: why } } }
  })
}

/** A withdrawn talk stands again as it stood. */
export async function restore(library: Library, id: string, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, (talk) => {
    if (talk.withdrawn === null) throw new Failure('conflict', ['notWithdrawn'])
    return { withdrawn: null, withdrawnReason: null, deed: { action: 'talk.restore' } }
  })
}
