/**
 * Removes a person's details, or the name itself, everywhere the record keeps it as a fact: on the person's page and in the roles of talks and
 * programmes. It can be undone for a day; then the last copy goes too. Words in texts are left to people: the report names them.
 */
import { sql, type Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordChanges } from '../changes.ts'
import { chunks } from '../chunks.ts'
import { newId } from '../ids.ts'
import type { OpenDatabase } from '../open.ts'
import { doubleKey } from '../person/double-key.ts'
import { loadPerson, type PersonRecord } from '../person/person.ts'
import { sortName } from '../person/sort-name.ts'
import type { Database, DeskStage } from '../schema.ts'
import { emptyRowsNaming } from '../sheet/refused-rows.ts'

/** Hours in which a removal can be undone. */
export const UNDO_HOURS = 24

export interface Removal {
  readonly id: string
  readonly kind: Database['privacy_removal']['kind']
  /** The person's present id, and present name. */
  readonly person: string
  readonly name: string
  /** UTC instants. */
  readonly at: string
  readonly until: string
  readonly by: string
}

/** What removing the name would change. */
export interface NameUses {
  readonly talks: Readonly<Partial<Record<DeskStage, number>>>
  readonly slots: number
  /** Talks and events whose manifest names the person: a changed manifest does not bring the name back, a new one does. */
  readonly manifests: number
}

export interface NameWish {
  /** What stands where the name stood. */
  readonly word: string
  /** Roles and organisations go too. */
  readonly withRoles: boolean
}

export interface PrivacyRemovals {
  nameUses(person: string): Promise<NameUses>
  /** Removes description, links and identifiers. @returns the removal's id @throws Failure `not-found`, or `conflict` where there is nothing */
  removeDetails(person: string, actor: Actor, check?: (person: PersonRecord) => void): Promise<string>
  /** Replaces the name in all roles, under an id that says nothing. @returns the removal's id @throws Failure `not-found` */
  removeName(person: string, wish: NameWish, actor: Actor, check?: (person: PersonRecord) => void): Promise<string>
  /** Removals that can be undone, the last first. */
  removals(): Promise<Removal[]>
  /** @returns the person's id @throws Failure `not-found`, or `conflict` where the person has changed since */
  undoRemoval(id: string, actor: Actor): Promise<string>
  /**
   * Forgets what removals kept for their undo, and leaves an erasure that clears the database's free pages and the search index.
   * @param id one removal, at once; left out: all whose time is over @returns how many
   */
  endRemovals(id?: string): Promise<number>
}

interface DetailsPayload {
  readonly details: Pick<PersonRecord, 'description' | 'links' | 'orcid' | 'isni' | 'wikidata'>
}

interface NamePayload {
  readonly person: PersonRecord
  readonly edited: 0 | 1
  /** Roles that were taken away too, by place; empty where they stayed. */
  readonly talkRoles: readonly RoleAt[]
  readonly slotRoles: readonly RoleAt[]
}

interface RoleAt {
  /** Talk and position, or event, item and position. */
  readonly place: readonly (string | number)[]
  readonly role: string | null
  readonly organisation: string | null
}

const NO_DETAILS = { description: null, links: [], orcid: null, isni: null, wikidata: null } as const

export function createPrivacyRemovals({ reader }: OpenDatabase, changing: Changing, now: () => Date): PrivacyRemovals {
  async function keep(
    tx: Transaction<Database>,
    kind: Removal['kind'],
    person: string,
    actor: Actor,
    payload: DetailsPayload | NamePayload,
  ): Promise<string> {
    const [id, at] = [newId(), now()]
    const until = new Date(at.getTime() + UNDO_HOURS * 3_600_000).toISOString()
    const row = { id, kind, person, at: at.toISOString(), until, by_name: actor.name, payload: JSON.stringify(payload) }
    await tx.insertInto('privacy_removal').values(row).execute()
    return id
  }

  return {
    async nameUses(person) {
      const talks = await reader
        .selectFrom('talk_speaker')
        .innerJoin('talk', 'talk.id', 'talk_speaker.talk_id')
        .select((e) => ['desk_stage', e.fn.count<number>('talk.id').distinct().as('count')])
        .where('person_id', '=', person)
        .groupBy('desk_stage')
        .execute()
      const { slots } = await reader
        .selectFrom('programme_speaker')
        .select((e) => e.fn.countAll<number>().as('slots'))
        .where('person_id', '=', person)
        .executeTakeFirstOrThrow()
      const { manifests } = await reader
        .selectFrom('import_record')
        .select((e) => e.fn.countAll<number>().as('manifests'))
        .where(sql<boolean>`instr(fields, ${quoted(person)}) > 0`)
        .executeTakeFirstOrThrow()
      return { talks: Object.fromEntries(talks.map(({ desk_stage, count }) => [desk_stage, count])), slots, manifests }
    },

    async removeDetails(id, actor, check = () => {}) {
      return changing(async (tx) => {
        const person = await existing(tx, id)
        check(person)
        const { description, links, orcid, isni, wikidata } = person
        if (description === null && links.length === 0 && orcid === null && isni === null && wikidata === null)
          throw new Failure('conflict', ['noDetails'])
        await setDetails(tx, id, NO_DETAILS)
        const removal = await keep(tx, 'details', id, actor, { details: { description, links, orcid, isni, wikidata } })
        await recordDeed(tx, now().toISOString(), actor, { action: 'person.details-removed', subject: id })
        return removal
      })
    },

    async removeName(id, { word, withRoles }, actor, check = () => {}) {
      return changing(async (tx) => {
        const person = await existing(tx, id)
        check(person)
        const at = now().toISOString()
        const { edited } = await tx.selectFrom('person').select('edited').where('id', '=', id).executeTakeFirstOrThrow()
        const [talkRoles, slotRoles] = withRoles ? [await talkRolesOf(tx, id), await slotRolesOf(tx, id)] : [[], []]
        const fresh = `naam-verwijderd-${newId(6)}`
        await insertPerson(tx, { ...NO_DETAILS, id: fresh, name: word }, 1)
        const talks = await moveRoles(tx, id, fresh)
        if (withRoles)
          for (const table of ['talk_speaker', 'programme_speaker'] as const)
            await tx.updateTable(table).set({ role: null, organisation: null }).where('person_id', '=', fresh).execute()
        await tx.deleteFrom('person').where('id', '=', id).execute()
        await renameInBatches(tx, id, { id: fresh, name: word })
        await forgetImported(tx, id)
        const removal = await keep(tx, 'name', fresh, actor, { person, edited, talkRoles, slotRoles })
        await recordDeed(tx, at, actor, { action: 'person.name-removed', subject: fresh, detail: { talks: talks.length, withRoles } })
        await touch(tx, talks, at)
        return removal
      })
    },

    async removals() {
      const rows = await reader
        .selectFrom('privacy_removal')
        .leftJoin('person', 'person.id', 'privacy_removal.person')
        .select(['privacy_removal.id', 'kind', 'person', 'at', 'until', 'by_name as by', 'person.name'])
        .orderBy('at', 'desc')
        .orderBy('privacy_removal.id')
        .execute()
      return rows.map((row) => ({ ...row, name: row.name ?? row.person }))
    },

    async undoRemoval(id, actor) {
      return changing(async (tx) => {
        const row = await tx.deleteFrom('privacy_removal').where('id', '=', id).returningAll().executeTakeFirst()
        if (!row) throw new Failure('not-found', ['noRemoval'])
        const at = now().toISOString()
        const present = await loadPerson(tx, row.person)
        if (!present) throw new Failure('conflict', ['removalChanged'])
        if (row.kind === 'details') {
          const { details } = JSON.parse(row.payload) as DetailsPayload
          await setDetails(tx, row.person, details)
          await recordDeed(tx, at, actor, { action: 'person.removal-undone', subject: row.person })
          return row.person
        }
        const { person, edited, talkRoles, slotRoles } = JSON.parse(row.payload) as NamePayload
        if (await loadPerson(tx, person.id)) throw new Failure('conflict', ['removalChanged'])
        await insertPerson(tx, person, edited)
        for (const alias of person.formerly) await tx.insertInto('person_alias').values({ alias, person_id: person.id }).execute()
        const talks = await moveRoles(tx, row.person, person.id)
        await putRolesBack(tx, person.id, talkRoles, slotRoles)
        await tx.deleteFrom('person').where('id', '=', row.person).execute()
        await renameInBatches(tx, row.person, person)
        // Without the name: the line stays for ever, and the request may be made again.
        await recordDeed(tx, at, actor, { action: 'person.removal-undone', subject: row.person, detail: { talks: talks.length } })
        await touch(tx, talks, at)
        return person.id
      })
    },

    async endRemovals(id) {
      return changing(async (tx) => {
        const ended = await tx
          .deleteFrom('privacy_removal')
          .where((e) => (id === undefined ? e('until', '<=', now().toISOString()) : e('id', '=', id)))
          .returning(['kind', 'person', 'payload'])
          .execute()
        if (ended.length === 0) return 0
        for (const { kind, person, payload } of ended) {
          const former = kind === 'name' ? (JSON.parse(payload) as NamePayload).person : null
          const subject = former?.id ?? person
          if (former) await emptyRowsNaming(tx, former.name)
          await tx.updateTable('audit_event').set({ detail: null }).where('subject', '=', subject).where('detail', 'is not', null).execute()
        }
        await tx.insertInto('erasure').values({ files: '[]', uploads: '[]', indexed: 1 }).execute()
        return ended.length
      })
    },
  }
}

/** As an id stands in JSON. */
const quoted = (id: string) => `"id":${JSON.stringify(id)}`

async function existing(tx: Transaction<Database>, id: string): Promise<PersonRecord> {
  const person = await loadPerson(tx, id)
  if (!person) throw new Failure('not-found', ['noPersonRecord'])
  return person
}

async function insertPerson(
  tx: Transaction<Database>,
  { id, name, links, ...details }: DetailsPayload['details'] & { readonly id: string; readonly name: string },
  edited: 0 | 1,
): Promise<void> {
  const { description, orcid, isni, wikidata } = details
  // Two people whose names were removed are not likely to be one.
  const double_key = id.startsWith('naam-verwijderd-') ? '' : doubleKey(name)
  const row = { id, name, sort_name: sortName(name), double_key, description, orcid, isni, wikidata, links: JSON.stringify(links), edited }
  await tx.insertInto('person').values(row).execute()
}

async function setDetails(tx: Transaction<Database>, id: string, details: DetailsPayload['details']): Promise<void> {
  const { links, description, orcid, isni, wikidata } = details
  await tx
    .updateTable('person')
    .set({ description, orcid, isni, wikidata, links: JSON.stringify(links), edited: 1 })
    .where('id', '=', id)
    .execute()
}

/** @returns the talks concerned */
async function moveRoles(tx: Transaction<Database>, from: string, to: string): Promise<string[]> {
  const rows = await tx.selectFrom('talk_speaker').select('talk_id').distinct().where('person_id', '=', from).execute()
  for (const table of ['talk_speaker', 'programme_speaker'] as const)
    await tx.updateTable(table).set({ person_id: to }).where('person_id', '=', from).execute()
  return rows.map(({ talk_id }) => talk_id)
}

async function talkRolesOf(tx: Transaction<Database>, person: string): Promise<RoleAt[]> {
  const rows = await tx.selectFrom('talk_speaker').selectAll().where('person_id', '=', person).execute()
  return rows.map(({ talk_id, position, role, organisation }) => ({ place: [talk_id, position], role, organisation }))
}

async function slotRolesOf(tx: Transaction<Database>, person: string): Promise<RoleAt[]> {
  const rows = await tx.selectFrom('programme_speaker').selectAll().where('person_id', '=', person).execute()
  return rows.map(({ event_id, item, position, role, organisation }) => ({ place: [event_id, item, position], role, organisation }))
}

/** Where the person still stands in the same place. */
async function putRolesBack(tx: Transaction<Database>, person: string, talks: readonly RoleAt[], slots: readonly RoleAt[]): Promise<void> {
  for (const { place, role, organisation } of talks)
    await tx
      .updateTable('talk_speaker')
      .set({ role, organisation })
      .where('talk_id', '=', String(place[0]))
      .where('position', '=', Number(place[1]))
      .where('person_id', '=', person)
      .execute()
  for (const { place, role, organisation } of slots)
    await tx
      .updateTable('programme_speaker')
      .set({ role, organisation })
      .where('event_id', '=', String(place[0]))
      .where('item', '=', Number(place[1]))
      .where('position', '=', Number(place[2]))
      .where('person_id', '=', person)
      .execute()
}

/** Rows of changes to many talks keep speakers for their undo: under the new name, so that an undo does not bring the old one back. */
async function renameInBatches(tx: Transaction<Database>, from: string, to: { readonly id: string; readonly name: string }): Promise<void> {
  for (const column of ['before', 'after', 'detail'] as const) {
    const rows = await tx
      .selectFrom('batch_item')
      .select(['batch_id', 'position', column])
      .where(sql<boolean>`instr(${sql.ref(column)}, ${quoted(from)}) > 0`)
      .execute()
    for (const row of rows) {
      const renamed = JSON.stringify(renameIn(JSON.parse(row[column] ?? 'null'), from, to))
      await tx
        .updateTable('batch_item')
        .set({ [column]: renamed })
        .where('batch_id', '=', row.batch_id)
        .where('position', '=', row.position)
        .execute()
    }
  }
}

function renameIn(value: unknown, from: string, to: { readonly id: string; readonly name: string }): unknown {
  if (Array.isArray(value)) return value.map((one) => renameIn(one, from, to))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, renameIn(inner, from, to)] as const)
  const renamed = Object.fromEntries(entries)
  return renamed.id === from && 'name' in renamed ? { ...renamed, id: to.id, name: to.name } : renamed
}

/**
 * What imports, harvests and sheets left is compared with what they bring next. Emptied, their lists of speakers count as changed here, so
 * that the next import leaves the present speakers as they are.
 */
async function forgetImported(tx: Transaction<Database>, person: string): Promise<void> {
  const names = sql<boolean>`instr(fields, ${quoted(person)}) > 0`
  const emptied = (fields: string | null) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(JSON.parse(fields ?? '{}') as Record<string, unknown>).map(([field, value]) => [
          field,
          Array.isArray(value) && JSON.stringify(value).includes(quoted(person)) ? [] : value,
        ]),
      ),
    )
  for (const { kind, id, fields } of await tx.selectFrom('import_record').selectAll().where(names).execute())
    await tx
      .updateTable('import_record')
      .set({ fields: emptied(fields) })
      .where('kind', '=', kind)
      .where('id', '=', id)
      .execute()
  for (const { source, identifier, fields } of await tx.selectFrom('harvested').selectAll().where(names).execute())
    await tx
      .updateTable('harvested')
      .set({ fields: emptied(fields) })
      .where('source', '=', source)
      .where('identifier', '=', identifier)
      .execute()
  for (const { talk_id, fields } of await tx.selectFrom('sheet_note').selectAll().where(names).execute())
    await tx
      .updateTable('sheet_note')
      .set({ fields: emptied(fields) })
      .where('talk_id', '=', talk_id)
      .execute()
}

async function touch(tx: Transaction<Database>, talks: readonly string[], at: string): Promise<void> {
  for (const some of chunks(talks)) await tx.updateTable('talk').set({ updated_at: at }).where('id', 'in', some).execute()
  await recordChanges(tx, talks, at)
}
