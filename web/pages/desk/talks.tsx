/** The archivists' list, and the page where a recording begins. */
import type { Talk } from '../../../src/library/talk.ts'
import type { DeskWords } from '../../words/desk-nl.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatDate, formatDates, formatInstant, joinNames } from '../format.ts'
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

export function DeskTalksPage({
  context,
  who,
  rows,
  counts,
  chosen,
  query,
  list,
  done,
  undo,
}: Props & {
  rows: readonly DeskRow[]
  counts: Readonly<Record<DeskStage, number>>
  chosen: DeskStage | null
  query: string
  list: PageOfList
  undo: string | undefined
}) {
  const { talks } = context.desk
  const total = ORDER.reduce((sum, stage) => sum + counts[stage], 0)
  return (
    <Desk context={context} title={talks.title} path="/beheer" who={who} section="talks" done={done} undo={undo}>
      <div class="desk-head">
        <h1>{talks.title}</h1>
        <a class="button" href="/beheer/nieuw">
          {context.desk.nav.fresh}
        </a>
      </div>
      <nav class="stages" aria-label={talks.show}>
        <a href="/beheer" {...(chosen === null ? { 'aria-current': 'page' as const } : {})}>
          {talks.all} <span class="meta">{total}</span>
        </a>
        {ORDER.map((stage) => (
          <a href={`/beheer?stand=${stage}`} {...(chosen === stage ? { 'aria-current': 'page' as const } : {})}>
            {talks.stages[stage]} <span class="meta">{counts[stage]}</span>
          </a>
        ))}
      </nav>
      <form method="get" action="/beheer" class="filter" role="search">
        {chosen && <input type="hidden" name="stand" value={chosen} />}
        <input type="search" name="titel" value={query} aria-label={talks.filter} placeholder={talks.filter} />
        <button type="submit" class="button button-quiet">
          {talks.show}
        </button>
      </form>
      {rows.length === 0 && <p class="empty">{total === 0 ? talks.none : talks.noneHere}</p>}
      <ul class="desk-list">
        {rows.map(({ talk, stage, flags }) => (
          <li>
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
      <Pager context={context} path="/beheer" query={{ stand: chosen ?? undefined, titel: query }} list={list} />
    </Desk>
  )
}

export function NewTalkPage({
  context,
  who,
  events,
  wrong,
  fields,
  estimatesTimes,
}: Props & {
  events: readonly EventChoice[]
  fields: { readonly title: string; readonly event: string }
  /** Whether the server can find the times of a transcript that has none. */
  estimatesTimes: boolean
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
