/** Changing many recordings at once: the preview of each recording, the progress, and the report. */
import type { Batch, BatchItem, ItemState } from '../../../src/library/batch/batch.ts'
import type { BatchAction, BatchField, FieldValues } from '../../../src/library/batch/change.ts'
import type { Page } from '../../../src/library/lists/page.ts'
import { Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { excerpt, formatInstant } from '../format.ts'
import { listPath } from '../links.ts'
import { Drop, rowsOf } from './batch-form.tsx'
import { batchField, batchState, batchStateName, batchValue } from './batch-values.ts'
import { Desk, type Worker } from './frame.tsx'
import { type MissingFile, NamedFiles, SheetConflicts, SheetFiles, SheetNotes } from './sheet.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly wrong?: string | null
}

export function BatchesPage({ context, who, list }: Props & { readonly list: Page<Batch> }) {
  const { many } = context
  return (
    <Desk context={context} title={many.earlier} path="/beheer/samen" who={who} section="talks">
      <p class="kicker">
        <a href="/beheer">{context.desk.talk.back}</a>
      </p>
      <h1>{many.earlier}</h1>
      {list.entries.length === 0 && <p class="empty">{many.none}</p>}
      <ul class="desk-list">
        {list.entries.map((batch) => (
          <li>
            <div class="desk-entry">
              <a href={`/beheer/samen/${batch.id}`}>{actionName(batch, context)}</a>
              <br />
              <span class="meta">{many.by(batch.actor.name, instant(batch.started ?? batch.created, context))}</span>
            </div>
            <span class="meta">{summary(batch, context)}</span>
            <span class="tag">{many.state[batch.state]}</span>
          </li>
        ))}
      </ul>
      <Pager context={context} path="/beheer/samen" query={{}} list={list} />
    </Desk>
  )
}

/** Filters of the rows, in this order. */
export const BATCH_FILTERS = ['planned', 'done', 'refused', 'unchanged'] as const satisfies readonly ItemState[]

/** A row with the sentence that says why it was refused. */
export interface BatchRow extends BatchItem {
  readonly why: string | null
  /** What is wrong in which cell of a sheet, as sentences. */
  readonly problems: readonly string[]
}

interface BatchProps extends Props {
  readonly batch: Batch
  /** Null: rows in any state. */
  readonly shown: ItemState | null
  readonly list: Page<BatchRow>
  /** Titles by id. */
  readonly events: ReadonlyMap<string, string>
  /** Of an import: what the reader noticed in the file. */
  readonly notes: readonly string[]
  /** Files that an import still lacks; null: its rows name none, or it is not done. */
  readonly missing: readonly MissingFile[] | null
}

export function BatchPage(props: BatchProps) {
  const { context, who, batch, shown, list, wrong } = props
  const { many } = context
  const path = `/beheer/samen/${batch.id}`
  const heading = batch.state === 'preview' ? many.preview : batch.state === 'running' ? many.running : many.report
  const query = { toon: shown ?? undefined }
  return (
    <Desk context={context} title={`${actionName(batch, context)}: ${heading}`} path={path} who={who} section="talks" wrong={wrong}>
      <p class="kicker">
        <a href="/beheer/samen">{many.earlier}</a>
      </p>
      <div data-refresh={batch.state === 'running' ? path + listPath('', query) : undefined} id="stand">
        <h1>{actionName(batch, context)}</h1>
        <p class="meta">
          {heading} · {many.by(batch.actor.name, instant(batch.started ?? batch.created, context))} · {many.state[batch.state]}
        </p>
        <Related context={context} batch={batch} />
        <SheetNotes notes={props.notes} />
        <Buttons context={context} batch={batch} path={path} />
        <SheetFiles context={context} path={path} missing={props.missing} />
        <p>
          <a href={`${path}/verslag.csv`} download>
            {context.sheets.report}
          </a>
        </p>
        <nav class="stages" aria-label={many.states}>
          <a href={path} {...(shown === null ? { 'aria-current': 'page' as const } : {})}>
            {many.all} <span class="meta">{rowsOf(batch).toLocaleString(context.words.locale)}</span>
          </a>
          {BATCH_FILTERS.filter((state) => batch.counts[state] > 0 || state === shown).map((state) => (
            <a href={`${path}?toon=${state}`} {...(shown === state ? { 'aria-current': 'page' as const } : {})}>
              {batchStateName(state, batch, context)} <span class="meta">{batch.counts[state].toLocaleString(context.words.locale)}</span>
            </a>
          ))}
        </nav>
        {list.entries.length === 0 && <p class="empty">{many.noRows}</p>}
        <ol class="desk-list">
          {list.entries.map((item) => (
            <li>
              <div class="desk-entry">
                {item.row !== null && <span class="meta">{context.sheets.row(item.row)}: </span>}
                {item.talk === null ? (
                  <span>{item.title || context.sheets.untitled}</span>
                ) : (
                  <a href={`/beheer/opnames/${item.talk}`}>{item.title}</a>
                )}
                <Changes {...props} item={item} />
              </div>
              <span class={`tag item-${item.state}`}>{batchState(item, batch, context)}</span>
            </li>
          ))}
        </ol>
      </div>
      <Pager context={context} path={path} query={query} list={list} />
    </Desk>
  )
}

function Related({ context, batch }: { context: PageContext; batch: Batch }) {
  const { many } = context
  return (
    <>
      {batch.undoes && (
        <p>
          <a href={`/beheer/samen/${batch.undoes}`}>{many.undoes}</a>
        </p>
      )}
      {batch.undoneBy && (
        <p>
          <a href={`/beheer/samen/${batch.undoneBy}`}>{many.undoneBy}</a>
        </p>
      )}
    </>
  )
}

function Buttons({ context, batch, path }: { context: PageContext; batch: Batch; path: string }) {
  const { many, sheets } = context
  const { counts, state } = batch
  const imports = batch.change?.action === 'import'
  if (state === 'preview')
    return (
      <div class="notice" role="status">
        <p>
          {many.previewLead} {counts.planned === 0 && many.nothing}
        </p>
        {imports && counts.refused > 0 && <p>{sheets.skipped(counts.refused)}</p>}
        <div class="row-actions">
          {counts.planned > 0 && <Press to={`${path}/uitvoeren`} text={(imports ? sheets : many).confirm(counts.planned)} loud />}
          {imports ? (
            <>
              <a href={`/beheer/importeren/${batch.id}`}>{sheets.remap}</a>
              <a href="/beheer/importeren">{sheets.otherFile}</a>
            </>
          ) : (
            <a href={`${path}?doe=${DOE[batch.change?.action ?? 'edit']}`}>{many.form.other}</a>
          )}
          <Drop context={context} path={path} />
        </div>
      </div>
    )
  if (state === 'running') {
    const total = rowsOf(batch)
    const done = total - counts.planned
    return (
      <div class="notice" role="status">
        <p>
          <progress value={done} max={total} aria-label={many.running} /> {many.progress(done, total)}
        </p>
        <p class="meta">{many.runningLead}</p>
        <noscript>
          <p class="meta">{many.reload}</p>
        </noscript>
        <div class="row-actions">
          <Press to={`${path}/stoppen`} text={many.stop} />
          <span class="meta">{many.stopHelp}</span>
        </div>
      </div>
    )
  }
  if (counts.done === 0 || batch.undoneBy !== null) return null
  return (
    <div class="row-actions">
      <Press to={`${path}/ongedaan`} text={many.undo(counts.done)} />
      <span class="meta">{many.undoHelp}</span>
    </div>
  )
}

const DOE: Record<BatchAction, string> = {
  edit: 'gegevens',
  publish: 'publiceren',
  unpublish: 'concept',
  withdraw: 'intrekken',
  restore: 'terugzetten',
  import: 'gegevens',
  undo: 'gegevens',
}

function Press({ to, text, loud = false }: { to: string; text: string; loud?: boolean }) {
  return (
    <form method="post" action={to}>
      <button type="submit" class={loud ? 'button' : 'button button-quiet'}>
        {text}
      </button>
    </form>
  )
}

const LONGEST_VALUE = 200

/** What changes in one recording, or why it does not. */
function Changes({ context, item, events }: BatchProps & { item: BatchRow }) {
  const { many } = context
  const fields = (Object.keys(item.after) as BatchField[]).filter((field) => field !== 'published')
  const text = (values: FieldValues, field: BatchField) =>
    excerpt(batchValue(values, field, context, events) || many.emptyValue, LONGEST_VALUE)
  return (
    <>
      {fields.length > 0 && (
        <dl class="changes">
          {fields.map((field) => (
            <div>
              <dt>{batchField(field, context)}</dt>
              <dd>
                {!item.detail.makes && <del>{text(item.before, field)}</del>} <span class="visually-hidden">{many.becomes}</span>
                <span aria-hidden="true">→</span> <ins>{text(item.after, field)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {item.row !== null && <NamedFiles context={context} files={item.detail.files ?? []} />}
      {item.detail.bins && <p class="meta">{context.sheets.bins}</p>}
      {item.problems.map((problem) => (
        <p class="field-wrong">{problem}</p>
      ))}
      {item.why !== null && item.problems.length === 0 && <p class="field-wrong">{item.why}</p>}
      <SheetConflicts context={context} item={item} events={events} />
      {item.kept.length > 0 && item.row === null && (
        <p class="meta">{many.kept(item.kept.map((field) => batchField(field, context)).join(', '))}</p>
      )}
    </>
  )
}

const instant = (at: string, { timeZone, words }: PageContext) => formatInstant(at, timeZone, words.locale)

function actionName({ change }: Batch, { many }: PageContext): string {
  if (change === null) return many.title
  return many.actions[change.action === 'publish' && change.at !== null ? 'schedule' : change.action]
}

function summary(batch: Batch, context: PageContext): string {
  return BATCH_FILTERS.filter((state) => batch.counts[state] > 0)
    .map((state) => `${batch.counts[state].toLocaleString(context.words.locale)} ${batchStateName(state, batch, context)}`)
    .join(' · ')
}
