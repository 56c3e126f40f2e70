/** Two searches that anyone can set up in an hour, over the same cues: what the typed queries are compared with. */
import { stemmer } from '@orama/stemmers/dutch'
import Database from 'better-sqlite3'
import MiniSearch from 'minisearch'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import type { Landing } from './measure.ts'
import { cuesOfTalk } from './talks.ts'

const DEPTH = 50

interface Line {
  readonly id: number
  readonly talk: string
  readonly time: number
  readonly text: string
}

export interface Rival {
  readonly name: string
  ask(query: string): Landing[]
}

/** A cue is a document; its speaker's name is part of its text, its talk's title too. */
export function rivalsOver(talks: readonly TalkRecord[]): Rival[] {
  const lines = talks.flatMap((talk) =>
    cuesOfTalk(talk).map((cue) => ({ talk: talk.id, time: cue.start, text: `${cue.speaker ?? ''} ${cue.text}` })),
  )
  const numbered = lines.map((line, id): Line => ({ id, ...line }))
  return [fts5(numbered), miniSearch(numbered)]
}

/** `unicode61`, all words required, best BM25 first. */
function fts5(lines: readonly Line[]): Rival {
  const db = new Database(':memory:')
  db.exec("create virtual table line using fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
  const insert = db.prepare('insert into line (rowid, text) values (?, ?)')
  for (const { id, text } of lines) insert.run(id, text)
  const select = db.prepare<[string], number>(`select rowid from line where line match ? order by rank limit ${DEPTH}`).pluck()
  return {
    name: 'FTS5',
    ask(query) {
      const words = query.match(/[\p{L}\p{N}]+/gu) ?? []
      if (words.length === 0) return []
      const found = select.all(words.map((word) => `"${word}"`).join(' '))
      return found.flatMap((id) => lines[id] ?? [])
    },
  }
}

/** Its defaults (any word, BM25) on the Snowball stemmer for Dutch. */
function miniSearch(lines: readonly Line[]): Rival {
  const index = new MiniSearch<Line>({ fields: ['text'], processTerm: (term) => stemmer(term.toLowerCase()) })
  index.addAll(lines)
  return {
    name: 'MiniSearch',
    ask: (query) =>
      index
        .search(query)
        .slice(0, DEPTH)
        .flatMap(({ id }) => lines[id] ?? []),
  }
}
