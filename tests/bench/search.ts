/** Searching: ours against plain FTS5 over cues, the same talks and queries in one run; p50, p95 and p99 of the ranked top 20. */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { tokenise } from '../../src/language/tokens.ts'
import { createEngine, type Engine } from '../../src/search/engine.ts'
import { prepareIndex } from '../../src/search/index-tables.ts'
import { createIndexWriter } from '../../src/search/index-writer.ts'
import { random, talks } from './dutch-corpus.ts'
import type { Row } from './run.ts'

const QUERIES = 200

interface Query {
  readonly kind: string
  readonly q: string
  /** The talk a remembered sentence comes from. */
  readonly from?: string
}

/** @param sizes numbers of cues, smallest first */
export async function benchSearch(sizes: readonly number[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const size of sizes) rows.push(...(await measure(size)))
  return rows
}

async function measure(size: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  const rows: Row[] = []
  const add = (what: string, value: number, unit: string, ratio?: number) =>
    rows.push({
      bench: `search ${size.toLocaleString('en')} cues`,
      what,
      value: Math.round(value * 100) / 100,
      unit,
      ...(ratio === undefined ? {} : { ratio: Math.round(ratio * 100) / 100 }),
    })
  try {
    const [ours, plain] = [join(folder, 'ours.sqlite'), join(folder, 'plain.sqlite')]
    const queries = pickQueries(size)
    add('index time: ours', await time(() => indexOurs(ours, size)), 's')
    add('index time: plain FTS5', await time(() => indexPlain(plain, size)), 's')
    add('size: ours', (await stat(ours)).size / 1e6, 'MB')
    add('size: plain FTS5', (await stat(plain)).size / 1e6, 'MB')

    const engine = createEngine(new Sqlite(ours, { readonly: true }))
    const fts = openPlain(plain)
    for (const [kind, list] of Map.groupBy(queries, (query) => query.kind)) {
      const mine = run(list, (query) => ask(engine, query))
      add(`${kind}: ours p50`, mine.p50, 'ms')
      add(`${kind}: ours p95`, mine.p95, 'ms')
      add(`${kind}: ours p99`, mine.p99, 'ms')
      if (kind === 'remembered quote') {
        const found = list.filter(({ q, from }) => engine.search({ q, limit: 10 }).talks.some((talk) => talk.id === from)).length
        add(`${kind}: found in the first 10`, (100 * found) / list.length, '%')
      }
      if (['completion', 'typo', 'remembered quote'].includes(kind)) continue
      const theirs = run(list, fts)
      add(`${kind}: plain FTS5 p50`, theirs.p50, 'ms')
      add(`${kind}: plain FTS5 p99`, theirs.p99, 'ms', theirs.p99 / mine.p99)
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

function ask(engine: Engine, { kind, q }: Query): void {
  if (kind === 'completion') engine.complete(q)
  else engine.search({ q, limit: 20 })
}

/** The first round warms caches as a running server's are warm; the second is measured. */
function run(list: readonly Query[], work: (query: Query) => void): { p50: number; p95: number; p99: number } {
  for (const query of list) work(query)
  const times = list
    .map((query) => {
      const start = performance.now()
      work(query)
      return performance.now() - start
    })
    .sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

async function time(work: () => void): Promise<number> {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

function indexOurs(file: string, size: number): void {
  const db = new Sqlite(file)
  db.pragma('journal_mode = WAL')
  prepareIndex(db)
  const writer = createIndexWriter(db)
  const none = { event: null, recorded: null, speakers: [], themes: [], chapters: [], abstract: null }
  for (const talk of talks(size)) db.transaction(() => writer.put({ ...none, id: talk.id, title: talk.id }, talk.cues))()
  db.pragma('wal_checkpoint(truncate)')
  db.close()
}

function indexPlain(file: string, size: number): void {
  const db = new Sqlite(file)
  db.exec("create virtual table cue using fts5 (text, talk unindexed, tokenize='unicode61 remove_diacritics 2')")
  const insert = db.prepare('insert into cue values (?, ?)')
  for (const talk of talks(size)) db.transaction(() => talk.cues.forEach((cue) => insert.run(cue.text, talk.id)))()
  db.close()
}

function openPlain(file: string): (query: Query) => void {
  const match = new Sqlite(file, { readonly: true }).prepare('select talk, text from cue where cue match ? order by rank limit 20')
  return ({ kind, q }) => {
    const words = tokenise(q).map((token) => `"${token.form}"`)
    match.all(
      kind === 'phrase'
        ? `"${tokenise(q)
            .map((token) => token.form)
            .join(' ')}"`
        : kind === 'prefix'
          ? `${words[0]}*`
          : words.join(' AND '),
    )
  }
}

/** From the talks themselves, so that common words are asked often, as people do. */
function pickQueries(size: number): Query[] {
  const next = random(3)
  const queries: Query[] = []
  const all = [...talks(Math.min(size, 100_000))]
  for (let i = 0; i < QUERIES; i++) {
    const talk = all[Math.floor(next() * all.length)]
    const at = Math.floor(next() * ((talk?.cues.length ?? 1) - 1))
    const words = tokenise(`${talk?.cues[at]?.text} ${talk?.cues[at + 1]?.text}`).map((token) => token.text)
    const content = words.filter((word) => word.length > 5)
    const [first = 'huis', second = 'weg'] = content
    const start = Math.floor(next() * 8)
    const sentence = words.slice(start, start + 11)
    queries.push(
      { kind: 'one word', q: first },
      { kind: 'two words', q: `${first} ${second}` },
      { kind: 'phrase', q: `"${words.slice(start, start + 2 + (i % 2)).join(' ')}"` },
    )
    queries.push({ kind: 'prefix', q: `${first.slice(0, 4)}*` }, { kind: 'completion', q: first.slice(0, 3 + (i % 3)) })
    queries.push({ kind: 'typo', q: first.slice(0, 2) + first.slice(3) + first.charAt(2) })
    // Two words remembered wrong.
    const wrong = sentence.map((word, n) => (n === 2 || n === 7 ? 'iets' : word))
    queries.push({ kind: 'remembered quote', q: wrong.join(' '), from: talk?.id ?? '' })
  }
  return queries
}
