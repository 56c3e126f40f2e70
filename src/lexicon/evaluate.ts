/**
 * Measures the analyser on annotated Dutch. Run: node src/lexicon/evaluate.ts [file …]
 * *compounds.tsv (form, parts joined by +), *non_compounds.tsv (form, lemma), *.conllu (lemmas, with _ between parts), *.txt (running
 * text: speed).
 */

import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { ANALYSER_VERSION, type Analyser, createAnalyser } from '../language/analyser.ts'
import { readLexicon } from '../language/lexicon.ts'
import { LEXICON_DATA } from '../language/lexicon-data.ts'
import { tokenise } from '../language/tokens.ts'
import { compoundsIn, measureSearch, measureStems, readConllu, type Sentence } from './treebank.ts'

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1))
const print = (line: string): void => void process.stdout.write(`${line}\n`)

function rows(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
}

/** A list's compounds, but for those with a hyphen: there the border is drawn. */
const listed = (path: string) =>
  new Map(rows(path).flatMap(([form = '', parts = '']) => (form.includes('-') ? [] : [[form, parts.split('+')] as const])))

/** Gold parts that are no words of their own, or too short to be searched, are not asked for. */
function compounds(analyser: Analyser, name: string, all: ReadonlyMap<string, readonly string[]>): void {
  let gold = 0
  let found = 0
  let sureGiven = 0
  let sureRight = 0
  let given = 0
  let right = 0
  let complete = 0
  for (const [form, wanted] of all) {
    const stems = wanted.map((part) => analyser.stem(part))
    // Adjacent gold parts joined are a right part as well: schuld + hulpverlening.
    const accepted = new Set([...stems, ...wanted.slice(1).map((part, i) => analyser.stem((wanted[i] ?? '') + part))])
    const { parts } = analyser.analyse(form)
    const hit = stems.filter((stem) => parts.some((part) => part.stem === stem)).length
    gold += stems.length
    found += hit
    if (hit === stems.length) complete++
    for (const part of parts) {
      const good = accepted.has(part.stem)
      given++
      if (good) right++
      if (part.weight < 1) continue
      sureGiven++
      if (good) sureRight++
    }
  }
  print(
    `${name}: ${all.size} compounds, part recall ${percent(found, gold)}, all parts ${percent(complete, all.size)}, ` +
      `precision sure ${percent(sureRight, sureGiven)}, with fallback ${percent(right, given)}`,
  )
}

function nonCompounds(analyser: Analyser, path: string): void {
  const all = rows(path).filter(([form = '']) => !form.includes('-'))
  const split = all.filter(([form = '']) => analyser.analyse(form).parts.length > 0)
  const sure = split.filter(([form = '']) => analyser.analyse(form).parts.some(({ weight }) => weight === 1))
  const lemma = all.filter(([form = '', lemma = '']) => analyser.stem(form) === analyser.stem(lemma))
  print(
    `${basename(path)}: ${all.length} words, split for sure ${percent(sure.length, all.length)}, ` +
      `with fallback ${percent(split.length, all.length)}, ` +
      `stem of form = stem of lemma ${percent(lemma.length, all.length)}`,
  )
}

function speed(path: string): void {
  const tokens = tokenise(readFileSync(path, 'utf8')).map(({ text }) => text)
  const analyser = createAnalyser(readLexicon(LEXICON_DATA))
  const distinct = new Set(tokens).size
  const start = performance.now()
  for (const token of tokens) analyser.analyse(token)
  const first = performance.now()
  for (const token of tokens) analyser.analyse(token)
  const cold = ((first - start) * 1000) / tokens.length
  const warm = ((performance.now() - first) * 1000) / tokens.length
  const perNew = ((first - start) * 1000) / distinct
  print(
    `${basename(path)}: ${tokens.length} words (${distinct} forms), first time ${cold.toFixed(2)} µs a word ` +
      `(${perNew.toFixed(0)} µs a form), again ${warm.toFixed(2)} µs`,
  )
}

const files = process.argv.slice(2)
const begin = performance.now()
const lexicon = readLexicon(LEXICON_DATA)
print(`analyser ${ANALYSER_VERSION}: lexicon read in ${(performance.now() - begin).toFixed(0)} ms`)
const analyser = createAnalyser(lexicon)
const sentences: Sentence[] = []
for (const path of files) {
  if (!existsSync(path)) print(`${path}: not there, skipped`)
  else if (path.endsWith('non_compounds.tsv')) nonCompounds(analyser, path)
  else if (path.endsWith('compounds.tsv')) compounds(analyser, basename(path), listed(path))
  else if (path.endsWith('.conllu')) for (const sentence of readConllu(readFileSync(path, 'utf8'))) sentences.push(sentence)
  else speed(path)
}
if (sentences.length > 0) {
  compounds(analyser, 'sentences', compoundsIn(sentences))
  for (const line of measureStems(analyser, sentences)) print(line)
  for (const line of measureSearch(analyser, sentences)) print(line)
}
