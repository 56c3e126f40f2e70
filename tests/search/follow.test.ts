/** The search index follows the record. */

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { SYSTEM } from '../../src/library/audit.ts'
import { WITHOUT_DETAILS } from '../../src/library/event/event.ts'
import { createDrafts } from '../../src/library/talk/drafts.ts'
import { emptyTalk, type Talk, type TalkRecord } from '../../src/library/talk/talk.ts'
import { asNumbers } from '../../src/search/index/writer.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeLibrary, type TestLibrary } from '../setup/make-library.ts'

const cue = (text: string, i = 0): Cue => ({ id: null, start: i * 1000, end: (i + 1) * 1000, speaker: null, text, words: null })

function talk(id: string, lines: readonly string[], more: Partial<TalkRecord> = {}): TalkRecord {
  const nothing = { author: null, note: null, origin: 'test', source: null, moved: null }
  return {
    ...emptyTalk(id, id),
    stage: 'published',
    transcripts: [
      {
        language: 'nl',
        made: 'human',
        reviewed: true,
        revisions: [{ ...nothing, number: 1, created: '2026-01-01T00:00:00.000Z', cues: lines.map(cue) }],
      },
    ],
    ...more,
  }
}

const found = async (library: TestLibrary, q: string) => (await library.search().search({ q, limit: 20 })).talks.map(({ id }) => id)

/** Everything the index says, in words instead of its own numbers. */
function contents(file: string) {
  const db = new Sqlite(file, { readonly: true })
  const all = <T>(sql: string) => db.prepare<[], T>(sql).all()
  const form = new Map(all<{ id: number; form: string }>('select id, form from search_form').map(({ id, form }) => [id, form]))
  const words = (blob: Buffer) => [...asNumbers(blob)].map((id) => form.get(id)).sort()
  db.exec("create virtual table temp.instances using fts5vocab('main', 'search_passage', 'instance')")
  try {
    return {
      seq: all('select seq from search_state'),
      talks: all<{ id: string; fields: string }>('select id, title, words, fields from search_talk order by id').map((row) => {
        const { variants, ...fields } = JSON.parse(row.fields)
        return { ...row, fields, variants: variants.map(([id, written]: [number, string]) => [form.get(id), written]).sort() }
      }),
      facets: all('select id, kind, value, name from search_facet join search_talk on no = talk order by 1, 2, 3'),
      cues: all(
        'select id, number, start, end, speaker, text, search_cue.words from search_cue join search_talk on no = talk order by 1, 2',
      ),
      forms: all('select form, shown, talks, uses from search_form order by form'),
      variants: all('select f.form, written, v.talks from search_variant v join search_form f on f.id = v.form order by 1, 2'),
      terms: all(
        'select f.form, t.term, weight from search_form_term join search_form f on f.id = search_form_term.form join search_term t on t.id = search_form_term.term order by 1, 2',
      ),
      postings: all(
        'select search_talk.id, t.term, weight from search_posting join search_talk on no = talk join search_term t on t.id = search_posting.term order by 1, 2',
      ),
      forward: all<{ id: string; forms: Buffer; written: Buffer; cues: Buffer }>(
        'select id, forms, written, cues from search_forward join search_talk on no = talk order by id',
      ).map((row) => ({ ...row, forms: words(row.forms), written: words(row.written), cues: [...asNumbers(row.cues)] })),
      deletes: all('select key, f.form from search_delete join search_form f on f.id = search_delete.form order by 1, 2'),
      passages: all(
        'select search_talk.id, doc % 1048576 as cue, term, offset from temp.instances join search_talk on no = doc / 1048576 order by 1, 2, 4',
      ),
    }
  } finally {
    db.close()
  }
}

test('an index that followed every change is the index made at once from the record', async () => {
  const id = fc.constantFrom('een', 'twee', 'drie')
  // Few words, with marks and without, so that talks share them and lose them.
  const line = fc.array(fc.constantFrom('ideeën', 'ideeen', 'Één', 'een', 'huisarts', 'vóór', 'stad'), { minLength: 1, maxLength: 4 })
  const lines = fc.array(
    line.map((words) => words.join(' ')),
    { maxLength: 5 },
  )
  const step = fc.oneof(
    fc.record({
      save: id,
      lines,
      title: fc.constantFrom('De stad', 'Ideeën over zorg'),
      name: fc.constantFrom('Jan Jansen', 'Jan Janßen'),
    }),
    fc.record({ withdraw: id }),
    fc.record({ restore: id }),
    fc.record({ revise: id, lines }),
    fc.record({ event: fc.constantFrom('De dag', 'Een andere dag'), from: fc.constantFrom('2024-04-15', '2025-01-01', null) }),
    fc.constant('look' as const),
  )
  const event = { ...WITHOUT_DETAILS, id: 'dag' }
  // One library for all runs: each goes on from the one before.
  const library = await makeLibrary()
  const { library: record } = library
  await record.saveEvent({ ...event, title: 'De dag', from: '2024-04-15' })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const change = async (of: string, fields: (talk: Talk) => Partial<TalkRecord>) => {
        if (await record.talk(of)) await record.changeTalk(of, SYSTEM, (now) => ({ ...fields(now), deed: { action: 'talk.change' } }))
      }
      for (const one of steps) {
        if (one === 'look') await library.caughtUp()
        else if ('save' in one) {
          const speakers = [{ id: 'jan', name: one.name, role: null, organisation: null }]
          const revisions = (await record.revisions(one.save, 'nl')).length
          const made = talk(one.save, one.lines, { title: one.title, event: 'dag', speakers })
          await record.saveTalk(revisions === 0 ? made : { ...made, transcripts: [] })
        } else if ('withdraw' in one) await change(one.withdraw, () => ({ withdrawn: '2026-01-01' }))
        else if ('restore' in one) await change(one.restore, () => ({ withdrawn: null }))
        else if ('revise' in one) {
          const base = (await record.revisions(one.revise, 'nl')).length
          const made = { base, cues: one.lines.map(cue), author: null, note: null, origin: 'test' }
          if (base > 0) await record.addRevision(one.revise, 'nl', made)
        } else await record.saveEvent({ ...event, title: one.event, from: one.from })
      }
      await library.caughtUp()
      const followed = contents(library.index().file)
      await library.index().rebuild()
      expect(followed).toEqual(contents(library.index().file))
    }),
    { numRuns: 25 },
  )
})

test('what changes no talk changes nothing in the index, and drops nothing that is remembered of it', async () => {
  const library = await makeLibrary()
  await library.library.saveTalk(talk('een', ['een woordzonderweerga']))
  expect(await found(library, 'woordzonderweerga')).toEqual(['een'])
  const db = new Sqlite(library.index().file, { readonly: true })
  onTestFinished(() => void db.close())
  const version = () => db.pragma('data_version', { simple: true })
  const before = version()
  await library.library.recordDeed(SYSTEM, { action: 'talk.look', subject: 'een' })
  await createDrafts(library.database).save('een', 'nl', { base: 1, cues: [] }, { expected: null }, { ...SYSTEM, id: 'jan' })
  await library.caughtUp()
  expect(version()).toBe(before)
  await library.library.saveTalk(talk('twee', ['een woordzonderweerga']))
  expect(await found(library, 'woordzonderweerga')).toEqual(['een', 'twee'])
  expect(version()).not.toBe(before)
})

test('a deleted index is built again; until it is there the old one answers', async () => {
  const library = await makeLibrary()
  await library.library.saveTalk(talk('een', ['een woordzonderweerga']))
  expect(await found(library, 'woordzonderweerga')).toEqual(['een'])
  const { file, search } = library.index()
  rmSync(file)
  // Nothing has been built yet: this is asked of the index as it stands.
  expect((await search({ q: 'woordzonderweerga', limit: 5 })).total).toBe(1)
  await library.caughtUp()
  expect(existsSync(file)).toBe(true)
  await library.library.saveTalk(talk('twee', ['een woordzonderweerga']))
  expect(await found(library, 'woordzonderweerga')).toEqual(['een', 'twee'])
  expect(contents(file).talks).toHaveLength(2)
})

test('an index that is no database, or knows more than its record, is built again', async () => {
  const library = await makeLibrary()
  await library.library.saveTalk(talk('een', ['een woordzonderweerga']))
  await library.caughtUp()
  const { file } = library.index()
  await library.close()
  const again = async () => {
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(library.folder, 'data') }))
    const talks = (await open.search().search({ q: 'woordzonderweerga', limit: 5 })).talks.map(({ id }) => id)
    await open.close()
    return talks
  }
  const db = new Sqlite(file)
  db.exec('update search_state set seq = 99; delete from search_talk')
  db.close()
  expect(await again()).toEqual(['een'])
  expect(contents(file).seq).toEqual([{ seq: 1 }])
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
  writeFileSync(file, 'geen database '.repeat(500))
  expect(await again()).toEqual(['een'])
})

test('two programs on one data folder: one writes the index, both find what either changed', async () => {
  const first = await makeLibrary()
  await first.library.saveTalk(talk('een', ['een woordzonderweerga']))
  await first.caughtUp()
  const second = await openLibrary(readConfig({ WOORDELIJK_DATA: join(first.folder, 'data') }))
  onTestFinished(() => second.close())
  await second.library.saveTalk(talk('twee', ['een woordzonderweerga']))
  expect((await second.search().search({ q: 'woordzonderweerga', limit: 5 })).total).toBe(2)
  expect(await found(first, 'woordzonderweerga')).toEqual(['een', 'twee'])
  // The one that does not write it may ask for a new one.
  await second.index().rebuild()
  expect((await second.search().search({ q: 'woordzonderweerga', limit: 5 })).total).toBe(2)
})
