/** One recording at the archivists' desk: its files, the work on it, what is said of it, and whether it stands in the library. */
import type { Job, Step } from '../../../src/library/job.ts'
import type { Talk } from '../../../src/library/talk.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import { desk } from '../../words/desk-nl.ts'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant } from '../format.ts'
import { talkPath } from '../links.ts'
import { type LogLine, LogTable } from './accounts.tsx'
import { Desk, Field, type Worker } from './frame.tsx'
import { Files, type FilesProps } from './talk-files.tsx'
import { type DeskStage, type EventChoice, eventLabel } from './talks.tsx'

const { talk: words } = desk

export interface DeskTalkProps extends FilesProps {
  readonly context: PageContext
  readonly who: Worker
  readonly stage: DeskStage
  readonly events: readonly EventChoice[]
  readonly job: Job | null
  /** What keeps it from being published, in Dutch; null: nothing. */
  readonly missing: string | null
  readonly captions: boolean
  readonly previews: number
  /** A preview link just made. */
  readonly link: string | null
  readonly log: readonly LogLine[]
  readonly done?: string | undefined
  readonly wrong?: string | null
}

export function DeskTalkPage(props: DeskTalkProps) {
  const { context, who, talk, stage, done, wrong } = props
  const path = `/beheer/opnames/${talk.id}`
  return (
    <Desk context={context} title={talk.title} path={path} who={who} done={done} wrong={wrong}>
      <div data-desk-talk={talk.id} data-language={talk.language}>
        <p class="kicker">
          <a href="/beheer">{words.back}</a>
        </p>
        <div class="desk-head" data-part="head">
          <h1>{talk.title}</h1>
          <span class={`tag stage-${stage}`}>{desk.talks.stage[stage]}</span>
          <a href={talkPath(talk.id)}>{words.view}</a>
        </div>
        <div class="desk-two">
          <div>
            <Files {...props} />
            <Fields {...props} />
          </div>
          <div>
            <Publishing {...props} />
            <Work {...props} />
            <Previews {...props} />
          </div>
        </div>
        <details data-part="log">
          <summary>{words.log}</summary>
          <LogTable lines={props.log} timeZone={context.timeZone} />
        </details>
      </div>
    </Desk>
  )
}

function Work({ job }: DeskTalkProps) {
  const { work } = words
  const moving = job?.state === 'running'
  return (
    <section data-part="work" {...(job ? { 'data-job': job.id, 'data-job-state': job.state } : {})}>
      <h2>{work.title}</h2>
      {!job && <p class="empty">{work.none}</p>}
      {job && (
        <ol class="steps">
          {job.steps.map((step) => (
            <StepRow job={job.id} step={step} />
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

function StepRow({ job, step }: { job: string; step: Step }) {
  const { work } = words
  const again = ['failed', 'cancelled', 'waiting'].includes(step.state)
  return (
    <li class={`step step-${step.state}`} data-step={step.step} data-state={step.state}>
      <span class="step-name">{work.steps[step.step]}</span>
      <span class="step-state">{work.states[step.state]}</span>
      {step.state === 'running' && <progress value={step.progress} max={1} aria-label={work.steps[step.step]} />}
      {step.error && <p class="field-wrong">{step.error}</p>}
      {step.note && <p class="meta step-note">{step.note}</p>}
      {again && (
        <form method="post" action={`/beheer/verwerking/${job}/${step.step}/opnieuw`}>
          <button type="submit" class="link" aria-label={`${work.again}: ${work.steps[step.step]}`}>
            {work.again}
          </button>
        </form>
      )}
    </li>
  )
}

function Fields({ talk, events }: DeskTalkProps) {
  const { form } = words
  const area = (label: string, name: string, value: string, help?: string) => (
    <p class="field">
      <label for={`veld-${name}`}>{label}</label>
      <textarea id={`veld-${name}`} name={name} {...(help ? { 'aria-describedby': `veld-${name}-uitleg` } : {})}>
        {value}
      </textarea>
      {help && (
        <small id={`veld-${name}-uitleg`} class="meta">
          {help}
        </small>
      )}
    </p>
  )
  return (
    <section>
      <h2 id="gegevens">{form.title}</h2>
      <form method="post" action={`/beheer/opnames/${talk.id}`} class="stack" data-autosave={talk.id}>
        <Field label={form.name} name="title" value={talk.title} required maxlength={500} autocomplete="off" />
        {area(form.speakers, 'speakers', talk.speakers.map(speakerLine).join('\n'), form.speakersHelp)}
        <p class="field">
          <label for="veld-event">{form.event}</label>
          <select id="veld-event" name="event">
            <option value="">{form.noEvent}</option>
            {events.map((event) => (
              <option value={event.id} selected={event.id === talk.event?.id}>
                {eventLabel(event)}
              </option>
            ))}
          </select>
        </p>
        <Field label={form.recorded} name="recorded" value={talk.recorded ?? ''} help={form.recordedHelp} autocomplete="off" />
        {area(form.abstract, 'abstract', talk.abstract ?? '')}
        <Field
          label={form.themes}
          name="themes"
          value={talk.themes.map(({ name }) => name).join(', ')}
          help={form.themesHelp}
          autocomplete="off"
        />
        {area(
          form.chapters,
          'chapters',
          talk.chapters.map(({ start, title }) => `${formatClock(start)} ${title}`).join('\n'),
          form.chaptersHelp,
        )}
        <Field label={form.language} name="language" value={talk.language} maxlength={35} autocomplete="off" />
        {area(form.rights, 'rights', talk.rights ?? '')}
        <fieldset>
          <legend>{form.visibility}</legend>
          {(['public', 'unlisted', 'internal'] as const).map((visibility) => (
            <label class="check">
              <input type="radio" name="visibility" value={visibility} checked={talk.visibility === visibility} />
              <span>{form.visibilities[visibility]}</span>
            </label>
          ))}
        </fieldset>
        <label class="check">
          <input type="checkbox" name="demonstration" value="ja" checked={talk.demonstration} />
          <span>{form.demonstration}</span>
        </label>
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

const speakerLine = ({ name, role, organisation }: Talk['speakers'][number]) =>
  [name, role ?? '', organisation ?? ''].join(' | ').replace(/(?: \| )+$/, '')

function Publishing({ context, talk, stage, missing, captions }: DeskTalkProps) {
  const { publish } = words
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
          <p>{publish.withdrawn(formatDate(talk.withdrawn ?? ''), talk.withdrawnReason ?? '–')}</p>
          {button('terugzetten', publish.restore)}
        </>
      )}
      {stage === 'published' && <p>{publish.published}</p>}
      {stage === 'scheduled' && talk.publishAt && <p>{publish.scheduled(formatInstant(talk.publishAt, context.timeZone))}</p>}
      {(stage === 'draft' || stage === 'ready') && <p>{missing ?? publish.ready}</p>}
      {(stage === 'draft' || stage === 'ready' || stage === 'scheduled') && missing === null && (
        <form method="post" action={act('publiceren')} class="stack">
          {!captions && (
            <Field label={publish.waiver} name="reden" value={talk.captionWaiver ?? ''} help={publish.waiverHelp} maxlength={2000} />
          )}
          <p>
            <button type="submit" class="button" name="wanneer" value="nu">
              {publish.now}
            </button>
          </p>
          <details>
            <summary>{publish.at}</summary>
            <Field label={publish.atLabel} name="moment" type="datetime-local" />
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
        <details>
          <summary>{publish.withdraw}</summary>
          <p class="meta">{publish.withdrawHelp}</p>
          <form method="post" action={act('intrekken')} class="stack">
            <Field label={publish.reason} name="reden" required minlength={10} maxlength={2000} />
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

function Previews({ talk, stage, previews, link }: DeskTalkProps) {
  const { preview } = words
  if (stage === 'withdrawn') return null
  return (
    <section data-part="preview">
      <h2>{preview.title}</h2>
      {link && (
        <div class="notice" role="status">
          <p>{preview.made}</p>
          <p>
            <code class="secret">{link}</code>
          </p>
        </div>
      )}
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
