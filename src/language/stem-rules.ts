/**
 * The regular inflection of Dutch, undone, on folded forms. Only inflection: -heid, -ing and -atie are other words and stay.
 * What these rules get wrong is not patched here but learnt: the builder stores it in the lexicon.
 */

/** Verb stems and irregular verb forms, as the lexicon knows them. */
export interface Verbs {
  isStem(form: string): boolean
  /** The stem an irregular form belongs to: `liep` → `loop`. */
  irregular(form: string): string | undefined
}

/** Separable first parts of verbs, longest first so that `achteruit` wins from `achter`. */
const PARTICLES = (
  'achterover achteruit deel gerust kennis hard achterna achterop bijeen binnen boven buiten dicht door droog fijn gelijk ' +
  'goed groot heen herop in kwijt klaar leeg los lang ' +
  'mee mis na neer om omhoog omlaag onder ondersteboven open op opeen over plaats rond samen schoon stil tegen tegemoet ' +
  'teleur tentoon terecht ' +
  'terug teweeg thuis toe tussen uit uiteen vast vol voor voorbij vooraf voort vooruit voorop vrij waar weg weer zwart ' +
  'aaneen aan achter af bij'
)
  .split(' ')
  .sort((a, b) => b.length - a.length)
export const PARTICLE = new RegExp(`^(?:${PARTICLES.join('|')})`)
const UNSTRESSED = /^(?:be|er|ge|her|ont|ver)/

/**
 * Nouns and adjectives are stemmed to their shortest form, verb forms to their infinitive, so that `gewerkt` (werken) and `werk` stay
 * apart. A form that is both (`werken`) is the noun's; `verbReading` gives the other.
 */
export function ruleStem(form: string, verbs: Verbs): string {
  return verbReading(form, verbs) ?? nounStem(form)
}

/** The infinitive of a form that can be a verb's; undefined where it cannot. A first person (`werk`) is taken for a noun. */
export function verbReading(form: string, verbs: Verbs): string | undefined {
  const stem = form.length < 3 ? verbs.irregular(form) : verbStem(form, verbs)
  if (stem !== undefined) return infinitive(stem)
  return isInfinitive(form, verbs) ? form : undefined
}

/** Whether a form ending in -en is that of a known verb, with or without a particle. */
export function isInfinitive(form: string, verbs: Pick<Verbs, 'isStem'>): boolean {
  if (!form.endsWith('n') || form.length < 4) return false
  const stem = nounStem(form)
  if (stem === form) return false
  // `parkeren` is from `parkeer`, though `kinderen` is from `kinder`.
  if (verbs.isStem(stem) || verbs.isStem(stem.replace(/e([lnr])$/, 'ee$1'))) return true
  const particle = PARTICLE.exec(stem)?.[0]
  return particle !== undefined && stem.length > particle.length + 2 && verbs.isStem(stem.slice(particle.length))
}

/** Plurals of nouns too, but by far more often verbs in running Dutch (counted in subtitles and manuals). */
export const VERBS_FIRST: ReadonlySet<string> = new Set(
  (
    'ademen bakken balen barsten beginnen behouden bellen bereiken beseffen bestellen besturen bewijzen bidden bijten ' +
    'blazen blijken bloeden bouwen bowlen breken checken dalen dansen dekken dienen draaien drinken drukken duiken dumpen ' +
    'duren duwen filmen flirten focussen gebruiken gelden geloven gillen gokken gooien grijpen groeien haasten hacken ' +
    'hakken halen handelen hangen haten heffen herstellen hoeven hopen houden huren inzetten keren kiezen kijken kleden ' +
    'kletsen klimmen klinken kloppen knippen knuffelen kopen koppelen kraken krijgen lachen leiden lenen leren letten ' +
    'leveren lijden lijken likken lopen lunchen maken merken missen offeren omdraaien onderscheiden onderzoeken ontwerpen ' +
    'opbouwen ophalen opmaken oppassen opstellen overleggen oversteken pakken passen pesten plakken plassen plukken poetsen ' +
    'praten proeven raken regelen regenen rekken rennen rijden roepen rouwen ruilen ruimen rukken runnen rusten scannen ' +
    'schakelen schelen scheppen scheren scheuren schijnen schilderen schoonmaken schreeuwen schrikken schuiven slapen ' +
    'slepen sluiten smaken smeren snappen spelen spreken springen staren starten steken stelen stellen stoppen storten ' +
    'stoten strijden sturen tekenen tellen testen tillen tonen trekken trouwen twijfelen uitstappen vallen vangen varen ' +
    'vegen verblijven verdragen vergelijken verhoren verkopen verliezen verlopen vermaken verraden vertrekken verzetten ' +
    'vieren vliegen vluchten voegen vrezen vrijen wachten wandelen wassen wedden weren werken wijzen winkelen wisselen ' +
    'zetten zoeken zorgen zwaaien zwemmen zweren zweten'
  ).split(' '),
)

/** Infinitives that do not follow from the first person. */
const ODD_INFINITIVES: ReadonlyMap<string, string> = new Map([
  ['zijn', 'zijn'],
  ['zal', 'zullen'],
  ['kan', 'kunnen'],
  ['mag', 'mogen'],
  ['kom', 'komen'],
  ['hou', 'houden'],
])

/** First person → infinitive: `werk` → `werken`, `loop` → `lopen`, `geef` → `geven`, `zeg` → `zeggen`, `ga` → `gaan`. */
export function infinitive(stem: string): string {
  const before = /^(?:be|her|ont|ver)(?=kom|hou)/.exec(stem)?.[0] ?? PARTICLE.exec(stem)?.[0] ?? ''
  const odd = ODD_INFINITIVES.get(stem.slice(before.length))
  if (odd !== undefined) return before + odd
  if (/[^aeiou]a$/.test(stem)) return `${stem}an`
  if (/(?:oe|ie|ee)$/.test(stem)) return `${stem}n`
  const long = /^(.*)([aeou])\2([^aeiou])$/.exec(stem)
  if (long) return `${long[1]}${long[2]}${soft(long[3] ?? '')}en`
  if (/(?:ie|oe|eu|ui|ij|ei|ou|au|[lr])[fs]$/.test(stem))
    return `${stem.slice(0, -1)}${/[lr]s$/.test(stem) ? 's' : soft(stem.at(-1) ?? '')}en`
  if (/(?:^|[^aeiou])[aeiou][bcdfgklmnprst]$/.test(stem) && !/[aeiouy][^aeiou]*(?:e[lrnm]|ig|ik)$/.test(stem))
    return `${stem}${stem.at(-1)}en`
  return `${stem}en`
}

const soft = (consonant: string) => (consonant === 'f' ? 'v' : consonant === 's' ? 'z' : consonant)

/** The verb's stem when the form is a past tense, a participle or a third person of a verb the lexicon knows. */
export function verbStem(form: string, verbs: Verbs): string | undefined {
  const plain = simpleVerbStem(form, verbs)
  if (plain !== undefined) return plain
  const particle = PARTICLE.exec(form)?.[0]
  if (particle === undefined || form.length < particle.length + 3) return undefined
  const rest = form.slice(particle.length)
  const stem = simpleVerbStem(rest, verbs)
  return stem === undefined ? undefined : particle + stem
}

/** `doodgeschoten`, `deelgenomen`: a particle before a strong participle leaves no doubt. */
export function particleParticiple(form: string, verbs: Verbs): string | undefined {
  const particle = PARTICLE.exec(form)?.[0]
  if (particle === undefined || !form.startsWith('ge', particle.length)) return undefined
  const stem = verbs.irregular(form.slice(particle.length))
  return stem === undefined ? undefined : particle + stem
}

function simpleVerbStem(form: string, verbs: Verbs): string | undefined {
  const plain = verbs.irregular(form) ?? weakStem(form, verbs)
  if (plain !== undefined) return plain
  const prefix = UNSTRESSED.exec(form)?.[0]
  if (prefix !== undefined && form.length > prefix.length + 2) {
    const rest = form.slice(prefix.length)
    if (prefix !== 'ge') {
      const base = verbs.irregular(rest) ?? verbs.irregular(`ge${rest}`)
      if (base !== undefined) return prefix + base
    } else {
      // Stems in -t and -d take no second one: `gepraat`, `omgezet`.
      const stem = verbs.isStem(rest) ? rest : weakStem(rest, verbs, true)
      if (stem !== undefined && /[td]$/.test(form)) return stem
    }
  }
  return undefined
}

/** Their stem is not what is left without -en. */
const SHORT_INFINITIVE = /(?:doen|gaan|komen|slaan|staan|zien)$/

/** Infinitives, past tenses and participles: words that are no compounds, whatever they look like. */
export function isVerbForm(form: string, stem: string, verbs: Pick<Verbs, 'isStem'>): boolean {
  const short = SHORT_INFINITIVE.exec(form)
  if (short !== null && PARTICLE.exec(form)?.[0].length === short.index) return true
  if (!/(?:en|[td]e?|ende?)$/.test(form)) return false
  if (isInfinitive(form, verbs) || isInfinitive(stem, verbs)) return true
  if (form === stem) return false
  const particle = PARTICLE.exec(stem)?.[0] ?? ''
  return verbs.isStem(stem) || (particle !== '' && verbs.isStem(stem.slice(particle.length)))
}

/** `rondleiding` is from `rondleiden` and `versiering` from `versieren`: no leading and no ring in them. */
export function isNounOfVerb(stem: string, verbs: Pick<Verbs, 'isStem'>): boolean {
  return stem.length > 7 && stem.endsWith('ing') && isInfinitive(`${stem.slice(0, -3)}en`, verbs)
}

const WEAK_ENDING = /(?:[td]en|[td]e|t|d)$/
/** Only a participle without ge- ends in a bare -d: `bedoeld`, `verhuurd`; `stad` is not from `staan`. */
const PARTICIPLE_IN_D = /^(?:be|er|ge|her|ont|ver)/

/** @param afterGe `form` is what follows the ge- of a participle */
function weakStem(form: string, verbs: Verbs, afterGe = false): string | undefined {
  if (verbs.isStem(form)) return undefined
  const ending = WEAK_ENDING.exec(form)
  if (ending !== null) {
    const stem = form.slice(0, ending.index)
    const possible = ending[0] !== 'd' || afterGe || PARTICIPLE_IN_D.test(form)
    if (stem.length > 2 && possible && verbs.isStem(stem)) return stem
    // Stems in -t and -d take no second one: `gepraat`, `verbrand`, and double it before -te: `praatte`.
    const kept = form.slice(0, ending.index + 1)
    if (ending[0].length > 1 && kept.length > 3 && /[^aeiou][td]$|[aeiou]{2}[td]$/.test(kept) && verbs.isStem(kept)) return kept
  }
  return undefined
}

const VOWEL = /[aeiouy]/

export function nounStem(form: string): string {
  const small = diminutiveBase(form)
  if (small !== undefined) return small
  if (form.endsWith('heden')) return `${form.slice(0, -3)}id`
  if (form.endsWith('en') && form.length > 4) return afterVowelEnding(form.slice(0, -2), 'en')
  if (PLURAL_S.test(form)) return withoutE(form.slice(0, -1))
  return withoutE(form)
}

/** -s after an unstressed syllable or a vowel is a plural; `-is`, `-us`, `-as` and long vowels (`huis`) are the word itself. */
const PLURAL_S = /...(?:[aeo]|ie|e[rlnm]|eur|ier|aar|oor|or|eau|[^aeiou]on|[^aeiou]ent|ing)s$/

/** Final -e goes for good, so that `gemeente` and `gemeenten` meet; -ie and -ee are no endings. */
export function withoutE(form: string): string {
  return form.length > 3 && /[^ie]e$/.test(form) ? afterVowelEnding(form.slice(0, -1), 'e') : form
}

function afterVowelEnding(stem: string, ending: string): string {
  const last = stem.at(-1) ?? ''
  const before = stem.at(-2) ?? ''
  // `ideeen` → `idee`, `industrieen` → `industrie`, `kopieen` → `kopie`; `knie` keeps what it has.
  if (VOWEL.test(last) && last !== 'y') return last === 'i' && !VOWEL.test(before) ? `${stem}e` : stem
  if (!stem.match(VOWEL)) return stem + ending
  if (last === before) return last === 'v' || last === 'z' ? stem : stem.slice(0, -1)
  const hard = last === 'v' ? `${stem.slice(0, -1)}f` : last === 'z' ? `${stem.slice(0, -1)}s` : stem
  return lengthen(hard)
}

/** One vowel before one consonant was an open syllable: `bom-en` was `boom`. Unstressed e (`kinder-en`, `middel-en`) stays short. */
function lengthen(stem: string): string {
  const match = /(^|[^aeiou])([aeou])([^aeiouwxy])$/.exec(stem)
  if (match === null) return stem
  const vowel = match[2] ?? ''
  const consonant = match[3] ?? ''
  const onset = stem.slice(0, stem.length - 2)
  if (vowel === 'e' && 'lmnr'.includes(consonant) && VOWEL.test(onset)) return stem
  return `${onset}${vowel}${vowel}${consonant}`
}

const DOUBLED = /([bdfgklmnprst])\1etje$/

function diminutiveBase(form: string): string | undefined {
  const word = form.endsWith('jes') ? form.slice(0, -1) : form
  if (!word.endsWith('je') || word.length < 5) return undefined
  if (DOUBLED.test(word)) return word.slice(0, -5)
  if (word.endsWith('inkje')) return `${word.slice(0, -3)}g`
  if (/(?:[aeo]u|oo|ee|aa|uu|ie|oe|ei|ij|ui|r|l|e|o)mpje$/.test(word)) return word.slice(0, -3)
  if (/aatje$|^[^aeiou]*ootje$/.test(word)) return word.slice(0, -2)
  if (/([ou])\1tje$/.test(word)) return word.slice(0, -4)
  if (/(?:[lnrwjy]|ie|oe|ee|ei|ij|ui|eu|ou|au|[aeiou])tje$/.test(word)) return word.slice(0, -3)
  return word.slice(0, -2)
}
