/** From dictionary entries to lemmas with their inflected forms, all folded. */

import { fold } from '../language/tokens.ts'
import { type Dictionary, formsOf } from './hunspell.ts'

export interface Lemma {
  readonly lemma: string
  readonly kind: 'noun' | 'adjective' | 'verb' | 'other'
  readonly forms: readonly string[]
  /** Separable first parts that go with this verb form. */
  readonly particles: readonly string[]
  /** May begin or end a compound, by OpenTaal's own flags. */
  readonly begins: boolean
  readonly ends: boolean
}

const NOUN = ['Za', 'Zb', 'Zc', 'Zd', 'Ze', 'Zf', 'Zg', 'Zh', 'Zi', 'Zj', 'Zk', 'Zu', 'Zx', 'Ya', 'Yb', 'Yc', 'Yd', 'Ye', 'Yf', 'Yg']
const ADJECTIVE = 'Aa Ab Ac Ad Ae Ai Al Am An Ao Ap Aq Ar As At Au Av Aw Ax Ay Ag'.split(' ')
const VERB_STEM = ['V3', 'Vp', 'Vq']
const SINGLE_CONSONANT = new Set(['Zb', 'Zh'])
const BEGINS = ['Ca', 'Cb', 'Cd', 'Ce', 'Ch', 'CA', 'CB', 'Cl']
const ENDS = ['Cc', 'Cd']
const NOT_A_WORD = ['Fw', 'GL', 'Gl', 'NS']

export interface Paradigms {
  readonly lemmas: readonly Lemma[]
  /** First persons singular, from which the weak forms are made. */
  readonly verbStems: ReadonlySet<string>
  readonly infinitives: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

export function paradigms(dictionary: Dictionary): Paradigms {
  const lemmas: Lemma[] = []
  const verbStems = new Set<string>()
  const infinitives = new Set<string>()
  const names = new Set<string>()
  for (const { word, flags } of dictionary.entries) {
    const has = (list: readonly string[]) => list.some((flag) => flags.has(flag))
    if (has(NOT_A_WORD)) continue
    const capital = /^\p{Lu}\p{Ll}+$/u.test(word)
    if (capital) names.add(fold(word))
    // `Nederlander` and `Engels` are inflected, `Bakker` is not.
    if (!/^\p{Ll}[\p{Ll}'’]*$/u.test(word) && !(capital && has([...NOUN, ...ADJECTIVE]))) continue
    const lemma = fold(word)
    const make = (list: readonly string[]) =>
      [...new Set(list.flatMap((flag) => (flags.has(flag) ? formsOf(dictionary, word, flag) : [])).map(fold))].filter(
        (form) => form !== lemma,
      )
    const particles = [...flags].filter((flag) => /^P[a-t]$/.test(flag)).map((flag) => fold(dictionary.prefixes.get(flag) ?? ''))
    const places = { begins: has(BEGINS), ends: has(ENDS), particles }
    // Many entries give a plural without its double consonant beside the right one: `zaken` beside `zakken`.
    const noun = make(flags.has('Ze') ? NOUN.filter((flag) => !SINGLE_CONSONANT.has(flag)) : NOUN)
    const adjective = make(ADJECTIVE)
    if (has(VERB_STEM)) verbStems.add(lemma)
    if (flags.has('Vi')) infinitives.add(lemma)
    if (noun.length > 0) lemmas.push({ lemma, kind: 'noun', forms: noun, ...places })
    if (adjective.length > 0) lemmas.push({ lemma, kind: 'adjective', forms: adjective, ...places })
    const verb = make([...VERB_STEM, 'Va', 'Vb', 'Ve'])
    if (verb.length > 0) lemmas.push({ lemma, kind: 'verb', forms: verb, ...places })
    if (noun.length + adjective.length + verb.length === 0) {
      // Separable first parts (P flags) are prefixed to verb forms only.
      const kind = flags.has('Vi') || particles.length > 0 ? 'verb' : 'other'
      lemmas.push({ lemma, kind, forms: [], ...places })
    }
  }
  return { lemmas, verbStems, infinitives, names }
}
