/** The speakers of a form as one text: forms compare and save texts, so a list of rows becomes a line each, its cells split by tabs. */

const CELLS = ['name', 'role', 'organisation', 'id'] as const

/** What a row of the form holds; empty where nothing was typed. */
export type SpeakerRow = Readonly<Record<(typeof CELLS)[number], string>>

export const EMPTY_ROW: SpeakerRow = { name: '', role: '', organisation: '', id: '' }

/** A cell holds no tab and no line break: a row of spaces says the same as one space. */
const plain = (cell: string) => cell.replace(/\s+/g, ' ').trim()

export function speakerText(rows: readonly SpeakerRow[]): string {
  return rows.map((row) => CELLS.map((name) => plain(row[name])).join('\t')).join('\n')
}

export function speakerRows(text: string): SpeakerRow[] {
  if (text === '') return []
  return text.split('\n').map((line) => {
    const [name = '', role = '', organisation = '', id = ''] = line.split('\t').map(plain)
    return { name, role, organisation, id }
  })
}

export const isEmptyRow = ({ name, role, organisation }: SpeakerRow): boolean => name === '' && role === '' && organisation === ''

/** @param text lines as a list in a text field has them, `naam | rol | organisatie` */
export function rowsFromBars(text: string): SpeakerRow[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [name = '', role = '', organisation = ''] = line.split('|').map(plain)
    return { name, role, organisation, id: '' }
  })
}

/** For people to read, a line a speaker: `Anna de Vries (wethouder, Gemeente Heerlen)`. */
export function readableSpeakers(text: string): string {
  const about = ({ role, organisation }: SpeakerRow) => [role, organisation].filter(Boolean).join(', ')
  return speakerRows(text)
    .map((row) => `${row.name}${about(row) === '' ? '' : ` (${about(row)})`}`)
    .join('\n')
}
