/** Form → stem: the learnt endings first, the general rules for all else. */

import type { Lexicon } from './lexicon.ts'
import { infinitive, particleParticiple, ruleStem, type Verbs } from './stem-rules.ts'

export type StemLexicon = Pick<Lexicon, 'endings' | 'longestEnding' | 'verbStems' | 'irregularVerbs'>

export function knownVerbs({ verbStems, irregularVerbs }: Pick<Lexicon, 'verbStems' | 'irregularVerbs'>): Verbs {
  return { isStem: (form) => verbStems.has(form), irregular: (form) => irregularVerbs.get(form) }
}

/** Takes and returns folded forms. */
export function stemmer(lexicon: StemLexicon): (form: string) => string {
  const { endings, longestEnding } = lexicon
  const verbs = knownVerbs(lexicon)
  return (form) => {
    if (form.length < 3) return ruleStem(form, verbs)
    const anchored = `^${form}`
    const participle = endings.has(anchored) ? undefined : particleParticiple(form, verbs)
    if (participle !== undefined) return infinitive(participle)
    for (let from = Math.max(0, anchored.length - longestEnding); from < anchored.length; from++) {
      const operation = endings.get(anchored.slice(from))
      if (operation === undefined) continue
      if (operation === '') break
      const colon = operation.indexOf(':')
      return form.slice(0, form.length - Number(operation.slice(0, colon))) + operation.slice(colon + 1)
    }
    return ruleStem(form, verbs)
  }
}
