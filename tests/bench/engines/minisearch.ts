/** MiniSearch with our analyser as its tokeniser; it processes terms no further. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import MiniSearch, { type Options } from 'minisearch'
import { beginning, indexTerms, queryTerms, versionWith } from './dutch-terms.ts'
import { type BenchEngine, byTalk, SHOWN, stopwatch } from './engine.ts'

const FILE = 'minisearch.json'

interface Row {
  readonly id: number
  readonly talk: string
  readonly start: number
  readonly text: string
}

const OPTIONS: Options<Row> = {
  fields: ['text'],
  storeFields: ['talk', 'start', 'text'],
  tokenize: indexTerms,
  processTerm: (term) => term,
  // A query comes analysed already, its terms with a space between.
  searchOptions: { tokenize: (terms) => terms.split(' '), combineWith: 'AND' },
}

export const miniSearch: BenchEngine = {
  kinds: ['one word', 'two words', 'prefix', 'completion', 'typo', 'remembered quote'],
  version: () => versionWith('minisearch'),
  index(folder, corpus) {
    const index = new MiniSearch<Row>(OPTIONS)
    const watch = stopwatch()
    let id = 0
    for (const { id: talk, cues } of corpus.talks()) {
      watch.time(() => {
        for (const { start, text } of cues) index.add({ id: id++, talk, start, text })
      })
    }
    const file = join(folder, FILE)
    writeFileSync(file, JSON.stringify(index))
    return { seconds: watch.seconds(), bytes: statSync(file).size }
  },
  open(folder) {
    const index = MiniSearch.loadJSON<Row>(readFileSync(join(folder, FILE), 'utf8'), OPTIONS)
    return {
      ask({ kind, words }) {
        const start = beginning(words[0] ?? '')
        if (kind === 'completion') {
          index.autoSuggest(start, { prefix: true })
          return []
        }
        const found =
          kind === 'prefix'
            ? index.search(start, { prefix: true })
            : index.search(queryTerms(words).join(' '), {
                ...(kind === 'typo' ? { fuzzy: 1 } : {}),
                ...(kind === 'remembered quote' ? { combineWith: 'OR' as const } : {}),
              })
        return byTalk(found.slice(0, SHOWN) as unknown as Row[])
      },
      close() {},
    }
  },
}
