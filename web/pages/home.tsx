import { isAnnounced } from '../../src/library/event/event.ts'
import type { EventEntry } from '../../src/library/lists/events.ts'
import type { NamedEntry } from '../../src/library/lists/names.ts'
import type { Page } from '../../src/library/lists/page.ts'
import { type Talk, talkDate } from '../../src/library/talk/talk.ts'
import { Letters } from './browse.tsx'
import type { PageContext } from './context.ts'
import { formatDates, formatSlot } from './format.ts'
import { Layout } from './layout.tsx'
import { eventPath, eventsPath, peoplePath, personPath, searchPath, talkPath, talksPath, themePath, themesPath } from './links.ts'
import { EventRow } from './lists.tsx'
import { TalkEntry } from './parts.tsx'

interface HomeProps {
  readonly context: PageContext
  /** The newest, each with its first listed talks in programme order. */
  readonly events: readonly { readonly entry: EventEntry; readonly talks: readonly Talk[] }[]
  /** Those before them, in a line each. */
  readonly earlier: readonly EventEntry[]
  readonly eventCount: number
  /** Talks of no event. */
  readonly loose: Page<Talk>
  readonly people: Names & { readonly letters: readonly string[] }
  readonly themes: Names
}

/** All of them where they are few; otherwise the first. */
interface Names {
  readonly total: number
  readonly first: readonly NamedEntry[]
}

export function HomePage({ context, events, earlier, eventCount, loose, people, themes }: HomeProps) {
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
        {events.length === 0 && loose.total === 0 && <EmptyLibrary context={context} />}
        {events.map(({ entry, talks }) => (
          <EventBlock context={context} event={entry} talks={talks} />
        ))}
        {eventCount > events.length && (
          <section class="event-block">
            <h2>{home.earlier}</h2>
            <div>
              <ul class="index earlier">
                {earlier.map((event) => (
                  <EventRow context={context} event={event} level={3} />
                ))}
              </ul>
              {eventCount > events.length + earlier.length && (
                <p class="all">
                  <a href={eventsPath}>{home.all(eventCount)}</a>
                </p>
              )}
            </div>
          </section>
        )}
        {loose.total > 0 && (
          <section class="event-block">
            <div />
            <div>
              <ol class="slots">
                {loose.entries.map((talk) => (
                  <li>
                    <span class="slot-time">{formatDates(talkDate(talk), null, context.words.locale) ?? ''}</span>
                    <TalkEntry context={context} talk={talk} />
                  </li>
                ))}
              </ol>
              {loose.pages > 1 && (
                <p class="all">
                  <a href={talksPath}>{home.allTalks(loose.total)}</a>
                </p>
              )}
            </div>
          </section>
        )}
        <div class="indexes">
          {people.first.length > 0 && (
            <section>
              <h2>{home.people}</h2>
              {people.total > people.first.length && (
                <>
                  <Letters context={context} path={peoplePath} letters={people.letters} all={false} />
                  <p class="all">
                    <a href={peoplePath}>{home.allPeople(people.total)}</a>
                  </p>
                </>
              )}
              {people.total === people.first.length && <NameList names={people.first} path={personPath} />}
            </section>
          )}
          {themes.first.length > 0 && (
            <section>
              <h2>{home.themes}</h2>
              <NameList names={themes.first} path={themePath} />
              {themes.total > themes.first.length && (
                <p class="all">
                  <a href={themesPath}>{home.allThemes(themes.total)}</a>
                </p>
              )}
            </section>
          )}
        </div>
      </div>
    </Layout>
  )
}

function EventBlock({ context, event, talks }: { context: PageContext; event: EventEntry; talks: readonly Talk[] }) {
  const { words } = context
  const more = event.talks - talks.length
  // Of an event of which not all talks are shown, the minutes are not known here.
  const minutes = more > 0 ? null : Math.round(talks.reduce((sum, talk) => sum + (talk.recording?.duration ?? 0), 0) / 60_000)
  const first = talks.find((talk) => talk.recording)
  return (
    <section class="event-block">
      <div class="event-about">
        <h2>
          <a href={eventPath(event.id)}>{event.title}</a>
        </h2>
        {isAnnounced(event, context.today) && <p class="label">{words.event.announced}</p>}
        <p class="meta">
          {formatDates(event.from, event.to, words.locale) ?? words.event.noDate}
          {event.place && (
            <>
              <br />
              {event.place}
            </>
          )}
          <br />
          {isAnnounced(event, context.today) && talks.length === 0
            ? null
            : minutes === null || talks.length === 0
              ? words.person.count(event.talks)
              : words.event.recordings(talks.length, minutes)}
        </p>
        <p class="meta links">
          <a href={eventPath(event.id)}>{words.event.wholeProgramme}</a>
          {first && talks.length > 1 && <a href={`${talkPath(first.id)}?dag`}>{words.event.playDay}</a>}
        </p>
      </div>
      <div>
        <ol class="slots">
          {talks.map((talk) => (
            <li>
              <span class="slot-time">{talk.slot?.from ? formatSlot(talk.slot.from, talk.slot.to, words.locale) : ''}</span>
              <TalkEntry context={context} talk={talk} />
            </li>
          ))}
        </ol>
        {more > 0 && (
          <p class="all">
            <a href={eventPath(event.id)}>{words.home.moreTalks(more)}</a>
          </p>
        )}
      </div>
    </section>
  )
}

function NameList({ names, path }: { names: readonly NamedEntry[]; path: (id: string) => string }) {
  return (
    <ul class="names">
      {names.map((entry) => (
        <li>
          <a href={path(entry.id)}>{entry.name}</a>
        </li>
      ))}
    </ul>
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
