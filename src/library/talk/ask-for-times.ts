/** Asks for the times of a transcript to be found in the sound of its recording. */
import { Failure } from '../../failure.ts'
import type { Actor } from '../audit.ts'
import type { Jobs } from '../job/jobs.ts'
import type { Library } from '../library.ts'
import type { Talk } from './talk.ts'

type Asked = Pick<Talk, 'id' | 'recording' | 'transcripts'>

/** Whether there is sound to compare with, as far as is known. */
export function canAskForTimes({ recording }: Pick<Talk, 'recording'>): boolean {
  return recording?.original != null && recording.duration !== null
}

/** @throws Failure `not-found` for a language without a transcript, `conflict` while there is no recording to compare with */
export async function askForTimes(
  { library, jobs }: { library: Library; jobs: Jobs },
  talk: Asked,
  language: string,
  actor: Actor,
): Promise<void> {
  if (!talk.transcripts.some((transcript) => transcript.language === language)) throw new Failure('not-found', ['noTranscriptIn'])
  const original = canAskForTimes(talk) ? talk.recording?.original : null
  if (!original) throw new Failure('conflict', ['nothingToCompare'])
  await jobs.ask(talk.id, original.sha256, 'align', language, actor)
  await library.recordDeed(actor, { action: 'transcript.align', subject: talk.id, detail: { language } })
}
