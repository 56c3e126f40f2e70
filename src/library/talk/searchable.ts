/** A talk as the search index holds it. */
import type { Kysely } from 'kysely'
import type { Cue } from '../../transcript/cue.ts'
import type { Database } from '../schema.ts'
import { loadSlides } from './slide-text.ts'
import { isListed, type Talk } from './talk.ts'
import { loadTalks } from './talks.ts'
import { loadTranscript } from './transcripts.ts'

export interface SearchableTalk {
  readonly talk: Talk
  readonly cues: readonly Cue[]
  /** The text of each slide, in order. */
  readonly slides: readonly string[]
}

/** @returns null when the talk may not be found or is gone */
export async function loadSearchable(db: Kysely<Database>, id: string): Promise<SearchableTalk | null> {
  const [talk] = await loadTalks(db, [id])
  if (!talk || !isListed(talk)) return null
  return { talk, cues: (await loadTranscript(db, id))?.cues ?? [], slides: await loadSlides(db, talk) }
}
