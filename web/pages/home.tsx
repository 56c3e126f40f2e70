import type { Event } from '../../src/library/event.ts'
import type { Talk, Theme } from '../../src/library/talk.ts'
import type { PageContext } from './context.ts'
import { formatDates, formatSlot } from './format.ts'
import { Layout } from './layout.tsx'
import { eventPath, personPath, searchPath, talkPath, themePath } from './links.ts'
import { TalkEntry } from './parts.tsx'

interface HomeProps {
  readonly context: PageContext
  /** Newest first, each with its listed talks in programme order. */
  readonly events: readonly { readonly event: Event; readonly talks: readonly Talk[] }[]
  readonly moreEvents: boolean
  readonly loose: readonly Talk[]
  readonly people: readonly { readonly id: string; readonly name: string; readonly talks: number }[]
  readonly themes: readonly (Theme & { readonly talks: number })[]
}

export function HomePage({ context, events, moreEvents, loose, people, themes }: HomeProps) {
  const { home, search } = context.words
  return (
    <Layout context={context} title={context.site.name} path="/" description={home.lead} entry="home" searchInHeader={false}>
      <div class="wrap">
        <section class="hero">
          <h1>{home.title}</h1>
          <p>{home.lead}</p>
          <search>
            <form class="find find-large" action={searchPath({})} method="get">
              <input
                type="search"
                name="q"
                aria-label={search.label}
                placeholder={home.placeholder}
                autocomplete="off"
                spellcheck={false}
              />
              <button type="submit">{search.button}</button>
            </form>
          </search>
          <p class="examples">
            <span>{search.try}</span>
            {search.examples.map((example) => (
              <a href={searchPath({ q: example })}>{example}</a>
            ))}
          </p>
        </section>
        {/* Filled from this browser's own memory; nothing of it is sent anywhere. */}
        <section class="continue" id="verder-kijken" hidden aria-labelledby="verder-kijken-kop">
          <h2 id="verder-kijken-kop">{home.continue}</h2>
          <ul class="continue-list" />
          <button type="button" class="quiet">
            {home.continueForget}
          </button>
        </section>
        {events.length === 0 && loose.length === 0 && <EmptyLibrary context={context} />}
        {events.map(({ event, talks }) => (
          <EventBlock context={context} event={event} talks={talks} />
        ))}
        {moreEvents && (
          <p>
            <a href="/bijeenkomsten">{home.all}</a>
          </p>
        )}
        {loose.length > 0 && (
          <section class="event-block">
            <div />
            <ol class="slots">
              {loose.map((talk) => (
                <li>
                  <TalkEntry context={context} talk={talk} />
                </li>
              ))}
            </ol>
          </section>
        )}
        <div class="indexes">
          <NameIndex title={home.people} entries={people} path={personPath} />
          <NameIndex title={home.themes} entries={themes} path={themePath} />
        </div>
      </div>
    </Layout>
  )
}

function EventBlock({ context, event, talks }: { context: PageContext; event: Event; talks: readonly Talk[] }) {
  const { words } = context
  const minutes = Math.round(talks.reduce((sum, talk) => sum + (talk.recording?.duration ?? 0), 0) / 60_000)
  const first = talks.find((talk) => talk.recording)
  return (
    <section class="event-block">
      <div class="event-about">
        <h2>
          <a href={eventPath(event.id)}>{event.title}</a>
        </h2>
        <p class="meta">
          {formatDates(event.from, event.to) ?? words.event.noDate}
          {event.place && (
            <>
              <br />
              {event.place}
            </>
          )}
          <br />
          {talks.length === 0 ? words.event.noRecordings : words.event.recordings(talks.length, minutes)}
        </p>
        <p class="meta links">
          <a href={eventPath(event.id)}>{words.event.wholeProgramme}</a>
          {first && talks.length > 1 && <a href={`${talkPath(first.id)}?dag`}>{words.event.playDay}</a>}
        </p>
      </div>
      <ol class="slots">
        {talks.map((talk) => (
          <li>
            <span class="slot-time">{talk.slot?.from ? formatSlot(talk.slot.from, talk.slot.to) : ''}</span>
            <TalkEntry context={context} talk={talk} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function NameIndex({
  title,
  entries,
  path,
}: {
  title: string
  entries: readonly { id: string; name: string; talks: number }[]
  path: (id: string) => string
}) {
  if (entries.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul class="names">
        {entries.map((entry) => (
          <li>
            <a href={path(entry.id)}>{entry.name}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function EmptyLibrary({ context }: { context: PageContext }) {
  return (
    <section class="empty">
      <p>{context.words.home.empty}</p>
      <p class="meta">{context.words.home.emptyHow}</p>
    </section>
  )
}
