/** The work on all recordings: what runs, waits and failed, why, and for how long; to be retried, stopped or moved to the front. */
import type { JobEntry, JobState } from '../../../src/library/lists/jobs.ts'
import type { Page } from '../../../src/library/lists/page.ts'
import { Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatInstant } from '../format.ts'
import { listPath } from '../links.ts'
import { Desk, type Worker } from './frame.tsx'
import { StepRow } from './talk.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly list: Page<JobEntry>
  readonly counts: Readonly<Record<JobState, number>>
  /** Null: jobs in any state. */
  readonly shown: JobState | null
  /** UTC instant: how long something lasts is counted until then. */
  readonly now: string
  readonly done?: string | undefined
  readonly wrong?: string | null
}

const PATH = '/beheer/verwerking'
const STATES: readonly JobState[] = ['running', 'queued', 'waiting', 'failed', 'cancelled', 'done']

export function JobsPage({ context, who, list, counts, shown, now, done, wrong }: Props) {
  const { jobs, reload, earlier } = context.many
  const query = { toon: shown ?? undefined }
  const address = listPath(PATH, { ...query, pagina: list.page > 1 ? String(list.page) : undefined })
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return (
    <Desk context={context} title={jobs.title} path={PATH} who={who} section="jobs" done={done} wrong={wrong}>
      <h1>{jobs.title}</h1>
      <p class="lead">{jobs.lead}</p>
      <p class="meta">
        <noscript>{reload} </noscript>
        <a href="/beheer/samen">
          {jobs.together}: {earlier.toLocaleLowerCase(context.words.locale)}
        </a>
      </p>
      <div id="verwerkingen" data-refresh={address}>
        <nav class="stages" aria-label={jobs.show}>
          <a href={PATH} {...(shown === null ? { 'aria-current': 'page' as const } : {})}>
            {jobs.all} <span class="meta">{total}</span>
          </a>
          {STATES.map((state) => (
            <a href={`${PATH}?toon=${state}`} {...(shown === state ? { 'aria-current': 'page' as const } : {})}>
              {jobs.states[state]} <span class="meta">{counts[state]}</span>
            </a>
          ))}
        </nav>
        {list.entries.length === 0 && <p class="empty">{jobs.none}</p>}
        <ul class="desk-list">
          {list.entries.map((entry) => (
            <Row context={context} entry={entry} now={now} back={address} />
          ))}
        </ul>
      </div>
      <Pager context={context} path={PATH} query={query} list={list} />
    </Desk>
  )
}

function Row({ context, entry, now, back }: { context: PageContext; entry: JobEntry; now: string; back: string }) {
  const { jobs } = context.many
  const { job, title, state } = entry
  // Retrying one stopped step takes up the others too.
  const stopped = job.steps.find((step) => step.state === 'cancelled')
  const open = job.steps.filter((step) => ['running', 'waiting', 'failed'].includes(step.state) || step === stopped)
  const moves = job.steps.some((step) => ['running', 'queued', 'waiting'].includes(step.state))
  // Behind a failed step nothing moves, wherever it stands in the queue.
  const queued = state !== 'failed' && job.steps.some((step) => step.state === 'queued')
  return (
    <li>
      <div class="desk-entry">
        <a href={`/beheer/opnames/${job.talk}`}>{title}</a>
        <br />
        <span class="meta">
          {jobs.begun(formatInstant(job.created, context.timeZone, context.words.locale), job.createdBy)} · {lasting(entry, now, context)}
        </span>
        {open.length > 0 && (
          <ol class="steps">
            {open.map((step) => (
              <StepRow context={context} job={job.id} step={step} back={back} />
            ))}
          </ol>
        )}
      </div>
      <span class="tags">
        <span class={`tag tag-${state}`}>{jobs.states[state]}</span>
        {queued && <Press to={`${PATH}/${job.id}/eerst`} text={jobs.first} label={jobs.firstOf(title)} back={back} />}
        {moves && <Press to={`${PATH}/${job.id}/stoppen`} text={jobs.stop} label={jobs.stopOf(title)} back={back} />}
      </span>
    </li>
  )
}

function Press({ to, text, label, back }: { to: string; text: string; label: string; back: string }) {
  return (
    <form method="post" action={to}>
      <input type="hidden" name="terug" value={back} />
      <button type="submit" class="link" aria-label={label}>
        {text}
      </button>
    </form>
  )
}

/** From its first step to its last, or until now. */
function lasting({ job, state }: JobEntry, now: string, { many }: PageContext): string {
  const instants = (which: 'started' | 'finished') => job.steps.flatMap((step) => step[which] ?? []).sort()
  const over = state === 'done' || state === 'cancelled' || state === 'failed'
  const end = over ? (instants('finished').at(-1) ?? job.created) : now
  const begin = over ? (instants('started')[0] ?? end) : job.created
  const minutes = Math.max(0, Math.round((Date.parse(end) - Date.parse(begin)) / 60_000))
  return over ? many.jobs.took(minutes) : many.jobs.since(minutes)
}
