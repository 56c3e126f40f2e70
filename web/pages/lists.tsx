/** The index pages: all events, talks and people; and the page of one person. */
import { isAnnounced } from '../../src/library/event/event.ts'
import type { EventEntry } from '../../src/library/lists/events.ts'
import type { Appearance, NamedEntry } from '../../src/library/lists/names.ts'
import type { Page } from '../../src/library/lists/page.ts'
import type { PersonRecord } from '../../src/library/person/person.ts'
import type { Talk } from '../../src/library/talk/talk.ts'
import { Letters, NameFilter, Pager } from './browse.tsx'
import type { PageContext } from './context.ts'
import { formatDates } from './format.ts'
import { Layout } from './layout.tsx'
import { eventPath, eventsPath, listPath, peoplePath, personPath, talksPath } from './links.ts'
import { TalkEntry } from './parts.tsx'

interface EventsProps {
  readonly context: PageContext
  readonly events: Page<EventEntry>
  /** The years there are, newest first. */
  readonly years: readonly { readonly year: string; readonly events: number }[]
  readonly chosen: { readonly jaar?: string | undefined; readonly naam?: string | undefined }
}

export function EventsPage({ context, events, years, chosen }: EventsProps) {
  const { event, browse } = context.words
  const limited = chosen.jaar !== undefined || chosen.naam !== undefined
  return (
    <Layout context={context} title={event.list} path={listPath(eventsPath, { ...chosen, pagina: numberOf(events) })} section="events">
      <div class="wrap list-page">
        <h1>{event.list}</h1>
        {(events.pages > 1 || limited) && (
          <div class="browse">
            <NameFilter path={eventsPath} label={event.filter} button={browse.filter} words={chosen.naam} hidden={{ jaar: chosen.jaar }} />
            {years.length > 1 && (
              <nav class="letters" aria-label={event.years}>
                <a
                  href={listPath(eventsPath, { naam: chosen.naam })}
                  {...(chosen.jaar === undefined ? { 'aria-current': 'page' as const } : {})}
                >
                  {event.allYears}
                </a>
                {years.map(({ year }) => (
                  <a
                    href={listPath(eventsPath, { jaar: year, naam: chosen.naam })}
                    {...(year === chosen.jaar ? { 'aria-current': 'page' as const } : {})}
                  >
                    {year}
                  </a>
                ))}
              </nav>
            )}
            <p class="meta">{event.count(events.total)}</p>
          </div>
        )}
        {events.total === 0 && <p class="empty">{limited ? browse.nothing : event.none}</p>}
        <ul class="index">
          {events.entries.map((entry) => (
            <EventRow context={context} event={entry} />
          ))}
        </ul>
        <Pager context={context} path={eventsPath} query={chosen} list={events} />
      </div>
    </Layout>
  )
}

/** An event in a few words: date, place and how many talks. */
export function EventRow({ context, event, level = 2 }: { context: PageContext; event: EventEntry; level?: 2 | 3 }) {
  const { words } = context
  const Heading = `h${level}` as 'h2'
  return (
    <li>
      <Heading>
        <a href={eventPath(event.id)}>{event.title}</a>
      </Heading>
      {isAnnounced(event, context.today) && <p class="label">{words.event.announced}</p>}
      <p class="meta">
        {[
          formatDates(event.from, event.to, words.locale) ?? words.event.noDate,
          event.place,
          isAnnounced(event, context.today) && event.talks === 0 ? null : words.person.count(event.talks),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  )
}

export function TalksPage({ context, talks }: { context: PageContext; talks: Page<Talk> }) {
  const { person, browse } = context.words
  return (
    <Layout context={context} title={person.talks} path={listPath(talksPath, { pagina: numberOf(talks) })}>
      <div class="wrap list-page">
        <h1>{person.talks}</h1>
        {talks.total === 0 && <p class="empty">{browse.nothing}</p>}
        <TalkList context={context} talks={talks.entries} level={2} />
        <Pager context={context} path={talksPath} query={{}} list={talks} />
      </div>
    </Layout>
  )
}

export interface NamesProps {
  readonly context: PageContext
  readonly names: Page<NamedEntry>
  readonly letters: readonly string[]
  readonly chosen: { readonly letter?: string | undefined; readonly naam?: string | undefined }
}

export function PeoplePage(props: NamesProps) {
  const { list, none, filter } = props.context.words.person
  return <NamesPage {...props} title={list} none={none} filter={filter} path={peoplePath} entryPath={personPath} section="people" />
}

interface NamesPageProps extends NamesProps {
  readonly title: string
  readonly none: string
  readonly filter: string
  readonly path: string
  readonly entryPath: (id: string) => string
  readonly section: 'people' | 'themes'
  /** What limits the list besides letter and name. */
  readonly query?: Readonly<Record<string, string>>
}

export function NamesPage({ context, names, letters, chosen, title, none, filter, path, entryPath, section, query = {} }: NamesPageProps) {
  const { browse, person } = context.words
  const limited = chosen.letter !== undefined || chosen.naam !== undefined
  return (
    <Layout context={context} title={title} path={listPath(path, { ...query, ...chosen, pagina: numberOf(names) })} section={section}>
      <div class="wrap list-page">
        <h1>{title}</h1>
        {Object.keys(query).length === 0 && (names.pages > 1 || limited) && (
          <div class="browse">
            <NameFilter path={path} label={filter} button={browse.filter} words={chosen.naam} />
            <Letters context={context} path={path} letters={letters} chosen={chosen.letter} />
            <p class="meta">{browse.names(names.total)}</p>
          </div>
        )}
        {names.total === 0 && <p class="empty">{limited ? browse.nothing : none}</p>}
        <ul class="index index-columns">
          {names.entries.map((entry) => (
            <li>
              <a href={entryPath(entry.id)}>{context.language === 'en' ? (entry.english ?? entry.name) : entry.name}</a>{' '}
              <span class="meta">{person.count(entry.talks)}</span>
            </li>
          ))}
        </ul>
        <Pager context={context} path={path} query={{ ...query, ...chosen }} list={names} />
      </div>
    </Layout>
  )
}

interface PersonProps {
  readonly context: PageContext
  readonly person: PersonRecord
  /** The person's records elsewhere. */
  readonly records: readonly { readonly title: string; readonly url: string }[]
  readonly talks: Page<Talk>
  /** Places in programmes without a listed talk. */
  readonly appearances: readonly Appearance[]
}

export function PersonPage({ context, person, records, talks, appearances }: PersonProps) {
  const { words } = context
  const path = personPath(person.id)
  const roles = new Set(
    talks.entries
      .flatMap((talk) => talk.speakers.filter((speaker) => speaker.id === person.id))
      .map((speaker) => [speaker.role, speaker.organisation].filter(Boolean).join(', ')),
  )
  roles.delete('')
  return (
    <Layout context={context} title={person.name} path={listPath(path, { pagina: numberOf(talks) })} section="people">
      <div class="wrap list-page">
        <p class="kicker">{words.person.kind}</p>
        <h1>{person.name}</h1>
        {[...roles].map((role) => (
          <p class="meta">{role}</p>
        ))}
        {person.description !== null && <p class="lead prose">{person.description}</p>}
        {person.links.length + records.length > 0 && (
          <ul class="plain">
            {[...person.links, ...records].map(({ title, url }) => (
              <li>
                <a href={url} rel="noopener">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        )}
        <TalkSection context={context} path={path} talks={talks} />
        {appearances.length > 0 && (
          <section>
            <h2>{words.person.programme}</h2>
            <ul class="index">
              {appearances.map(({ event, title, role }) => (
                <li>
                  {title}
                  {role && <span class="meta"> · {role}</span>}
                  <br />
                  <a class="meta" href={eventPath(event.id)}>
                    {[event.title, formatDates(event.from, event.to, words.locale)].filter(Boolean).join(' · ')}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Layout>
  )
}

/** The talks of a person or a theme, under a heading, in pages. */
export function TalkSection({ context, path, talks }: { context: PageContext; path: string; talks: Page<Talk> }) {
  if (talks.total === 0) return null
  return (
    <section>
      <h2>{context.words.person.talks}</h2>
      {talks.pages > 1 && <p class="meta">{context.words.person.count(talks.total)}</p>}
      <TalkList context={context} talks={talks.entries} />
      <Pager context={context} path={path} query={{}} list={talks} />
    </section>
  )
}

/** Talks with their dates beside them. @param level of their headings */
export function TalkList({ context, talks, level = 3 }: { context: PageContext; talks: readonly Talk[]; level?: 2 | 3 }) {
  return (
    <ol class="slots">
      {talks.map((talk) => (
        <li>
          <span class="slot-time">{formatDates(talk.recorded ?? talk.event?.from ?? null, null, context.words.locale) ?? ''}</span>
          <TalkEntry context={context} talk={talk} level={level} />
        </li>
      ))}
    </ol>
  )
}

/** The page's number for its permanent link; the first page has none. */
const numberOf = ({ page }: Page<unknown>) => (page === 1 ? undefined : String(page))
