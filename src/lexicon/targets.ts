/** What each form should be stemmed to, as far as the dictionary tells. */

import { infinitive, nounStem, PARTICLE, type Verbs, verbStem, withoutE } from '../language/stem-rules.ts'
import { irregularNouns } from './irregular-nouns.ts'
import type { Paradigms } from './paradigms.ts'
import { strongForms } from './strong-verbs.ts'

/**
 * Lemmas keep their spelling, but for final -e; inflected forms follow their lemma; weak and strong verb forms follow the infinitive.
 * Where a form belongs to several lemmas a lemma's own form wins, then nouns, then adjectives, then verbs.
 */
export function stemTargets(paradigms: Paradigms, verbs: Verbs): Map<string, string> {
  const { lemmas, infinitives, verbStems, names } = paradigms
  const targets = new Map<string, string>()
  const set = (form: string, target: string) => {
    if (!targets.has(form)) targets.set(form, target)
  }
  /** `probeer` → `proberen`: of the spellings an infinitive may have, one the dictionary knows; else what the rules say. */
  const infinitiveOf = (stem: string): string => {
    const regular = infinitive(stem)
    if (infinitives.has(regular) || !/[^aeiou]$/.test(stem)) return regular
    const open = stem.replace(/([aeou])\1([^aeiou])$/, '$1$2')
    const last = stem.at(-1) ?? ''
    const softer = last === 'f' ? 'v' : last === 's' ? 'z' : last
    const spellings = [`${stem}en`, `${stem}${last}en`, `${open}en`, `${open.slice(0, -1)}${softer}en`]
    const found = spellings.find((spelling) => infinitives.has(spelling))
    if (found !== undefined) return found
    const particle = PARTICLE.exec(stem)?.[0]
    return particle !== undefined && verbStems.has(stem.slice(particle.length))
      ? particle + infinitiveOf(stem.slice(particle.length))
      : regular
  }
  const verbTarget = (form: string): string | undefined => {
    const stem = verbStem(form, verbs)
    return stem === undefined ? undefined : infinitiveOf(stem)
  }
  /** `proberen` → `probeer`: of the spellings the ending allows, the one that is a first person; else what the rules say. */
  const infinitiveStem = (infinitive: string): string => {
    const irregular = verbs.irregular(infinitive)
    if (irregular !== undefined) return irregular
    const base = infinitive.replace(/e?n$/, '')
    const hard = base.replace(/v$/, 'f').replace(/z$/, 's')
    const long = hard.replace(/([aeou])([^aeiou])$/, '$1$1$2')
    const short = hard.replace(/([^aeiou])\1$/, '$1')
    const found = [long, short, hard, base].find((stem) => verbStems.has(stem))
    if (found !== undefined) return found
    const particle = PARTICLE.exec(infinitive)?.[0]
    return particle === undefined || infinitive.length < particle.length + 4 || !infinitives.has(infinitive.slice(particle.length))
      ? nounStem(infinitive)
      : particle + infinitiveStem(infinitive.slice(particle.length))
  }
  const known = new Set(lemmas.filter(({ kind }) => kind === 'noun' || kind === 'adjective').map(({ lemma }) => lemma))
  const endsInKnown = (word: string) => Array.from(word.slice(0, -2), (_, from) => word.slice(from)).some((end) => known.has(end))
  const lemmaStem = (lemma: string) => {
    // The feminine `klasgenote` is found with `klasgenoot`, and `uitgave` with `uitgaaf`: their plurals are the same word.
    if (lemma.endsWith('genote') || (/(?:gave|vrage|klasse)$/.test(lemma) && known.has(withoutE(lemma)))) return withoutE(lemma)
    // A diminutive with an entry of its own still belongs to its noun.
    const small = /..je$/.test(lemma) ? nounStem(lemma) : lemma
    if (small !== lemma && endsInKnown(small)) return small
    const stem = withoutE(lemma)
    // A compound keeps what its head keeps: `bezettingszone`.
    if (stem !== lemma.slice(0, -1) && /..zone$/.test(lemma)) return lemma
    // `zone` is not `zoon`: a final -e stays where dropping it gives another word whose spelling changed on the way.
    return stem !== lemma && stem !== lemma.slice(0, -1) && (known.has(stem) || verbStems.has(stem)) ? lemma : stem
  }
  for (const word of INVARIANT) set(word, word)
  for (const [form, adjective] of COMPARATIVES) set(form, adjective)
  for (const form of FREQUENT_VERB_FORMS) {
    const stem = verbs.irregular(form)
    set(form, stem === undefined ? form : infinitiveOf(stem))
  }
  const listed = new Set(lemmas.map(({ lemma }) => lemma))
  for (const [form, lemma] of irregularNouns()) {
    set(form, lemmaStem(lemma))
    // `raadsleden` is listed apart from `raadslid`.
    for (const word of listed) {
      const singular = word.length > form.length + 2 && word.endsWith(form) ? word.slice(0, -form.length) + lemma : undefined
      if (singular !== undefined && listed.has(singular)) set(word, singular)
    }
  }
  const sorted = [...lemmas].sort((a, b) => rank(a.kind) - rank(b.kind))
  const opening = new Set(sorted.filter(({ begins }) => begins).map(({ lemma }) => lemma))
  const closing = new Set(sorted.filter(({ ends }) => ends).map(({ lemma }) => lemma))
  /** `wet` opens compounds and `wetten` closes them, so the one is the other's plural. */
  const isPluralInCompounds = (form: string, singular: string) => form.endsWith('en') && closing.has(form) && opening.has(singular)
  const adjectiveForms = new Set(
    sorted.filter(({ kind }) => kind === 'adjective').flatMap(({ forms }) => forms.filter((form) => form.endsWith('e'))),
  )
  // Plurals listed as nouns of their own: `doelen`, `kernkoppen`.
  const plurals = new Set(sorted.filter(({ kind }) => kind === 'noun').flatMap(({ forms }) => forms.filter((form) => form.endsWith('en'))))
  // First parts listed with their link letter belong to their noun: `stads` in `stadsvernieuwing`, `zonne` in `zonneschijn`.
  const nouns = new Set(sorted.filter(({ kind }) => kind === 'noun').map(({ lemma }) => lemma))
  for (const { lemma, kind } of sorted) {
    const base = lemma.replace(/(?<=...)s$|(?<=([^aeiou]))\1e$/, '')
    if (base !== lemma && kind !== 'noun' && !names.has(lemma) && !nouns.has(lemma) && !verbStems.has(lemma) && nouns.has(base))
      set(lemma, lemmaStem(base))
  }
  for (const { lemma, kind, forms } of sorted) {
    if (kind === 'noun' && !adjectiveForms.has(lemma) && !plurals.has(lemma)) set(lemma, lemmaStem(lemma))
    // A participle that has no comparative is a verb form first.
    if (kind === 'adjective') set(lemma, (forms.length < 3 ? verbTarget(lemma) : undefined) ?? lemmaStem(lemma))
  }
  // A form two lemmas claim goes to the one the rules would choose: `scholen` to `school`, not to `schol`.
  for (const agreeing of [true, false]) {
    for (const { lemma, forms, kind } of sorted) {
      if (kind === 'verb') continue
      const target = targets.get(lemma) ?? (kind === 'noun' ? nounStem(lemma) : (verbTarget(lemma) ?? lemma))
      for (const form of forms) if (!agreeing || nounStem(form) === target) set(form, target)
    }
  }
  // Nouns without a plural (`aandacht`) show only by their place in compounds.
  for (const { lemma, kind, begins, ends } of sorted) {
    if (kind === 'other' && (begins || ends) && !infinitives.has(lemma) && !/(?:en|s)$/.test(lemma)) set(lemma, lemmaStem(lemma))
  }
  // Neither do all verb stems that end compounds: `onderwijs` in `basisonderwijs` is a noun before it is a first person.
  for (const { lemma, ends } of sorted) if (ends && verbStems.has(lemma)) set(lemma, lemmaStem(lemma))
  // What OpenTaal lists beside the same form of a verb is another word: `kruit` is not only `krui` + t.
  const verbForms = new Set(sorted.filter(({ kind }) => kind === 'verb').flatMap(({ forms }) => forms))
  for (const { lemma, kind } of sorted)
    if (kind === 'other' && verbForms.has(lemma) && !isPluralInCompounds(lemma, nounStem(lemma))) set(lemma, lemmaStem(lemma))
  // OpenTaal lists the plural `stenen` apart from `steen`; often it is an infinitive too.
  const countable = new Set(
    sorted.filter(({ lemma, kind, ends }) => kind === 'noun' || (ends && !/..eer$/.test(lemma))).map(({ lemma }) => lemma),
  )
  for (const form of [...infinitives, ...sorted.filter(({ kind }) => kind === 'other').map(({ lemma }) => lemma)]) {
    const singular = form.endsWith('en')
      ? [nounStem(form), infinitiveStem(form)].find((stem) => countable.has(stem) || isPluralInCompounds(form, stem))
      : undefined
    if (singular !== undefined && singular !== form) set(form, lemmaStem(singular))
  }
  // Nor does it list a plural that is a verb's past tense too: `deugden`.
  for (const noun of countable) if (/[^aeiou][dt]$/.test(noun) && verbForms.has(`${noun}en`)) set(`${noun}en`, lemmaStem(noun))
  for (const [form, stem] of strongForms()) set(form, infinitiveOf(stem))
  for (const form of infinitives) set(form, form)
  // First persons are rare, and many are nouns the dictionary does not mark (`brandmerk`); those in -eer hardly ever are.
  for (const stem of verbStems) set(stem, /..eer$/.test(stem) ? infinitiveOf(stem) : stem)
  for (const { lemma, kind, forms, particles } of sorted) {
    if (kind === 'verb') {
      const target = targets.get(lemma) ?? verbTarget(lemma) ?? lemma
      for (const form of forms) {
        const strong = verbs.irregular(form)
        set(form, strong === undefined ? (verbStems.has(lemma) ? infinitiveOf(lemma) : target) : infinitiveOf(strong))
      }
      set(lemma, verbTarget(lemma) ?? (lemma.endsWith('en') && !lemma.startsWith('ge') ? lemma : nounStem(lemma)))
    }
    // `geschoten` → `schiet`, so `neergeschoten` → `neerschiet`. Particles stand on verb forms only, whatever else the entry is.
    for (const particle of particles) {
      const stem = infinitives.has(lemma) ? infinitiveStem(lemma) : (verbStem(lemma, verbs) ?? (verbStems.has(lemma) ? lemma : undefined))
      if (stem !== undefined && particle !== '')
        for (const form of [lemma, ...(kind === 'verb' ? forms : [])]) set(particle + form, particle + infinitiveOf(stem))
    }
    // `dwaze` is listed apart from `dwaas`.
    if (kind === 'other' && /[vz]e$/.test(lemma) && known.has(nounStem(lemma))) set(lemma, lemmaStem(nounStem(lemma)))
    if (kind === 'other' && lemma.length <= 8 && nounStem(lemma) !== lemma && !/(?:en|jes?)$/.test(lemma)) set(lemma, lemma)
  }
  // The dictionary gives few diminutives; after -t the rules cannot know whether it is the noun's: `kaartje`, `deurtje`.
  for (const noun of countable) if (/[aou]{2}t$|[lnrw]t$/.test(noun)) set(`${noun}je`, lemmaStem(noun))
  // A name that would fall together with another word stays as it is: `engels` is no plural of `engel`.
  const stems = new Set(targets.values())
  for (const name of names) if (nounStem(name) !== name && stems.has(nounStem(name))) set(name, name)
  return targets
}

/** Small words that end like inflected ones. */
const INVARIANT = (
  'aarts als anders beneden binnen boven buiten dus eens eveneens hoogstens immers intussen jegens langs meestens mis minstens ' +
  'nauwelijks nieuws ondanks ondertussen overigens ' +
  'reeds samen sinds slechts soms steeds straks tegen tenminste thuis tijdens toen trouwens tussen vaak vanwege volgens ' +
  'wegens welles zelfs zoals achteren voren ' +
  'gisteren morgen allen beiden velen wiens mits niets iets alles deels vervolgens bovendien misschien even neven sedert ' +
  'tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien zeven negen ' +
  'hoeveel geen een uit zonder terwijl indien maar ongeveer in om op af na toe ' +
  'links rechts laatste eerste beste meeste enige sommige verschillende volgende'
).split(' ')

/** Nouns too, by their spelling. */
const COMPARATIVES = [
  ['hoger', 'hoog'],
  ['hogere', 'hoog'],
  ['lager', 'laag'],
  ['lagere', 'laag'],
  ['bredere', 'breed'],
  ['harder', 'hard'],
  ['erger', 'erg'],
  ['lichter', 'licht'],
  ['knapper', 'knap'],
  ['reele', 'reeel'],
] as const

/** Where these are nouns too, they are hardly ever met as such. */
const FREQUENT_VERB_FORMS = (
  'is ben bent waren geweest had hadden gehad heeft hebben heb zou zouden zal zullen kon konden kan kunnen moest moesten ' +
  'moet moeten mocht mochten mag mogen wou wouden wilde wilden ' +
  'wil willen werd werden ging gingen kwam kwamen zag zagen gaf gaven lag lagen zat zaten stond stonden deed deden gedaan ' +
  'nam liet lieten hield hielden bleef bleven kreeg kregen vond vonden laten zegt gaat zult bleek bleken brak boog bogen ' +
  'dreef dronk dook hing hingen kneep las loog leed scheen schenen ' +
  'schoof schreef schoot steeg ving vingen wrong zoog sloot gezocht gewild'
).split(' ')

function rank(kind: string): number {
  return kind === 'noun' ? 0 : kind === 'adjective' ? 1 : 2
}
