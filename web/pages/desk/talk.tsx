/** One recording at the archivists' desk: its files, the work on it, what is said of it, and whether it stands in the library. */
import type { Job, Step } from '../../../src/library/job/job.ts'
import type { Talk } from '../../../src/library/talk/talk.ts'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant } from '../format.ts'
import { talkPath } from '../links.ts'
import { type LogLine, LogTable } from './accounts.tsx'
import { ThrowAway } from './bin.tsx'
import { Desk, Field, ShownOnce, type Worker } from './frame.tsx'
import { readableSpeakers } from './speaker-lines.ts'
import { SpeakerRows } from './speaker-rows.tsx'
import { Files, type FilesProps } from './talk-files.tsx'
import { type DeskStage, type EventChoice, eventLabel } from './talks.tsx'

export interface DeskTalkProps extends FilesProps {
  readonly context: PageContext
  readonly who: Worker
  readonly stage: DeskStage
  readonly events: readonly EventChoice[]
  readonly form: TalkForm
  /** What was typed in another form that was refused, by name. */
  readonly typed: (name: string) => string
  readonly job: Job | null
  /** Whether the server can find the times of a transcript that has none. */
  readonly estimatesTimes: boolean
  /** What keeps it from being published; null: nothing. */
  readonly missing: string | null
  readonly captions: boolean
  readonly previews: number
  /** A preview link just made. */
  readonly link: string | null
  readonly log: readonly LogLine[]
  readonly done?: string | undefined
  readonly undo?: string | undefined
  readonly wrong?: string | null
}

export function DeskTalkPage(props: DeskTalkProps) {
  const { context, who, talk, stage, done, undo, wrong } = props
  const { talk: words } = context.desk
  const path = `/beheer/opnames/${talk.id}`
  return (
    <Desk context={context} title={talk.title} path={path} who={who} done={done} undo={undo} wrong={wrong}>
      <div data-desk-talk={talk.id} data-language={talk.language} {...(props.estimatesTimes ? { 'data-estimates-times': '' } : {})}>
        <p class="kicker">
          <a href="/beheer">{words.back}</a>
        </p>
        <div class="desk-head" data-part="head">
          <h1>{talk.title}</h1>
          <span class={`tag stage-${stage}`}>{context.desk.talks.stage[stage]}</span>
          <a href={talkPath(talk.id)}>{words.view}</a>
        </div>
        {talk.binned !== null && (
          <div class="notice">
            <p>{context.archive.bin.inBin}</p>
            <p>
              <a href="/beheer/prullenbak">{context.archive.bin.open}</a>
            </p>
          </div>
        )}
        <div class="desk-two" hidden={talk.binned !== null}>
          <div>
            <Files {...props} />
            <Fields {...props} />
          </div>
          <div>
            <Publishing {...props} />
            <Work {...props} />
            <Previews {...props} />
            <Remove context={context} talk={talk} />
          </div>
        </div>
        <details data-part="log">
          <summary>{words.log}</summary>
          <LogTable context={context} lines={props.log} />
        </details>
      </div>
    </Desk>
  )
}

function Work({ context, job }: DeskTalkProps) {
  const { work } = context.desk.talk
  const moving = job?.state === 'running'
  return (
    <section data-part="work" {...(job ? { 'data-job': job.id, 'data-job-state': job.state } : {})}>
      <h2>{work.title}</h2>
      {!job && <p class="empty">{work.none}</p>}
      {job && (
        <ol class="steps">
          {job.steps.map((step) => (
            <StepRow context={context} job={job.id} step={step} />
          ))}
        </ol>
      )}
      {job && moving && (
        <>
          <p class="meta">{work.leave}</p>
          <form method="post" action={`/beheer/verwerking/${job.id}/stoppen`}>
            <button type="submit" class="link">
              {work.stop}
            </button>
          </form>
        </>
      )}
    </section>
  )
}

function Remove({ context, talk }: { context: PageContext; talk: Talk }) {
  return (
    <section data-part="bin">
      <p class="meta">{context.archive.bin.throwAwayHelp}</p>
      <ThrowAway context={context} talk={talk.id} title={talk.title} />
    </section>
  )
}

/** @param back the page to return to after a press; without it, the recording's own */
export function StepRow({ context, job, step, back }: { context: PageContext; job: string; step: Step; back?: string }) {
  const { work } = context.desk.talk
  const again = ['failed', 'cancelled', 'waiting'].includes(step.state)
  // Most recordings never need it.
  const extra = step.step === 'align' || step.step === 'recognise'
  return (
    <li
      class={`step step-${step.state}`}
      data-step={step.step}
      data-state={step.state}
      hidden={extra && step.state === 'skipped'}
      {...(extra ? { 'data-extra': '' } : {})}
    >
      <span class="step-name">{work.steps[step.step]}</span>
      <span class="step-state">{work.states[step.state]}</span>
      {step.state === 'running' && <progress value={step.progress} max={1} aria-label={work.steps[step.step]} />}
      {step.error && <p class="field-wrong">{step.error}</p>}
      {step.note && <p class="meta step-note">{step.note}</p>}
      {again && (
        <form method="post" action={`/beheer/verwerking/${job}/${step.step}/opnieuw`}>
          {back && <input type="hidden" name="terug" value={back} />}
          <button type="submit" class="link" aria-label={`${work.again}: ${work.steps[step.step]}`}>
            {work.again}
          </button>
        </form>
      )}
    </li>
  )
}

/** The form's fields with the notes beside some of them. */
export interface TalkForm {
  readonly fields: Readonly<Record<string, string>>
  /** A row was moved, added or removed, and the form is not saved yet. */
  readonly unsaved: boolean
  /** Versions of the texts that the fields were made from; they go back with the form. */
  readonly versions: string
  /** What is wrong with a field. */
  readonly wrong: Readonly<Record<string, string>>
  /** What somebody else wrote meanwhile. */
  readonly theirs: Readonly<Record<string, { readonly text: string; readonly by: string | null }>>
}

function Fields({ context, talk, events, form: state }: DeskTalkProps) {
  const { form } = context.desk.talk
  const { fields } = state
  const path = `/beheer/opnames/${talk.id}`
  const notes = (name: string, help?: string) =>
    [help && `veld-${name}-uitleg`, state.wrong[name] && `veld-${name}-fout`, state.theirs[name] && `veld-${name}-ander`]
      .filter(Boolean)
      .join(' ')
  const attributes = (name: string, help?: string) => ({
    id: `veld-${name}`,
    name,
    ...(notes(name, help) ? { 'aria-describedby': notes(name, help) } : {}),
    ...(state.wrong[name] || state.theirs[name] ? { 'aria-invalid': 'true' as const } : {}),
  })
  const after = (name: string, help?: string) => (
    <>
      {help && (
        <small id={`veld-${name}-uitleg`} class="meta">
          {help}
        </small>
      )}
      <FieldNotes context={context} name={name} form={state} />
    </>
  )
  const area = (label: string, name: string, help?: string) => (
    <div class="field" data-field={name}>
      <label for={`veld-${name}`}>{label}</label>
      <textarea {...attributes(name, help)}>{fields[name]}</textarea>
      {after(name, help)}
    </div>
  )
  const line = (label: string, name: string, maxlength: number, help?: string) => (
    <div class="field" data-field={name}>
      <label for={`veld-${name}`}>{label}</label>
      <input {...attributes(name, help)} value={fields[name]} required={name === 'title'} maxlength={maxlength} autocomplete="off" />
      {after(name, help)}
    </div>
  )
  return (
    <section>
      <h2 id="gegevens">{form.title}</h2>
      {state.unsaved && (
        <p class="notice" role="status">
          {context.desk.speakers.unsaved}
        </p>
      )}
      <form method="post" action={path} class="stack" data-autosave={talk.id}>
        {/* Enter in a field saves: the first button of a form is the one it presses. */}
        <button type="submit" class="visually-hidden" tabindex={-1} aria-hidden="true">
          {form.save}
        </button>
        <input type="hidden" name="versies" value={state.versions} />
        <input type="hidden" name="alle" value="ja" />
        {line(form.name, 'title', 500)}
        <fieldset data-field="speakers">
          <legend>{form.speakers}</legend>
          <p class="meta">{context.desk.speakers.help}</p>
          <SpeakerRows context={context} text={fields.speakers ?? ''} path={path} least={3} wrong={state.wrong} />
          <FieldNotes context={context} name="speakers" form={state} />
        </fieldset>
        <div class="field" data-field="event">
          <label for="veld-event">{form.event}</label>
          <select {...attributes('event')}>
            <option value="">{form.noEvent}</option>
            {events.map((event) => (
              <option value={event.id} selected={event.id === fields.event}>
                {eventLabel(event, context.words.locale)}
              </option>
            ))}
          </select>
          {after('event')}
        </div>
        {line(form.recorded, 'recorded', 40, form.recordedHelp)}
        {area(form.abstract, 'abstract')}
        {line(form.themes, 'themes', 6000, form.themesHelp)}
        {area(form.chapters, 'chapters', form.chaptersHelp)}
        {line(form.language, 'language', 35)}
        {area(form.rights, 'rights')}
        <fieldset data-field="visibility">
          <legend>{form.visibility}</legend>
          {(['public', 'unlisted', 'internal'] as const).map((visibility) => (
            <label class="check">
              <input type="radio" name="visibility" value={visibility} checked={fields.visibility === visibility} />
              <span>{form.visibilities[visibility]}</span>
            </label>
          ))}
          <FieldNotes context={context} name="visibility" form={state} />
        </fieldset>
        <div data-field="demonstration">
          <label class="check">
            <input type="checkbox" name="demonstration" value="ja" checked={fields.demonstration !== ''} />
            <span>{form.demonstration}</span>
          </label>
          <FieldNotes context={context} name="demonstration" form={state} />
        </div>
        <p class="save-row">
          <button type="submit" class="button">
            {form.save}
          </button>
          <span role="status" class="meta" data-saved />
        </p>
      </form>
    </section>
  )
}

/** What is wrong with a field, and what a colleague wrote in it meanwhile. */
function FieldNotes({ context, name, form: { wrong, theirs } }: { context: PageContext; name: string; form: TalkForm }) {
  const { form } = context.desk.talk
  const other = theirs[name]
  return (
    <>
      {wrong[name] && (
        <p id={`veld-${name}-fout`} class="field-wrong">
          {wrong[name]}
        </p>
      )}
      {other && (
        <div id={`veld-${name}-ander`} class="field-theirs">
          <p>{form.theirs(other.by ?? form.somebody)}</p>
          <blockquote>{(name === 'speakers' ? readableSpeakers(other.text) : other.text) || form.emptied}</blockquote>
          <p class="meta">{form.theirsHelp}</p>
        </div>
      )}
    </>
  )
}

function Publishing({ context, talk, stage, missing, captions, typed }: DeskTalkProps) {
  const { publish } = context.desk.talk
  const act = (name: string) => `/beheer/opnames/${talk.id}/${name}`
  const button = (name: string, text: string) => (
    <form method="post" action={act(name)}>
      <button type="submit" class="button button-quiet">
        {text}
      </button>
    </form>
  )
  return (
    <section data-part="publish">
      <h2>{publish.title}</h2>
      {stage === 'withdrawn' && (
        <>
          <p>{publish.withdrawn(formatDate(talk.withdrawn ?? '', context.words.locale), talk.withdrawnReason ?? '–')}</p>
          {button('terugzetten', publish.restore)}
        </>
      )}
      {stage === 'published' && <p>{publish.published}</p>}
      {stage === 'scheduled' && talk.publishAt && (
        <p>{publish.scheduled(formatInstant(talk.publishAt, context.timeZone, context.words.locale))}</p>
      )}
      {(stage === 'draft' || stage === 'ready') && <p>{missing ?? publish.ready}</p>}
      {(stage === 'draft' || stage === 'ready' || stage === 'scheduled') && missing === null && (
        <form method="post" action={act('publiceren')} class="stack">
          {!captions && (
            <Field
              label={publish.waiver}
              name="reden"
              value={typed('reden') || (talk.captionWaiver ?? '')}
              help={publish.waiverHelp}
              maxlength={2000}
            />
          )}
          <p>
            <button type="submit" class="button" name="wanneer" value="nu">
              {publish.now}
            </button>
          </p>
          <details open={typed('moment') !== ''}>
            <summary>{publish.at}</summary>
            <Field label={publish.atLabel} name="moment" type="datetime-local" value={typed('moment')} />
            <p>
              <button type="submit" class="button button-quiet" name="wanneer" value="straks">
                {publish.schedule}
              </button>
            </p>
          </details>
        </form>
      )}
      {(stage === 'published' || stage === 'scheduled') && button('concept', publish.draft)}
      {stage === 'published' && (
        <details open={typed('reden') !== ''}>
          <summary>{publish.withdraw}</summary>
          <p class="meta">{publish.withdrawHelp}</p>
          <form method="post" action={act('intrekken')} class="stack">
            <Field label={publish.reason} name="reden" value={typed('reden')} required minlength={10} maxlength={2000} />
            <p>
              <button type="submit" class="button">
                {publish.withdraw}
              </button>
            </p>
          </form>
        </details>
      )}
    </section>
  )
}

function Previews({ context, talk, stage, previews, link }: DeskTalkProps) {
  const { preview } = context.desk.talk
  if (stage === 'withdrawn') return null
  return (
    <section data-part="preview">
      <h2>{preview.title}</h2>
      {link && <ShownOnce text={preview.made} secret={link} />}
      <p class="meta">{preview.lead}</p>
      <div class="row-actions">
        <form method="post" action={`/beheer/opnames/${talk.id}/voorvertoning`}>
          <button type="submit" class="button button-quiet">
            {preview.make}
          </button>
        </form>
        {previews > 0 && (
          <form method="post" action={`/beheer/opnames/${talk.id}/voorvertoning-stoppen`}>
            <span class="meta">{preview.open(previews)}</span>{' '}
            <button type="submit" class="link">
              {preview.revoke}
            </button>
          </form>
        )}
      </div>
    </section>
  )
}
