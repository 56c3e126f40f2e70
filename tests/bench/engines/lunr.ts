/** lunr as the product uses it: our analyser as its tokenizer, its own pipelines empty. Without word positions, which is kind to it. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import lunr from 'lunr'
import { beginning, indexTerms, queryTerms, versionWith } from './dutch-terms.ts'
import { type BenchEngine, byTalk, SHOWN, stopwatch } from './engine.ts'

const FILE = 'lunr.json'

interface Stored {
  readonly index: object
  /** lunr keeps no texts: the shown texts are in a map beside it. */
  readonly cues: readonly { readonly talk: string; readonly start: number; readonly text: string }[]
}

export const lunrEngine: BenchEngine = {
  kinds: ['one word', 'two words', 'prefix', 'typo', 'remembered quote'],
  version: () => versionWith('lunr'),
  index(folder, corpus) {
    const cues: Stored['cues'][number][] = []
    const builder = new lunr.Builder()
    builder.ref('no')
    builder.field('text')
    builder.tokenizer = ((text: string) => indexTerms(text).map((term) => new lunr.Token(term, {}))) as typeof lunr.tokenizer
    const watch = stopwatch()
    for (const { id, cues: spoken } of corpus.talks()) {
      watch.time(() => {
        for (const { start, text } of spoken) {
          builder.add({ no: cues.length, text })
          cues.push({ talk: id, start, text })
        }
      })
    }
    const index = watch.time(() => builder.build())
    const file = join(folder, FILE)
    writeFileSync(file, JSON.stringify({ index: index.toJSON(), cues } satisfies Stored))
    return { seconds: watch.seconds(), bytes: statSync(file).size }
  },
  open(folder) {
    const stored = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Stored
    const index = lunr.Index.load(stored.index)
    const { cues } = stored
    return {
      ask({ kind, words }) {
        const results = index.query((query) => {
          const presence = kind === 'remembered quote' ? lunr.Query.presence.OPTIONAL : lunr.Query.presence.REQUIRED
          if (kind === 'prefix') query.term(beginning(words[0] ?? ''), { wildcard: lunr.Query.wildcard.TRAILING })
          else for (const term of queryTerms(words)) query.term(term, { presence, editDistance: kind === 'typo' ? 1 : 0 })
        })
        return byTalk(results.slice(0, SHOWN).flatMap(({ ref }) => cues[Number(ref)] ?? []))
      },
      close() {},
    }
  },
}
