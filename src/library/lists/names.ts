/** Lists of people and of themes: by name, with how many listed talks each has. */
import { type Kysely, sql } from 'kysely'
import { fold } from '../../language/tokens.ts'
import type { Database } from '../schema.ts'
import { type CursorPage, type CursorRequest, cursorPageOf, type Page, type PageRequest, pageOf } from './page.ts'

/** A person or a theme. */
export interface NamedEntry {
  readonly id: string
  readonly name: string
  /** A theme's English label. */
  readonly english?: string | null
  /** Listed talks. */
  readonly talks: number
}

export interface NameFilter {
  /** `a` to `z`, or `#` for names that begin otherwise. */
  readonly letter?: string | undefined
  /** Words that must all occur in the name, in any order. */
  readonly words?: string | undefined
}

/** Somebody's place in a programme of which no talk is listed. */
export interface Appearance {
  readonly event: { readonly id: string; readonly title: string; readonly from: string | null; readonly to: string | null }
  readonly title: string
  readonly role: string | null
}

export interface NameLists {
  /** Everybody who speaks in a listed talk or is named in a programme, by family name. */
  peoplePage(filter: NameFilter, request: PageRequest): Promise<Page<NamedEntry>>
  peopleAfter(request: CursorRequest): Promise<CursorPage<NamedEntry>>
  /** The letters with which a family name begins, in order; `#` last. */
  peopleLetters(): Promise<string[]>
  /** How many people speak in a listed talk, and the first of them by family name. */
  speakers(most: number): Promise<{ total: number; first: NamedEntry[] }>
  /** Null also for somebody who is named nowhere. */
  person(id: string): Promise<NamedEntry | null>
  /** Newest first. */
  appearances(person: string, most: number): Promise<Appearance[]>
  /** Themes of listed talks, by name. */
  themesPage(filter: NameFilter, request: PageRequest): Promise<Page<NamedEntry>>
  themesAfter(request: CursorRequest): Promise<CursorPage<NamedEntry>>
  /** The letters with which a theme of a listed talk begins. */
  themeLetters(): Promise<string[]>
  /** Those with the most talks, by name. */
  largestThemes(most: number): Promise<{ total: number; first: NamedEntry[] }>
  /** Null also for a theme without listed talks. */
  theme(id: string): Promise<NamedEntry | null>
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('')
/** After every letter in the order of sort names. */
const AFTER_Z = '{'

export function createNameLists(db: Kysely<Database>): NameLists {
  /** Statements on `person` work on `theme` as well: both have these columns. */
  type Table = 'person' | 'theme'
  // `shown` and `talks > 0` are written out, so that SQLite can choose an index by them.
  const SHOWN = { person: sql<boolean>`shown = 1`, theme: sql<boolean>`talks > 0` }

  const listed = (table: Table, filter: NameFilter = {}) => {
    let query = db.selectFrom(table as 'theme').where(SHOWN[table])
    if (filter.letter === '#') query = query.where((e) => e.or([e('sort_name', '<', 'a'), e('sort_name', '>=', AFTER_Z)]))
    else if (filter.letter !== undefined)
      query = query.where('sort_name', '>=', filter.letter).where('sort_name', '<', String.fromCharCode(filter.letter.charCodeAt(0) + 1))
    for (const word of fold(filter.words ?? '')
      .split(/\s+/)
      .filter((part) => part !== ''))
      query = query.where(sql<boolean>`instr(sort_name, ${word}) > 0`)
    return query
  }

  /** Only themes have an English label. */
  const entryOf = (table: Table) => (table === 'theme' ? (['id', 'name', 'talks', 'english'] as const) : (['id', 'name', 'talks'] as const))

  async function page(table: Table, filter: NameFilter, request: PageRequest): Promise<Page<NamedEntry>> {
    const { total } = await listed(table, filter)
      .select((e) => e.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return pageOf(request, total, (offset) =>
      listed(table, filter).select(entryOf(table)).orderBy('sort_name').orderBy('id').limit(request.size).offset(offset).execute(),
    )
  }

  async function after(table: Table, request: CursorRequest): Promise<CursorPage<NamedEntry>> {
    const { after: id, limit } = request
    const last = id === undefined ? undefined : await listed(table).select('sort_name').where('id', '=', id).executeTakeFirst()
    let query = listed(table)
      .select(['id', 'name', 'talks'])
      .orderBy('sort_name')
      .orderBy('id')
      .limit(limit + 1)
    if (last) query = query.where(sql<boolean>`(sort_name, id) > (${last.sort_name}, ${id})`)
    return cursorPageOf(await query.execute(), limit)
  }

  async function letters(table: Table): Promise<string[]> {
    const has = async (letter: string) => (await listed(table, { letter }).select('id').limit(1).executeTakeFirst()) !== undefined
    const present: string[] = []
    for (const letter of [...LETTERS, '#']) if (await has(letter)) present.push(letter)
    return present
  }

  return {
    peoplePage: (filter, request) => page('person', filter, request),
    peopleAfter: (request) => after('person', request),
    peopleLetters: () => letters('person'),

    async speakers(most) {
      const speaking = listed('person').where('talks', '>', 0)
      const { total } = await speaking.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const first = await speaking.select(['id', 'name', 'talks']).orderBy('sort_name').orderBy('id').limit(most).execute()
      return { total, first }
    },

    async person(id) {
      return (await listed('person').select(['id', 'name', 'talks']).where('id', '=', id).executeTakeFirst()) ?? null
    },

    async appearances(person, most) {
      const rows = await db
        .selectFrom('programme_speaker')
        .innerJoin('programme_item', (join) =>
          join.onRef('programme_item.event_id', '=', 'programme_speaker.event_id').onRef('programme_item.position', '=', 'item'),
        )
        .innerJoin('event', 'event.id', 'programme_speaker.event_id')
        .select(['event.id', 'event.title as event_title', 'date_from', 'date_to', 'programme_item.title', 'role'])
        .where('person_id', '=', person)
        // A slot whose talk stands in the list of talks is not named twice.
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('talk')
                .innerJoin('talk_speaker', 'talk_speaker.talk_id', 'talk.id')
                .select('talk.id')
                .whereRef('talk.id', '=', 'programme_item.talk_id')
                .where('listed', '=', 1)
                .where('talk_speaker.person_id', '=', person),
            ),
          ),
        )
        .orderBy('event.day', 'desc')
        .orderBy('event.id')
        .orderBy('programme_item.position')
        .limit(most)
        .execute()
      return rows.map(({ id, event_title, date_from, date_to, title, role }) => ({
        event: { id, title: event_title, from: date_from, to: date_to },
        title,
        role,
      }))
    },

    themesPage: (filter, request) => page('theme', filter, request),
    themesAfter: (request) => after('theme', request),
    themeLetters: () => letters('theme'),

    async largestThemes(most) {
      const { total } = await listed('theme')
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const largest = await listed('theme')
        .select(['id', 'name', 'english', 'talks', 'sort_name'])
        .orderBy('talks', 'desc')
        .limit(most)
        .execute()
      const first = largest
        .toSorted((a, b) => a.sort_name.localeCompare(b.sort_name, 'nl'))
        .map(({ id, name, english, talks }) => ({ id, name, english, talks }))
      return { total, first }
    },

    async theme(id) {
      return (await listed('theme').select(['id', 'name', 'talks']).where('id', '=', id).executeTakeFirst()) ?? null
    },
  }
}
