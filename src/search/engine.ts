/** From a query to ranked moments, on a read-only connection. First version: words and phrases over passages. */
import type Sqlite from 'better-sqlite3'
import { type Token, tokenise } from '../language/tokens.ts'
import { type Cue, timeAt } from '../transcript/cue.ts'
import type { Moment, SearchAnswer, SearchRequest, TalkHit } from './answer.ts'
import { PASSAGE_CUES, ROWS_PER_TALK, TITLE_ROW } from './index-tables.ts'
import { parseQuery } from './query.ts'

const MOMENTS_SHOWN = 3
/** More passages than this are not ranked: nobody reads on so far. */
const MAX_PASSAGES = 2000

interface PassageRow {
  readonly no: number
  readonly rank: number
}

type Terms = readonly (readonly string[])[]

export function createEngine(db: Sqlite.Database) {
  const match = db.prepare<[string, number], PassageRow>(
    'select rowid as no, rank from search_passage where search_passage match ? order by rank limit ?',
  )
  const talkRow = db.prepare<[number], { id: string; title: string; chapters: string }>(
    'select id, title, chapters from search_talk where no = ?',
  )
  const cueRows = db.prepare<
    [number, number, number],
    { number: number; start: number; end: number; speaker: string | null; text: string; words: string | null }
  >('select number, start, end, speaker, text, words from search_cue where talk = ? and number between ? and ? order by number')
  const facet = db.prepare<[string, string], number>('select talk from search_facet where kind = ? and (value = ?)').pluck()
  const facetLike = db
    .prepare<[string, string], number>("select talk from search_facet where kind = ? and replace(value, '-', '') like '%' || ? || '%'")
    .pluck()

  /** The talks a filter leaves; null: all of them. */
  function allowed(request: SearchRequest, fields: Record<string, string | undefined>): Set<number> | null {
    let left: Set<number> | null = null
    for (const kind of ['event', 'speaker', 'theme', 'year'] as const) {
      const exact = request[kind]
      const typed = fields[kind]?.replace(/[^\p{L}\p{N}]/gu, '')
      for (const found of [exact ? facet.all(kind, exact) : null, typed ? facetLike.all(kind, typed) : null]) {
        if (found) left = left === null ? new Set(found) : left.intersection(new Set(found))
      }
    }
    return left
  }

  function cuesOf(talk: number, from: number, to: number): { number: number; cue: Cue }[] {
    return cueRows.all(talk, from, to).map((row) => {
      const words =
        row.words === null
          ? null
          : (JSON.parse(row.words) as [number, number, string][]).map(([start, end, text]) => ({ start, end, text }))
      return { number: row.number, cue: { id: null, start: row.start, end: row.end, speaker: row.speaker, text: row.text, words } }
    })
  }

  /** Every cue of the passages that holds a term, once. */
  function momentsIn(
    talk: number,
    passages: readonly PassageRow[],
    terms: Terms,
    chapters: readonly (readonly [number, string])[],
  ): Moment[] {
    const seen = new Set<number>()
    const moments: Moment[] = []
    for (const passage of passages) {
      const first = passage.no % ROWS_PER_TALK
      if (first === TITLE_ROW) continue
      for (const { number, cue } of cuesOf(talk, first, first + PASSAGE_CUES - 1)) {
        if (seen.has(number)) continue
        seen.add(number)
        const marks = marksIn(tokenise(cue.text), terms)
        const mark = marks[0]
        if (!mark) continue
        const { time, estimated } = timeAt(cue, mark[0])
        const chapter = chapters.findLast(([start]) => start <= time)?.[1] ?? null
        moments.push({ time, end: cue.end, estimated, speaker: cue.speaker, chapter, snippet: cue.text, marks, matched: 'word' })
      }
    }
    return moments
  }

  return {
    search(request: SearchRequest): SearchAnswer {
      const query = parseQuery(request.q)
      const empty = {
        query: { terms: query.written, ignored: query.ignored },
        total: 0,
        moments: 0,
        suggestion: null,
        relaxed: false,
        talks: [],
        next: null,
      }
      if (query.terms.length === 0) return empty
      const filter = allowed(request, query.fields)
      const inFilter = (row: PassageRow) => filter === null || filter.has(Math.floor(row.no / ROWS_PER_TALK))
      const phrases = query.terms.map((term) => `"${term.join(' ')}"`)
      let rows = match.all(phrases.join(' AND '), MAX_PASSAGES).filter(inFilter)
      const relaxed = rows.length === 0 && phrases.length > 1
      if (relaxed) rows = match.all(phrases.join(' OR '), MAX_PASSAGES).filter(inFilter)

      const groups = [...Map.groupBy(rows, (row) => Math.floor(row.no / ROWS_PER_TALK))]
      // The best passage decides, each further one adds a little: a talk about the word comes before one that drops it once.
      const scored = groups
        .map(([talk, passages]) => ({ talk, passages, score: -(passages[0]?.rank ?? 0) + Math.log1p(passages.length) }))
        .sort((a, b) => b.score - a.score || a.talk - b.talk)
      const offset = readCursor(request.cursor)
      const all = scored.map((entry) => ({ ...entry, hit: () => hitOf(entry.talk, entry.passages, entry.score) }))
      const talks = all.slice(offset, offset + request.limit).flatMap(({ hit }) => hit() ?? [])
      const moments = all.reduce((sum, { hit }) => sum + (hit()?.times.length ?? 0), 0)
      const next = offset + request.limit < all.length ? String(offset + request.limit) : null
      return { ...empty, total: all.length, moments, relaxed, talks, next }

      function hitOf(no: number, passages: readonly PassageRow[], score: number): TalkHit | null {
        const row = talkRow.get(no)
        if (!row) return null
        const found = momentsIn(no, passages, query.terms, JSON.parse(row.chapters))
        const inTitle = marksIn(tokenise(row.title), query.terms)
        const title: Moment[] =
          inTitle.length > 0
            ? [{ time: 0, end: 0, estimated: false, speaker: null, chapter: null, snippet: row.title, marks: inTitle, matched: 'title' }]
            : []
        const shown = (found.length > 0 ? found.slice(0, MOMENTS_SHOWN) : title).toSorted((a, b) => a.time - b.time)
        return {
          id: row.id,
          title: row.title,
          score: Math.round(score * 1000) / 1000,
          moments: shown,
          times: found.map((moment) => moment.time).sort((a, b) => a - b),
        }
      }
    },
  }
}

/** Where the terms stand: a phrase as one range. */
function marksIn(tokens: readonly Token[], terms: Terms): [number, number][] {
  const marks: [number, number][] = []
  for (const [i, token] of tokens.entries()) {
    const term = terms.find((forms) => forms.every((form, n) => tokens[i + n]?.form === form || (n > 0 && i + n >= tokens.length)))
    if (term) marks.push([token.from, tokens[Math.min(i + term.length, tokens.length) - 1]?.to ?? token.to])
  }
  return marks.filter(([from], i) => i === 0 || from >= (marks[i - 1]?.[1] ?? 0))
}

function readCursor(cursor: string | undefined): number {
  return /^\d{1,6}$/.test(cursor ?? '') ? Number(cursor) : 0
}
