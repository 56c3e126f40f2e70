/** Two libraries, one a split: no talk is in both, so what is tuned on one says nothing about the other's words. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FoundManifests, findManifests } from '../../src/ingest/manifest/find-manifests.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { speakersOf } from '../../src/ingest/manifest/names.ts'
import { createLibrary } from '../../src/library/library.ts'
import { openDatabase } from '../../src/library/open.ts'
import { slug } from '../../src/library/slug.ts'
import { type Chapter, emptyTalk, type TalkRecord } from '../../src/library/talk/talk.ts'
import { openFolderStore } from '../../src/media/store/folder.ts'
import { INDEX_FILE } from '../../src/search/index/file.ts'
import { followRecord } from '../../src/search/index/follow.ts'
import { openSearch, type Search } from '../../src/search/search.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { readTranscript } from '../../src/transcript/read/read.ts'
import { ROOT, type TalkText } from './corpus.ts'

export type Split = 'tune' | 'heldout'

/** Part of what is frozen: a talk that changes sides takes its queries with it. */
export const SPLITS: Record<Split, readonly string[]> = {
  tune: [
    'academie-2-afronding',
    'academie-2-asscher',
    'academie-2-martens',
    'academie-2-sessie-wonen',
    'landelijke-werkplaats-verharen',
    'minisymposium-2020-sociale-basis',
    'corpus-ud-1',
    'corpus-ud-3',
    'corpus-ud-5',
    'corpus-ud-7',
    'corpus-debian-1',
    'corpus-libreoffice-2',
    'corpus-w3c-1',
  ],
  heldout: [
    'academie-2-de-jonge',
    'academie-2-meyer',
    'academie-2-sessie-werk',
    'academie-2-sessie-zorg',
    'academie-2-welkomstwoord',
    'ontmoetingsdag-2018-armoede-aanpakken',
    'corpus-ud-2',
    'corpus-ud-4',
    'corpus-ud-6',
    'corpus-ud-8',
    'corpus-debian-2',
    'corpus-libreoffice-1',
    'corpus-tor-1',
  ],
}

/** Invented debates with speaker labels (`debates/`), beside the demonstration talks of the same split. Part of what is frozen. */
export const DEBATES: Record<Split, readonly string[]> = {
  tune: ['debat-schulden', 'debat-scholen'],
  heldout: ['debat-wonen', 'debat-zorg'],
}

export function isOfCorpus(talk: string): boolean {
  return talk.startsWith('corpus-')
}

type TalkManifestFile = FoundManifests['talks'][number]

/** The demonstration talks as their manifests describe them, without the recordings: nothing is searched in those. */
async function demonstrationTalks(split: Split): Promise<TalkRecord[]> {
  const { talks } = await findManifests(globSync(join(ROOT, 'media-manifests', '*', '*.yaml')), { data: join(ROOT, 'data') })
  return talks.filter(({ value }) => SPLITS[split].includes(value.id)).map(recordOf)
}

function recordOf({ path, value }: TalkManifestFile): TalkRecord {
  const [transcript] = value.transcripts
  if (!transcript?.file) throw new Error(`${value.id}: no transcript file`)
  const chapters = value.chapters && 'file' in value.chapters ? cuesOf(join(dirname(path), value.chapters.file)) : []
  return record({
    id: value.id,
    event: value.event ?? null,
    title: value.title,
    speakers: speakersOf(value.speakers),
    recorded: value.recorded ?? null,
    abstract: value.abstract ?? null,
    themes: value.themes.map((name) => ({ id: slug(name), name })),
    chapters: chapters.map(({ start, end, text }): Chapter => ({ start, end, title: text })),
    cues: cuesOf(join(dirname(path), transcript.file)),
  })
}

/** Titles say nothing of the topic, and only the cues name the speakers. */
function debates(split: Split): TalkRecord[] {
  return DEBATES[split].map((id, i) =>
    record({ id, title: `Vergadering ${i + 1}`, cues: cuesOf(join(import.meta.dirname, 'debates', `${id}.nl.vtt`)) }),
  )
}

/** The library that the typed queries are asked of. */
export async function typedTalks(split: Split): Promise<TalkRecord[]> {
  return [...(await demonstrationTalks(split)), ...debates(split)]
}

function cuesOf(file: string): readonly Cue[] {
  return readTranscript(readFileSync(file)).cues
}

function record({ cues, ...talk }: Partial<TalkRecord> & { id: string; title: string; cues: readonly Cue[] }): TalkRecord {
  const revision = {
    number: 1,
    created: '2026-11-25T12:00:00.000Z',
    author: null,
    note: null,
    origin: 'test',
    source: null,
    moved: null,
    cues,
  }
  return {
    ...emptyTalk(talk.id, talk.title),
    stage: 'published',
    transcripts: [{ language: 'nl', made: 'human', reviewed: true, revisions: [revision] }],
    ...talk,
  }
}

/** @param corpus null for a library of the demonstration talks alone */
export async function talksOf(split: Split, corpus: readonly TalkText[] | null): Promise<TalkRecord[]> {
  const others = (corpus ?? []).filter(({ id }) => SPLITS[split].includes(id)).map(record)
  return [...(await demonstrationTalks(split)), ...others]
}

export function cuesOfTalk(talk: TalkRecord): readonly Cue[] {
  return talk.transcripts[0]?.revisions[0]?.cues ?? []
}

/**
 * A library in `folder` with these talks, saved one at a time through its own door as an import does, and the search over it. Opened by
 * its parts: accounts, uploads and jobs have no place in it.
 * @param address of an empty PostgreSQL database for its record; null: SQLite in the folder
 */
export async function openSearchOver(
  talks: readonly TalkRecord[],
  folder: string,
  address: string | null = null,
): Promise<{ search: Search; close(): Promise<void> }> {
  const database = await openDatabase(folder, address)
  const library = createLibrary(database)
  const store = await openFolderStore(join(folder, 'media'))
  await importManifests(globSync(join(ROOT, 'media-manifests', '*', 'event.yaml')), { library, store, data: folder })
  for (const talk of talks) await library.saveTalk(talk)
  const file = join(folder, INDEX_FILE)
  const follower = followRecord(file, library)
  await follower.caughtUp()
  const search = openSearch(file, 1)
  await search.started
  return {
    search,
    async close() {
      await follower.close()
      await search.close()
      await database.close()
    },
  }
}
