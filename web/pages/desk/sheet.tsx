/** Importing a sheet: the file, what its columns hold, and the parts of a batch's page that only an import has. */

import type { Batch } from '../../../src/library/batch/batch.ts'
import type { BatchField, ImportChange } from '../../../src/library/batch/change.ts'
import type { SheetField } from '../../../src/library/sheet/columns.ts'
import type { NamedFile } from '../../../src/library/sheet/rows.ts'
import { columnName } from '../../../src/table/table.ts'
import type { PageContext } from '../context.ts'
import { excerpt } from '../format.ts'
import type { BatchRow } from './batch.tsx'
import { rowsOf } from './batch-form.tsx'
import { batchField, batchValue } from './batch-values.ts'
import { Desk, Field, type Worker } from './frame.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly wrong: string | null
}

const PATH = '/beheer/importeren'

/** @param most rows of a sheet */
export function SheetPage({ context, who, wrong, most }: Props & { readonly most: number }) {
  const { sheets } = context
  return (
    <Desk context={context} title={sheets.title} path={PATH} who={who} section="talks" wrong={wrong}>
      <p class="kicker">
        <a href="/beheer">{context.desk.talk.back}</a>
      </p>
      <h1>{sheets.title}</h1>
      <p class="lead">{sheets.lead}</p>
      <h2>{sheets.template}</h2>
      <p class="meta">{sheets.templateLead}</p>
      <p class="row-actions">
        <a href={`${PATH}/sjabloon.xlsx`} download>
          {sheets.templateXlsx}
        </a>
        <a href={`${PATH}/sjabloon.csv`} download>
          {sheets.templateCsv}
        </a>
      </p>
      <form method="post" action={PATH} enctype="multipart/form-data" class="stack narrow">
        <p class="field">
          <label for="veld-blad">{sheets.file}</label>
          <input id="veld-blad" type="file" name="blad" accept=".csv,.tsv,.txt,.xlsx" required aria-describedby="veld-blad-uitleg" />
          <small id="veld-blad-uitleg" class="meta">
            {sheets.fileHelp(most)}
          </small>
        </p>
        <Field label={sheets.sheet} name="werkblad" help={sheets.sheetHelp} maxlength={100} autocomplete="off" />
        <p>
          <button type="submit" class="button">
            {sheets.submit}
          </button>
        </p>
      </form>
    </Desk>
  )
}

interface ColumnsProps extends Props {
  readonly batch: Batch
  readonly change: ImportChange
  readonly notes: readonly string[]
  /** By column. */
  readonly examples: readonly (readonly string[])[]
  readonly fields: readonly SheetField[]
}

export function SheetColumnsPage({ context, who, wrong, batch, change, notes, examples, fields }: ColumnsProps) {
  const { sheets } = context
  const path = `${PATH}/${batch.id}`
  return (
    <Desk context={context} title={sheets.columns} path={path} who={who} section="talks" wrong={wrong}>
      <p class="kicker">
        <a href={PATH}>{sheets.otherFile}</a>
      </p>
      <h1>{sheets.columns}</h1>
      <p class="lead">{sheets.columnsLead(change.file, rowsOf(batch))}</p>
      <SheetNotes notes={notes} />
      <form method="post" action={path} class="stack">
        <ul class="desk-list">
          {change.header.map((name, i) => (
            <li>
              <div class="desk-entry">
                <label for={`kolom-${i}`}>
                  <span class="meta">{columnName(i)}</span> <strong>{name || sheets.unnamed}</strong>
                </label>
                <br />
                <span class="meta">
                  {sheets.examples}: {examples[i]?.length ? examples[i]?.join(' · ') : sheets.noExamples}
                </span>
              </div>
              <select id={`kolom-${i}`} name={`kolom-${i}`}>
                <option value="">{sheets.ignore}</option>
                {fields.map((field) => (
                  <option value={field} selected={change.columns[i] === field}>
                    {sheets.fields[field]}
                  </option>
                ))}
              </select>
            </li>
          ))}
        </ul>
        <p class="meta">{sheets.recognised}</p>
        <p class="meta">{sheets.emptyCells}</p>
        <label class="check">
          <input type="checkbox" name="overnemen" value="ja" checked={change.overwrite} />
          <span>
            {sheets.overwrite}
            <br />
            <small class="meta">{sheets.overwriteHelp}</small>
          </span>
        </label>
        <p>
          <button type="submit" class="button">
            {sheets.preview}
          </button>
        </p>
      </form>
    </Desk>
  )
}

/** What the reader noticed in the file, as sentences. */
export function SheetNotes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul class="plain">
      {notes.map((note) => (
        <li class="meta">{note}</li>
      ))}
    </ul>
  )
}

const LONGEST_VALUE = 200

/** Fields of a row that were changed here and in the sheet: both, side by side. */
export function SheetConflicts({ context, item, events }: { context: PageContext; item: BatchRow; events: ReadonlyMap<string, string> }) {
  const { sheets, many } = context
  const { conflicts } = item.detail
  if (!conflicts) return null
  return (
    <>
      {(Object.keys(conflicts.sheet) as BatchField[]).map((field) => {
        const text = (values: typeof conflicts.sheet) =>
          excerpt(batchValue(values, field, context, events) || many.emptyValue, LONGEST_VALUE)
        return (
          <p class="meta">
            {sheets.conflict(batchField(field, context))}: {sheets.here} “{text(conflicts.here)}”, {sheets.inSheet} “{text(conflicts.sheet)}
            ”.
          </p>
        )
      })}
    </>
  )
}

export interface MissingFile {
  readonly talk: string
  readonly row: number
  readonly name: string
  readonly role: 'recording' | 'transcript' | 'slides'
}

/** The files that a row names, before they are there. */
export function NamedFiles({ context, files }: { context: PageContext; files: readonly NamedFile[] }) {
  const { roles } = context.sheets.files
  if (files.length === 0) return null
  return <p class="meta">{files.map(({ name, role }) => `${roles[role]} ${name}`).join(' · ')}</p>
}

/** Files that are listed as missing. */
const MISSING_SHOWN = 100

/** Where the files go that rows name. @param missing null: no row names a file */
export function SheetFiles({ context, path, missing }: { context: PageContext; path: string; missing: readonly MissingFile[] | null }) {
  const { files, row } = context.sheets
  if (missing === null) return null
  return (
    <section data-sheet-files={`${path}/bestanden`} class="sheet-files">
      <h2>{files.title}</h2>
      <p role="status" data-sheet-missing>
        {files.missing(missing.length)}
      </p>
      {missing.length > 0 && (
        <>
          <div data-sheet-live hidden>
            <p>{files.lead}</p>
            <p class="drop-zone">
              <label class="button">
                {files.folder}
                <input type="file" multiple webkitdirectory class="visually-hidden" data-sheet-pick />
              </label>{' '}
              <label class="button button-quiet">
                {files.some}
                <input type="file" multiple class="visually-hidden" data-sheet-pick />
              </label>
            </p>
            <ul class="plain" data-sheet-list />
          </div>
          <form method="post" action={`${path}/bestanden`} enctype="multipart/form-data" class="stack narrow" data-sheet-plain>
            <p class="field">
              <label for="bestanden">{files.plain}</label>
              <input id="bestanden" type="file" name="bestand" multiple required />
            </p>
            <p>
              <button type="submit" class="button">
                {files.submit}
              </button>
            </p>
          </form>
          <details>
            <summary>{files.which}</summary>
            <ul class="plain">
              {missing.slice(0, MISSING_SHOWN).map((file) => (
                <li>
                  {file.name}{' '}
                  <span class="meta">
                    {files.roles[file.role]}, {row(file.row)}
                  </span>
                </li>
              ))}
              {missing.length > MISSING_SHOWN && <li class="meta">{files.more(missing.length - MISSING_SHOWN)}</li>}
            </ul>
          </details>
        </>
      )}
    </section>
  )
}
