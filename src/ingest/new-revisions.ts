/** A transcript handed in again: a new revision only when it differs, with what people corrected since the last one kept on top. */
import type { Library } from '../library/library.ts'
import type { Revision, StoredFile } from '../library/talk/talk.ts'
import { cueInOrder, type Transcript } from '../library/talk/transcripts.ts'
import type { Cue } from '../transcript/cue.ts'
import { type Choice, rebase } from '../transcript/revise/rebase.ts'
import { formatClock } from '../transcript/timecode.ts'

export const HANDED_IN = 'import'
/** The origin of a revision that gave a transcript its times, and changed nothing else. */
export const ALIGNED = 'align'
/** So many conflicts are named; the difference between the two revisions shows them all. */
const CONFLICTS_NAMED = 20

/** @returns the revisions to add: none, the new one, or the new one and the merge */
export async function newRevisions(
  library: Library,
  talk: string,
  handed: { language: string; cues: readonly Cue[]; source: StoredFile | null; author: string | null },
): Promise<Revision[]> {
  const { language, source, author } = handed
  const cues = handed.cues.map(cueInOrder)
  const newest = await library.transcript(talk, { language })
  const handedIn = await lastHandedIn(library, talk, language)
  if (handedIn && JSON.stringify(handedIn.cues) === JSON.stringify(cues)) return []
  const next = { created: new Date().toISOString(), author, moved: null }
  const number = (newest?.number ?? 0) + 1
  const fresh: Revision = { ...next, number, note: null, origin: HANDED_IN, source, cues }
  // Estimated times are found again for the new text.
  const isOnlyTimed = newest?.origin === ALIGNED && newest.number === (handedIn?.number ?? 0) + 1
  if (!newest || !handedIn || newest.number === handedIn.number || isOnlyTimed) return [fresh]
  const { lines } = rebase(handedIn.cues, newest.cues, cues)
  // Where both changed the same, what a person wrote stays, and the note tells of it.
  const merged = lines.map(({ cue, choice }) => (choice ? choice.mine : cue)).filter((cue) => cue !== null)
  const note = mergeNote(
    newest.number,
    lines.flatMap(({ choice }) => (choice ? [choice] : [])),
  )
  return [fresh, { ...next, number: number + 1, note, origin: 'merge', source: null, cues: merged.map(cueInOrder) }]
}

/** The newest revision that was read from a file. */
async function lastHandedIn(library: Library, talk: string, language: string): Promise<Transcript | null> {
  const last = (await library.revisions(talk, language)).findLast(({ origin }) => origin === HANDED_IN)
  return last ? library.transcript(talk, { language, revision: last.number }) : null
}

function mergeNote(revision: number, conflicts: readonly Choice[]): string {
  const kept = `Correcties uit revisie ${revision} zijn overgenomen in het nieuwe transcript.`
  if (conflicts.length === 0) return kept
  const named = conflicts
    .slice(0, CONFLICTS_NAMED)
    .map(({ time, mine, theirs }) => `${formatClock(time)}: “${mine?.text ?? ''}” gehouden, nieuw was “${theirs?.text ?? ''}”`)
  const more = conflicts.length > CONFLICTS_NAMED ? [`en nog ${conflicts.length - CONFLICTS_NAMED}`] : []
  return [`${kept} Op ${conflicts.length} plekken veranderden beide; daar geldt de correctie.`, ...named, ...more].join('\n')
}
