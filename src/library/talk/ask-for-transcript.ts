/** Asks the institution's speech recogniser for a transcript of a recording. */
import { Failure } from '../../failure.ts'
import type { Actor } from '../audit.ts'
import type { Jobs } from '../job/jobs.ts'
import type { Library } from '../library.ts'
import type { Talk } from './talk.ts'

export interface TranscriptWish {
  readonly language: string
  /** The newest revision of the transcript in that language, which gets another on top; 0: there is none yet. */
  readonly base: number
}

/**
 * The transcript is made in the language that is spoken.
 * @param replaces the newest revision that the asker knows of, as a word that another may come on top; null: none was given
 * @throws Failure `conflict` where the talk is in the bin, has no recording, or has a transcript that the asker did not mean to replace
 */
export async function askForTranscript(
  { library, jobs }: { library: Library; jobs: Jobs },
  { id, language, recording, transcripts, binned }: Pick<Talk, 'id' | 'language' | 'recording' | 'transcripts' | 'binned'>,
  replaces: number | null,
  actor: Actor,
): Promise<void> {
  if (binned !== null) throw new Failure('conflict', ['inBin'])
  const original = recording?.original
  if (!original) throw new Failure('conflict', ['nothingToRecognise'])
  const base = transcripts.find((transcript) => transcript.language === language)?.revision ?? 0
  if (base !== (replaces ?? 0)) throw new Failure('conflict', ['transcriptStands', language, base])
  await jobs.ask(id, original.sha256, 'recognise', JSON.stringify({ language, base } satisfies TranscriptWish), actor)
  await library.recordDeed(actor, { action: 'transcript.recognise', subject: id, detail: { language, base } })
}
