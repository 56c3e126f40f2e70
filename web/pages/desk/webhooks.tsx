/** The page of webhooks: the list, the form for a new one, and the last deliveries. */
import type { Delivery, Webhook } from '../../../src/library/webhook/webhooks.ts'
import type { PageContext } from '../context.ts'
import { formatInstant } from '../format.ts'
import { Desk, Field, ShownOnce, type Worker } from './frame.tsx'

const PATH = '/beheer/webhooks'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly hooks: readonly Webhook[]
  readonly deliveries: readonly (Omit<Delivery, 'reason'> & { readonly why: string | null })[]
  /** Of the webhook just made: shown this once. */
  readonly secret: string | null
  /** The address as typed in a form that was refused. */
  readonly typed: string
  readonly done?: string | undefined
  readonly wrong: string | null
}

export function WebhooksPage({ context, who, hooks, deliveries, secret, typed, done, wrong }: Props) {
  const { webhooks: words } = context.office
  const at = (instant: string) => formatInstant(instant, context.timeZone, context.words.locale)
  const names: Record<string, string> = words.events
  return (
    <Desk context={context} title={words.title} path={PATH} who={who} section="webhooks" done={done} wrong={wrong}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {secret && (
        <ShownOnce text={words.made} secret={secret}>
          <p>{words.verify}</p>
        </ShownOnce>
      )}
      {hooks.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="desk-list">
        {hooks.map((hook) => (
          <li>
            <div class="desk-entry">
              <strong>{hook.url}</strong>
              <br />
              <span class="meta">
                {[hook.events.map((event) => names[event]).join(', '), words.by(hook.by, at(hook.created))].join(' · ')}
              </span>
            </div>
            <div class="row-actions">
              <form method="post" action={`${PATH}/${hook.id}/proberen`}>
                <button type="submit" class="button button-quiet" aria-label={words.tryOf(hook.url)}>
                  {words.try}
                </button>
              </form>
              <form method="post" action={`${PATH}/${hook.id}/weghalen`}>
                <button type="submit" class="link" aria-label={words.removeOf(hook.url)}>
                  {words.remove}
                </button>
              </form>
            </div>
          </li>
        ))}
      </ul>
      <section class="narrow">
        <h2>{words.add}</h2>
        <form method="post" action={PATH} class="stack">
          <Field
            label={words.address}
            name="adres"
            type="url"
            value={typed}
            required
            maxlength={2000}
            autocomplete="off"
            help={words.addressHelp}
          />
          <fieldset>
            <legend>{words.when}</legend>
            {Object.entries(words.events)
              .filter(([event]) => event !== 'test')
              .map(([event, about]) => (
                <label class="check">
                  <input type="checkbox" name="gebeurtenis" value={event} checked />
                  <span>
                    {about} <code>{event}</code>
                  </span>
                </label>
              ))}
          </fieldset>
          <p>
            <button type="submit" class="button">
              {words.add}
            </button>
          </p>
        </form>
      </section>
      <h2>{words.deliveries}</h2>
      {deliveries.length === 0 ? (
        <p class="empty">{words.noDeliveries}</p>
      ) : (
        <ul class="desk-list">
          {deliveries.map(({ id, url, event, talk, at: happened, state, attempts, next, why }) => (
            <li id={id}>
              <div class="desk-entry">
                {names[event] ?? event} {talk !== null && <a href={`/beheer/opnames/${talk}`}>{talk}</a>}
                <br />
                <span class="meta">
                  {[at(happened), url, words.states[state], attempts > 0 && words.attempts(attempts), why, next && words.next(at(next))]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Desk>
  )
}
