/** Rows of speakers in a form: as a browser sends them, moved by the form's buttons, and with the person whom each row names. */
import { EMPTY_ROW, isEmptyRow, type SpeakerRow, speakerRows, speakerText } from '../../../../web/pages/desk/speaker-lines.ts'
import type { Library } from '../../../library/library.ts'
import { slug } from '../../../library/slug.ts'
import type { Form } from '../forms.ts'

const COLUMNS = { name: 'spreker-naam', role: 'spreker-rol', organisation: 'spreker-organisatie', id: 'spreker-id' } as const

/** @param suffix tells the rows of one programme item from those of another, `-3` @returns null when the form has no rows */
export function sentRows(form: Form, suffix = ''): SpeakerRow[] | null {
  const column = (name: keyof typeof COLUMNS) => form.all(COLUMNS[name] + suffix)
  const [names, roles, organisations, ids] = [column('name'), column('role'), column('organisation'), column('id')]
  const count = Math.max(names.length, roles.length, organisations.length)
  if (count === 0) return null
  return Array.from({ length: count }, (_, i) => ({
    name: names[i] ?? '',
    role: roles[i] ?? '',
    organisation: organisations[i] ?? '',
    id: ids[i] ?? '',
  }))
}

/** The rows in which something was typed. */
export const filledRows = (text: string): SpeakerRow[] => speakerRows(text).filter((row) => !isEmptyRow(row))

/** The same for texts that say the same: empty rows say nothing, nor does an id that follows from the name. */
export function comparableSpeakers(text: string): string {
  return speakerText(filledRows(text).map((row) => ({ ...row, id: row.id === slug(row.name) ? '' : row.id })))
}

/** The rows after a button was pressed: `omhoog-1`, `omlaag-1`, `weg-1`, or `erbij` for an empty row at the end. */
export function moveRows(rows: readonly SpeakerRow[], pressed: string): SpeakerRow[] {
  if (pressed === 'erbij') return [...rows, EMPTY_ROW]
  const [, verb, number] = /^(omhoog|omlaag|weg)-(\d{1,3})$/.exec(pressed) ?? []
  const at = Number(number)
  const row = rows[at]
  if (verb === undefined || row === undefined) return [...rows]
  const rest = rows.toSpliced(at, 1)
  if (verb === 'weg') return rest
  return rest.toSpliced(Math.max(0, verb === 'omhoog' ? at - 1 : at + 1), 0, row)
}

/** Drops the id of a row whose name is not that person's: without scripts it stays in the row when another name is typed. */
export async function confirmIds(library: Library, text: string): Promise<string> {
  const rows = filledRows(text)
  const names = await library.namesOf(rows.flatMap(({ id }) => (id === '' ? [] : [id])))
  return speakerText(rows.map((row) => (names.get(row.id) === row.name ? row : { ...row, id: '' })))
}
