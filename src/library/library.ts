/** The library: everything that is kept, and the only door to it. Each noun has a part of its own, with its words beside it. */
import type { Transaction } from 'kysely'
import { type Actor, type AuditEvent, type Deed, loadDeeds, recordDeed } from './audit.ts'
import { type Bin, createBin } from './bin/bin.ts'
import { createErasing, type Erasures } from './bin/erase.ts'
import { createEraseRequests, type EraseRequests } from './bin/erase-requests.ts'
import { type ChangeLog, createChanges } from './changes.ts'
import { lockCatalogue } from './dialect/locks.ts'
import { type Event, loadEvents, saveEvent } from './event/event.ts'
import { createEventChanges, type EventChanges } from './event/event-changes.ts'
import { createFixity, type Fixity } from './files/fixity.ts'
import { createMediaFiles, type MediaFiles } from './files/media-files.ts'
import { createHarvest, type HarvestLists } from './harvest/harvest.ts'
import { createHarvested, type HarvestedTalks } from './harvest/harvested.ts'
import { createImportRecords, type ImportRecords } from './import-records.ts'
import { createStepResults, type StepResults } from './job/step-results.ts'
import { createEventLists, type EventLists } from './lists/events.ts'
import { createNameLists, type NameLists } from './lists/names.ts'
import { createTalkLists, type TalkLists } from './lists/talks.ts'
import type { OpenDatabase } from './open.ts'
import { createPeople, type People } from './person/person.ts'
import { createPrivacyRemovals, type PrivacyRemovals } from './privacy/remove.ts'
import { createPrivacySearch, type PrivacySearch } from './privacy/search.ts'
import type { Database } from './schema.ts'
import { createStorage, type Storage } from './storage/storage.ts'
import { createPublicTalks, type PublicTalks } from './talk/public-talks.ts'
import { createRecognised, type RecognisedPieces } from './talk/recognised.ts'
import { createSlideTexts, type SlideTexts } from './talk/slide-text.ts'
import type { Talk } from './talk/talk.ts'
import { createTalkRecords, type TalkRecords } from './talk/talk-records.ts'
import { createTranscriptRecords, type TranscriptRecords } from './talk/transcript-records.ts'
import { createPublicThemes, type PublicThemes } from './theme/public-themes.ts'
import { createThemeLabels, type ThemeLabels } from './theme/search-labels.ts'
import { createThemes, type Themes } from './theme/themes.ts'
import { createVocabularies, type Vocabularies } from './theme/vocabularies.ts'

/** What belongs to no noun: events whole, the log, and the state of the whole. */
interface WholeLibrary {
  event(id: string): Promise<Event | null>
  /** Replaces an event. */
  saveEvent(event: Event): Promise<void>
  /** The audit log, newest first. */
  deeds(filter: { subject?: string | undefined; before?: number | undefined; limit: number }): Promise<AuditEvent[]>
  recordDeed(actor: Actor, deed: Deed): Promise<void>
  /** Changes with everything visitors can see, in whatever process, and with nothing else. */
  catalogueVersion(): number
  /** Resolves when no node can show any more what was hidden, withdrawn or erased here before the call. */
  hiddenEverywhere(): Promise<void>
  /** Called after each commit that may have changed talks, through this door or on another node. @returns ends it */
  onChange(listener: () => void): () => void
  /** Rewrites the database file, so that deleted text is gone from it. @returns false while another program reads the database: try again */
  scrub(): Promise<boolean>
  /** Answers when the database can be read and written. @throws when it cannot */
  ready(): Promise<void>
}

export interface Library
  extends WholeLibrary,
    TalkRecords,
    TranscriptRecords,
    StepResults,
    TalkLists,
    PublicTalks,
    EventLists,
    EventChanges,
    NameLists,
    People,
    Themes,
    PublicThemes,
    ThemeLabels,
    Vocabularies,
    MediaFiles,
    SlideTexts,
    RecognisedPieces,
    Fixity,
    Bin,
    Erasures,
    EraseRequests,
    ChangeLog,
    HarvestLists,
    HarvestedTalks,
    Storage,
    PrivacySearch,
    PrivacyRemovals,
    ImportRecords {}

/** @param now the clock; tests freeze it */
export function createLibrary(database: OpenDatabase, now: () => Date = () => new Date()): Library {
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

  const talks = createTalkRecords(database, changing, now)
  return {
    ...talks,
    ...createTranscriptRecords(database, talks, changing, now),
    ...createStepResults(now),
    ...createTalkLists(reader, database.catalogueVersion),
    ...createPublicTalks(reader),
    ...createEventLists(reader),
    ...createEventChanges(database, changing, now),
    ...createNameLists(reader),
    ...createPeople(database, changing, now),
    ...createThemes(database, changing, now),
    ...createPublicThemes(database),
    ...createThemeLabels(database),
    ...createVocabularies(database, changing, now),
    ...createMediaFiles(database, now),
    ...createSlideTexts(database, changing, now),
    ...createRecognised(database, now),
    ...createFixity(database, now),
    ...createBin(database, changing, now),
    ...createErasing(database, changing, now),
    ...createEraseRequests(database, now),
    ...createChanges(database),
    ...createHarvest(reader),
    ...createHarvested(database, now),
    ...createStorage(database, now),
    ...createPrivacySearch(database),
    ...createPrivacyRemovals(database, changing, now),
    ...createImportRecords(database, now),

    async event(id) {
      return (await loadEvents(reader, [id]))[0] ?? null
    },

    async saveEvent(event) {
      await changing((tx) => saveEvent(tx, event, now().toISOString()))
    },

    async deeds(filter) {
      return loadDeeds(reader, filter)
    },

    async recordDeed(actor, deed) {
      await recordDeed(writer, now().toISOString(), actor, deed)
    },

    catalogueVersion: () => database.catalogueVersion(),
    hiddenEverywhere: () => database.hiddenEverywhere(),

    onChange(listener) {
      listeners.add(listener)
      const ignoreOthers = database.onOtherCommits(listener)
      return () => {
        listeners.delete(listener)
        ignoreOthers()
      }
    },

    scrub: () => database.scrub(),

    async ready() {
      await reader.selectFrom('event').select('id').limit(1).execute()
    },
  }
}

/** Whether a visitor can read along: timed text in the language that is spoken. */
export function hasCaptions(talk: Pick<Talk, 'language' | 'transcripts'>): boolean {
  return talk.transcripts.some(({ language }) => language === talk.language)
}
