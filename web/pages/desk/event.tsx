/** The archivists' pages of events: the list, and the form of one event with its programme as slots. */
import { isAnnounced, SLOT_KINDS } from '../../../src/library/event/event.ts'
import type { EventEntry } from '../../../src/library/lists/events.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatDates } from '../format.ts'
import { eventPath } from '../links.ts'
import { type LogLine, LogTable } from './accounts.tsx'
import { Desk, ListFilter, type Worker } from './frame.tsx'
import { SpeakerRows } from './speaker-rows.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly done?: string | undefined
}

export function DeskEventsPage({
  context,
  who,
  events,
  query,
  done,
}: Props & { events: PageOfList & { readonly entries: readonly EventEntry[] }; query: string }) {
  const { events: words } = context.archive
  return (
    <Desk context={context} title={words.title} path="/beheer/bijeenkomsten" who={who} section="events" done={done}>
      <div class="desk-head">
        <h1>{words.title}</h1>
        <a class="button" href="/beheer/bijeenkomsten/nieuw">
          {words.fresh}
        </a>
      </div>
      <ListFilter context={context} path="/beheer/bijeenkomsten" name="naam" value={query} label={words.find} />
      {events.entries.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="desk-list">
        {events.entries.map((event) => (
          <li>
            <div class="desk-entry">
              <a href={`/beheer/bijeenkomsten/${event.id}`}>{event.title}</a>{' '}
              {isAnnounced(event, context.today) && <span class="tag">{context.words.event.announced}</span>}
              <br />
              <span class="meta">{[formatDates(event.from, event.to, context.words.locale), event.place].filter(Boolean).join(' · ')}</span>
            </div>
            <span class="meta">{context.archive.people.counts(event.talks, 0)}</span>
          </li>
        ))}
      </ul>
      <Pager context={context} path="/beheer/bijeenkomsten" query={{ naam: query || undefined }} list={events} />
    </Desk>
  )
}

type SlotField = 'van' | 'tot' | 'deel' | 'onderdeel' | 'soort' | 'sprekers' | 'beschrijving' | 'opname'
type SlotForm = Readonly<Record<SlotField, string>>

interface EventProps extends Props {
  /** Null: not made yet. */
  readonly id: string | null
  readonly title: string
  readonly form: Readonly<
    Record<'kenmerk' | 'titel' | 'begin' | 'einde' | 'plaats' | 'organisatoren' | 'samenvatting' | 'aanmelden' | 'links', string>
  > & {
    readonly slots: readonly SlotForm[]
  }
  /** Of the event as shown; goes back with the form. */
  readonly version: string
  /** Recordings that can stand in a slot. */
  readonly talks: readonly { readonly id: string; readonly title: string }[]
  /** The event of which this new one is a copy. */
  readonly copyOf: { readonly id: string; readonly title: string } | null
  readonly wrong: string | null
  /** What is wrong, by path: `title`, `programme.3.from`. */
  readonly wrongFields: Readonly<Record<string, string>>
  /** A slot was moved, added or removed, and the form is not saved yet. */
  readonly unsaved: boolean
  readonly log: readonly LogLine[]
}

export function DeskEventPage(props: EventProps) {
  const { context, who, id, title, form, version, talks, copyOf, wrong, wrongFields, unsaved, log, done } = props
  const { events: words } = context.archive
  const path = `/beheer/bijeenkomsten/${id ?? 'nieuw'}`
  const field = (
    name: Exclude<keyof typeof form, 'slots'>,
    json: string,
    label: string,
    options: { area?: boolean; help?: string } = {},
  ) => <TextField id={`veld-${name}`} name={name} label={label} value={form[name]} wrong={wrongFor(wrongFields, json)} {...options} />
  return (
    <Desk context={context} title={title} path={path} who={who} section="events" done={done} wrong={wrong}>
      <p class="kicker">
        <a href="/beheer/bijeenkomsten">{words.all}</a>
      </p>
      <div class="desk-head">
        <h1>{title}</h1>
        {id !== null && <a href={eventPath(id)}>{context.desk.talk.view}</a>}
        {id !== null && <a href={`/beheer/bijeenkomsten/nieuw?kopie=${id}`}>{words.copy}</a>}
      </div>
      {copyOf && !unsaved && <p class="notice">{words.copyOf(copyOf.title)}</p>}
      {unsaved && (
        <p class="notice" role="status">
          {words.unsaved}
        </p>
      )}
      <form method="post" action={path} class="stack" data-event-form>
        {/* Enter in a field saves: the first button of a form is the one it presses. */}
        <button type="submit" class="visually-hidden" tabindex={-1} aria-hidden="true">
          {context.desk.talk.form.save}
        </button>
        <input type="hidden" name="versie" value={version} />
        {copyOf && <input type="hidden" name="kopie" value={copyOf.id} />}
        {field('titel', 'title', context.desk.talk.form.name)}
        {id === null && field('kenmerk', 'id', words.id, { help: words.idHelp })}
        {field('begin', 'from', words.from, { help: words.fromHelp })}
        {field('einde', 'to', words.to, { help: words.toHelp })}
        {field('plaats', 'place', words.place)}
        {field('organisatoren', 'organisers', words.organisers, { area: true, help: words.onePerLine })}
        {field('samenvatting', 'summary', context.desk.talk.form.abstract, { area: true })}
        {field('aanmelden', 'registration', words.registration, { help: words.registrationHelp })}
        {field('links', 'links', context.archive.people.links, { area: true, help: words.linksHelp })}
        <h2>{words.programme}</h2>
        <p class="meta">{words.programmeHelp}</p>
        <button type="submit" class="button button-quiet" name="doe" value="erna--1" formaction={`${path}#onderdeel-0`}>
          {words.addFirst}
        </button>
        <div data-slots>
          {form.slots.map((slot, i) => (
            <Slot
              context={context}
              path={path}
              slot={slot}
              number={i}
              last={i === form.slots.length - 1}
              talks={talks}
              wrongFields={wrongFields}
            />
          ))}
        </div>
        <p>
          <button type="submit" class="button">
            {context.desk.talk.form.save}
          </button>
        </p>
      </form>
      {log.length > 0 && (
        <details>
          <summary>{context.desk.talk.log}</summary>
          <LogTable lines={log} context={context} />
        </details>
      )}
    </Desk>
  )
}

interface SlotProps {
  /** Where the form goes. */
  readonly path: string
  readonly slot: SlotForm
  readonly context: PageContext
  readonly number: number
  readonly last: boolean
  readonly talks: EventProps['talks']
  readonly wrongFields: EventProps['wrongFields']
}

function Slot({ context, path, slot, number, last, talks, wrongFields }: SlotProps) {
  const { events: words } = context.archive
  const name = slot.onderdeel || words.slot(number + 1)
  const field = (key: SlotField, json: string, label: string, options: { area?: boolean; help?: string } = {}) => (
    <TextField
      id={`veld-${key}-${number}`}
      name={key}
      label={label}
      value={slot[key]}
      wrong={wrongFor(wrongFields, `programme.${number}.${json}`)}
      {...options}
    />
  )
  /** @param to the item the page opens at afterwards */
  const button = (verb: string, label: string, to: number) => (
    <button
      type="submit"
      class="link"
      name="doe"
      value={`${verb}-${number}`}
      formaction={`${path}#onderdeel-${to}`}
      aria-label={`${label}: ${name}`}
    >
      {label}
    </button>
  )
  const known = talks.some(({ id }) => id === slot.opname)
  const wrongTalk = wrongFor(wrongFields, `programme.${number}.talk`)
  return (
    <fieldset class="slot-form" id={`onderdeel-${number}`}>
      <legend>{name}</legend>
      <div class="slot-times">
        {field('van', 'from', words.slotFrom)}
        {field('tot', 'to', words.slotTo)}
        {field('deel', 'part', words.part)}
      </div>
      {field('onderdeel', 'title', context.desk.talk.form.name)}
      <div class="field">
        <label for={`veld-soort-${number}`}>{words.kind}</label>
        <select id={`veld-soort-${number}`} name="soort">
          {SLOT_KINDS.map((kind) => (
            <option value={kind} selected={kind === slot.soort}>
              {words.kinds[kind]}
            </option>
          ))}
        </select>
      </div>
      <fieldset class="slot-speakers">
        <legend>{context.desk.talk.form.speakers}</legend>
        <SpeakerRows
          context={context}
          text={slot.sprekers}
          path={path}
          least={1}
          suffix={`-${number}`}
          json={`programme.${number}.speakers`}
          wrong={wrongFields}
        />
        {wrongFields[`programme.${number}.speakers`] && <p class="field-wrong">{wrongFields[`programme.${number}.speakers`]}</p>}
      </fieldset>
      {field('beschrijving', 'description', context.archive.people.description, { area: true })}
      <div class="field">
        <label for={`veld-opname-${number}`}>{words.recording}</label>
        <select id={`veld-opname-${number}`} name="opname" {...(wrongTalk ? { 'aria-invalid': 'true' as const } : {})}>
          <option value="">{words.noRecording}</option>
          {!known && slot.opname !== '' && (
            <option value={slot.opname} selected>
              {slot.opname}
            </option>
          )}
          {talks.map(({ id, title }) => (
            <option value={id} selected={id === slot.opname}>
              {title}
            </option>
          ))}
        </select>
        {wrongTalk && <p class="field-wrong">{wrongTalk}</p>}
      </div>
      <div class="row-actions">
        {number > 0 && button('omhoog', words.up, number - 1)}
        {!last && button('omlaag', words.down, number + 1)}
        {button('erna', words.addAfter, number + 1)}
        {button('weg', words.removeSlot, Math.max(0, last ? number - 1 : number))}
      </div>
    </fieldset>
  )
}

/** The message for a field, or for a part of it. */
function wrongFor(wrong: Readonly<Record<string, string>>, path: string): string | undefined {
  return wrong[path] ?? Object.entries(wrong).find(([key]) => key.startsWith(`${path}.`))?.[1]
}

interface TextFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly value: string
  readonly wrong: string | undefined
  readonly help?: string
  readonly area?: boolean
}

function TextField({ id, name, label, value, wrong, help, area = false }: TextFieldProps) {
  const notes = [help && `${id}-uitleg`, wrong && `${id}-fout`].filter(Boolean).join(' ')
  const attributes = {
    id,
    name,
    ...(notes ? { 'aria-describedby': notes } : {}),
    ...(wrong ? { 'aria-invalid': 'true' as const } : {}),
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {area ? <textarea {...attributes}>{value}</textarea> : <input {...attributes} value={value} maxlength={500} autocomplete="off" />}
      {help && (
        <small id={`${id}-uitleg`} class="meta">
          {help}
        </small>
      )}
      {wrong && (
        <p id={`${id}-fout`} class="field-wrong">
          {wrong}
        </p>
      )}
    </div>
  )
}
