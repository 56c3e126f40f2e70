import { type Event, isAnnounced, type ProgrammeItem } from '../../src/library/event/event.ts'
import type { Attachment, Talk } from '../../src/library/talk/talk.ts'
import type { PageContext } from './context.ts'
import { excerpt, formatDates, formatSlot } from './format.ts'
import { Layout } from './layout.tsx'
import { eventPath, mediaPath, offlinePath, personPath, searchPath, talkPath } from './links.ts'
import { PrintedSource, TalkEntry } from './parts.tsx'

interface EventProps {
  readonly context: PageContext
  readonly event: Event
  /** The event's listed talks. */
  readonly talks: readonly Talk[]
}

/** Slots in which nothing is said that one would record. */
const SILENT = new Set(['arrival', 'break', 'lunch', 'drinks'])

export function EventPage({ context, event, talks }: EventProps) {
  const { words } = context
  const announced = isAnnounced(event, context.today)
  const parts = groupByPart(event.programme)
  const inProgramme = new Set(event.programme.map((item) => item.talk))
  const others = talks.filter((talk) => !inProgramme.has(talk.id))
  const first = event.programme
    .map((item) => talks.find((talk) => talk.id === item.talk && talk.recording))
    .find((talk) => talk !== undefined)
  return (
    <Layout
      context={context}
      title={event.title}
      path={eventPath(event.id)}
      section="events"
      description={event.summary ? excerpt(event.summary, 160) : event.title}
    >
      <PrintedSource context={context} path={eventPath(event.id)} />
      <article class="wrap event-page">
        <header class="page-head">
          <p class="kicker">
            {words.event.kind}
            {announced && (
              <>
                {' '}
                <span class="label">{words.event.announced}</span>
              </>
            )}
          </p>
          <h1>{event.title}</h1>
          <p class="meta">
            {[formatDates(event.from, event.to, words.locale) ?? words.event.noDate, event.place].filter(Boolean).join(' · ')}
          </p>
          {event.summary && <p class="lead">{event.summary}</p>}
          {announced && event.registration !== null && (
            <p>
              <a class="button" href={event.registration}>
                {words.event.register}
              </a>
            </p>
          )}
          {announced && talks.length === 0 && <p class="meta">{words.event.recordingsLater}</p>}
          {first && talks.length > 1 && (
            <p>
              <a class="button" href={`${talkPath(first.id)}?dag`}>
                {words.event.playDay}
              </a>
            </p>
          )}
        </header>
        {talks.some((talk) => talk.transcripts.length > 0) && (
          <search class="event-search">
            <form class="find" action={searchPath({})} method="get" data-talks={offlinePath(event.id)}>
              <input
                type="search"
                name="q"
                aria-label={words.search.eventLabel}
                placeholder={words.search.eventLabel}
                autocomplete="off"
                spellcheck={false}
              />
              <input type="hidden" name="event" value={event.id} />
              <button type="submit">{words.search.button}</button>
            </form>
          </search>
        )}
        <div class="event-columns">
          <section class="programme" aria-labelledby="programma">
            <h2 id="programma">{words.event.programme}</h2>
            {parts.map(({ part, items }) => (
              <>
                {part !== null && <h3 class="part">{part}</h3>}
                <ol class="slots">
                  {items.map((item) => (
                    <Slot context={context} item={item} talk={talks.find((talk) => talk.id === item.talk) ?? null} announced={announced} />
                  ))}
                </ol>
              </>
            ))}
          </section>
          <aside class="event-facts">
            {event.organisers.length > 0 && (
              <section>
                <h2>{words.event.organisers}</h2>
                <ul>
                  {event.organisers.map((name) => (
                    <li>{name}</li>
                  ))}
                </ul>
              </section>
            )}
            {(event.links.length > 0 || event.attachments.length > 0) && (
              <section>
                <h2>{words.event.links}</h2>
                <ul>
                  {event.links.map((link) => (
                    <li>{link.url === null ? <NotHeld context={context} title={link.title} /> : <a href={link.url}>{link.title}</a>}</li>
                  ))}
                  {event.attachments.map((attachment) => (
                    <li>
                      <AttachmentLink context={context} attachment={attachment} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </aside>
        </div>
        {others.length > 0 && (
          <section>
            <h2>{words.event.otherTalks}</h2>
            <ol class="slots">
              {others.map((talk) => (
                <li>
                  <span class="slot-time" />
                  <TalkEntry context={context} talk={talk} />
                </li>
              ))}
            </ol>
          </section>
        )}
      </article>
    </Layout>
  )
}

interface SlotProps {
  readonly context: PageContext
  readonly item: ProgrammeItem
  readonly talk: Talk | null
  /** The event is still to come. */
  readonly announced: boolean
}

function Slot({ context, item, talk, announced }: SlotProps) {
  const { words } = context
  return (
    <li class={talk ? 'slot' : 'slot slot-plain'}>
      <span class="slot-time">{item.from === null ? '' : formatSlot(item.from, item.to, words.locale)}</span>
      <div>
        {talk ? (
          <TalkEntry context={context} talk={talk} level={3} />
        ) : (
          <>
            <p class="slot-title">{item.title}</p>
            {item.speakers.length > 0 && <People people={item.speakers} />}
            {!announced && !SILENT.has(item.kind) && <p class="meta">{words.event.notRecorded}</p>}
          </>
        )}
        {item.description && (
          <details>
            <summary>{words.event.more}</summary>
            <p>{item.description}</p>
            {talk && item.speakers.length > 0 && <People people={item.speakers} />}
          </details>
        )}
      </div>
    </li>
  )
}

/** Names with role and organisation as they were that day. */
export function People({ people }: { people: ProgrammeItem['speakers'] }) {
  return (
    <ul class="people">
      {people.map((person) => {
        const was = [person.role, person.organisation].filter(Boolean).join(', ')
        return (
          <li>
            <a href={personPath(person.id)}>{person.name}</a>
            {was && <small>{was}</small>}
          </li>
        )
      })}
    </ul>
  )
}

export function AttachmentLink({ context, attachment }: { context: PageContext; attachment: Attachment }) {
  if (attachment.file) {
    return (
      <a href={mediaPath(attachment.file)} download={attachment.file.name}>
        {attachment.title}
      </a>
    )
  }
  return attachment.url === null ? <NotHeld context={context} title={attachment.title} /> : <a href={attachment.url}>{attachment.title}</a>
}

function NotHeld({ context, title }: { context: PageContext; title: string }) {
  return (
    <>
      {title} <small class="meta">({context.words.event.notHeld})</small>
    </>
  )
}

/** Runs of slots under the same heading, in order. */
function groupByPart(programme: readonly ProgrammeItem[]): { part: string | null; items: ProgrammeItem[] }[] {
  const parts: { part: string | null; items: ProgrammeItem[] }[] = []
  for (const item of programme) {
    const last = parts.at(-1)
    if (last && last.part === item.part) last.items.push(item)
    else parts.push({ part: item.part, items: [item] })
  }
  return parts
}
