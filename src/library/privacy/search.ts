/**
 * What the record holds of a person, for a request under the GDPR (AVG): every text in which a name or an address stands. Texts are read in
 * pieces, and other requests are answered in between.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { OpenDatabase } from '../open.ts'
import type { Database, DeskStage } from '../schema.ts'
import type { Matcher, MentionKind } from './mention.ts'
import { type PlaceName, SOURCES, type Source, type TargetKind } from './places.ts'

export interface Found {
  readonly place: PlaceName
  readonly target: TargetKind
  /** Of the target; empty where there is none. */
  readonly id: string
  readonly label: string
  /** The column in which it stands. */
  readonly column: string
  readonly match: MentionKind
  readonly excerpt: string
}

/** What the transcripts of one talk in one language hold. */
export interface SpokenMentions {
  readonly talk: string
  readonly title: string
  readonly stage: DeskStage
  readonly language: string
  /** In the newest revision: lines with the whole name, lines with the family name alone, and lines that this speaker says. */
  readonly name: number
  readonly family: number
  readonly labels: number
  /** Lines of earlier revisions, which stay in the history. */
  readonly earlier: number
  /** When the first of them fall, in milliseconds. */
  readonly moments: readonly number[]
}

export interface FoundRoles {
  readonly talks: readonly {
    readonly talk: string
    readonly title: string
    readonly stage: DeskStage
    readonly day: string
    readonly role: string | null
    readonly organisation: string | null
  }[]
  readonly slots: readonly {
    readonly event: string
    readonly title: string
    readonly day: string
    readonly slot: string
    readonly role: string | null
    readonly organisation: string | null
  }[]
}

export interface PrivacySearch {
  /** Entries in one place, in order. @param from number of the first one that may be one, as the piece before gives it */
  foundIn(place: PlaceName, matcher: Matcher, from: number, most: number): Promise<{ found: Found[]; next: number | null }>
  /** By talk and language, 5000 at most. */
  spokenMentions(matcher: Matcher): Promise<SpokenMentions[]>
  /** The person as a speaker, by day. */
  rolesOf(person: string, from: number, most: number): Promise<FoundRoles>
}

/** Candidates that one statement reads. */
const CANDIDATES = 200
/** Transcript revisions whose lines one statement reads: some tens of milliseconds. */
const REVISIONS = 250
const MOST_MOMENTS = 5
const MOST_TALKS = 5000

export function createPrivacySearch({ reader }: OpenDatabase): PrivacySearch {
  return {
    async foundIn(place, matcher, from, most) {
      const found: Found[] = []
      // Numbered through all sources of the place: a million candidates of each at most.
      let [number, offset] = [Math.floor(from / SPAN), from % SPAN]
      const sources = SOURCES.filter((source) => source.place === place)
      while (number < sources.length) {
        const source = sources[number] as Source
        const rows = await candidates(reader, source, matcher.pattern, offset)
        for (const row of rows) {
          offset += 1
          const entry = entryOf(source, row, matcher)
          if (entry) found.push(entry)
          if (found.length === most) return { found, next: number * SPAN + offset }
        }
        if (rows.length < CANDIDATES) [number, offset] = [number + 1, 0]
        await breathe()
      }
      return { found, next: null }
    },

    async spokenMentions(matcher) {
      const { last } = await reader
        .selectFrom('transcript_revision')
        .select((e) => e.fn.max('id').as('last'))
        .executeTakeFirstOrThrow()
      const talks = new Map<string, Writable<SpokenMentions>>()
      for (let from = 1; from <= Number(last ?? 0); from += REVISIONS) {
        for (const row of await linesIn(reader, from, from + REVISIONS - 1, matcher.pattern)) {
          const spoken = matcher.find(row.text)
          const label = row.speaker === null ? null : matcher.find(row.speaker)
          if (!spoken && !label) continue
          const key = `${row.talk} ${row.language}`
          const fresh = { talk: row.talk, title: row.title, stage: row.stage, language: row.language }
          const entry = talks.get(key) ?? { ...fresh, name: 0, family: 0, labels: 0, earlier: 0, moments: [] }
          if (talks.size < MOST_TALKS) talks.set(key, entry)
          if (row.newer) entry.earlier += 1
          else {
            if (spoken) entry[spoken.kind] += 1
            if (label) entry.labels += 1
            if (entry.moments.length < MOST_MOMENTS) entry.moments = [...entry.moments, row.start]
          }
        }
        await breathe()
      }
      const list = [...talks.values()].toSorted((a, b) => (a.talk + a.language < b.talk + b.language ? -1 : 1))
      return list
    },

    async rolesOf(person, from, most) {
      const talks = await reader
        .selectFrom('talk_speaker')
        .innerJoin('talk', 'talk.id', 'talk_speaker.talk_id')
        .select(['talk.id as talk', 'talk.title', 'talk.desk_stage as stage', 'talk.day', 'role', 'organisation'])
        .where('person_id', '=', person)
        .orderBy('talk.day', 'desc')
        .orderBy('talk.id')
        .limit(most)
        .offset(from)
        .execute()
      const slots = await reader
        .selectFrom('programme_speaker')
        .innerJoin('event', 'event.id', 'programme_speaker.event_id')
        .innerJoin('programme_item', (on) =>
          on
            .onRef('programme_item.event_id', '=', 'programme_speaker.event_id')
            .onRef('programme_item.position', '=', 'programme_speaker.item'),
        )
        .select(['event.id as event', 'event.title', 'event.day', 'programme_item.title as slot', 'role', 'organisation'])
        .where('person_id', '=', person)
        .orderBy('event.day', 'desc')
        .orderBy('event.id')
        .orderBy('programme_speaker.item')
        .limit(most)
        .offset(from)
        .execute()
      return { talks, slots }
    },
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const SPAN = 1_000_000

type Row = Readonly<Record<string, string | null>>

async function candidates(db: Kysely<Database>, source: Source, pattern: string, offset: number): Promise<Row[]> {
  const texts = source.columns.map((column, i) => sql`${sql.raw(column)} as ${sql.raw(`c${i}`)}`)
  const matching = source.columns.map((column) => sql`lower(${sql.raw(column)}) like ${pattern}`)
  const { rows } = await sql<Row>`select ${sql.raw(source.id)} as id, ${sql.raw(source.label)} as label, ${sql.join(texts)}
    from ${sql.raw(source.from)} where ${sql.join(matching, sql` or `)}
    order by ${sql.raw(source.order)} limit ${CANDIDATES} offset ${offset}`.execute(db)
  return rows
}

function entryOf(source: Source, row: Row, matcher: Matcher): Found | null {
  let best: Found | null = null
  for (const [i, column] of source.columns.entries()) {
    const mention = matcher.find(row[`c${i}`] ?? '')
    if (!mention || (best && mention.kind === 'family')) continue
    const { place, target } = source
    const { id, label } = { id: row.id ?? '', label: row.label ?? '' }
    best = { place, target, id, label, column: column.split('.').at(-1) ?? column, match: mention.kind, excerpt: mention.excerpt }
    if (mention.kind === 'name') return best
  }
  return best
}

interface Line {
  readonly talk: string
  readonly title: string
  readonly stage: DeskStage
  readonly language: string
  /** 1: a newer revision of the same transcript exists. */
  readonly newer: 0 | 1
  readonly start: number
  readonly speaker: string | null
  readonly text: string
}

async function linesIn(db: Kysely<Database>, from: number, to: number, pattern: string): Promise<Line[]> {
  const { rows } = await sql<Line>`select talk.id as talk, talk.title, talk.desk_stage as stage, transcript.language,
      case when exists (select 1 from transcript_revision newer where newer.transcript_id = transcript.id
        and newer.number > transcript_revision.number) then 1 else 0 end as newer,
      cue.start_ms as start, cue.speaker, cue.text
    from cue
    join transcript_revision on transcript_revision.id = cue.revision_id
    join transcript on transcript.id = transcript_revision.transcript_id
    join talk on talk.id = transcript.talk_id
    where cue.revision_id between ${from} and ${to} and (lower(cue.text) like ${pattern} or lower(cue.speaker) like ${pattern})
    order by cue.revision_id, cue.number`.execute(db)
  return rows
}
