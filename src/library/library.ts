/** The library: everything that is kept, and the only door to it. */
import type { Kysely, Transaction } from 'kysely'
import { Failure } from '../failure.ts'
import type { Quoted } from '../transcript/quote/quote.ts'
import { type Actor, type AuditEvent, type Deed, loadDeeds, recordDeed, SYSTEM } from './audit.ts'
import { createBin } from './bin/bin.ts'
import { createErasing } from './bin/erase.ts'
import { createChanges, recordChanges } from './changes.ts'
import { lockCatalogue, lockName } from './dialect/locks.ts'
import { type Event, loadEvents, saveEvent } from './event/event.ts'
import { createEventChanges } from './event/event-changes.ts'
import { createFixity } from './files/fixity.ts'
import { createMediaFiles } from './files/media-files.ts'
import { createHarvest } from './harvest/harvest.ts'
import { createHarvested } from './harvest/harvested.ts'
import { createImportRecords } from './import-records.ts'
import type { Lease, StepResult, StepRevision } from './job/job.ts'
import { createEventLists } from './lists/events.ts'
import { createNameLists } from './lists/names.ts'
import { createTalkLists } from './lists/talks.ts'
import type { OpenDatabase } from './open.ts'
import { createPeople } from './person/person.ts'
import { loadQuotes, type Quote, saveQuote, takeDownQuote } from './quote/quotes.ts'
import type { Database } from './schema.ts'
import { draftName } from './talk/drafts.ts'
import { createPublicTalks } from './talk/public-talks.ts'
import { createRecognised, forgetPieces } from './talk/recognised.ts'
import { loadSearchable, type SearchableTalk } from './talk/searchable.ts'
import { createSlideTexts } from './talk/slide-text.ts'
import type { Chapter, Recording, Revision, Talk, TalkRecord, TranscriptRecord } from './talk/talk.ts'
import { loadTalks, saveChapters, saveRecording, saveTalk } from './talk/talks.ts'
import {
  changeTranscript,
  loadRevisions,
  loadTranscript,
  loadTranscriptRecords,
  type RevisionInfo,
  saveTranscript,
  type Transcript,
  type TranscriptChange,
  type TranscriptChoice,
} from './talk/transcripts.ts'

export type Library = ReturnType<typeof createLibrary>

/** @param now the clock; tests freeze it */
export function createLibrary(database: OpenDatabase, now: () => Date = () => new Date()) {
  const { reader, writer } = database

  const listeners = new Set<() => void>()

  /** A transaction that may change talks; followers of the change log are woken after its commit. */
  async function changing<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
    const result = await writer.transaction().execute(async (tx) => {
      await lockCatalogue(tx)
      return work(tx)
    })
    for (const listener of listeners) listener()
    return result
  }

  return {
    ...createFixity(database, now),
    ...createPublicTalks(reader),
    ...createHarvest(reader),

    /** Changes with everything visitors can see, in whatever process, and with nothing else. */
    catalogueVersion: () => database.catalogueVersion(),

    ...createEventLists(reader),
    ...createTalkLists(reader, database.catalogueVersion),
    ...createNameLists(reader),

    async event(id: string): Promise<Event | null> {
      return (await loadEvents(reader, [id]))[0] ?? null
    },

    /** Any talk, also one that may not be listed: the caller decides who sees it. */
    async talk(id: string): Promise<Talk | null> {
      return (await loadTalks(reader, [id]))[0] ?? null
    },

    /** Talks by id, in that order, as `talk` gives them; unknown ids are left out. */
    async talksById(ids: readonly string[]): Promise<Talk[]> {
      return loadTalks(reader, ids)
    },

    /** The present id of a talk that once had this one, or null. */
    async renamed(id: string): Promise<string | null> {
      const row = await reader.selectFrom('talk_alias').select('talk_id').where('alias', '=', id).executeTakeFirst()
      return row?.talk_id ?? null
    },

    async transcript(talk: string, choice?: TranscriptChoice): Promise<Transcript | null> {
      return loadTranscript(reader, talk, choice)
    },

    /** Every revision of a transcript, oldest first, without the cues. */
    async revisions(talk: string, language: string): Promise<RevisionInfo[]> {
      return loadRevisions(reader, talk, language)
    },

    /**
     * A new revision on top of the newest.
     * @param change.base the number of the revision it was made from (0: there was none): another one on top of that is a conflict
     * @throws Failure `not-found`, or `conflict` when somebody saved in between
     */
    async addRevision(
      talk: string,
      language: string,
      change: Pick<Revision, 'cues' | 'author' | 'note' | 'origin'> & {
        readonly base: number
        readonly moved?: Revision['moved']
        readonly chapters?: readonly Chapter[]
        /** For the audit log. */
        readonly by?: Actor
      },
    ): Promise<number> {
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

    /** Who made a transcript, whether it was reviewed, and its language. @throws Failure `not-found` or `conflict` */
    async changeTranscript(talk: string, language: string, change: TranscriptChange, actor: Actor): Promise<Talk> {
      return this.changeTalk(talk, actor, () => ({
        deed: { action: 'transcript.provenance', detail: { from: language, ...change } },
        and: (tx) => changeTranscript(tx, talk, language, change),
      }))
    },

    /** Takes a quote down; the same words of the same place are the same quote, as first taken down. */
    async saveQuote(talk: string, transcript: Transcript, quoted: Quoted): Promise<Quote> {
      const from = { talk, language: transcript.language, revision: transcript.number, created: now().toISOString() }
      return writer.transaction().execute(async (tx) => {
        await lockName(tx, `quotes ${talk}`)
        return takeDownQuote(tx, quoted, from, transcript.cues)
      })
    },

    async quote(id: string): Promise<Quote | null> {
      return (await loadQuotes(reader, { id }))[0] ?? null
    },

    quotesOf: (talk: string): Promise<Quote[]> => loadQuotes(reader, { talk }),

    /** Everything of a talk that `saveTalk` takes, with all revisions: for the export. */
    async record(id: string): Promise<TalkRecord | null> {
      const [talk] = await loadTalks(reader, [id])
      return talk
        ? {
            ...talk,
            event: talk.event?.id ?? null,
            transcripts: await loadTranscriptRecords(reader, id),
            quotes: await loadQuotes(reader, { talk: id }),
          }
        : null
    },

    /** Replaces an event. */
    async saveEvent(event: Event): Promise<void> {
      await changing((tx) => saveEvent(tx, event, now().toISOString()))
    },

    /** Replaces a talk, in one transaction. */
    async saveTalk(record: TalkRecord): Promise<void> {
      await changing(async (tx) => {
        const at = now().toISOString()
        await saveTalk(tx, record, at)
        for (const quote of record.quotes) await saveQuote(tx, quote)
        await recordChanges(tx, [record.id], at)
      })
    },

    /** Whether an id was ever given out; it is never given out again. */
    async isTaken(id: string): Promise<boolean> {
      return isTaken(reader, id)
    },

    /**
     * Changes a talk, in one transaction with what else follows and its line in the audit log.
     * @param change gets the talk as it is; what it returns replaces those fields
     * @param change.and what else belongs to it, such as starting the work on a new recording
     * @throws Failure `not-found`, or what `change` throws; nothing is written then
     */
    async changeTalk(
      id: string,
      actor: Actor,
      change: (talk: Talk) => Partial<Omit<TalkRecord, 'id' | 'transcripts' | 'quotes'>> & {
        readonly transcripts?: readonly TranscriptRecord[]
        readonly deed: Deed
        readonly and?: (tx: Transaction<Database>) => Promise<void>
      },
    ): Promise<Talk> {
      await changing(async (tx) => {
        const [talk] = await loadTalks(tx, [id])
        if (!talk) throw new Failure('not-found', ['noTalk'])
        if (talk.binned !== null) throw new Failure('conflict', ['inBin'])
        const { deed, and, ...fields } = change(talk)
        const at = now().toISOString()
        const event = talk.event?.id ?? null
        await saveTalk(tx, { ...talk, event, transcripts: [], quotes: [], ...fields }, at)
        await and?.(tx)
        await recordDeed(tx, at, actor, { subject: id, ...deed })
        await recordChanges(tx, [id], at)
      })
      const changed = await this.talk(id)
      if (!changed) throw new TypeError('a talk just saved is gone')
      return changed
    },

    /** A new talk. @throws Failure `conflict` when the id was ever given out */
    async createTalk(
      record: TalkRecord,
      actor: Actor,
      and: (tx: Transaction<Database>) => Promise<void> = async () => {},
      detail: Deed['detail'] = {},
    ): Promise<void> {
      await changing(async (tx) => {
        if (await isTaken(tx, record.id)) throw new Failure('conflict', ['idTaken', record.id])
        const at = now().toISOString()
        await saveTalk(tx, record, at)
        await and(tx)
        await recordDeed(tx, at, actor, { action: 'talk.create', subject: record.id, detail: { title: record.title, ...detail } })
        await recordChanges(tx, [record.id], at)
      })
    },

    /** What a finished step found, in the step's own transaction (jobs.ts). */
    async applyStep(
      tx: Transaction<Database>,
      { talk: id, step, sha256 }: Lease,
      { recording, revisions = [] }: StepResult,
    ): Promise<void> {
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

    /** Publishes what was to appear by now. @returns their ids */
    async publishDue(): Promise<string[]> {
      const at = now().toISOString()
      const due = await reader
        .selectFrom('talk')
        .select('id')
        .where('stage', '=', 'scheduled')
        .where('publish_at', '<=', at)
        .where('id', 'not in', (e) => e.selectFrom('bin').select('talk_id').where('kind', '=', 'talk'))
        .execute()
      const published: string[] = []
      for (const { id } of due) if (await this.publishScheduled(id, at)) published.push(id)
      return published
    },

    /** @returns false when somebody else published it, or put it off, since it was found due */
    async publishScheduled(id: string, at: string): Promise<boolean> {
      try {
        await this.changeTalk(id, SYSTEM, ({ stage, publishAt }) => {
          if (stage !== 'scheduled' || publishAt === null || publishAt > at) throw new Failure('conflict', ['alreadyDecided'])
          return { stage: 'published', publishAt: null, published: at, deed: { action: 'talk.publish' } }
        })
        return true
      } catch (error) {
        if (error instanceof Failure && (error.code === 'conflict' || error.code === 'not-found')) return false
        throw error
      }
    },

    /** The audit log, newest first. */
    async deeds(filter: { subject?: string | undefined; before?: number | undefined; limit: number }): Promise<AuditEvent[]> {
      return loadDeeds(reader, filter)
    },

    async recordDeed(actor: Actor, deed: Deed): Promise<void> {
      await recordDeed(writer, now().toISOString(), actor, deed)
    },

    ...createMediaFiles(database, now),
    ...createSlideTexts(database, changing, now),
    ...createChanges(database),
    ...createBin(database, changing, now),
    ...createErasing(database, changing, now),
    ...createPeople(database, changing, now),
    ...createEventChanges(database, changing, now),

    /** Rewrites the database file, so that deleted text is gone from it. @returns false while another program reads the database: try again */
    scrub: () => database.scrub(),

    /** The talk as the search index holds it; null when it may not be found or is gone. */
    async searchable(id: string): Promise<SearchableTalk | null> {
      return loadSearchable(reader, id)
    },

    /** Called after each commit that may have changed talks, through this door or on another node. @returns ends it */
    onChange(listener: () => void): () => void {
      listeners.add(listener)
      const ignoreOthers = database.onOtherCommits(listener)
      return () => {
        listeners.delete(listener)
        ignoreOthers()
      }
    },

    ...createRecognised(database, now),
    ...createImportRecords(database, now),
    ...createHarvested(database, now),

    /** Answers when the database can be read and written. @throws when it cannot */
    async ready(): Promise<void> {
      await reader.selectFrom('event').select('id').limit(1).execute()
    },
  }
}

async function isTaken(db: Kysely<Database>, id: string): Promise<boolean> {
  const places = [
    db.selectFrom('talk').select('id').where('id', '=', id),
    db.selectFrom('talk_alias').select('alias as id').where('alias', '=', id),
    db.selectFrom('tombstone').select('id').where('kind', 'in', ['talk', 'alias']).where('id', '=', id),
  ]
  for (const place of places) if (await place.executeTakeFirst()) return true
  return false
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

/** Whether a visitor can read along: timed text in the language that is spoken. */
export function hasCaptions(talk: Pick<Talk, 'language' | 'transcripts'>): boolean {
  return talk.transcripts.some(({ language }) => language === talk.language)
}
