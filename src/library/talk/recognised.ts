/**
 * What was recognised so far of the recordings that are being worked on. A stop of the server, a cut connection or a pause of the recogniser
 * costs the piece under way and no more. It goes when its transcript is saved, with its talk, and after a month.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Cue } from '../../transcript/cue.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'

export interface RecognisedPiece<Finding = unknown> {
  /** Milliseconds in the recording. */
  readonly start: number
  readonly end: number
  readonly cues: readonly Cue[]
  readonly findings: readonly Finding[]
  /** The model, as the recogniser names it. */
  readonly model: string | null
}

const KEPT_MS = 30 * 86_400_000

export interface RecognisedPieces {
  /** @param fingerprint of the sound and everything the recogniser is asked with @returns in order */
  recognisedPieces<Finding>(talk: string, fingerprint: string): Promise<RecognisedPiece<Finding>[]>
  /** @param fingerprint of the sound and everything the recogniser is asked with @returns in order */
  keepPiece(talk: string, fingerprint: string, piece: RecognisedPiece): Promise<void>
}

export function createRecognised({ reader, writer }: OpenDatabase, now: () => Date): RecognisedPieces {
  return {
    async recognisedPieces(talk, fingerprint) {
      const rows = await reader
        .selectFrom('recognised_piece')
        .select(['start_ms', 'end_ms', 'result'])
        .where('talk_id', '=', talk)
        .where('fingerprint', '=', fingerprint)
        .orderBy('start_ms')
        .execute()
      return rows.map(({ start_ms, end_ms, result }) => ({ start: start_ms, end: end_ms, ...JSON.parse(result) }))
    },

    async keepPiece(talk, fingerprint, { start, end, ...result }) {
      const at = now()
      const values = { end_ms: end, result: JSON.stringify(result), created_at: at.toISOString() }
      await writer
        .insertInto('recognised_piece')
        .values({ talk_id: talk, fingerprint, start_ms: start, ...values })
        .onConflict((c) => c.columns(['talk_id', 'fingerprint', 'start_ms']).doUpdateSet(values))
        .execute()
      const old = new Date(at.getTime() - KEPT_MS).toISOString()
      await writer.deleteFrom('recognised_piece').where('created_at', '<', old).execute()
    },
  }
}

export async function forgetPieces(tx: Transaction<Database> | Kysely<Database>, talk: string): Promise<void> {
  await tx.deleteFrom('recognised_piece').where('talk_id', '=', talk).execute()
}
