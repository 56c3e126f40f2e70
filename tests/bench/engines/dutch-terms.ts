/** Our analyser for engines that are not ours, so that engines are compared and not their Dutch. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ANALYSER_VERSION, createAnalyser } from '../../../src/language/analyser.ts'
import { readLexicon } from '../../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../../src/language/lexicon-data.ts'
import { STOPWORDS } from '../../../src/language/stopwords.ts'
import { termsOf } from '../../../src/language/terms.ts'
import { tokenise } from '../../../src/language/tokens.ts'

const dutch = createAnalyser(readLexicon(LEXICON_DATA))

/** Of a cue: each word's stem and parts. */
export const indexTerms = (text: string): string[] => tokenise(text).flatMap((token) => [...termsOf(token.text, dutch).keys()])

/** Of a query: stems, without words that carry no topic unless there are no others. */
export function queryTerms(words: readonly string[]): string[] {
  const topical = words.filter((word) => !STOPWORDS.has(word.toLowerCase()))
  return [...new Set((topical.length > 0 ? topical : words).flatMap((word) => tokenise(word).map((token) => dutch.stem(token.text))))]
}

/** Of a beginning: as it is looked up, folded and not stemmed. */
export const beginning = (word: string): string => tokenise(word)[0]?.form ?? ''

export function versionWith(library: string): string {
  // Not every package exports its package.json.
  const file = join(import.meta.dirname, '..', '..', '..', 'node_modules', library, 'package.json')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return `${library} ${version} ${ANALYSER_VERSION}`
}
