/** Which of a few languages a text is in, by its smallest words. */
import { tokenise } from '../../../language/tokens.ts'

/** Words that are common in one of these languages and not in the others. */
const SMALL_WORDS: Record<string, ReadonlySet<string>> = {
  nl: new Set('het een van ik dat niet je zijn wij naar voor ook maar heeft wordt deze zoals hebben waar worden hij'.split(' ')),
  en: new Set('the and of to that it you this with have they not but what from were which would there'.split(' ')),
  de: new Set('und der die das ist nicht ich sie mit auf ein eine auch sich aber dass wird haben sind'.split(' ')),
  fr: new Set('le la les et des est que une pour dans qui pas vous nous sur avec mais cette sont'.split(' ')),
}
const NAMES: Record<string, string> = { nl: 'Nederlands', en: 'Engels', de: 'Duits', fr: 'Frans' }

/** Fewer words say too little. */
const ENOUGH_WORDS = 60
const WORDS_LOOKED_AT = 3000
/** A language has this many times the hits of any other. */
const CLEARLY = 2.5

/** `nl`, `en`, `de`, `fr`, or null where it is none of these or not clear. */
export function guessLanguage(texts: readonly string[]): string | null {
  const words: string[] = []
  for (const text of texts) {
    words.push(...tokenise(text).map((token) => token.form))
    if (words.length >= WORDS_LOOKED_AT) break
  }
  if (words.length < ENOUGH_WORDS) return null
  const counts = Object.entries(SMALL_WORDS)
    .map(([language, small]) => ({ language, hits: words.filter((word) => small.has(word)).length }))
    .sort((a, b) => b.hits - a.hits)
  const [first, second] = counts
  if (!first || first.hits < words.length / 20 || first.hits < CLEARLY * (second?.hits ?? 0)) return null
  return first.language
}

export const languageName = (language: string) => NAMES[language.slice(0, 2).toLowerCase()] ?? language
