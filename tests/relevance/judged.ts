/**
 * The judged queries: what is asked, and every moment that answers it. Two sets, each written before the search was asked any of it:
 * `queries.jsonl`, topics in summaries and written Dutch; `typed.jsonl`, what people type, in summaries and debates.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEBATES, isOfCorpus, SPLITS, type Split } from './talks.ts'

export const CLASSES = [
  'word',
  'two words',
  'part of a compound',
  'apart or together',
  'inflection',
  'spelling',
  'exact phrase',
  'remembered',
  'misspelt',
  'no answer',
  'trap',
] as const

export const TYPED_CLASSES = [
  'name and topic',
  'question',
  'number',
  'synonym',
  'English',
  'abbreviation',
  'unsaid compound',
  'noun and verb',
  'form',
  'correction',
  'folding',
] as const
export type QueryClass = (typeof CLASSES)[number] | (typeof TYPED_CLASSES)[number]

/** What is spoken from `from` to `to` (ms) answers the query. 3: it is what was asked for; 2: it is about it; 1: it touches on it. */
export interface Truth {
  readonly talk: string
  readonly from: number
  readonly to: number
  readonly grade: 1 | 2 | 3
  /** Stands in the cues of that time, so that a transcript that changed is noticed. */
  readonly says: string
}

export interface JudgedQuery {
  readonly split: Split
  readonly class: QueryClass
  readonly query: string
  readonly truth: readonly Truth[]
  /** Words that look alike and are something else: a moment that marks one is wrong. */
  readonly forbidden?: readonly string[]
}

const FILE = join(import.meta.dirname, 'queries.jsonl')
const TYPED_FILE = join(import.meta.dirname, 'typed.jsonl')

export function judgedQueries(): JudgedQuery[] {
  return read(FILE)
}

export function typedQueries(): JudgedQuery[] {
  return read(TYPED_FILE)
}

function read(file: string): JudgedQuery[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as JudgedQuery)
}

export function judgedHash(): string {
  return createHash('sha256').update(readFileSync(FILE)).update(JSON.stringify(SPLITS)).digest('hex')
}

export function typedHash(): string {
  return createHash('sha256').update(readFileSync(TYPED_FILE)).update(JSON.stringify(DEBATES)).digest('hex')
}

/** Without the corpus only what the demonstration talks answer, or nothing answers, can be asked. */
export function askable(queries: readonly JudgedQuery[], split: Split, withCorpus: boolean): JudgedQuery[] {
  return queries.filter((query) => query.split === split && (withCorpus || !query.truth.some(({ talk }) => isOfCorpus(talk))))
}
