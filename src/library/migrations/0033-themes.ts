import { type Kysely, sql } from 'kysely'

/** Themes as a small thesaurus: labels, relations, and the ids of themes that were merged into another. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const WATCHED = [
  'update of english, description, labels, matches on theme',
  'delete on theme',
  'insert on theme_broader',
  'delete on theme_broader',
  'insert on theme_related',
  'delete on theme_related',
]

const STATEMENTS = [
  `alter table theme add column english text`,
  `alter table theme add column description text`,
  // JSON list of { language, text, hidden }: other names than the preferred one.
  `alter table theme add column labels text not null default '[]'`,
  // JSON list of addresses of the same concept in other vocabularies.
  `alter table theme add column matches text not null default '[]'`,
  // 1: an archivist wrote the record; manifests no longer change its name, and it stays when no talk has the theme.
  `alter table theme add column edited integer not null default 0`,
  `create table theme_broader (theme_id text not null references theme (id) on delete cascade,
    broader_id text not null references theme (id) on delete cascade, primary key (theme_id, broader_id))`,
  `create index theme_broader_broader on theme_broader (broader_id)`,
  // Once for both directions: theme_id sorts before related_id.
  `create table theme_related (theme_id text not null references theme (id) on delete cascade,
    related_id text not null references theme (id) on delete cascade, primary key (theme_id, related_id))`,
  `create index theme_related_related on theme_related (related_id)`,
  `create table theme_alias (alias text primary key, theme_id text not null references theme (id) on delete cascade)`,
  `create index theme_alias_theme on theme_alias (theme_id)`,
  ...WATCHED.map(
    (event, i) => `create trigger catalogue_theme_${i + 1} after ${event} begin update catalogue_version set version = version + 1; end`,
  ),
]
