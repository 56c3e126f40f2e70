/** Citations for programs: BibTeX and biblatex, RIS, CSL-JSON. Values are Unicode (UTF-8 files); only what a format reserves is escaped. */
import { type CitedDate, clean, description, marks, monthName, type Source, timeRange } from './citation-source.ts'
import { lowerSurname, type PersonName } from './person-name.ts'

const pad = (n: number) => String(n).padStart(2, '0')

const isoDate = ({ year, month, day }: CitedDate, delimiter = '-') =>
  [String(year).padStart(4, '0'), ...[month, day].filter((part) => part !== null).map(pad)].join(delimiter)

const ascii = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** Characters of a quote's id in its key: enough that no two quotes of one second get the same. */
const QUOTE_IN_KEY = 6

/**
 * `dejonge2024solidaire-754`, of a quote `dejonge2024solidaire-754-k3m9x2`: the same for the same moment or quote, different for another
 * talk, time or quote; letters, digits and hyphens only.
 */
function citeKey(of: Source): string {
  const [first] = of.names
  const who = first ? ascii(first.prefix + first.family) : ''
  const word =
    of.title
      .split(' ')
      .map(ascii)
      .find((part) => part.length > 3) ?? ''
  const time = of.time === null ? '' : `-${Math.floor(of.time.start / 1000)}`
  const quote = of.quote === null ? '' : `-${ascii(of.quote).slice(0, QUOTE_IN_KEY)}`
  return `${who}${of.date?.year ?? 'zd'}${word}${time}${quote}`
}

/** Without a given name there is nothing to turn round: a literal in CSL, a group in braces in BibTeX. */
const isLiteral = ({ given, prefix }: PersonName) => given === '' && prefix === ''

// BibTeX

// BibTeX counts braces without looking at backslashes, so a written brace must be a command, or the entry never ends.
const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}
const tex = (text: string) => text.replace(/[\\{}~^%&_#$]/g, (sign) => TEX[sign] ?? `\\${sign}`)

/** Braces round each word with a capital that a style would take away; the capital of the first word it may. */
function texTitle(title: string): string {
  return title
    .split(' ')
    .map((word, i) => {
      const kept = /\p{Lu}/u.test(i === 0 ? word.replace(/^./u, '') : word)
      const escaped = tex(word)
      if (!kept) return escaped
      // `{\` would open what BibTeX calls a special character, inside which case does change.
      return escaped.startsWith('\\') ? `{{${escaped}}}` : `{${escaped}}`
    })
    .join(' ')
}

/** `von Last, Jr, First` */
function texNames(names: readonly PersonName[]): string {
  return names.map((name) => (isLiteral(name) ? `{${tex(name.family)}}` : texName(name))).join(' and ')
}

function texName({ given, prefix, family, generation = '' }: PersonName): string {
  // BibTeX takes every word up to the last one with a small letter for the prefix: “Jansen-van den Berg” would be sorted under B.
  const last = /(?:^|\s)\p{Ll}/u.test(family) ? `{${tex(family)}}` : tex(family)
  return [[tex(prefix), last].filter(Boolean).join(' '), tex(generation), tex(given)].filter(Boolean).join(', ')
}

/** Inside \url and url fields nothing is escaped; what would end them is percent-encoded (RFC 3986 §2.1). */
const texUrl = (url: string) => url.replace(/[{}\\^`<>"|]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

const BABEL: Readonly<Record<string, string>> = { nl: 'dutch', en: 'english', de: 'ngerman', fr: 'french' }

function texEntry(type: string, of: Source, fields: readonly (readonly [string, string | null | undefined])[]): string {
  // A month is one of BibTeX's own words, which each style writes its own way; in braces it would be printed as it stands.
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = ${name === 'month' ? value : `{${value}}`}`] : []))
  return `@${type}{${[citeKey(of), ...lines].join(',\n')}\n}\n`
}

export function bibtex(of: Source): string {
  const note = [
    description(of, 'nl'),
    ...(of.event ? [[of.event.title, of.event.place].filter(Boolean).join(', ')] : []),
    ...(of.accessed ? [`geraadpleegd op ${isoDate(of.accessed)}`] : []),
  ].map(tex)
  return texEntry('misc', of, [
    ['author', texNames(of.names)],
    ['title', texTitle(of.title)],
    ['year', of.date && String(of.date.year)],
    ['month', of.date?.month ? monthName(of.date.month, 'nlm').toLowerCase() : null],
    ['publisher', tex(of.publisher)],
    ['howpublished', `\\url{${texUrl(of.url)}}`],
    // In TeX two hyphens are the en dash of a range.
    ['note', [...note, ...(of.time ? [timeRange(of.time, { dash: '--' })] : [])].join('; ')],
    ['language', BABEL[of.language]],
    ['annote', of.exact && tex(of.exact)],
  ])
}

/**
 * A `bibtex` entry with a reader's note in its annotation, behind the quoted words and a label.
 * @param note each line is a paragraph; empty: nothing is added
 */
export function annotateBibtex(entry: string, note: string, label: string): string {
  const paragraphs = noteLines(note).map(tex)
  if (paragraphs.length === 0) return entry
  const labelled = `${tex(label)}: ${paragraphs.join('\\par ')}`
  // `annote` is the last field that `bibtex` writes.
  return entry.replace(/(?:,\n {2}annote = \{(.*)\})?\n\}\n*$/, (_, words?: string) =>
    [',\n  annote = {', ...(words === undefined ? [] : [words, '\\par ']), labelled, '}\n}\n'].join(''),
  )
}

/** The lines of a note that hold anything. */
const noteLines = (note: string) =>
  note
    .split('\n')
    .map(clean)
    .filter((line) => line !== '')

export function biblatex(of: Source): string {
  return texEntry('video', of, [
    ['author', texNames(of.names)],
    ['title', texTitle(of.title)],
    ['date', of.date && isoDate(of.date)],
    ['type', tex(description(of, 'nl'))],
    ['eventtitle', of.event && tex(of.event.title)],
    ['eventtitleaddon', of.event && of.event.organisers.length > 0 ? tex(`georganiseerd door ${of.event.organisers.join(', ')}`) : null],
    ['venue', of.event && tex(of.event.place)],
    ['organization', tex(of.publisher)],
    ['note', of.time && timeRange(of.time, { dash: '--' })],
    ['url', texUrl(of.url)],
    ['urldate', of.accessed && isoDate(of.accessed)],
    ['langid', BABEL[of.language]],
    ['annotation', of.exact && tex(of.exact)],
  ])
}

// RIS

/** RIS, with the tags of a video as EndNote and Zotero read them: one line a value, CRLF. */
export function ris(of: Source): string {
  const [start, end] = of.time ? timeRange(of.time).split('–') : []
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['TY', 'VIDEO'],
    ...of.names.map((name) => ['AU', risName(name)] as const),
    ['TI', of.title],
    ['T2', of.event?.title],
    ['CY', of.event?.place],
    ['PY', of.date && String(of.date.year)],
    // Year, month, day and other, with their slashes even where empty.
    [
      'DA',
      of.date && [of.date.year, of.date.month && pad(of.date.month), of.date.day && pad(of.date.day), ''].map((p) => p ?? '').join('/'),
    ],
    ['PB', of.publisher],
    ['M3', 'Video'],
    ['SP', start],
    ['EP', end],
    ['LA', of.language],
    ['UR', of.url],
    ['Y2', of.accessed && isoDate(of.accessed, '/')],
    ['N1', of.exact],
    ...marks(of, 'nl').map((mark) => ['N1', mark] as const),
    ['N1', of.duration && `Duur ${of.duration}`],
    ['N1', of.event && of.event.organisers.length > 0 ? `Georganiseerd door ${of.event.organisers.join(', ')}` : null],
  ]
  return `${fields.flatMap(([tag, value]) => (value ? [`${tag}  - ${value}\r\n`] : [])).join('')}ER  - \r\n`
}

/** A `ris` record with a reader's note, in one line as every value. */
export function annotateRis(record: string, note: string, label: string): string {
  const text = noteLines(note).join(' ')
  return text === '' ? record : record.replace(/ER {2}- \r\n$/, () => `N1  - ${clean(label)}: ${text}\r\nER  - \r\n`)
}

/** `Last, First, Jr` */
function risName({ given, prefix, family, generation = '' }: PersonName): string {
  return [lowerSurname({ prefix, family }), given, generation].filter(Boolean).join(', ')
}

// CSL-JSON

const cslDate = ({ year, month, day }: CitedDate) => ({ 'date-parts': [[year, month, day].filter((part) => part !== null)] })

const cslName = (name: PersonName) =>
  isLiteral(name)
    ? { literal: name.family }
    : {
        family: name.family,
        ...(name.given === '' ? {} : { given: name.given }),
        ...(name.prefix === '' ? {} : { 'non-dropping-particle': name.prefix }),
        ...(name.generation === undefined ? {} : { suffix: name.generation }),
      }

/**
 * CSL 1.0.2. The type is `speech`, not `motion_picture`: of a film styles print only the year, of a speech the day, the event and the
 * place, with the title between quotation marks. The marks are in `genre`, because every style prints that one. No `medium` beside it (some
 * styles then say “Video; Video”) and no `event-date` (Chicago and APA then print the date twice).
 */
export function csl(of: Source): Record<string, unknown> {
  const { event, time } = of
  return {
    id: citeKey(of),
    type: 'speech',
    genre: description(of, 'nl'),
    title: of.title,
    ...(of.names.length > 0 ? { author: of.names.map(cslName) } : {}),
    ...(of.date ? { issued: cslDate(of.date) } : {}),
    ...(of.accessed ? { accessed: cslDate(of.accessed) } : {}),
    // `event` is the name of before 1.0.2, which the NLM style still asks for.
    ...(event ? { 'event-title': event.title, event: event.title } : {}),
    ...(event?.place ? { 'event-place': event.place } : {}),
    ...(of.publisher === '' ? {} : { publisher: of.publisher }),
    ...(of.duration === null ? {} : { dimensions: of.duration }),
    URL: of.url,
    language: of.language,
    custom: {
      ...(time ? { locator: timeRange(time), label: 'timestamp', start: time.start / 1000 } : {}),
      ...(time && time.end !== null ? { end: time.end / 1000 } : {}),
      ...(of.exact === null ? {} : { quotation: of.exact }),
      // Not `organizer`: styles would make the organisers the authors of a talk without speakers.
      ...(event && event.organisers.length > 0 ? { organisers: event.organisers } : {}),
      demonstration: of.demonstration,
      ...(of.unreviewed ? { transcript: 'unreviewed' } : {}),
    },
  }
}
