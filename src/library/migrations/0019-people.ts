import { type Kysely, sql } from 'kysely'
import { doubleKey } from '../person/double-key.ts'

/** What is known of a person besides the name, and the ids of people who were merged: these lead to the one that stayed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  const people = await sql<{ id: string; name: string }>`select id, name from person`.execute(db)
  for (const { id, name } of people.rows) await sql`update person set double_key = ${doubleKey(name)} where id = ${id}`.execute(db)
}

const STATEMENTS = [
  `alter table person add column description text`,
  // JSON list of { title, url }.
  `alter table person add column links text not null default '[]'`,
  `alter table person add column orcid text`,
  `alter table person add column isni text`,
  `alter table person add column wikidata text`,
  // 1: an archivist wrote the name here; a manifest or a talk's form no longer changes it.
  `alter table person add column edited integer not null default 0`,
  // How the family name sounds and the first initial: people who share it may be one person.
  `alter table person add column double_key text not null default ''`,
  `create index person_double_key on person (double_key) where double_key <> ''`,
  `create table person_alias (alias text primary key, person_id text not null references person (id) on delete cascade)`,
  `create index person_alias_person on person_alias (person_id)`,
  ...['update of description, links, orcid, isni, wikidata on person', 'delete on person'].map(
    (event, i) => `create trigger catalogue_person_${i + 1} after ${event} begin update catalogue_version set version = version + 1; end`,
  ),
]
