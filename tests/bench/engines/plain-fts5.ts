/** SQLite's FTS5 over cues as it comes: no inflections, no compounds. Completions from its own vocabulary table; a quotation is any of its words. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { fold, tokenise } from '../../../src/language/tokens.ts'
import type { Query } from '../queries.ts'
import { type BenchEngine, byTalk, SHOWN, stopwatch } from './engine.ts'

const FILE = 'plain.sqlite'

export const plainFts5: BenchEngine = {
  kinds: ['one word', 'two words', 'phrase', 'prefix', 'completion', 'remembered quote'],
  version: () => 'plain 1',
  index(folder, corpus) {
    const file = join(folder, FILE)
    const db = new Sqlite(file)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec("create virtual table cue using fts5 (text, talk unindexed, start unindexed, tokenize='unicode61 remove_diacritics 2')")
    db.exec("create virtual table word using fts5vocab ('cue', 'row')")
    const insert = db.prepare('insert into cue values (?, ?, ?)')
    const watch = stopwatch()
    for (const { id, cues } of corpus.talks()) {
      watch.time(() => db.transaction(() => cues.forEach((cue) => insert.run(cue.text, id, cue.start)))())
    }
    watch.time(() => db.pragma('wal_checkpoint(truncate)'))
    db.close()
    return { seconds: watch.seconds(), bytes: statSync(file).size }
  },
  open(folder) {
    const db = new Sqlite(join(folder, FILE), { readonly: true })
    const search = db.prepare<[string, number], { talk: string; start: number; text: string }>(
      'select talk, start, text from cue where cue match ? order by rank limit ?',
    )
    const complete = db.prepare('select term from word where term >= ? and term < ? order by doc desc limit 8')
    return {
      ask(query) {
        if (query.kind !== 'completion') return byTalk(search.all(matchOf(query), SHOWN))
        const start = fold(query.q)
        complete.all(start, `${start}\uffff`)
        return []
      },
      close: () => void db.close(),
    }
  },
}

function matchOf({ kind, words }: Query): string {
  // Quoted, an apostrophe inside a word does no harm.
  const quoted = words.flatMap((word) => tokenise(word).map((token) => `"${token.text}"`))
  if (kind === 'phrase') return `"${words.join(' ')}"`
  if (kind === 'prefix') return `${quoted[0]}*`
  return quoted.join(kind === 'remembered quote' ? ' OR ' : ' AND ')
}
