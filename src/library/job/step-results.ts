/** What a finished step of a job changes in its talk. */
import type { Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { recordDeed, SYSTEM } from '../audit.ts'
import { recordChanges } from '../changes.ts'
import type { Database } from '../schema.ts'
import { forgetPieces } from '../talk/recognised.ts'
import type { Recording } from '../talk/talk.ts'
import { loadTalks, saveRecording } from '../talk/talks.ts'
import { loadTranscript, saveTranscript } from '../talk/transcripts.ts'
import type { Lease, StepResult, StepRevision } from './job.ts'

export interface StepResults {
  /** What a finished step found, in the step's own transaction (jobs.ts). */
  applyStep(tx: Transaction<Database>, lease: Lease, result: StepResult): Promise<void>
}

export function createStepResults(now: () => Date): StepResults {
  return {
    async applyStep(tx, { talk: id, step, sha256 }, { recording, revisions = [] }) {
      const [talk] = await loadTalks(tx, [id])
      // Another recording has taken its place since: what was found of this one is of no use.
      if (talk?.recording?.original?.sha256 !== sha256) return
      if (recording) await saveRecording(tx, id, { ...talk.recording, ...recording } satisfies Recording)
      for (const revision of revisions) await saveStepRevision(tx, id, revision, now().toISOString())
      if (step === 'recognise') await forgetPieces(tx, id)
      if (step === 'ready' && talk.stage === 'draft') {
        const at = now().toISOString()
        await tx.updateTable('talk').set({ stage: 'ready', updated_at: at }).where('id', '=', id).execute()
        await recordDeed(tx, at, SYSTEM, { action: 'talk.ready', subject: id })
      }
      await recordChanges(tx, [id], now().toISOString())
    },
  }
}

/**
 * @throws Failure where somebody saved another revision meanwhile: `unavailable`, so that the step is tried again on that, or `conflict` for
 * a text that the step made itself
 */
async function saveStepRevision(
  tx: Transaction<Database>,
  talk: string,
  { language, base, origin, note, cues, provenance }: StepRevision,
  at: string,
): Promise<void> {
  const newest = await loadTranscript(tx, talk, { language, words: false })
  if ((newest?.number ?? 0) !== base) {
    if (provenance) throw new Failure('conflict', ['transcriptMeanwhile', language])
    throw new Failure('unavailable', 'Het transcript is intussen veranderd. Dit wordt vanzelf opnieuw gedaan met het nieuwste.')
  }
  if (!newest && !provenance) throw new Failure('not-found', ['noTranscript'])
  const about = provenance ? { ...provenance, reviewed: false } : { made: newest?.made ?? 'human', reviewed: newest?.reviewed ?? false }
  const revision = { number: base + 1, created: at, author: null, note, origin, source: null, moved: null, cues }
  await saveTranscript(tx, talk, { language, ...about, revisions: [revision] })
  const detail = { language, revision: revision.number, origin, note }
  await recordDeed(tx, at, SYSTEM, { action: 'transcript.revise', subject: talk, detail })
}
