/** The index pages: all events, people and themes; and the page of one person or theme. */
import type { Event } from '../../src/library/event.ts'
import type { Talk, Theme } from '../../src/library/talk.ts'
import type { PageContext } from './context.ts'
import { formatDates } from './format.ts'
import { Layout } from './layout.tsx'
import { eventPath, personPath, themePath } from './links.ts'
import { TalkEntry } from './parts.tsx'

interface Named {
  readonly id: string
  readonly name: string
  readonly talks: number
}

export function EventsPage({ context, events }: { context: PageContext; events: readonly { event: Event; talks: number }[] }) {
  const { words } = context
  return (
    <Layout context={context} title={words.event.list} path="/bijeenkomsten" section="events">
      <div class="wrap list-page">
        <h1>{words.event.list}</h1>
        {events.length === 0 && <p class="empty">{words.event.none}</p>}
        <ul class="index">
          {events.map(({ event, talks }) => (
            <li>
              <h2>
                <a href={eventPath(event.id)}>{event.title}</a>
              </h2>
              <p class="meta">
                {[formatDates(event.from, event.to) ?? words.event.noDate, event.place, words.person.count(talks)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </Layout>
  )
}

export function PeoplePage({ context, people }: { context: PageContext; people: readonly Named[] }) {
  const { person } = context.words
  return (
    <Layout context={context} title={person.list} path="/sprekers" section="people">
      <NamedList context={context} title={person.list} none={person.none} entries={people} path={personPath} />
    </Layout>
  )
}

export function ThemesPage({ context, themes }: { context: PageContext; themes: readonly Named[] }) {
  const { theme } = context.words
  return (
    <Layout context={context} title={theme.list} path="/themas" section="themes">
      <NamedList context={context} title={theme.list} none={theme.none} entries={themes} path={themePath} />
    </Layout>
  )
}

function NamedList({
  context,
  title,
  none,
  entries,
  path,
}: {
  context: PageContext
  title: string
  none: string
  entries: readonly Named[]
  path: (id: string) => string
}) {
  return (
    <div class="wrap list-page">
      <h1>{title}</h1>
      {entries.length === 0 && <p class="empty">{none}</p>}
      <ul class="index index-columns">
        {entries.map((entry) => (
          <li>
            <a href={path(entry.id)}>{entry.name}</a> <span class="meta">{context.words.person.count(entry.talks)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface Appearance {
  readonly event: Event
  readonly title: string
  readonly role: string | null
}

export function PersonPage({
  context,
  person,
  talks,
  appearances,
}: {
  context: PageContext
  person: Named
  talks: readonly Talk[]
  appearances: readonly Appearance[]
}) {
  const { words } = context
  const roles = new Set(
    talks
      .flatMap((talk) => talk.speakers.filter((speaker) => speaker.id === person.id))
      .map((speaker) => [speaker.role, speaker.organisation].filter(Boolean).join(', ')),
  )
  roles.delete('')
  return (
    <Layout context={context} title={person.name} path={personPath(person.id)} section="people">
      <div class="wrap list-page">
        <p class="kicker">{words.person.kind}</p>
        <h1>{person.name}</h1>
        {[...roles].map((role) => (
          <p class="meta">{role}</p>
        ))}
        <TalkList context={context} title={words.person.talks} talks={talks} />
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
                    {[event.title, formatDates(event.from, event.to)].filter(Boolean).join(' · ')}
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

export function ThemePage({ context, theme, talks }: { context: PageContext; theme: Theme; talks: readonly Talk[] }) {
  const { words } = context
  return (
    <Layout context={context} title={theme.name} path={themePath(theme.id)} section="themes">
      <div class="wrap list-page">
        <p class="kicker">{words.theme.kind}</p>
        <h1>{theme.name}</h1>
        <TalkList context={context} title={words.person.talks} talks={talks} />
      </div>
    </Layout>
  )
}

function TalkList({ context, title, talks }: { context: PageContext; title: string; talks: readonly Talk[] }) {
  if (talks.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ol class="slots">
        {talks.map((talk) => (
          <li>
            <span class="slot-time">{formatDates(talk.recorded ?? talk.event?.from ?? null, null) ?? ''}</span>
            <TalkEntry context={context} talk={talk} />
          </li>
        ))}
      </ol>
    </section>
  )
}
