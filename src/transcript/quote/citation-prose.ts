/**
 * Citations as text; what a style prints in italics is marked by `italic`. APA 7 (Dutch: “De APA-richtlijnen uitgelegd”), MLA Handbook 9, Chicago
 * Manual of Style 18 (notes and bibliography), Citing Medicine 2 (“Vancouver”), Leidraad voor juridische auteurs, and plain Dutch.
 * MLA, Chicago and Vancouver are in English, the language of their manuals. Titles are never recased.
 */
import { type CitedDate, dayFirst, description, italic, marks, monthName, type Source, type Tongue, timeRange } from './citation-source.ts'
import { initials, joinName, lowerSurname, type PersonName, spacedGiven, surname } from './person-name.ts'

/** A full stop, unless the text already ends a sentence. */
const stop = (text: string) => (/[.?!…][”’)\]]*$/u.test(text) ? text : `${text}.`)

/** What is not known is left out, with the mark that would have followed it. */
const parts = (...list: readonly (string | null | undefined | false)[]) =>
  list.filter((part): part is string => typeof part === 'string' && part !== '')

/** American practice: the mark goes inside a closing quotation mark. */
function closed(text: string, mark: '.' | ','): string {
  if (mark === '.' && /[.?!…]$/u.test(text)) return text
  const [, words = '', quotes = ''] = /^(.*?)([’”]*)$/u.exec(text) ?? []
  return `${words}${mark}${quotes}`
}

/** A title between quotation marks; those inside become single. */
const quoted = (title: string, mark: '.' | ',') => closed(`“${nestQuotes(title)}`, mark).concat('”')

const nestQuotes = (text: string) => text.replace(/[“"]([^“”"]*)[”"]/gu, '‘$1’')

function listOf(items: readonly string[], last: string, delimiter = ', '): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(delimiter)}${last}${items.at(-1)}`
}

const dotted = (name: PersonName, between: string) =>
  initials(name.given)
    .map((word) => word.map((letter) => `${letter}.`).join('-'))
    .join(between)

const fullName = (name: PersonName) => parts(spacedGiven(name.given), lowerSurname(name)).join(' ')

const eventAndPlace = ({ event }: Source) => (event ? parts(event.title, event.place).join(', ') : '')

// APA

const APA = {
  nl: { noDate: 'z.d.', date: dayMonthNl, retrieved: (on: string) => `Geraadpleegd op ${on}, van ` },
  en: { noDate: 'n.d.', date: monthDayEn, retrieved: (on: string) => `Retrieved ${on}, from ` },
}

function dayMonthNl({ year, month, day }: CitedDate): string {
  return month === null ? String(year) : `${year}, ${parts(day === null ? null : String(day), monthName(month, 'nl')).join(' ')}`
}

function monthDayEn({ year, month, day }: CitedDate): string {
  return month === null ? String(year) : `${year}, ${parts(monthName(month, 'en'), day === null ? null : String(day)).join(' ')}`
}

const longDate = ({ year, month, day }: CitedDate) =>
  month === null ? String(year) : day === null ? `${monthName(month, 'en')} ${year}` : `${monthName(month, 'en')} ${day}, ${year}`

/** APA 9.8: up to twenty authors; of more, the first nineteen and the last. */
function apaAuthors(names: readonly PersonName[]): string {
  const authors = names.map((name) => parts(surname(name), dotted(name, ' ')).join(', '))
  if (authors.length > 20) return `${authors.slice(0, 19).join(', ')}, … ${authors.at(-1)}`
  return listOf(authors, ', & ')
}

export function apa(of: Source, tongue: Tongue): string {
  const { noDate, date, retrieved } = APA[tongue]
  const authors = apaAuthors(of.names)
  const accessed = of.accessed && (tongue === 'nl' ? dayFirst(of.accessed, 'nl') : longDate(of.accessed))
  const described = `[${description(of, tongue)}].`
  return parts(
    authors ? stop(authors) : italic(tongue === 'en' ? closed(of.title, '.') : stop(of.title)),
    `(${of.date ? date(of.date) : noDate}).`,
    authors ? `${italic(of.title)} ${described}` : described,
    // Who is author and publisher is named once.
    of.publisher !== '' && of.publisher !== authors && stop(of.publisher),
    // APA 9.16: when it was seen counts only where nothing says when it was made.
    `${of.date === null && accessed ? retrieved(accessed) : ''}${of.url}`,
  ).join(' ')
}

/** APA 8.17; 8.28: of a quotation in a recording, the time at which it begins. */
export function apaInText(of: Source, tongue: Tongue): string {
  const [first, second] = of.names.map(surname)
  const who = of.names.length > 2 ? `${first} et al.` : listOf(parts(first, second), ' & ')
  const when = of.date ? String(of.date.year) : APA[tongue].noDate
  const start = of.time && timeRange({ start: of.time.start, end: null })
  const head = who ? `${who},` : tongue === 'en' ? closed(of.title, ',') : `${of.title},`
  return `(${head} ${parts(when, start).join(', ')}${bracketed(of, tongue)})`
}

function bracketed(of: Source, tongue: Tongue): string {
  const short = marks(of, tongue, { short: true })
  return short.length > 0 ? ` [${short.join('; ')}]` : ''
}

// MLA

export function mla(of: Source): string {
  const [first, second] = of.names
  const inverted = first && parts(surname(first), spacedGiven(first.given)).join(', ')
  const authors = of.names.length > 2 ? `${inverted}, et al.` : second ? `${inverted}, and ${fullName(second)}` : inverted
  const source = parts(italic(of.publisher), of.date && dayFirst(of.date, 'mla'), eventAndPlace(of), of.url).join(', ')
  return parts(
    authors && stop(authors),
    quoted(of.title, '.'),
    stop(description(of, 'en')),
    `${source}.`,
    of.date === null && of.accessed && `Accessed ${dayFirst(of.accessed, 'mla')}.`,
  ).join(' ')
}

/** MLA: times as hh:mm:ss, a range whole, no comma before it. */
export function mlaInText(of: Source): string {
  const [first, second] = of.names.map(surname)
  const who = of.names.length > 2 ? `${first} et al.` : listOf(parts(first, second), ' and ')
  const time = of.time && timeRange(of.time, { long: true })
  return `(${parts(who || `“${nestQuotes(of.title)}”`, time).join(' ')}${bracketed(of, 'en')})`
}

// Chicago

/** CMOS 18: up to six authors; of more, the first three. Dutch names go under the family name, the prefix after the given name. */
function chicagoAuthors(names: readonly PersonName[]): string {
  const [first, ...others] = names
  if (!first) return ''
  const inverted = first.given ? `${first.family}, ${parts(spacedGiven(first.given), first.prefix).join(' ')}` : surname(first)
  const all = [inverted, ...others.map(fullName)]
  if (all.length > 6) return `${all.slice(0, 3).join(', ')}, et al.`
  return listOf(all, ', and ')
}

export function chicago(of: Source): string {
  const at = of.time && `at ${timeRange(of.time)}`
  const running = parts(of.duration, at).join(', ')
  const authors = chicagoAuthors(of.names)
  return parts(
    authors && stop(authors),
    quoted(of.title, '.'),
    stop(description(of, 'en')),
    of.event && stop(eventAndPlace(of)),
    stop(parts(of.publisher, of.date ? longDate(of.date) : 'n.d.').join(', ')),
    running && stop(running.replace(/^a/, 'A')),
    of.date === null && of.accessed && `Accessed ${longDate(of.accessed)}.`,
    `${of.url}.`,
  ).join(' ')
}

/** The full note, which is what this system has in the place of an in-text citation. */
export function chicagoNote(of: Source): string {
  const names = of.names.map(fullName)
  const who = names.length > 2 ? `${names[0]} et al.` : listOf(names, ' and ')
  return `${parts(
    who && `${who},`,
    quoted(of.title, ','),
    parts(
      description(of, 'en').replace(/^V/, 'v'),
      eventAndPlace(of),
      of.publisher,
      of.date ? longDate(of.date) : 'n.d.',
      of.time && `at ${timeRange(of.time)}`,
      of.duration,
      of.date === null && of.accessed && `accessed ${longDate(of.accessed)}`,
      of.url,
    ).join(', '),
  ).join(' ')}.`
}

// Vancouver

/** Citing Medicine: prefixes as printed, initials without stops, six authors. */
export function vancouver(of: Source): string {
  const authors = of.names.map((name) => parts(lowerSurname(name), initials(name.given).flat().join('')).join(' '))
  const who = authors.length > 6 ? `${authors.slice(0, 6).join(', ')}, et al` : authors.join(', ')
  const cited = of.accessed && `[cited ${yearFirst(of.accessed)}]`
  const place = of.event?.place
  return parts(
    who && stop(who),
    stop(`${of.title} [${description(of, 'en').replace(/^V/, 'v')}] [Internet]`),
    of.event && stop(`Video presented at: ${of.event.title}`),
    stop(parts(parts(of.publisher, parts(of.date && yearFirst(of.date), cited).join(' ')).join('; '), place).join('; ')),
    `Available from: ${of.url}`,
  ).join(' ')
}

const yearFirst = ({ year, month, day }: CitedDate) =>
  parts(String(year), month === null ? null : monthName(month, 'nlm'), day === null ? null : String(day)).join(' ')

// Dutch, and plain text in the reader's language

/** Leidraad voor juridische auteurs: of more than three authors the first; a short description between brackets after the title. */
export function legal(of: Source): string {
  const names = of.names.map((name) => parts(dotted(name, ''), lowerSurname(name)).join(' '))
  const who = names.length > 3 ? `${names[0]} e.a.` : listOf(names, ' & ')
  return `${parts(
    who,
    `‘${of.title}’ (${description(of, 'nl').replace(/^V/, 'v')})`,
    of.url,
    of.date && dayFirst(of.date, 'nl'),
    of.time && timeRange(of.time),
  ).join(', ')}.`
}

const PLAIN = {
  nl: { and: ' en ', noDate: 'zonder datum', accessed: (on: string) => `(geraadpleegd op ${on})` },
  en: { and: ' and ', noDate: 'no date', accessed: (on: string) => `(accessed ${on})` },
}

export function plain(of: Source): string {
  const { and, noDate, accessed } = PLAIN[of.tongue]
  const what = parts(
    listOf(of.names.map(joinName), and),
    `‘${of.title}’ (${description(of, of.tongue).replace(/^V/, 'v')})`,
    eventAndPlace(of),
    of.date ? dayFirst(of.date, of.tongue) : noDate,
    of.time && timeRange(of.time),
  ).join(', ')
  return `${stop(what)} ${parts(of.publisher, parts(of.url, of.accessed && accessed(dayFirst(of.accessed, of.tongue))).join(' ')).join(', ')}.`
}

/** “Words” — who, what, where, when, link, and what a reader must know. Quotation marks inside become single. */
export function quotation(of: Source): string {
  const from = parts(
    listOf(of.names.map(joinName), PLAIN[of.tongue].and),
    `‘${of.title}’`,
    eventAndPlace(of),
    of.date && dayFirst(of.date, of.tongue),
    of.time && timeRange(of.time),
    of.url,
  ).join(', ')
  const warnings = marks(of, of.tongue)
  return parts(of.exact && `“${nestQuotes(of.exact)}” —`, from, warnings.length > 0 && `(${warnings.join('; ')})`).join(' ')
}
