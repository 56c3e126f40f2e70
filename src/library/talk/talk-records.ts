/** Talks read, saved and changed: each change with its line in the audit log and in the change log, in one transaction. */
import type { Kysely, Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, type Deed, recordDeed, SYSTEM } from '../audit.ts'
import { type Changing, recordChanges } from '../changes.ts'
import type { OpenDatabase } from '../open.ts'
import { loadQuotes, saveQuote } from '../quote/quotes.ts'
import type { Database } from '../schema.ts'
import { loadSearchable, type SearchableTalk } from './searchable.ts'
import { shownTo, type Talk, type TalkRecord, type TranscriptRecord } from './talk.ts'
import { loadTalks, saveTalk } from './talks.ts'
import { loadTranscriptRecords } from './transcripts.ts'

/** What becomes of a talk: these fields take the place of its own. */
export type TalkChange = Partial<Omit<TalkRecord, 'id' | 'transcripts' | 'quotes'>> & {
  readonly transcripts?: readonly TranscriptRecord[]
  readonly deed: Deed
  /** What else belongs to the change, such as starting the work on a new recording. */
  readonly and?: (tx: Transaction<Database>) => Promise<void>
}

export interface TalkRecords {
  /** Any talk, also one that may not be listed: the caller decides who sees it. */
  talk(id: string): Promise<Talk | null>
  /** Talks by id, in that order, as `talk` gives them; unknown ids are left out. */
  talksById(ids: readonly string[]): Promise<Talk[]>
  /** The present id of a talk that once had this one, or null. */
  renamed(id: string): Promise<string | null>
  /** Whether an id was ever given out; it is never given out again. */
  isTaken(id: string): Promise<boolean>
  /** Everything of a talk that `saveTalk` takes, with all revisions: for the export. */
  record(id: string): Promise<TalkRecord | null>
  /** The talk as the search index holds it; null when it may not be found or is gone. */
  searchable(id: string): Promise<SearchableTalk | null>
  /** Replaces a talk, in one transaction. */
  saveTalk(record: TalkRecord): Promise<void>
  /** A new talk. @throws Failure `conflict` when the id was ever given out */
  createTalk(record: TalkRecord, actor: Actor, and?: (tx: Transaction<Database>) => Promise<void>, detail?: Deed['detail']): Promise<void>
  /**
   * Changes a talk, in one transaction with what else follows and its line in the audit log.
   * @param change gets the talk as it is
   * @throws Failure `not-found`, or what `change` throws; nothing is written then
   */
  changeTalk(id: string, actor: Actor, change: (talk: Talk) => TalkChange): Promise<Talk>
  /** Publishes what was to appear by now. @returns their ids */
  publishDue(): Promise<string[]>
  /** @returns false when somebody else published it, or put it off, since it was found due */
  publishScheduled(id: string, at: string): Promise<boolean>
}

export function createTalkRecords({ reader, noteHidden }: OpenDatabase, changing: Changing, now: () => Date): TalkRecords {
  return {
    async talk(id) {
      return (await loadTalks(reader, [id]))[0] ?? null
    },

    async talksById(ids) {
      return loadTalks(reader, ids)
    },

    async renamed(id) {
      const row = await reader.selectFrom('talk_alias').select('talk_id').where('alias', '=', id).executeTakeFirst()
      return row?.talk_id ?? null
    },

    async isTaken(id) {
      return isTaken(reader, id)
    },

    async record(id) {
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

    async searchable(id) {
      return loadSearchable(reader, id)
    },

    async saveTalk(record) {
      await changing(async (tx) => {
        const at = now().toISOString()
        await saveTalk(tx, record, at)
        for (const quote of record.quotes) await saveQuote(tx, quote)
        await recordChanges(tx, [record.id], at)
      })
    },

    async createTalk(record, actor, and = async () => {}, detail = {}) {
      await changing(async (tx) => {
        if (await isTaken(tx, record.id)) throw new Failure('conflict', ['idTaken', record.id])
        const at = now().toISOString()
        await saveTalk(tx, record, at)
        await and(tx)
        await recordDeed(tx, at, actor, { action: 'talk.create', subject: record.id, detail: { title: record.title, ...detail } })
        await recordChanges(tx, [record.id], at)
      })
    },

    async changeTalk(id, actor, change) {
      const isHidden = await changing(async (tx) => {
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
        const before = shownTo(talk)
        return before !== null && before !== shownTo({ ...talk, ...fields })
      })
      if (isHidden) noteHidden()
      const changed = await this.talk(id)
      if (!changed) throw new TypeError('a talk just saved is gone')
      return changed
    },

    async publishDue() {
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

    async publishScheduled(id, at) {
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
