/** Speakers in a form, a row each: name, role and organisation. Buttons of the form add, move and remove rows; scripts do it in place. */
import type { PageContext } from '../context.ts'
import { EMPTY_ROW, isEmptyRow, type SpeakerRow, speakerRows } from './speaker-lines.ts'

interface Props {
  readonly context: PageContext
  /** The speakers as text, as `speakerText` writes them. */
  readonly text: string
  /** Where the form goes. */
  readonly path: string
  /** The form shows at least this many rows. */
  readonly least: number
  /** Tells these rows from those of another programme item, `-3`; empty where the page has one list. */
  readonly suffix?: string
  /** Path of the list among the errors, `programme.3.speakers`. */
  readonly json?: string
  readonly wrong: Readonly<Record<string, string>>
}

export function SpeakerRows({ context, text, path, least, suffix = '', json = 'speakers', wrong }: Props) {
  const { speakers: words } = context.desk
  const rows = shownRows(text, least)
  const anchor = `sprekers${suffix}`
  const press = (verb: string) => ({ name: 'doe', value: `spreker${suffix}-${verb}`, formaction: `${path}#${anchor}` })
  return (
    <div id={anchor} class="speakers" data-speakers>
      <ol class="speaker-rows" data-rows>
        {rows.map((row, i) => {
          const name = row.name || words.row(i + 1)
          const cell = (key: 'name' | 'role' | 'organisation', field: string, label: string) => {
            const error = wrong[`${json}.${i}.${key}`]
            const id = `veld-${field}${suffix}-${i}`
            return (
              <div class={`field speaker-${key}`}>
                <label for={id}>{label}</label>
                <input
                  id={id}
                  name={`${field}${suffix}`}
                  value={row[key]}
                  maxlength={200}
                  autocomplete="off"
                  data-cell={key}
                  {...(error ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-fout` } : {})}
                />
                {error && (
                  <p id={`${id}-fout`} class="field-wrong">
                    {error}
                  </p>
                )}
              </div>
            )
          }
          const button = (verb: 'omhoog' | 'omlaag' | 'weg', sign: string, label: string, disabled = false) => (
            <button
              type="submit"
              class="icon-button"
              data-row-button={verb}
              aria-label={`${label}: ${name}`}
              title={label}
              disabled={disabled}
              {...press(`${verb}-${i}`)}
            >
              {sign}
            </button>
          )
          return (
            <li>
              <div role="group" aria-label={words.row(i + 1)} class="speaker-row" data-row>
                {cell('name', 'spreker-naam', words.name)}
                {cell('role', 'spreker-rol', words.role)}
                {cell('organisation', 'spreker-organisatie', words.organisation)}
                <input type="hidden" name={`spreker-id${suffix}`} value={row.id} data-cell="id" />
                <div class="speaker-buttons">
                  {button('omhoog', '↑', words.up, i === 0)}
                  {button('omlaag', '↓', words.down, i === rows.length - 1)}
                  {button('weg', '×', words.remove)}
                </div>
              </div>
            </li>
          )
        })}
      </ol>
      <p>
        <button type="submit" class="button button-quiet" data-add-row {...press('erbij')}>
          {words.add}
        </button>
      </p>
      <p class="meta" data-row-keys hidden>
        {words.keys}
      </p>
      <p class="visually-hidden" role="status" data-row-status />
    </div>
  )
}

/** The rows, and empty ones to type in: one at the end at least. */
function shownRows(text: string, least: number): SpeakerRow[] {
  const rows = speakerRows(text)
  const last = rows.at(-1)
  const empty = Math.max(least - rows.length, last === undefined || !isEmptyRow(last) ? 1 : 0)
  return [...rows, ...Array.from({ length: empty }, () => EMPTY_ROW)]
}
