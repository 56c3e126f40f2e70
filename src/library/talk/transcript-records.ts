/** Transcripts of talks read and revised, and the quotes taken down from them. */
import { Failure } from '../../failure.ts'
import type { Quoted } from '../../transcript/quote/quote.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordChanges } from '../changes.ts'
import { lockName } from '../dialect/locks.ts'
import type { OpenDatabase } from '../open.ts'
import { loadQuotes, type Quote, takeDownQuote } from '../quote/quotes.ts'
import { draftName } from './drafts.ts'
import type { Chapter, Revision, Talk } from './talk.ts'
import type { TalkRecords } from './talk-records.ts'
import { saveChapters } from './talks.ts'
import {
  changeTranscript,
  loadRevisions,
  loadTranscript,
  type RevisionInfo,
  saveTranscript,
  type Transcript,
  type TranscriptChange,
  type TranscriptChoice,
} from './transcripts.ts'

export interface NewRevision extends Pick<Revision, 'cues' | 'author' | 'note' | 'origin'> {
  /** The number of the revision it was made from (0: there was none): another one on top of that is a conflict. */
  readonly base: number
  readonly moved?: Revision['moved']
  readonly chapters?: readonly Chapter[]
  /** For the audit log. */
  readonly by?: Actor
}

export interface TranscriptRecords {
  transcript(talk: string, choice?: TranscriptChoice): Promise<Transcript | null>
  /** Every revision of a transcript, oldest first, without the cues. */
  revisions(talk: string, language: string): Promise<RevisionInfo[]>
  /**
   * A new revision on top of the newest.
   * @returns its number
   * @throws Failure `not-found`, or `conflict` when somebody saved in between
   */
  addRevision(talk: string, language: string, change: NewRevision): Promise<number>
  /** Who made a transcript, whether it was reviewed, and its language. @throws Failure `not-found` or `conflict` */
  changeTranscript(talk: string, language: string, change: TranscriptChange, actor: Actor): Promise<Talk>
  /** Takes a quote down; the same words of the same place are the same quote, as first taken down. */
  saveQuote(talk: string, transcript: Transcript, quoted: Quoted): Promise<Quote>
  quote(id: string): Promise<Quote | null>
  quotesOf(talk: string): Promise<Quote[]>
}

export function createTranscriptRecords(
  { reader, writer }: OpenDatabase,
  talks: Pick<TalkRecords, 'changeTalk'>,
  changing: Changing,
  now: () => Date,
): TranscriptRecords {
  return {
    async transcript(talk, choice) {
      return loadTranscript(reader, talk, choice)
    },

    async revisions(talk, language) {
      return loadRevisions(reader, talk, language)
    },

    async addRevision(talk, language, change) {
      return changing(async (tx) => {
        const binned = await tx.selectFrom('bin').select('id').where('talk_id', '=', talk).where('kind', '=', 'talk').executeTakeFirst()
        if (binned) throw new Failure('conflict', ['inBin'])
        const newest = await loadTranscript(tx, talk, { language })
        if (!newest && change.base !== 0) throw new Failure('not-found', ['noTranscript'])
        if (newest && newest.number !== change.base) throw new Failure('conflict', ['revisedMeanwhile', newest.number, change.base])
        const { cues, author, note, origin, moved = null } = change
        const { number: last, made, reviewed } = newest ?? { number: 0, made: 'human' as const, reviewed: false }
        const revision = { number: last + 1, created: now().toISOString(), author, note, origin, source: null, moved, cues }
        await saveTranscript(tx, talk, { language, made, reviewed, revisions: [revision] })
        if (change.chapters) await saveChapters(tx, talk, change.chapters)
        if (change.by) {
          // Their own draft is in it; somebody else's is not.
          await lockName(tx, draftName(talk, language))
          await tx
            .deleteFrom('transcript_draft')
            .where('talk_id', '=', talk)
            .where('language', '=', language)
            .where('author', '=', change.by.id ?? '')
            .execute()
          const detail = { language, revision: revision.number, origin, note }
          await recordDeed(tx, revision.created, change.by, { action: 'transcript.revise', subject: talk, detail })
        }
        await recordChanges(tx, [talk], revision.created)
        return revision.number
      })
    },

    async changeTranscript(talk, language, change, actor) {
      return talks.changeTalk(talk, actor, () => ({
        deed: { action: 'transcript.provenance', detail: { from: language, ...change } },
        and: (tx) => changeTranscript(tx, talk, language, change),
      }))
    },

    async saveQuote(talk, transcript, quoted) {
      const from = { talk, language: transcript.language, revision: transcript.number, created: now().toISOString() }
      return writer.transaction().execute(async (tx) => {
        await lockName(tx, `quotes ${talk}`)
        return takeDownQuote(tx, quoted, from, transcript.cues)
      })
    },

    async quote(id) {
      return (await loadQuotes(reader, { id }))[0] ?? null
    },

    quotesOf: (talk) => loadQuotes(reader, { talk }),
  }
}
