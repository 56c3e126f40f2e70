/** The one analyser of this process, made at first use: reading the lexicon takes a moment that most commands do not need. */
import { type Analyser, createAnalyser } from '../language/analyser.ts'
import { readLexicon } from '../language/lexicon.ts'
import { LEXICON_DATA } from '../language/lexicon-data.ts'

let analyser: Analyser | null = null

export function dutch(): Analyser {
  analyser ??= createAnalyser(readLexicon(LEXICON_DATA))
  return analyser
}
