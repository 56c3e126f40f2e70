/**
 * Names of people, as Dutch bibliographies take them apart. The rule of Dutch spelling: a prefix is lower case after a given name or
 * initials and has a capital where the family name stands alone (`Hugo de Jonge`, `De Jonge`); `'t` keeps its small letter. A prefix
 * written with a capital after a given name (`Dick Van Dyke`, Belgian `Jan Van den Berg`) is part of the family name as it stands.
 */

/** `[title] [given] [prefix] family [generation] [degrees]`. What cannot be taken apart (one word, an organisation) is all family. */
export interface PersonName {
  /** `prof. dr.`: kept, but no part of a bibliographic name. */
  readonly title: string
  readonly given: string
  readonly prefix: string
  readonly family: string
  /** `jr.`, `III`: part of a bibliographic name, and not of what it is sorted by. */
  readonly generation?: string
  /** `MSc`, `, PhD`: kept with the comma before it, but no part of a bibliographic name. */
  readonly degrees?: string
}

const apostrophe = (word: string) => word.replace(/[’‘]/g, "'")

const PREFIX = new Set(
  "van von de den der des het 't 's ten ter te tot la le les du di da das do dos del della dal el al ben bin ibn zu zum zur af".split(' '),
)
// Only before another prefix: `op de`, `in 't`, `aan den`. Alone these are ordinary words.
const BEFORE_PREFIX = new Set('op in aan bij over onder uit'.split(' '))

// With a capital at the start of a name: never somebody's given name …
const ARTICLE = new Set("de het den 't".split(' '))
// … or only when nothing but a family name can follow.
const LEADING = new Set('van von der ter ten te op in aan'.split(' '))

// With a capital after a given name: Belgian and American family names. Not `El` or `Ben`, which are given names too.
const CAPITAL = new Set('Van Von De Den Der Ter Ten Du La Le Di Da Del'.split(' '))

const TITLE = /^(?:(?:prof|drs?|mr|ir|ing|ds|em|mw|mevr|dhr|lic|jhr|jkvr)\.)+$|^(?:prof|drs?)$/i
const GENERATION = /^(?:[JSjs]r\.?|I{2,3}|IV)$/
const DEGREE = /^(?:(?:[BM](?:Sc|A|Eng|Ed|Phil|Th|Mus|FA|PA|BA|PH)|E?MBA|LL\.?[BMD]\.?|Ph\.?D\.?|EngD|DBA|MD),?)$/
/** Between the two family names of a Spanish, Catalan or Portuguese name. */
const JOINING = new Set(['y', 'i', 'e'])

// An organisation is never turned round. Words that are hardly anyone's family name, also as the end of a compound.
const ORGANISATION =
  /(?:gemeente|provincie|ministerie|stichting|vereniging|universiteit|university|hogeschool|instituut|institute|academie|programma|alliantie|associatie|werkgroep|werktafel|werkplaats(?:en)?|platform|netwerk|network|commissie|bibliotheek|museum|omroep|corporatie|redactie|organisatie|foundation|consortium)$/iu
/** Characters: of a long word only the end is looked at. */
const LONGEST_ENDING = 16
const ORGANISATION_FIRST = /^(?:raad|bank|bond|college|team|partij|dienst|bureau|centrum|fonds|stad|politie|rijk|rijksdienst)$/iu
const BETWEEN = /^(?:en|and|of|for|voor|the|&|\+)$/i

/** Takes a display name apart; `joinName` gives it back. Runs of white space count as one space. */
export function splitName(display: string): PersonName {
  const words = display.split(/\s+/u).filter((word) => word !== '')
  let titles = 0
  while (titles < words.length - 1 && TITLE.test(words[titles] ?? '')) titles++
  const title = words.slice(0, titles).join(' ')
  const { rest, generation, degrees } = withoutEnd(words.slice(titles))
  const [from, to] = isOrganisation(rest) ? [0, 0] : familyPlace(rest)
  return {
    title,
    given: rest.slice(0, from).join(' '),
    prefix: rest.slice(from, to).join(' '),
    family: rest.slice(to).join(' '),
    ...(generation === '' ? {} : { generation }),
    ...(degrees === '' ? {} : { degrees }),
  }
}

/** Takes `jr., MSc` off the end; a given and a family name must be left, or it is part of the name. */
function withoutEnd(words: readonly string[]): { rest: readonly string[]; generation: string; degrees: string } {
  let end = words.length
  while (end > 2 && DEGREE.test(words[end - 1] ?? '')) end--
  let rest = words.slice(0, end)
  let degrees = words.slice(end).join(' ')
  const last = rest.at(-1) ?? ''
  if (degrees !== '' && /[^,],$/.test(last)) {
    rest = [...rest.slice(0, -1), last.slice(0, -1)]
    degrees = `, ${degrees}`
  }
  const generation = rest.length > 2 && GENERATION.test(rest.at(-1) ?? '') ? (rest.at(-1) ?? '') : ''
  return { rest: generation === '' ? rest : rest.slice(0, -1), generation, degrees }
}

export function joinName({ title, given, prefix, family, generation = '', degrees = '' }: PersonName): string {
  const name = [title, given, prefix, family, generation].filter((part) => part !== '').join(' ')
  return degrees === '' || degrees.startsWith(',') ? name + degrees : `${name} ${degrees}`
}

function isOrganisation(words: readonly string[]): boolean {
  return (
    ORGANISATION_FIRST.test(words[0] ?? '') ||
    words.some((word, i) => ORGANISATION.test(word.slice(-LONGEST_ENDING)) || (i > 0 && BETWEEN.test(word)) || /[,;:()/\d]/.test(word))
  )
}

/** Where the prefix begins and where it ends; the family name runs on from there. */
function familyPlace(words: readonly string[]): readonly [number, number] {
  const last = words.length - 1
  const first = apostrophe(words[0] ?? '')
  const isPrefix = (i: number) => {
    const word = apostrophe(words[i] ?? '')
    return PREFIX.has(word) || (BEFORE_PREFIX.has(word) && PREFIX.has(apostrophe(words[i + 1] ?? '')))
  }
  if (last <= 0) return [0, 0]
  // “De Jonge”, “De Nederlandsche Bank”, “Van der Berg”, “In 't Veld”.
  if (ARTICLE.has(first.toLowerCase()) && first !== first.toLowerCase()) return [0, 0]
  if (LEADING.has(first.toLowerCase()) && first !== first.toLowerCase() && (last === 1 || isPrefix(1))) return [0, 0]
  // Without a letter it is no family name (“Jan 🎤”).
  if (!/\p{L}/u.test(words[last] ?? '')) return [0, 0]
  // A double name with a prefix inside begins at its first half: “Jansen-de Vries”, “Jansen - de Vries”.
  const joint = words.findIndex((word, i) => i < last && PREFIX.has(apostrophe(/[-‐–](.+)$/u.exec(word)?.[1] ?? '').toLowerCase()))
  const dash = words.findIndex((word, i) => i > 0 && i < last && /^[-‐–]$/u.test(word))
  const capital = words.findIndex((word, i) => i > 0 && i < last && CAPITAL.has(word))
  // Infinity where there is none.
  const half = Math.min(...[joint, dash - 1, capital].filter((place) => place >= 0))
  const prefix = words.findIndex((_, i) => i < last && isPrefix(i))
  if (prefix >= 0 && prefix <= half) {
    let end = prefix
    while (end < last && isPrefix(end)) end++
    return [prefix, end]
  }
  if (half <= last) return [half, half]
  // “José Ortega y Gasset”: two family names.
  const joined = last > 2 && JOINING.has(words[last - 1] ?? '') ? last - 2 : last
  return [joined, joined]
}

/** The family name as it stands alone: `De Jonge`, `Van der Berg`, `'t Hart`, `In 't Veld`, `D’Ancona`. */
export function surname(name: PersonName): string {
  const { prefix, family } = name
  const whole = lowerSurname(name)
  return prefix !== '' || /^d['’]/u.test(family) ? whole.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : whole
}

export function lowerSurname({ prefix, family, generation = '' }: Pick<PersonName, 'prefix' | 'family' | 'generation'>): string {
  return [prefix, family, generation].filter((part) => part !== '').join(' ')
}

/** Given names to initials, hyphens kept: `Hugo` → H · `J.P.` → J, P · `Jean-Pierre` → J-P · `Th.` → Th · `IJsbrand` → IJ (one letter). */
export function initials(given: string): string[][] {
  return given
    .replace(/\.(?=\p{L})/gu, '. ')
    .split(' ')
    .map((word) => word.split(/[-‐]/u).flatMap(initial))
    .filter((parts) => parts.length > 0)
}

function initial(part: string): string[] {
  const abbreviated = /^(\p{Lu}[\p{L}\p{M}]{0,3})\.$/u.exec(part)?.[1]
  const letter = abbreviated ?? /^(?:IJ|\p{L}\p{M}*)/u.exec(part)?.[0].toUpperCase()
  return letter === undefined ? [] : [letter]
}

/** `J.P.` → `J. P.`, as English manuals set initials. */
export const spacedGiven = (given: string) => given.replace(/\.(?=\p{L})/gu, '. ')
