/** The institution's own speech recogniser: a server or a program. Whichever it is, it is given one piece of sound at a time. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { createCommand } from './command.ts'
import type { Question } from './question.ts'
import { createRemote, type RemoteLimits } from './remote.ts'

export interface RecogniserSettings {
  /** One of both. */
  readonly url: string | null
  readonly command: readonly string[] | null
  readonly model: string | null
  readonly key: string | null
  readonly name: string | null
  /** Milliseconds. */
  readonly longestPiece: number
}

export interface Recogniser {
  /** Milliseconds of sound in one question. */
  readonly longestPiece: number
  /** For a transcript's provenance. @param model as an answer names it */
  nameWith(model: string | null): string
  /** Changes with everything but the question that can change an answer. */
  readonly fingerprint: string
  /**
   * @returns a transcript in JSON, unread
   * @throws Failure `unreadable` where the same question fails the same way, `unavailable` where trying again can help
   * @throws Waiting while there is no recogniser, or it is too busy
   */
  ask(question: Question): Promise<Uint8Array>
}

/** What OpenAI and LocalAI call Whisper; servers with one model take any name. */
const USUAL_MODEL = 'whisper-1'
const LONGEST_NAME = 200

/** @param limits other than the usual ones, for tests */
export function createRecogniser(settings: RecogniserSettings, limits: Partial<RemoteLimits> = {}): Recogniser {
  const { url, command, name, longestPiece } = settings
  const model = settings.model ?? USUAL_MODEL
  const own = name ?? settings.model ?? (command ? basename(command[0] ?? '') : null)
  return {
    longestPiece,
    nameWith: (answered) => (own ?? answered ?? USUAL_MODEL).slice(0, LONGEST_NAME),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([url, command, model, longestPiece]))
      .digest('hex'),
    ask: url === null ? createCommand(command ?? [], { ...settings, model }) : createRemote(url, { model, key: settings.key }, limits),
  }
}
