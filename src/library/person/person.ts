/** What the library knows of a person; changed by archivists, and two records of one person merged into one. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { fold } from '../../language/tokens.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordChanges, recordRenamed } from '../changes.ts'
import { chunks } from '../chunks.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import type { Person } from '../talk/talk.ts'
import { doubleKey } from './double-key.ts'
import type { IdentifierKind } from './identifiers.ts'
import { sortName } from './sort-name.ts'
import { type PersonSuggestion, suggestPeople } from './suggest.ts'

export interface PersonRecord extends Person, Readonly<Record<IdentifierKind, string | null>> {
  readonly description: string | null
  readonly links: readonly { readonly title: string; readonly url: string }[]
  /** Listed talks, and places in programmes. */
  readonly talks: number
  readonly slots: number
  /** Ids of people who were merged into this one. */
  readonly formerly: readonly string[]
}

export type PersonChange = Partial<Pick<PersonRecord, 'name' | 'description' | 'links' | IdentifierKind>>

export interface PersonEntry extends Person {
  readonly talks: number
  readonly slots: number
}

const MOST_DOUBLES = 100

export interface People {
  /** The person, also one whom no talk or event names. Null for a former id. */
  personRecord(id: string): Promise<PersonRecord | null>
  /** The present id of a person who was merged into another, or null. */
  mergedInto(id: string): Promise<string | null>
  /** The same people under their present ids and, where an archivist wrote it, their present names. */
  presentPeople<T extends Person>(people: readonly T[]): Promise<T[]>
  /** @param check gets the person as it is and throws when the change is not wanted then @throws Failure `not-found` */
  changePerson(id: string, change: PersonChange, actor: Actor, check?: (person: PersonRecord) => void): Promise<PersonRecord>
  /**
   * Makes two records of one person one. Every talk and programme keeps the role and organisation of its day; the former id leads to
   * the person for ever.
   * @param check gets the person who goes @throws Failure `not-found`, or `invalid` for a person and itself
   */
  mergePeople(from: string, into: string, actor: Actor, check?: (person: PersonRecord) => void): Promise<PersonRecord>
  /** All people by family name, also those whom no talk or event names. @param words that must all occur in the name */
  everyone(words: string, request: PageRequest): Promise<Page<PersonEntry>>
  /** The present names of people by the ids given, former ids too; unknown ids are left out. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** People for a name that somebody is typing, at most `most`. Reads some entries of indexes, however many people there are. */
  suggestPeople(typed: string, most: number): Promise<PersonSuggestion[]>
  /** Groups of records that may be of one person, at most a hundred groups. Reads along the index of `double_key`, not the whole table. */
  likelyDoubles(): Promise<PersonEntry[][]>
}

export function createPeople({ reader }: OpenDatabase, changing: Changing, now: () => Date): People {
  return {
    async personRecord(id) {
      return loadPerson(reader, id)
    },

    async mergedInto(id) {
      const row = await reader.selectFrom('person_alias').select('person_id').where('alias', '=', id).executeTakeFirst()
      return row?.person_id ?? null
    },

    async presentPeople(people) {
      return withPresentIds(reader, people)
    },

    async changePerson(id, change, actor, check = () => {}) {
      await changing(async (tx) => {
        const person = await requirePerson(tx, id)
        check(person)
        const at = now().toISOString()
        const { name, links, ...rest } = change
        await tx
          .updateTable('person')
          .set({
            ...rest,
            ...(links === undefined ? {} : { links: JSON.stringify(links) }),
            ...(name === undefined ? {} : { name, sort_name: sortName(name), double_key: doubleKey(name) }),
            edited: 1,
          })
          .where('id', '=', id)
          .execute()
        if (name !== undefined && name !== person.name) await recordRenamed(tx, 'person', id, at)
        await recordDeed(tx, at, actor, { action: 'person.change', subject: id, detail: { fields: Object.keys(change) } })
      })
      return requirePerson(reader, id)
    },

    async mergePeople(from, into, actor, check = () => {}) {
      if (from === into) throw new Failure('invalid', ['samePerson'])
      await changing(async (tx) => {
        const [goes, stays] = [await requirePerson(tx, from), await requirePerson(tx, into)]
        check(goes)
        const at = now().toISOString()
        const talks = (await tx.selectFrom('talk_speaker').select('talk_id').where('person_id', '=', from).execute()).map(
          (row) => row.talk_id,
        )
        await tx.updateTable('talk_speaker').set({ person_id: into }).where('person_id', '=', from).execute()
        await tx.updateTable('programme_speaker').set({ person_id: into }).where('person_id', '=', from).execute()
        for (const talk of new Set(talks)) await joinSpeaker(tx, talk, into)
        const links = [...stays.links, ...goes.links.filter(({ url }) => !stays.links.some((link) => link.url === url))]
        await tx
          .updateTable('person')
          .set({
            description: stays.description ?? goes.description,
            links: JSON.stringify(links),
            orcid: stays.orcid ?? goes.orcid,
            isni: stays.isni ?? goes.isni,
            wikidata: stays.wikidata ?? goes.wikidata,
            edited: 1,
          })
          .where('id', '=', into)
          .execute()
        await tx.updateTable('person_alias').set({ person_id: into }).where('person_id', '=', from).execute()
        await tx.deleteFrom('person').where('id', '=', from).execute()
        await tx.insertInto('person_alias').values({ alias: from, person_id: into }).execute()
        for (const some of chunks(talks)) await tx.updateTable('talk').set({ updated_at: at }).where('id', 'in', some).execute()
        await recordDeed(tx, at, actor, {
          action: 'person.merge',
          subject: into,
          detail: { from, name: goes.name, talks: new Set(talks).size },
        })
        await recordChanges(tx, talks, at)
      })
      return requirePerson(reader, into)
    },

    async namesOf(ids) {
      const present = await withPresentIds(
        reader,
        ids.map((id) => ({ id, name: '' })),
      )
      const names = new Map<string, string>()
      for (const some of chunks(present.map(({ id }) => id)))
        for (const { id, name } of await reader.selectFrom('person').select(['id', 'name']).where('id', 'in', some).execute())
          names.set(id, name)
      return new Map(
        ids
          .flatMap((id, i) => [[id, names.get(present[i]?.id ?? '')] as const])
          .filter((entry): entry is [string, string] => entry[1] !== undefined),
      )
    },

    suggestPeople: (typed, most) => suggestPeople(reader, typed, most),

    async everyone(words, request) {
      const matching = () => {
        let query = reader.selectFrom('person')
        for (const word of fold(words)
          .split(/\s+/)
          .filter((part) => part !== ''))
          query = query.where(sql<boolean>`instr(sort_name, ${word}) > 0`)
        return query
      }
      const { total } = await matching()
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, total, (offset) =>
        matching().select(ENTRY).orderBy('sort_name').orderBy('id').limit(request.size).offset(offset).execute(),
      )
    },

    async likelyDoubles() {
      const keys = await reader
        .selectFrom('person')
        .select('double_key')
        .where('double_key', '<>', '')
        .groupBy('double_key')
        .having((e) => e.fn.countAll<number>(), '>', 1)
        .orderBy('double_key')
        .limit(MOST_DOUBLES)
        .execute()
      if (keys.length === 0) return []
      const people = await reader
        .selectFrom('person')
        .select([...ENTRY, 'double_key'])
        .where(
          'double_key',
          'in',
          keys.map((row) => row.double_key),
        )
        .orderBy('double_key')
        .orderBy('sort_name')
        .orderBy('id')
        .execute()
      return [...Map.groupBy(people, (person) => person.double_key).values()].map((group) =>
        group.map(({ id, name, talks, slots }) => ({ id, name, talks, slots })),
      )
    },
  }
}

const ENTRY = ['id', 'name', 'talks', 'slots'] as const

/** Ids of people who were merged away replaced by those they lead to; names that archivists wrote stand. */
export async function withPresentIds<T extends Person>(db: Kysely<Database>, people: readonly T[]): Promise<T[]> {
  const present = new Map<string, string>()
  for (const some of chunks(people.map(({ id }) => id)))
    for (const row of await db.selectFrom('person_alias').selectAll().where('alias', 'in', some).execute())
      present.set(row.alias, row.person_id)
  const names = new Map<string, string>()
  for (const some of chunks(people.map(({ id }) => present.get(id) ?? id)))
    for (const row of await db.selectFrom('person').select(['id', 'name']).where('id', 'in', some).where('edited', '=', 1).execute())
      names.set(row.id, row.name)
  return people.map((person) => {
    const id = present.get(person.id) ?? person.id
    return { ...person, id, name: names.get(id) ?? person.name }
  })
}

async function requirePerson(db: Kysely<Database>, id: string): Promise<PersonRecord> {
  const person = await loadPerson(db, id)
  if (!person) throw new Failure('not-found', ['noPersonRecord'])
  return person
}

export async function loadPerson(db: Kysely<Database>, id: string): Promise<PersonRecord | null> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const aliases = await db.selectFrom('person_alias').select('alias').where('person_id', '=', id).orderBy('alias').execute()
  const { name, description, orcid, isni, wikidata, talks, slots } = row
  const formerly = aliases.map(({ alias }) => alias)
  return { id, name, description, links: JSON.parse(row.links), orcid, isni, wikidata, talks, slots, formerly }
}

/** A talk that named both records now names one person twice: a second mention that adds nothing goes. */
async function joinSpeaker(tx: Transaction<Database>, talk: string, person: string): Promise<void> {
  const rows = await tx
    .selectFrom('talk_speaker')
    .selectAll()
    .where('talk_id', '=', talk)
    .where('person_id', '=', person)
    .orderBy('position')
    .execute()
  const [first, ...others] = rows
  if (!first) return
  for (const other of others) {
    const adds = (mine: string | null, theirs: string | null) => theirs !== null && theirs !== mine
    if (adds(first.role, other.role) || adds(first.organisation, other.organisation)) continue
    await tx.deleteFrom('talk_speaker').where('talk_id', '=', talk).where('position', '=', other.position).execute()
  }
}
