/** Has a recording's speech recognised, piece by piece. What is done stays done: after a stop the work goes on behind it. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, inDutch, type Reason } from '../../failure.ts'
import type { Lease, StepResult } from '../../library/job/job.ts'
import type { Library } from '../../library/library.ts'
import type { TranscriptWish } from '../../library/talk/ask-for-transcript.ts'
import type { RecognisedPiece } from '../../library/talk/recognised.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { Ffmpeg } from '../../media/ffmpeg/ffmpeg.ts'
import { Waiting } from '../waiting.ts'
import { readAnswer } from './answer.ts'
import { cutAtPauses, measureLevels, type Piece } from './cut.ts'
import type { Finding } from './place-lines.ts'
import { promptFor } from './prompt.ts'
import type { Recogniser } from './recogniser.ts'
import { decodeSound, soundBetween } from './sound-file.ts'

/** The origin of a revision that a speech recogniser made. */
export const RECOGNISED = 'recognise'

export interface RecogniseWork {
  readonly library: Library
  readonly ffmpeg: Ffmpeg
  readonly recogniser: Recogniser
  readonly talk: Talk
  readonly lease: Lease
  /** The recording. */
  readonly input: string
  /** Milliseconds. */
  readonly duration: number
  /** An empty folder for files that are needed meanwhile. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number) => void
}

type Recognised = RecognisedPiece<Finding>

/** Its samples would fill 1.4 GB of the disk. */
const LONGEST_MS = 12 * 3_600_000
/** Getting the sound out of the recording, as a share of the work. */
const DECODING = 0.03
/** After a piece that went well, the recogniser is asked again this much later about one that did not. */
const AGAIN_MS = 20_000

export async function recognise(work: RecogniseWork): Promise<StepResult> {
  const { library, recogniser, talk, lease, duration, folder, signal, onProgress } = work
  const { language, base } = wishOf(lease, talk)
  if ((talk.transcripts.find((transcript) => transcript.language === language)?.revision ?? 0) !== base) {
    if (base === 0) return { note: ['alreadyTranscribed', language] }
    throw new Failure('conflict', ['transcriptMeanwhile', language])
  }
  if (duration > LONGEST_MS) throw new Failure('unreadable', ['recordingTooLong'])
  const file = join(folder, await decodeSound(work.ffmpeg, { ...work, onProgress: (fraction) => onProgress(DECODING * fraction) }))
  const { size } = await stat(file)
  const prompt = promptFor(talk, talk.event && (await library.event(talk.event.id)))
  const asked = { language: language.split('-')[0] ?? language, prompt }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([lease.sha256, recogniser.fingerprint, asked]))
    .digest('hex')
  const earlier = new Map((await library.recognisedPieces<Finding>(talk.id, fingerprint)).map((piece) => [piece.start, piece]))
  const done: Recognised[] = []
  let isNew = false
  for (const piece of cutAtPauses(await measureLevels(file, signal), recogniser.longestPiece)) {
    const known = earlier.get(piece.start)
    if (known?.end === piece.end) done.push(known)
    else {
      const question = { sound: soundBetween(file, size, piece), duration: piece.end - piece.start, ...asked, folder, signal }
      const answered = await answerFor(piece, question).catch((cause: unknown) => {
        // Trying again counts from the last piece that went well.
        if (isNew && cause instanceof Failure && cause.code === 'unavailable') throw new Waiting(cause.reason ?? cause.message, AGAIN_MS)
        throw cause
      })
      await library.keepPiece(talk.id, fingerprint, answered)
      isNew = true
      done.push(answered)
    }
    onProgress(DECODING + (1 - DECODING) * Math.min(1, piece.end / duration))
  }
  return resultOf(done, { language, base, recogniser })

  async function answerFor(piece: Piece, question: Parameters<Recogniser['ask']>[0]): Promise<Recognised> {
    const { start, end } = piece
    if (!piece.audible) return { start, end, cues: [], findings: [{ kind: 'silent', at: start, text: '' }], model: null }
    const { cues, findings, model } = await readAnswer(await recogniser.ask(question), piece, asked.language)
    const cut: Finding[] = piece.endsQuietly ? [] : [{ kind: 'cut', at: end, text: '' }]
    return { start, end, cues, findings: [...findings, ...cut], model }
  }
}

/** What was asked for; a step that an earlier version queued says nothing. */
function wishOf({ wish }: Lease, { language }: Talk): TranscriptWish {
  return wish === null ? { language, base: 0 } : (JSON.parse(wish) as TranscriptWish)
}

function resultOf(done: readonly Recognised[], { language, base, recogniser }: TranscriptWish & { recogniser: Recogniser }): StepResult {
  const cues = done.flatMap((piece) => piece.cues)
  if (cues.length === 0) return { note: ['nothingRecognised'] }
  const maker = recogniser.nameWith(done.find(({ model }) => model !== null)?.model ?? null)
  const findings = done.flatMap((piece) => piece.findings.map(({ kind, at, text }) => [kind, at, text] as const))
  const note: Reason = ['recognised', maker, cues.length, findings]
  const revision = { language, base, origin: RECOGNISED, note: inDutch(note), cues, provenance: { made: 'asr', maker } as const }
  return { note, revisions: [revision] }
}
