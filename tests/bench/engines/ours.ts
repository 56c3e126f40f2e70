/** Ours, in the process that asks. The record holds the talks with an empty transcript: a search reads nothing of it. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { WITHOUT_DETAILS } from '../../../src/library/event/event.ts'
import { createLibrary, type Library } from '../../../src/library/library.ts'
import { openDatabase } from '../../../src/library/open.ts'
import type { Talk, TalkRecord } from '../../../src/library/talk/talk.ts'
import { INDEX_FILE, openIndexFile } from '../../../src/search/index/file.ts'
import { prepareIndex } from '../../../src/search/index/tables.ts'
import { createIndexWriter } from '../../../src/search/index/writer.ts'
import { type Engine, openEngine } from '../../../src/search/open-engine.ts'
import type { BenchTalk, Corpus } from '../dutch-corpus.ts'
import { KINDS } from '../queries.ts'
import { type BenchEngine, type Indexed, type Searching, SHOWN, stopwatch } from './engine.ts'

export const ours: BenchEngine = {
  kinds: KINDS,
  version() {
    const db = new Sqlite(':memory:')
    prepareIndex(db)
    const version = db.prepare<[], string>('select version from search_state').pluck().get()
    db.close()
    return `ours ${version}`
  },

  async index(folder, corpus): Promise<Indexed> {
    const database = await openDatabase(folder)
    const library = createLibrary(database)
    await saveTalks(library, corpus)
    const talks = new Map<string, Talk>()
    for (const change of await library.changes(0, Number.MAX_SAFE_INTEGER)) {
      const found = await library.searchable(change.talk)
      if (found) talks.set(change.talk, found.talk)
    }
    const file = join(folder, INDEX_FILE)
    const db = openIndexFile(file)
    const writer = createIndexWriter(db)
    const watch = stopwatch()
    for (const { id, cues } of corpus.talks()) {
      const talk = talks.get(id)
      if (talk) watch.time(() => db.transaction(() => writer.put(talk, cues))())
    }
    // The server finds the index as far as its record.
    writer.setSeq(await library.lastChange())
    watch.time(() => db.pragma('wal_checkpoint(truncate)'))
    db.close()
    await database.close()
    return { seconds: watch.seconds(), bytes: statSync(file).size }
  },

  open(folder): Searching {
    const db = new Sqlite(join(folder, INDEX_FILE), { readonly: true })
    // As a search thread opens it.
    db.pragma('trusted_schema = OFF')
    const engine: Engine = openEngine(db)
    return {
      ask({ kind, q }) {
        if (kind !== 'completion') {
          return engine
            .search({ q, limit: SHOWN })
            .talks.map(({ id, moments }) => ({ talk: id, times: moments.map((moment) => moment.time) }))
        }
        engine.complete(q)
        return []
      },
      close: () => void db.close(),
    }
  },
}

async function saveTalks(library: Library, corpus: Corpus): Promise<void> {
  const events = new Set<string>()
  for (const talk of corpus.talks()) {
    if (!events.has(talk.event)) {
      await library.saveEvent({ ...WITHOUT_DETAILS, id: talk.event, title: talk.event, from: `${2005 + (events.size % 20)}-04-15` })
      events.add(talk.event)
    }
    await library.saveTalk(recordOf(talk))
  }
}

function recordOf({ id, title, event, speaker, themes, chapters }: BenchTalk): TalkRecord {
  const idOf = (name: string) =>
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
  const revision = {
    number: 1,
    created: '2024-04-15T12:00:00Z',
    author: null,
    note: null,
    origin: 'bench',
    source: null,
    moved: null,
    cues: [],
  }
  return {
    id,
    title,
    event,
    speakers: [{ id: idOf(speaker), name: speaker, role: null, organisation: null }],
    recorded: null,
    language: 'nl',
    abstract: null,
    themes: themes.map((name) => ({ id: idOf(name), name })),
    recording: null,
    chapters: chapters.map((chapter) => ({ ...chapter, end: null })),
    attachments: [],
    rights: null,
    visibility: 'public',
    demonstration: false,
    stage: 'published',
    publishAt: null,
    withdrawn: null,
    withdrawnReason: null,
    captionWaiver: null,
    formerly: [],
    published: null,
    transcripts: [{ language: 'nl', made: 'asr', reviewed: false, revisions: [revision] }],
    quotes: [],
  }
}
