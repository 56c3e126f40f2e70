/**
 * What lists are ordered, filtered and counted by. Counts and days are kept by triggers, so that every way to change a talk or an event
 * keeps them, and a list of any length costs as much as the page that is shown.
 */
import { type Kysely, sql } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { sortName } from '../person/sort-name.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of COLUMNS) await sql.raw(`alter table ${column}`).execute(db)
  await fill(db)
  for (const index of INDEXES) await sql.raw(`create index ${index}`).execute(db)
  for (const trigger of TRIGGERS) await sql.raw(`create trigger ${trigger}`).execute(db)
}

const COLUMNS = [
  // May be listed: what visitors see in lists, feeds and search.
  `talk add column listed integer generated always as (visibility = 'public' and stage = 'published' and withdrawn is null) virtual`,
  // Its stage, for archivists' lists: withdrawn is one of its own.
  `talk add column desk_stage text generated always as (case when withdrawn is null then stage else 'withdrawn' end) virtual`,
  // When it took place: its own date, or else its event's; empty when unknown.
  `talk add column day text not null default ''`,
  // Folded words, for a filter by what is typed.
  `talk add column filter_text text not null default ''`,
  `event add column filter_text text not null default ''`,
  `event add column day text generated always as (coalesce(date_from, '')) virtual`,
  // Listed talks.
  `event add column talks integer not null default 0`,
  `theme add column talks integer not null default 0`,
  `person add column talks integer not null default 0`,
  // Places in a programme.
  `person add column slots integer not null default 0`,
  `person add column shown integer generated always as (talks + slots > 0) virtual`,
  // Folded, family name first.
  `person add column sort_name text not null default ''`,
  `theme add column sort_name text not null default ''`,
]

async function fill(db: Kysely<unknown>): Promise<void> {
  const names = async (query: string) => (await sql<{ id: string; name: string }>`${sql.raw(query)}`.execute(db)).rows
  for (const { id, name } of await names('select id, name from person'))
    await sql`update person set sort_name = ${sortName(name)} where id = ${id}`.execute(db)
  for (const { id, name } of await names('select id, name from theme'))
    await sql`update theme set sort_name = ${fold(name)} where id = ${id}`.execute(db)
  for (const { id, name } of await names('select id, title as name from talk'))
    await sql`update talk set filter_text = ${fold(name)} where id = ${id}`.execute(db)
  for (const { id, name } of await names(`select id, title || ' ' || coalesce(place, '') as name from event`))
    await sql`update event set filter_text = ${fold(name)} where id = ${id}`.execute(db)
  for (const statement of [
    `update talk set day = coalesce(recorded, (select date_from from event where id = event_id), '')`,
    `update event set talks = (select count(*) from talk where event_id = event.id and listed = 1)`,
    ...COUNTED.map(
      ({ table, join, column }) => `update ${table} set talks = (select count(distinct talk_id) from ${join}
        join talk on talk.id = talk_id where ${column} = ${table}.id and listed = 1)`,
    ),
    `update person set slots = (select count(*) from programme_speaker where person_id = person.id)`,
  ])
    await sql.raw(statement).execute(db)
}

const INDEXES = [
  'talk_listed on talk (listed, id)',
  'talk_day on talk (listed, day desc, id)',
  'talk_event_listed on talk (event_id, listed, day desc, id)',
  // With the words, so that a filter by title reads the index alone.
  'talk_updated on talk (updated_at, id, filter_text)',
  'talk_desk_stage on talk (desk_stage, updated_at, id, filter_text)',
  'event_day on event (day, id)',
  'person_shown on person (shown, sort_name, id)',
  'theme_sort_name on theme (sort_name, id)',
  // Themes with the most talks, for the front page.
  'theme_talks on theme (talks)',
]

/** Who and what a talk counts for, besides its event. */
const COUNTED = [
  { table: 'person', join: 'talk_speaker', column: 'person_id' },
  { table: 'theme', join: 'talk_theme', column: 'theme_id' },
]

const LISTED = (talk: string) => `coalesce((select listed from talk where id = ${talk}), 0)`
/** The day of one talk, again. */
const SET_DAY = `update talk set day = coalesce(new.recorded, (select date_from from event where id = new.event_id), '') where id = new.id`

const TRIGGERS = [
  `talk_day_insert after insert on talk begin ${SET_DAY}; end`,
  `talk_day_update after update of recorded, event_id on talk begin ${SET_DAY}; end`,
  `event_day_update after update of date_from on event when old.date_from is not new.date_from begin
     update talk set day = coalesce(recorded, new.date_from, '') where event_id = new.id;
   end`,
  `talk_count_insert after insert on talk when new.listed begin
     update event set talks = talks + 1 where id = new.event_id;
   end`,
  `talk_count_update after update of visibility, stage, withdrawn, event_id on talk
   when old.listed is not new.listed or old.event_id is not new.event_id begin
     update event set talks = talks - old.listed where id = old.event_id;
     update event set talks = talks + new.listed where id = new.event_id;
     ${COUNTED.map(
       ({ table, join, column }) =>
         `update ${table} set talks = talks + new.listed - old.listed where id in (select ${column} from ${join} where talk_id = new.id);`,
     ).join('\n')}
   end`,
  // Before: its speakers and themes go with it, and then no longer know that it was listed.
  `talk_count_delete before delete on talk when old.listed begin
     update event set talks = talks - 1 where id = old.event_id;
     ${COUNTED.map(
       ({ table, join, column }) =>
         `update ${table} set talks = talks - 1 where id in (select ${column} from ${join} where talk_id = old.id);`,
     ).join('\n')}
   end`,
  // Somebody who is named twice in one talk counts once.
  ...COUNTED.flatMap(({ table, join, column }) => {
    const add = `update ${table} set talks = talks + ${LISTED('new.talk_id')} where id = new.${column};`
    const take = `update ${table} set talks = talks - ${LISTED('old.talk_id')} where id = old.${column};`
    const only = (row: string) =>
      `not exists (select 1 from ${join} where talk_id = ${row}.talk_id and ${column} = ${row}.${column} and position <> ${row}.position)`
    return [
      `${join}_count_insert after insert on ${join} when ${only('new')} begin ${add} end`,
      `${join}_count_delete after delete on ${join} when ${only('old')} begin ${take} end`,
      `${join}_count_leave after update of ${column} on ${join} when old.${column} <> new.${column} and ${only('old')} begin ${take} end`,
      `${join}_count_join after update of ${column} on ${join} when old.${column} <> new.${column} and ${only('new')} begin ${add} end`,
    ]
  }),
  `slot_count_insert after insert on programme_speaker begin update person set slots = slots + 1 where id = new.person_id; end`,
  `slot_count_delete after delete on programme_speaker begin update person set slots = slots - 1 where id = old.person_id; end`,
  `slot_count_update after update of person_id on programme_speaker when old.person_id <> new.person_id begin
     update person set slots = slots - 1 where id = old.person_id;
     update person set slots = slots + 1 where id = new.person_id;
   end`,
]
