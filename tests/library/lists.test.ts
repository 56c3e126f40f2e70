/** Lists of a library: what they hold, that they cost what their page costs, and that counts follow every change. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { afterAll, test as anyTest, beforeAll, describe, expect } from 'vitest'
import type { Event } from '../../src/library/event/event.ts'
import { createLibrary, type Library } from '../../src/library/library.ts'
import { createEventLists } from '../../src/library/lists/events.ts'
import { createNameLists } from '../../src/library/lists/names.ts'
import { createTalkLists } from '../../src/library/lists/talks.ts'
import { type OpenDatabase, openDatabase } from '../../src/library/open.ts'
import type { Database } from '../../src/library/schema.ts'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import { onSqlite, sqliteOf } from '../setup/sqlite-of.ts'

/** Looks into the file, and counts in SQLite's own plans. */
const test = anyTest.runIf(onSqlite)

const EVENTS = 40
const TALKS = 400
const PEOPLE = ['Lodewijk Asscher', 'Hugo de Jonge', 'Dieger ten Berge', '’t Hooft', '100%', 'Éva Özer', 'Zij Dubbel']

const eventOf = (n: number): Event => ({
  id: `e${String(n).padStart(3, '0')}`,
  title: n === 3 ? 'Armoededag' : `Dag ${n}`,
  from: n === 0 ? null : `${2000 + (n % 20)}-03-${String(1 + (n % 28)).padStart(2, '0')}`,
  to: null,
  place: n % 2 === 0 ? 'Heerlen' : 'Zwolle',
  organisers: [],
  summary: null,
  registration: null,
  programme: [
    {
      from: '10:00',
      to: null,
      part: null,
      title: 'Opening',
      kind: 'welcome',
      speakers: [speaker('opener', 'Anna Opener')],
      description: null,
      talk: null,
    },
  ],
  links: [],
  attachments: [],
})

const speaker = (id: string, name: string) => ({ id, name, role: null, organisation: null })

const talkOf = (n: number): TalkRecord => ({
  id: `t${String(n).padStart(3, '0')}`,
  title: n === 7 ? 'Over ónderwijs' : `Lezing ${n}`,
  event: n % 10 === 0 ? null : `e${String(n % EVENTS).padStart(3, '0')}`,
  speakers: [speaker(`p${n % PEOPLE.length}`, PEOPLE[n % PEOPLE.length] ?? '')],
  recorded: null,
  language: 'nl',
  abstract: null,
  themes: [n % 3 === 0 ? { id: 'armoede', name: 'Armoede' } : { id: 'wonen', name: 'Wonen' }],
  recording: null,
  chapters: [],
  attachments: [],
  rights: null,
  visibility: 'public',
  demonstration: false,
  stage: n % 50 === 49 ? 'ready' : 'published',
  publishAt: null,
  captionWaiver: null,
  withdrawn: null,
  withdrawnReason: null,
  formerly: [],
  published: null,
  transcripts: [],
  quotes: [],
})

let folder: string
let database: OpenDatabase
let library: Library
/** The lists again, on a connection that writes down what it is asked. */
let watched: ReturnType<typeof watch>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'woordelijk-test-'))
  database = await openDatabase(folder)
  sqliteOf(database).handle.pragma('synchronous = OFF')
  library = createLibrary(database)
  for (let n = 0; n < EVENTS; n++) await library.saveEvent(eventOf(n))
  for (let n = 0; n < TALKS; n++) await library.saveTalk(talkOf(n))
  watched = watch(sqliteOf(database).file)
})
afterAll(async () => {
  watched.close()
  await database.close()
  await rm(folder, { recursive: true })
})

function watch(file: string) {
  const handle = new Sqlite(file, { readonly: true })
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: handle }),
    log: ({ query: { sql, parameters } }) => void asked.push({ sql, parameters }),
  })
  const lists = { ...createEventLists(db), ...createNameLists(db), ...createTalkLists(db, () => asked.length) }
  /** @returns the steps of SQLite's plans for all that `work` asks, or for what is asked in pages */
  async function plans(work: (of: typeof lists) => Promise<unknown>, which: 'all' | 'pages' = 'all'): Promise<string[]> {
    asked.length = 0
    await work(lists)
    const wanted = asked.filter(({ sql }) => which === 'all' || sql.includes(' limit '))
    expect(wanted.length).toBeGreaterThan(0)
    return wanted.flatMap(({ sql, parameters }) =>
      handle
        .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail),
    )
  }
  return { lists, plans, close: () => handle.close() }
}

/** Tables that grow with the library. */
const LARGE =
  /^SCAN (?:talk|event|person|theme|talk_speaker|talk_theme|programme_item|programme_speaker|recording|transcript|chapter|attachment)\b/
const first = { page: 1, size: 24 }
const far = { page: 5, size: 24 }

describe('no list reads a whole table', () => {
  const lists: Record<string, (of: ReturnType<typeof watch>['lists']) => Promise<unknown>> = {
    'events by page': (of) => of.eventPage({}, far),
    'events of a year': (of) => of.eventPage({ year: '2004' }, first),
    'events after another': (of) => of.eventsAfter({ after: 'e010', limit: 10 }),
    'talks by page': (of) => of.talkPage({}, far),
    'talks after another': (of) => of.talksAfter({ after: 't010', limit: 10 }),
    'talks of an event': (of) => of.talksOfEvent('e005'),
    'talks of no event': (of) => of.talkPage({ event: null }, first),
    'talks of a speaker': (of) => of.talkPage({ speaker: 'p1' }, first),
    'talks of a theme': (of) => of.talkPage({ theme: 'wonen' }, first),
    'counts of talks': (of) => of.talkCounts(),
    'talks for archivists': (of) => of.deskPage({}, far),
    'talks for archivists, of one stage': (of) => of.deskPage({ stage: 'ready' }, first),
    'talks for archivists, by words': (of) => of.deskPage({ words: 'lezing' }, first),
    'people by page': (of) => of.peoplePage({}, first),
    'people of a letter': (of) => of.peoplePage({ letter: 'j' }, first),
    'people after another': (of) => of.peopleAfter({ after: 'p1', limit: 10 }),
    'letters of people': (of) => of.peopleLetters(),
    'a person': (of) => of.person('p1'),
    'places in programmes': (of) => of.appearances('opener', 10),
    'themes by page': (of) => of.themesPage({}, first),
    'themes after another': (of) => of.themesAfter({ after: 'armoede', limit: 10 }),
    'the largest themes': (of) => of.largestThemes(10),
    'a theme': (of) => of.theme('wonen'),
  }
  // Neither reads the table: a count by an index alone, and a page that stops at its limit.
  const cheap = (step: string) =>
    / USING COVERING INDEX /.test(step) || /^SCAN (?:event|talk|theme) USING INDEX (?:event_day|talk_updated|theme_sort_name)$/.test(step)
  test.each(Object.entries(lists))('%s', async (_name, work) => {
    const steps = await watched.plans(work)
    expect(steps.filter((step) => LARGE.test(step) && !cheap(step))).toEqual([])
  })
  test.each(['events by page', 'talks by page', 'talks for archivists', 'talks for archivists, of one stage', 'people by page'])(
    '%s comes in order from its index',
    async (name) => {
      const steps = await watched.plans(lists[name] ?? (async () => {}), 'pages')
      expect(steps.filter((step) => step.includes('ORDER BY'))).toEqual([])
    },
  )
})

describe('counts follow every change', () => {
  /** What the counts should be, counted from the talks themselves. */
  const wrong = () =>
    sqliteOf(database)
      .handle.prepare<[], { id: string }>(
        `select id from person where talks <> (select count(distinct talk_id) from talk_speaker join talk on talk.id = talk_id
           where person_id = person.id and listed = 1)
           or slots <> (select count(*) from programme_speaker where person_id = person.id)
         union all select id from theme where talks <> (select count(distinct talk_id) from talk_theme join talk on talk.id = talk_id
           where theme_id = theme.id and listed = 1)
         union all select id from event where talks <> (select count(*) from talk where event_id = event.id and listed = 1)
         union all select talk.id from talk left join event on event.id = event_id
           where talk.day <> coalesce(recorded, date_from, '')`,
      )
      .all()
  const talks = async (person: string) => (await library.person(person))?.talks ?? null
  const by = { kind: 'system', id: null, name: 'test' } as const
  const change = (id: string, fields: Partial<TalkRecord>) =>
    library.changeTalk(id, by, () => ({ ...fields, deed: { action: 'talk.change' } }))

  test('from the first', () => expect(wrong()).toEqual([]))

  test('of visibility, withdrawal, speakers, themes, event and days', async () => {
    const before = (await talks('p1')) ?? 0
    const steps: [Partial<TalkRecord>, number][] = [
      [{ visibility: 'internal' }, -1],
      [{ speakers: [speaker('p1', 'Hugo de Jonge'), speaker('p1', 'Hugo de Jonge'), speaker('p2', 'Dieger ten Berge')] }, -1],
      [{ visibility: 'public' }, 0],
      [{ speakers: [speaker('p1', 'Hugo de Jonge')] }, 0],
      [{ themes: [] }, 0],
      [{ event: 'e005' }, 0],
      [{ event: null, recorded: '1999-01-01' }, 0],
      [{ withdrawn: '2026-01-01', withdrawnReason: 'op verzoek van de spreker' }, -1],
      [{ withdrawn: null, withdrawnReason: null, event: 'e001', themes: [{ id: 'nieuw', name: 'Nieuw' }] }, 0],
      [{ speakers: [] }, -1],
    ]
    for (const [fields, difference] of steps) {
      await change('t001', fields)
      expect([await talks('p1'), wrong()], JSON.stringify(fields)).toEqual([before + difference, []])
    }
    await library.saveEvent({ ...eventOf(5), from: '2031-05-05', programme: [] })
    expect(wrong()).toEqual([])
    expect((await library.eventPage({}, first)).entries[0]?.id).toBe('e005')
  })

  test('of a talk that is deleted, and of people who are merged', async () => {
    const { handle } = sqliteOf(database)
    handle.prepare("delete from talk where id = 't002'").run()
    expect(wrong()).toEqual([])
    handle.prepare("update talk_speaker set person_id = 'p3' where person_id = 'p6'").run()
    handle.prepare("update programme_speaker set person_id = 'p3' where person_id = 'opener'").run()
    expect(wrong()).toEqual([])
    expect(await talks('p6')).toBe(null)
  })

  test('and the version of the catalogue with what visitors see, and not with drafts and sessions', async () => {
    const version = () => database.catalogueVersion()
    let last = version()
    await change('t003', { title: 'Anders' })
    expect(version()).toBeGreaterThan(last)
    last = version()
    await library.saveEvent(eventOf(6))
    expect(version()).toBeGreaterThan(last)
    last = version()
    await library.recordDeed(by, { action: 'account.sign-in' })
    await library.recordHash({ path: '/x', size: 1, modified: 1 }, 'a')
    expect(version()).toBe(last)
  })
})

describe('lists hold', () => {
  test('names in the order of Dutch lists, by letter, by words in any order', async () => {
    const names = async (filter: object) => (await watched.lists.peoplePage(filter, first)).entries.map(({ name }) => name)
    expect(await names({ letter: 'j' })).toEqual(['Hugo de Jonge'])
    expect(await names({ letter: '#' })).toEqual(['100%'])
    expect(await names({ words: 'jonge HUGO' })).toEqual(['Hugo de Jonge'])
    expect(await names({ words: 'eva ozer' })).toEqual(['Éva Özer'])
    expect(await names({ words: '%' })).toEqual(['100%'])
    expect(await watched.lists.peopleLetters()).toEqual(['a', 'b', 'h', 'j', 'o', '#'])
  })

  test('every entry once, page by page and cursor by cursor', async () => {
    const { lists } = watched
    const pages: string[] = []
    for (let page = 1; page <= 4; page++) pages.push(...(await lists.eventPage({}, { page, size: 12 })).entries.map(({ id }) => id))
    const cursors: string[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const { entries, next } = await lists.eventsAfter({ after: after ?? undefined, limit: 7 })
      cursors.push(...entries.map(({ id }) => id))
      after = next
    }
    expect(cursors).toEqual(pages)
    expect(new Set(pages).size).toBe(EVENTS)
    expect(pages.at(-1)).toBe('e000')
  })

  test('events of a year, and words of title and place', async () => {
    const { lists } = watched
    expect((await lists.eventPage({ year: '2004' }, first)).entries.map(({ id }) => id)).toEqual(['e024', 'e004'])
    expect((await lists.eventPage({ words: 'zwolle armoede' }, first)).entries.map(({ id }) => id)).toEqual(['e003'])
    expect((await lists.eventYears())[0]).toEqual({ year: '2031', events: 1 })
  })

  test('the last page for a page past the end', async () => {
    const { page, pages, entries } = await watched.lists.talkPage({}, { page: 999, size: 24 })
    expect([page, entries.length > 0]).toEqual([pages, true])
  })

  test('an archivist’s filter that ignores case and accents', async () => {
    const found = await watched.lists.deskPage({ words: 'ONDERWIJS' }, first)
    expect(found.entries.map(({ id }) => id)).toEqual(['t007'])
    expect((await watched.lists.deskCounts()).ready).toBe(8)
  })
})
