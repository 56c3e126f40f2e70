/** What people write in a cell, to what the library keeps. Each answers null for what it does not understand. */
import { slug } from '../slug.ts'
import type { Speaker, Theme, Visibility } from '../talk/talk.ts'

/** A cell that empties its field; an empty cell leaves the field as it is. */
export const EMPTIES = '-'

/** What a spreadsheet program shows for a formula that failed. */
export const FORMULA_ERROR = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|WAARDE!|NB|VERW!|GETAL!|NAAM\?|DEEL\/0!|LEEG!)$/

/** `Naam (rol, organisatie); Naam | rol | organisatie`, or one on each line. */
export function speakersOf(text: string): Speaker[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, named, about] = /^([^(|]+)\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(part) ?? []
      if (named !== undefined && about !== undefined) {
        const [role = '', ...organisation] = about.split(',')
        return speaker(named, role, organisation.join(','))
      }
      const [name = '', role = '', organisation = ''] = part.split('|')
      return speaker(name, role, organisation)
    })
}

export function speaker(name: string, role = '', organisation = ''): Speaker {
  return { id: slug(name), name: name.trim(), role: role.trim() || null, organisation: organisation.trim() || null }
}

/** As `speakersOf` reads it. */
export function speakersText(speakers: readonly Speaker[]): string {
  return speakers.map(({ name, role, organisation }) => [name, role, organisation].map((part) => part ?? '').join(' | ')).join('; ')
}

export function themesOf(text: string): Theme[] {
  const names = text
    .split(/[;,\n|]/)
    .map((name) => name.trim())
    .filter((name) => slug(name) !== '')
  return [...new Map(names.map((name) => [slug(name), { id: slug(name), name }])).values()]
}

const CODE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/
/** Languages that recordings here are in; any other goes by its code. */
const LANGUAGES =
  'nl en de fr fy es it pt tr ar pl uk ru zh ja ko hi fa ku el la da sv no nb nn fi et lv lt cs sk hu ro bg hr sr bs sl sq he id ms vi th sw so am ti af ca eu ga cy lb li nds pap srn zea gos'
const NAMES = new Map<string, string>()
for (const locale of ['nl', 'en', 'own']) {
  for (const code of LANGUAGES.split(' ')) {
    const name = new Intl.DisplayNames([locale === 'own' ? code : locale], { type: 'language' }).of(code)
    if (name && !NAMES.has(name.toLowerCase())) NAMES.set(name.toLowerCase(), code)
  }
}
/** ISO 639-2 codes that archives use. */
const LONG_CODES: Readonly<Record<string, string>> = {
  dut: 'nl',
  nld: 'nl',
  eng: 'en',
  ger: 'de',
  deu: 'de',
  fre: 'fr',
  fra: 'fr',
  fry: 'fy',
}

/** By code or by name, in Dutch, in English or in itself. */
export function languageOf(text: string): string | null {
  const name = text.toLowerCase()
  return (
    NAMES.get(name) ?? LONG_CODES[name] ?? (CODE.test(text) && isLanguage(text) ? text : CODE.test(name) && isLanguage(name) ? name : null)
  )
}

function isLanguage(code: string): boolean {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code) !== undefined
}

const VISIBILITIES: Readonly<Record<Visibility, string>> = {
  public: 'public openbaar ja yes iedereen everybody everyone open iedereen-ook-via-zoeken everybody-also-by-searching',
  unlisted: 'unlisted verborgen met-link link iedereen-die-de-link-heeft everybody-who-has-the-link niet-vermeld',
  internal: 'internal intern nee no besloten alleen-wie-is-aangemeld only-people-who-are-signed-in',
}

export function visibilityOf(text: string): Visibility | null {
  return (Object.keys(VISIBILITIES) as Visibility[]).find((one) => VISIBILITIES[one].split(' ').includes(slug(text))) ?? null
}

/** Creative Commons by any of its names or addresses gets one spelling; another text stays as it is. */
export function rightsOf(text: string): string {
  const address = /^https?:\/\/creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/i.exec(text)
  if (address) {
    const [, , code = '', version = ''] = address
    return code === 'zero' ? `CC0 ${version}` : code === 'mark' ? `Public Domain Mark ${version}` : `CC ${code.toUpperCase()} ${version}`
  }
  const [, parts, version = '4.0'] = /^(?:cc|creative\s+commons)[\s-]*((?:by)(?:[\s-](?:sa|nd|nc))*)(?:[\s-]v?(\d\.\d))?$/i.exec(text) ?? []
  if (parts !== undefined) return `CC ${parts.toUpperCase().replaceAll(/\s/g, '-')} ${version}`
  return /^cc[\s-]?(?:0|zero)(?:[\s-]1\.0)?$/i.test(text) ? 'CC0 1.0' : text
}
