/** The form that says what changes in the chosen recordings. */
import type { Batch } from '../../../src/library/batch/batch.ts'
import type { BatchAction } from '../../../src/library/batch/change.ts'
import type { PageContext } from '../context.ts'
import { Desk, Field, type Worker } from './frame.tsx'
import { type EventChoice, eventLabel } from './talks.tsx'

type PageAction = Exclude<BatchAction, 'undo' | 'import'> | 'schedule'

interface FormProps {
  readonly context: PageContext
  readonly who: Worker
  readonly wrong: string | null
  readonly batch: Batch
  /** The action as the address names it. */
  readonly name: string
  readonly action: PageAction
  /** Every action by that name. */
  readonly actions: Readonly<Record<string, PageAction>>
  readonly events: readonly EventChoice[]
  /** What was typed in a form that was refused. */
  readonly typed: (field: string) => string
}

export function BatchFormPage(props: FormProps) {
  const { context, who, batch, name, action, actions, wrong } = props
  const { many } = context
  const path = `/beheer/samen/${batch.id}`
  return (
    <Desk context={context} title={many.actions[action]} path={path} who={who} section="talks" wrong={wrong}>
      <p class="kicker">{many.title}</p>
      <h1>{many.actions[action]}</h1>
      <p class="lead">{many.form.chosen(rowsOf(batch))}</p>
      <nav class="stages" aria-label={many.form.other}>
        {Object.entries(actions).map(([other, its]) => (
          <a href={`${path}?doe=${other}`} {...(other === name ? { 'aria-current': 'page' as const } : {})}>
            {many.actions[its]}
          </a>
        ))}
      </nav>
      <form method="post" action={path} class="stack narrow">
        <input type="hidden" name="doe" value={name} />
        <Inputs {...props} />
        <p>
          <button type="submit" class="button">
            {many.form.preview}
          </button>
        </p>
      </form>
      <Drop context={context} path={path} />
    </Desk>
  )
}

function Inputs(props: FormProps) {
  const { context, action, typed } = props
  const { form } = context.many
  const { publish } = context.desk.talk
  switch (action) {
    case 'edit':
      return <Edited {...props} />
    case 'publish':
    case 'schedule':
      return (
        <>
          <p class="meta">{form.publishHelp}</p>
          {action === 'schedule' && <Field label={form.at} name="moment" type="datetime-local" value={typed('moment')} required />}
          <Field label={publish.waiver} name="captionWaiver" value={typed('captionWaiver')} help={form.waiverHelp} maxlength={2000} />
        </>
      )
    case 'withdraw':
      return (
        <>
          <p class="meta">{publish.withdrawHelp}</p>
          <Field label={publish.reason} name="reason" value={typed('reason')} required minlength={10} maxlength={2000} />
        </>
      )
    case 'unpublish':
      return <p class="meta">{form.unpublishHelp}</p>
    case 'restore':
      return <p class="meta">{form.restoreHelp}</p>
  }
}

/** The languages in which recordings are mostly spoken; another one can be typed in a recording's own form. */
const LANGUAGES = ['nl', 'en', 'de', 'fr', 'fy', 'es', 'it', 'tr', 'ar', 'pap', 'srn']

function Edited({ context, events, typed }: FormProps) {
  const { form: many } = context.many
  const { form } = context.desk.talk
  const languages = new Intl.DisplayNames(context.words.locale, { type: 'language' })
  const choice = (name: string, label: string, options: readonly (readonly [value: string, text: string])[]) => (
    <p class="field">
      <label for={`veld-${name}`}>{label}</label>
      <select id={`veld-${name}`} name={name}>
        {[['', many.leave] as const, ...options].map(([value, text]) => (
          <option value={value} selected={typed(name) === value}>
            {text}
          </option>
        ))}
      </select>
    </p>
  )
  const text = (name: 'recorded' | 'abstract' | 'rights', label: string, help?: string) => (
    <div class="field field-clear">
      <label for={`veld-${name}`}>{label}</label>
      {name === 'recorded' ? (
        <input id={`veld-${name}`} name={name} value={typed(name)} maxlength={40} autocomplete="off" />
      ) : (
        <textarea id={`veld-${name}`} name={name} maxlength={name === 'abstract' ? 20_000 : 2000}>
          {typed(name)}
        </textarea>
      )}
      {help && <small class="meta">{help}</small>}
      <label class="check">
        <input type="checkbox" name={`${name}-leeg`} value="ja" checked={typed(`${name}-leeg`) !== ''} />
        <span>
          <span class="visually-hidden">{label}: </span>
          {many.clear}
        </span>
      </label>
    </div>
  )
  const list = (name: 'themes' | 'speakers', label: string, help: string) => (
    <fieldset>
      <legend>{label}</legend>
      <small class="meta">{help}</small>
      {(['add', 'remove', 'set'] as const).map((part) => (
        <p class="field">
          <label for={`veld-${name}-${part}`}>
            <span class="visually-hidden">{label}: </span>
            {many[part]}
          </label>
          {name === 'themes' ? (
            <input
              id={`veld-${name}-${part}`}
              name={`${name}-${part}`}
              value={typed(`${name}-${part}`)}
              maxlength={6000}
              autocomplete="off"
            />
          ) : (
            <textarea id={`veld-${name}-${part}`} name={`${name}-${part}`} class="short">
              {typed(`${name}-${part}`)}
            </textarea>
          )}
        </p>
      ))}
    </fieldset>
  )
  return (
    <>
      <p class="meta">{many.leaveHelp}</p>
      {choice('event', form.event, [
        ['-', form.noEvent],
        ...events.map((event) => [event.id, eventLabel(event, context.words.locale)] as const),
      ])}
      {list('themes', form.themes, form.themesHelp)}
      {choice(
        'visibility',
        form.visibility,
        (['public', 'unlisted', 'internal'] as const).map((one) => [one, form.visibilities[one]] as const),
      )}
      {text('rights', form.rights)}
      {choice(
        'language',
        form.language,
        LANGUAGES.map((code) => [code, languages.of(code) ?? code] as const),
      )}
      {list('speakers', form.speakers, form.speakersHelp)}
      {text('recorded', form.recorded, form.recordedHelp)}
      {text('abstract', form.abstract)}
      {choice('demonstration', form.demonstration, [
        ['ja', many.yes],
        ['-', many.no],
      ])}
    </>
  )
}

/** Leaves the chosen recordings as they are. */
export function Drop({ context, path }: { context: PageContext; path: string }) {
  return (
    <form method="post" action={`${path}/stoppen`}>
      <button type="submit" class="link">
        {context.many.drop}
      </button>
    </form>
  )
}

export const rowsOf = ({ counts }: Batch): number => Object.values(counts).reduce((sum, count) => sum + count, 0)
