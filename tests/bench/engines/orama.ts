/**
 * Orama with our analyser as its tokenizer. It takes every term for a prefix unless asked for the text exactly as written, so a mark
 * closes each term: with it a term is a whole word, without it a beginning.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, insert, load, type RawData, save, search } from '@orama/orama'
import { beginning, indexTerms, queryTerms, versionWith } from './dutch-terms.ts'
import { type BenchEngine, byTalk, SHOWN, stopwatch } from './engine.ts'

const FILE = 'orama.json'
const CLOSED = '|'

interface Row {
  readonly talk: string
  readonly start: number
}

function open() {
  const tokenizer = {
    language: 'dutch',
    normalizationCache: new Map<string, string>(),
    // A field is named for a document only; a query comes analysed already, its terms with a space between.
    tokenize: (text: string, _language?: string, field?: string) =>
      field === undefined ? text.split(' ') : indexTerms(text).map((term) => term + CLOSED),
  }
  return create({ schema: { text: 'string' }, components: { tokenizer }, sort: { enabled: false } })
}

export const oramaEngine: BenchEngine = {
  kinds: ['one word', 'two words', 'prefix', 'typo', 'remembered quote'],
  version: () => versionWith('@orama/orama'),
  index(folder, corpus) {
    const index = open()
    const watch = stopwatch()
    let id = 0
    for (const { id: talk, cues } of corpus.talks()) {
      watch.time(() => {
        for (const { start, text } of cues) void insert(index, { id: String(id++), talk, start, text })
      })
    }
    const file = join(folder, FILE)
    writeFileSync(file, JSON.stringify(save(index)))
    return { seconds: watch.seconds(), bytes: statSync(file).size }
  },
  open(folder) {
    const index = open()
    load(index, JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as RawData)
    return {
      async ask({ kind, words }) {
        const terms = kind === 'prefix' ? [beginning(words[0] ?? '')] : queryTerms(words).map((term) => term + CLOSED)
        const { hits } = await search(index, {
          term: terms.join(' '),
          limit: SHOWN,
          // 0: all words, 1: any.
          threshold: kind === 'remembered quote' ? 1 : 0,
          ...(kind === 'typo' ? { tolerance: 1 } : {}),
        })
        return byTalk(hits.map(({ document }) => document as unknown as Row))
      },
      close() {},
    }
  },
}
