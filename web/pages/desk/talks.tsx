/** The archivists' list, and the page where a recording begins. */
import type { DeskFilter } from '../../../src/library/lists/talks.ts'
import type { Talk } from '../../../src/library/talk/talk.ts'
import type { DeskWords } from '../../words/nl/desk.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatDate, formatDates, formatInstant, joinNames } from '../format.ts'
import { listPath } from '../links.ts'
import { ThrowAway } from './bin.tsx'
import { Desk, Field, type Worker } from './frame.tsx'

/** Where a talk stands, for the list: withdrawn is a standing of its own. */
export type DeskStage = keyof DeskWords['talks']['stages']

export interface DeskRow {
  readonly talk: Talk
  readonly stage: DeskStage
  /** What needs somebody's eye. */
  readonly flags: readonly (keyof Pick<
    DeskWords['talks'],
    'noTranscript' | 'noRecording' | 'incoming' | 'failed' | 'working' | 'waiting'
  >)[]
}

const ORDER: readonly DeskStage[] = ['draft', 'ready', 'scheduled', 'published', 'withdrawn']

/** An event that a talk can be put in. */
export interface EventChoice {
  readonly id: string
  readonly title: string
  readonly from: string | null
}

/** Events often have the same title. */
export function eventLabel({ title, from }: EventChoice, locale: string): string {
  return from === null ? title : `${title} (${formatDate(from, locale)})`
}

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly done?: string | undefined
  readonly wrong?: string | null
}

interface ListProps extends Props {
  readonly rows: readonly DeskRow[]
  readonly counts: Readonly<Record<DeskStage, number>>
  readonly filter: DeskFilter
  readonly events: readonly EventChoice[]
  /** Recordings that can be changed together. */
  readonly most: number
  readonly list: PageOfList
  readonly undo: string | undefined
}

export function DeskTalksPage(props: ListProps) {
  const { context, who, rows, counts, filter, list, done, undo, wrong } = props
  const { talks } = context.desk
  const { many } = context
  const total = ORDER.reduce((sum, stage) => sum + counts[stage], 0)
  const query = queryOf(filter)
  const link = (stage: DeskStage | undefined) => listPath('/beheer', { ...query, stand: stage })
  return (
    <Desk context={context} title={talks.title} path="/beheer" who={who} section="talks" done={done} undo={undo} wrong={wrong}>
      <div class="desk-head">
        <h1>{talks.title}</h1>
        <a class="button" href="/beheer/nieuw">
          {context.desk.nav.fresh}
        </a>
        <a href="/beheer/importeren">{context.many.actions.import}</a>
        <a href="/beheer/samen">{many.earlier}</a>
      </div>
      <nav class="stages" aria-label={talks.show}>
        <a href={link(undefined)} {...(filter.stage === undefined ? { 'aria-current': 'page' as const } : {})}>
          {talks.all} <span class="meta">{total}</span>
        </a>
        {ORDER.map((stage) => (
          <a href={link(stage)} {...(filter.stage === stage ? { 'aria-current': 'page' as const } : {})}>
            {talks.stages[stage]} <span class="meta">{counts[stage].toLocaleString(context.words.locale)}</span>
          </a>
        ))}
      </nav>
      <Filter {...props} />
      {rows.length === 0 && <p class="empty">{total === 0 ? talks.none : talks.noneHere}</p>}
      <div data-select>
        <ul class="desk-list">
          {rows.map(({ talk, stage, flags }) => (
            <li>
              <label class="pick">
                <input type="checkbox" name="opname" value={talk.id} form="samen" aria-label={many.list.select(talk.title)} />
              </label>
              <div class="desk-entry">
                <a href={`/beheer/opnames/${talk.id}`}>{talk.title}</a>
                <br />
                <span class="meta">
                  {[
                    joinNames(talk.speakers, context.words.locale),
                    formatDates(talk.recorded ?? talk.event?.from ?? null, null, context.words.locale),
                    talk.event?.title,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              <span class="tags">
                {flags.map((flag) => (
                  <span class={`tag tag-${flag}`}>{talks[flag]}</span>
                ))}
                <span class={`tag stage-${stage}`}>
                  {talks.stages[stage]}
                  {stage === 'scheduled' && talk.publishAt && ` ${formatInstant(talk.publishAt, context.timeZone, context.words.locale)}`}
                </span>
                <ThrowAway context={context} talk={talk.id} title={talk.title} plain />
              </span>
            </li>
          ))}
        </ul>
        <Pager context={context} path="/beheer" query={query} list={list} />
        {rows.length > 0 && <Together {...props} />}
      </div>
    </Desk>
  )
}

/** The filter as the address has it. */
function queryOf({ stage, words, event, missing, order }: DeskFilter): Record<string, string | undefined> {
  return {
    stand: stage,
    titel: words || undefined,
    bijeenkomst: event === null ? '-' : event,
    mist: missing === 'recording' ? 'opname' : missing,
    volgorde: order === 'changed' ? undefined : order,
  }
}

function Filter({ context, filter, events }: ListProps) {
  const { talks } = context.desk
  const { list } = context.many
  const query = queryOf(filter)
  const choice = (name: string, label: string, options: readonly (readonly [value: string, text: string])[]) => (
    <label>
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === (query[name] ?? '')}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <form method="get" action="/beheer" class="filters" role="search">
      {filter.stage && <input type="hidden" name="stand" value={filter.stage} />}
      <label class="filters-words">
        <span>{talks.filter}</span>
        <input type="search" name="titel" value={filter.words ?? ''} />
      </label>
      {choice('bijeenkomst', list.event, [
        ['', list.anyEvent],
        ['-', list.noEvent],
        ...events.map((event) => [event.id, eventLabel(event, context.words.locale)] as const),
      ])}
      {choice('mist', list.missing, [
        ['', list.anyMissing],
        ['transcript', list.missings.transcript],
        ['opname', list.missings.recording],
      ])}
      {choice('volgorde', list.order, [
        ['', list.orders.changed],
        ['title', list.orders.title],
        ['date', list.orders.date],
      ])}
      <button type="submit" class="button button-quiet">
        {talks.show}
      </button>
    </form>
  )
}

/** What can be done with the chosen recordings. It stays in view below a long list. */
function Together({ context, filter, list: { total }, most }: ListProps) {
  const { list, actions } = context.many
  const query = queryOf(filter)
  return (
    <form id="samen" method="post" action="/beheer/samen" class="together">
      {Object.entries(query).map(([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />)}
      <label class="check" data-select-page hidden>
        <input type="checkbox" />
        <span>{list.page}</span>
      </label>
      {total <= most ? (
        <label class="check">
          <input type="checkbox" name="alles" value="ja" data-select-all={total} />
          <span>{list.all(total)}</span>
        </label>
      ) : (
        <span class="meta">{list.allTooMany(total, most)}</span>
      )}
      <label class="together-what">
        <span class="visually-hidden">{list.what}</span>
        <select name="doe">
          {DOABLE.map(([name, action]) => (
            <option value={name}>{actions[action]}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="button">
        {list.next}
      </button>
      <span class="meta" role="status" data-select-count />
    </form>
  )
}

const DOABLE = [
  ['gegevens', 'edit'],
  ['publiceren', 'publish'],
  ['inplannen', 'schedule'],
  ['concept', 'unpublish'],
  ['intrekken', 'withdraw'],
  ['terugzetten', 'restore'],
] as const

export function NewTalkPage({
  context,
  who,
  events,
  wrong,
  fields,
  estimatesTimes,
  recognises,
}: Props & {
  events: readonly EventChoice[]
  fields: { readonly title: string; readonly event: string }
  /** Whether the server can find the times of a transcript that has none. */
  estimatesTimes: boolean
  /** Whether there is a speech recogniser. */
  recognises: boolean
}) {
  const { fresh, talk } = context.desk
  return (
    <Desk context={context} title={fresh.title} path="/beheer/nieuw" who={who} section="fresh" wrong={wrong}>
      <h1>{fresh.title}</h1>
      <div data-new-talk {...(estimatesTimes ? { 'data-estimates-times': '' } : {})} hidden>
        <p class="lead">{fresh.lead}</p>
        <p class="drop-zone">
          <label class="button">
            {fresh.choose}
            <input type="file" multiple class="visually-hidden" data-files />
          </label>
        </p>
        {recognises && (
          <label class="check">
            <input type="checkbox" data-recognise />
            <span>{talk.recognition.atUpload}</span>
          </label>
        )}
        <div data-made role="status" />
        <div role="alert">
          <ul class="plain" data-refused />
        </div>
      </div>
      <noscript>
        <p class="meta">{fresh.wait}</p>
      </noscript>
      <details class="narrow" data-plain open>
        <summary>{fresh.plainTitle}</summary>
        <form method="post" action="/beheer/nieuw" enctype="multipart/form-data" class="stack">
          <Field label={fresh.name} name="title" value={fields.title} help={fresh.nameHelp} maxlength={500} autocomplete="off" />
          <p class="field">
            <label for="nieuw-bijeenkomst">{talk.form.event}</label>
            <select id="nieuw-bijeenkomst" name="event">
              <option value="">{talk.form.noEvent}</option>
              {events.map((event) => (
                <option value={event.id} selected={event.id === fields.event}>
                  {eventLabel(event, context.words.locale)}
                </option>
              ))}
            </select>
          </p>
          {recognises && (
            <label class="check">
              <input type="checkbox" name="herkennen" value="ja" />
              <span>{talk.recognition.atUpload}</span>
            </label>
          )}
          {(['recording', 'transcript', 'slides'] as const).map((role) => (
            <p class="field">
              <label for={`nieuw-${role}`}>{fresh[role]}</label>
              <input id={`nieuw-${role}`} type="file" name={role} />
            </p>
          ))}
          <p>
            <button type="submit" class="button">
              {fresh.submit}
            </button>
          </p>
        </form>
      </details>
    </Desk>
  )
}
