/** The analyser with its lexicon: a chunk of its own (about 100 kB), fetched when somebody first searches in a talk. */
import { createAnalyser } from '../../src/language/analyser.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../src/language/lexicon-data.ts'

export const analyser = createAnalyser(readLexicon(LEXICON_DATA))
