/**
 * Transcripts as rows of times and text: Whisper's TSV and CSV (milliseconds), Audacity's labels (seconds, no header), tables with clock
 * times or time codes that count pictures.
 */
import { error, type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { FRAME_CLOCK, type FrameRate, frameRateOf, parseFrameTime } from '../frame-times.ts'
import { atLines, linesOf, type Reading, shorten } from '../reading.ts'

export type TableFormat = 'tsv' | 'csv' | 'labels'

const TIME = String.raw`(?:\d{1,9}(?:[.,]\d{1,12})?|${FRAME_CLOCK}|(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,9})?)`
const TWO_TIMES = new RegExp(String.raw`^\s*${TIME}\t\s*${TIME}(?:\t|\s*$)`)
const LONGEST_HEADER = 500

type Column = 'start' | 'end' | 'duration' | 'text' | 'speaker'

/** What programs and people call the columns, in lower case. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  start: [
    'start',
    'begin',
    'from',
    'start time',
    'start_time',
    'starttime',
    'begintijd',
    'van',
    'in',
    'tc in',
    'time',
    'timestamp',
    'tijd',
  ],
  end: ['end', 'stop', 'to', 'end time', 'end_time', 'endtime', 'einde', 'eindtijd', 'tot', 'out', 'tc out'],
  duration: ['duration', 'duur'],
  text: ['text', 'tekst', 'transcript', 'body', 'caption', 'subtitle', 'content', 'ondertitel'],
  speaker: ['speaker', 'spreker', 'speaker name', 'speaker_name', 'naam', 'name'],
}

interface Layout {
  readonly separator: string
  readonly columns: Partial<Record<Column, number>>
  readonly hasHeader: boolean
}

/** Null where the text is no such table. */
export function tableFormat(text: string): TableFormat | null {
  const layout = layoutOf(text)
  if (!layout) return null
  if (!layout.hasHeader) return 'labels'
  return layout.separator === '\t' ? 'tsv' : 'csv'
}

function layoutOf(text: string): Layout | null {
  const lines = linesOf(text.slice(0, 20_000)).filter((line) => line.trim() !== '')
  const header = lines[0] ?? ''
  for (const separator of header.length <= LONGEST_HEADER ? ['\t', ';', ','] : []) {
    const names = header.split(separator).map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .toLowerCase(),
    )
    const columns: Partial<Record<Column, number>> = {}
    for (const column of Object.keys(HEADERS) as Column[]) {
      const at = names.findIndex((name) => HEADERS[column].includes(name))
      if (at >= 0) columns[column] = at
    }
    if (columns.start !== undefined && columns.text !== undefined) return { separator, columns, hasHeader: true }
  }
  // Audacity writes a range of frequencies below a label, after a backslash.
  const labels = lines.filter((line) => !line.startsWith('\\')).slice(0, 60)
  const whole = labels.length > 1 && text.length > 20_000 ? labels.slice(0, -1) : labels
  if (whole.length === 0 || !whole.every((line) => TWO_TIMES.test(line.slice(0, 200)))) return null
  return { separator: '\t', columns: { start: 0, end: 1, text: 2 }, hasHeader: false }
}

interface Row {
  readonly line: number
  readonly fields: readonly string[]
}

/** Fields may be quoted and then hold separators and line ends (RFC 4180); elsewhere a quotation mark is a letter. */
function* rowsOf(text: string, { separator, hasHeader }: Layout): Generator<Row> {
  const lines = linesOf(text)
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1
    if ((lines[i] ?? '').trim() === '' || (!hasHeader && lines[i]?.startsWith('\\'))) continue
    const fields: string[] = []
    let rest = lines[i] ?? ''
    for (;;) {
      const quoted = hasHeader && /^\s*"/.test(rest)
      if (!quoted) {
        const end = rest.indexOf(separator)
        fields.push(end < 0 ? rest : rest.slice(0, end))
        if (end < 0) break
        rest = rest.slice(end + 1)
        continue
      }
      const parts: string[] = []
      let from = rest.indexOf('"') + 1
      let close = closingQuote(rest, from)
      while (close < 0 && i + 1 < lines.length) {
        parts.push(rest.slice(from))
        i++
        rest = lines[i] ?? ''
        from = 0
        close = closingQuote(rest, 0)
      }
      parts.push(rest.slice(from, close < 0 ? undefined : close))
      fields.push(parts.join('\n').replaceAll('""', '"'))
      const next = close < 0 ? -1 : rest.indexOf(separator, close)
      if (next < 0) break
      rest = rest.slice(next + 1)
    }
    yield { line, fields }
  }
}

/** The quotation mark that ends a field: one that is not doubled. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}

export function readTable(text: string): Reading {
  const layout = layoutOf(text)
  if (!layout) return { cues: [], problems: [error('unknown-format', 'Dit is geen tabel met een begintijd en tekst in elke rij.', 1)] }
  const problems: Problem[] = []
  const [header, ...others] = rowsOf(text, layout)
  const rows = layout.hasHeader || !header ? others : [header, ...others]
  const toMs = timeReader(text, rows, layout, problems)
  const found: { line: number; start: number; end: number | null; speaker: string | null; text: string }[] = []
  for (const row of rows) {
    const field = (column: Column) => row.fields[layout.columns[column] ?? -1]?.trim() ?? ''
    const start = toMs(field('start'))
    const duration = field('duration') === '' ? null : toMs(field('duration'))
    const end = field('end') !== '' ? toMs(field('end')) : duration !== null && start !== null ? start + duration : null
    // Without a header all that follows the times is text.
    const spoken = layout.hasHeader ? field('text') : row.fields.slice(2).join('\t').trim()
    if (start === null || (field('end') !== '' && end === null)) {
      const what = shorten(row.fields.join(' ').trim())
      problems.push(error('bad-line', `“${what}” heeft geen begin- en eindtijd die te lezen zijn en doet niet mee.`, row.line))
    } else if (spoken === '') problems.push(warning('empty', 'Na deze tijd staat geen tekst; zij doet niet mee.', row.line))
    else found.push({ line: row.line, start, end, speaker: field('speaker') || null, text: spoken })
  }
  const open = found.filter(({ end }) => end === null)
  if (open[0]) problems.push(warning('no-end', 'Regels hebben geen eindtijd; als einde geldt het begin van de regel erna.', open[0].line))
  const cues = found.map(
    ({ start, end, speaker, text: spoken }, i): Cue => ({
      id: null,
      start,
      end: end ?? Math.max(start, found[i + 1]?.start ?? start + spoken.length * 70),
      speaker,
      text: spoken,
      words: null,
    }),
  )
  return { cues, problems, placeOf: atLines(found.map(({ line }) => line)) }
}

/** Shorter rows than this, in ms on average, cannot be: then whole numbers are seconds. */
const SHORTEST_ROW_MS = 100

/** Whole numbers are milliseconds, as Whisper writes them; numbers with a fraction are seconds. */
function timeReader(text: string, rows: readonly Row[], { columns }: Layout, problems: Problem[]): (field: string) => number | null {
  const rate: FrameRate | null = frameRateOf(text)
  if (rate) problems.push(rate.problem)
  const starts = rows.map(({ fields }) => fields[columns.start ?? 0]?.trim() ?? '')
  const numbers = starts.filter((field) => /^\d{1,12}(?:[.,]\d{1,12})?$/.test(field))
  const ends = rows.map(({ fields }) => fields[columns.end ?? columns.start ?? 0]?.trim() ?? '')
  const fractions = [...starts, ...ends].some((field) => /^\d+[.,]\d+$/.test(field))
  const last = Math.max(0, ...numbers.slice(-1).map((field) => Number(field.replace(',', '.'))))
  const seconds = fractions || (numbers.length > 1 && last < numbers.length * SHORTEST_ROW_MS)
  if (seconds && !fractions && numbers.length > 0)
    problems.push(warning('guessed-unit', 'De tijden zijn gelezen als seconden: als milliseconden zouden de regels te kort zijn.'))
  return (field) => {
    if (!/^\d{1,12}(?:[.,]\d{1,12})?$/.test(field)) return parseFrameTime(field, rate)
    const ms = Math.round(Number(field.replace(',', '.')) * (seconds ? 1000 : 1))
    return Number.isSafeInteger(ms) ? ms : null
  }
}
