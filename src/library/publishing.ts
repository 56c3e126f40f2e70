/** From draft to published and back: what must be true first, and the line in the log. */
import { Failure } from '../failure.ts'
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
    if (talk.withdrawn !== null) throw new Failure('conflict', 'Deze opname is ingetrokken. Zet haar eerst terug.')
    const missing = missingFor(talk)
    if (missing !== null) throw new Failure('conflict', missing)
    const reason = waiver?.trim() ?? ''
    if (!hasCaptions(talk)) {
      if (reason === '')
        throw new Failure(
          'conflict',
          'Er is nog geen transcript in de taal die gesproken wordt. Voeg er een toe, of geef een reden waarom de opname zonder ondertiteling mag verschijnen.',
        )
      if (reason.length < SHORTEST_REASON)
        throw new Failure('invalid', `Geef een reden van minstens ${SHORTEST_REASON} tekens; ze komt in het logboek.`)
    }
    const captionWaiver = hasCaptions(talk) ? null : reason
    if (at !== null && at <= now)
      throw new Failure(
        'invalid',
        'Dat tijdstip is al voorbij; er is niets gepubliceerd. Kies een tijd die nog komt, of kies “Publiceren” om de opname nu te laten verschijnen.',
        { errors: [{ path: 'at', message: 'ligt in het verleden' }] },
      )
    if (at === null)
      return {
        stage: 'published',
        publishAt: null,
        captionWaiver,
        ...(talk.stage === 'published' ? {} : { published: now }),
        deed: { action: 'talk.publish', ...(captionWaiver === null ? {} : { detail: { captionWaiver } }) },
      }
    if (talk.stage === 'published')
      throw new Failure('conflict', 'Deze opname staat al in de bibliotheek. Haal haar eerst terug naar concept.')
    return { stage: 'scheduled', publishAt: at, captionWaiver, deed: { action: 'talk.schedule', detail: { at, captionWaiver } } }
  })
}

/** What keeps a talk from being published besides captions, in Dutch; null: nothing. */
export function missingFor({ title, recording, stage }: Talk): string | null {
  if (title.trim() === '') return 'De opname heeft nog geen titel.'
  if (!recording) return 'Er is nog geen opname geüpload.'
  if (recording.stream !== null) return null
  if (recording.duration === null) return 'De opname wordt nog verwerkt. Wacht tot de verwerking klaar is, of bekijk waar ze op wacht.'
  if (!recording.playable && recording.hls === null) return 'Er is nog geen versie die browsers afspelen. Wacht tot de omzetting klaar is.'
  if (stage === 'draft') return 'De verwerking is nog niet klaar. Wacht erop, of start de mislukte stap opnieuw.'
  return null
}

/** Out of the library, to work on it further. It leaves no tombstone: a link to it then leads nowhere. */
export async function unpublish(library: Library, id: string, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, (talk) => {
    if (talk.stage !== 'published' && talk.stage !== 'scheduled') throw new Failure('conflict', 'Deze opname is niet gepubliceerd.')
    return { stage: 'ready', publishAt: null, deed: { action: 'talk.unpublish' } }
  })
}

/** Hidden everywhere at once; a tombstone says that there was something. @throws Failure `invalid` without a reason */
export async function withdraw(library: Library, id: string, reason: string, actor: Actor): Promise<Talk> {
  const why = reason.trim()
  if (why.length < SHORTEST_REASON)
    throw new Failure('invalid', `Geef een reden van minstens ${SHORTEST_REASON} tekens; ze komt in het logboek.`)
  return library.changeTalk(id, actor, (talk) => {
    if (talk.withdrawn !== null) throw new Failure('conflict', 'Deze opname is al ingetrokken.')
    const day = new Date().toISOString().slice(0, 10)
    return { withdrawn: day, withdrawnReason: why, deed: { action: 'talk.withdraw', detail: { reason: why } } }
  })
}

/** A withdrawn talk stands again as it stood. */
export async function restore(library: Library, id: string, actor: Actor): Promise<Talk> {
  return library.changeTalk(id, actor, (talk) => {
    if (talk.withdrawn === null) throw new Failure('conflict', 'Deze opname is niet ingetrokken.')
    return { withdrawn: null, withdrawnReason: null, deed: { action: 'talk.restore' } }
  })
}
