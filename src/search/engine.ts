/** From a query to ranked moments, on a read-only connection: talks by BM25 over postings, the words themselves in their forward lists. */
import type Sqlite from 'better-sqlite3'
import { parseQuery, type Query, stemsOf, type Term, topicsOf, typedTerms } from '../language/query.ts'
import { createThesaurus } from '../language/related.ts'
import { createMatchers, intersect, type Matcher, unite } from '../match/matcher.ts'
import { bestClusterScore, type Cluster, clusters, DEFINED, EXACT, type Place, placesIn, soughtFor } from '../match/moments.ts'
import type { FacetKind, SearchAnswer, SearchRequest, TalkHit } from './answer.ts'
import { dutch } from './dutch.ts'
import { createFacets } from './facets.ts'
import { createFilters } from './filters.ts'
import { asNumbers, type StoredFields, storedWords } from './index-writer.ts'
import { createListCache, type Lists } from './list-cache.ts'
import { createLookup } from './lookup.ts'
import { createPresenter, firstMarked, titleMoment } from './present.ts'
import { createRecaller, type Remembered, SHORTEST_QUOTATION } from './remembered.ts'
import { createSuggester } from './suggest.ts'

const MOMENTS_SHOWN = 3
/** The first so many talks are ordered by how near the query's words fall as well; the same for every page. */
const RERANKED = 60
/** Beyond those, talks in doubt are looked through up to this many; the rest are left out. */
const LOOKED_THROUGH = 60
/** A talk that says what the word asked about is, against one that only uses the word. */
const EXPLAINS = 1.5
const K1 = 1.2
const B = 0.6

/** What one talk holds of the query. */
interface Scan {
  readonly found: readonly Cluster[]
  readonly places: readonly Place[]
  /** The word at which each cue begins, and when, in ms. */
  readonly starts: Uint32Array
  readonly times: Uint32Array
}

interface Ranked {
  readonly no: number
  readonly score: number
}

export type Engine = ReturnType<typeof createEngine>

export function createEngine(db: Sqlite.Database) {
  const sql = {
    version: db.prepare<[], number>('pragma data_version').pluck(),
    talks: db.prepare<[], { no: number; id: string; words: number }>('select no, id, words from search_talk'),
    talk: db.prepare<[number], { id: string; title: string; fields: string }>('select id, title, fields from search_talk where no = ?'),
    forward: db.prepare<[number], { forms: Buffer; spoken: Buffer; cues: Buffer; times: Buffer }>(
      'select forms, spoken, cues, times from search_forward where talk = ?',
    ),
    facets: db.prepare<[], { talk: number; kind: FacetKind; value: string; name: string }>(
      'select talk, kind, value, name from search_facet',
    ),
  }
  const lookup = createLookup(db)
  const matchers = createMatchers(lookup, dutch())
  const relatedTo = createThesaurus(dutch(), lookup.initials)
  const suggester = createSuggester(db)
  const filtered = createFilters(db)
  const { momentOf, fieldMoments } = createPresenter(db)
  const recall = createRecaller(db, listsOf)

  /** Small enough to hold; read again when the index has changed. */
  let talks = new Map<number, { readonly id: string; readonly words: number }>()
  let spokenWords = 0
  let averageWords = 1
  let facets = createFacets([])
  // Kept when the index changes: a talk that changes gets another number.
  const lists = createListCache()
  let readAt = -1
  function refresh(): void {
    const version = sql.version.get() ?? -1
    if (version === readAt) return
    readAt = version
    talks = new Map(sql.talks.all().map(({ no, id, words }) => [no, { id, words }]))
    spokenWords = [...talks.values()].reduce((sum, { words }) => sum + words, 0)
    averageWords = Math.max(1, spokenWords / Math.max(1, talks.size))
    facets = createFacets(sql.facets.all())
    lookup.forget()
  }

  function listsOf(no: number): Lists | null {
    const known = lists.get(no)
    if (known) return known
    const stored = sql.forward.get(no)
    if (!stored) return null
    const read = { words: storedWords(stored.forms, stored.spoken), starts: asNumbers(stored.cues), times: asNumbers(stored.times) }
    lists.set(no, read)
    return read
  }

  function rank({ united, weights }: Asked, candidates: Iterable<number>): Ranked[] {
    const ranked = [...candidates].map((no): Ranked => {
      const norm = K1 * (1 - B + (B * (talks.get(no)?.words ?? 0)) / averageWords)
      let score = 0
      for (const [i, clause] of united.entries()) {
        const weight = clause.get(no) ?? 0
        score += ((weights[i] ?? 0) * weight * (K1 + 1)) / (weight + norm)
      }
      return { no, score }
    })
    return ranked.sort(byScore)
  }

  const inverseFrequency = (having: number) => Math.log(1 + (talks.size - having + 0.5) / (having + 0.5))
  const byScore = (a: Ranked, b: Ranked) => b.score - a.score || ((talks.get(a.no)?.id ?? '') < (talks.get(b.no)?.id ?? '') ? -1 : 1)

  /** A query on its way: its matchers, what they come to, and the talks already looked through. */
  function asking(query: Query, wide = false) {
    const clauses = matchers.clauses(query, wide)
    const joined = matchers.joined(query)
    // Whoever typed the two apart is served by the one as well: it meets both clauses.
    if (joined) for (const at of [joined.from, joined.from + 1]) clauses[at]?.push(joined.matcher)
    const united = clauses.map(unite)
    const not = matchers.not(query)
    return {
      clauses,
      united,
      not,
      sought: soughtFor(clauses),
      unsought: soughtFor([not]),
      stems: stemsOf(query.clauses.flat(), dutch()),
      weights: united.map(({ size }) => inverseFrequency(size)),
      scanned: new Map<number, Scan>(),
    }
  }
  type Asked = ReturnType<typeof asking>

  function scan(no: number, { sought, unsought, not, weights, scanned }: Asked): Scan {
    const known = scanned.get(no)
    if (known) return known
    const held = listsOf(no)
    if (!held) return { found: [], places: [], starts: new Uint32Array(), times: new Uint32Array() }
    const { words, starts } = held
    const places = placesIn(no, words, sought)
    let found = clusters(places, starts, weights)
    if (not.length > 0) {
      const unwanted = new Set(placesIn(no, words, unsought).map((place) => cueAt(starts, place.at)))
      found = found.filter(({ cue }) => !unwanted.has(cue) && !unwanted.has(cue - 1) && !unwanted.has(cue + 1))
    }
    const result = { found, places, starts, times: held.times }
    scanned.set(no, result)
    return result
  }

  function hit({ no, score }: Ranked, asked: Asked): TalkHit | null {
    const row = sql.talk.get(no)
    if (!row) return null
    const fields = JSON.parse(row.fields) as StoredFields
    const { found, places, starts, times } = scan(no, asked)
    const most = found.reduce((met, cluster) => Math.max(met, cluster.met), 0)
    // Where somewhere all words fall together, places with fewer of them are not what was asked.
    const complete = found.filter((cluster) => cluster.met === most)
    const best = complete.toSorted((a, b) => b.score - a.score || a.at - b.at).slice(0, MOMENTS_SHOWN)
    const moments = best.flatMap((cluster) => {
      const start = starts[cluster.cue] ?? 0
      const near = places.slice(cluster.from, cluster.to).map((place) => ({ ...place, word: place.at - start }))
      return momentOf(no, { cue: cluster.cue, word: cluster.at - start, places: near }, fields, { stems: asked.stems, confidence: 1 }) ?? []
    })
    const refused = asked.not.length > 0 && found.length === 0
    const shown = moments.length > 0 ? moments : refused ? [] : fieldMoments(no, row.title, fields, asked.stems).slice(0, MOMENTS_SHOWN)
    if (shown.length === 0) return null
    return {
      id: row.id,
      title: row.title,
      score: round(score),
      moments: shown.toSorted((a, b) => a.time - b.time),
      times: complete.map(({ cue }) => times[cue] ?? 0),
    }
  }

  function recalled(remembered: readonly Remembered[], offset: number, limit: number): { hits: TalkHit[]; found: number[] } {
    const byTalk = [...Map.groupBy(remembered, (entry) => entry.talk)]
    const hits = byTalk.slice(offset, offset + limit).flatMap(([no, entries]): TalkHit[] => {
      const row = sql.talk.get(no)
      if (!row) return []
      const fields = JSON.parse(row.fields) as StoredFields
      const moments = entries.slice(0, MOMENTS_SHOWN).flatMap((entry) => {
        const places = entry.words.map((word) => ({ at: word, word, length: 1, clause: 0, quality: EXACT as typeof EXACT }))
        return (
          momentOf(no, { cue: entry.cue, word: entry.words[0] ?? 0, places }, fields, { stems: new Set(), confidence: entry.confidence }) ??
          []
        )
      })
      return [
        {
          id: row.id,
          title: row.title,
          score: round((entries[0]?.confidence ?? 0) * 100),
          moments: moments.toSorted((a, b) => b.confidence - a.confidence),
          times: moments.map(({ time }) => time),
        },
      ]
    })
    return { hits, found: byTalk.map(([no]) => no) }
  }

  function search(request: SearchRequest, corrected = false): SearchAnswer {
    refresh()
    const parsed = parseQuery(request.q)
    const query = topicsOf(parsed, request.q)
    const filter = filtered(request, query)
    const offset = readCursor(request.cursor)
    const terms = typedTerms(query)
    const empty = {
      query: { terms, ignored: query.ignored },
      total: 0,
      moments: 0,
      suggestion: null,
      corrected,
      relaxed: false,
      quotation: false,
      talks: [],
      facets: [],
      next: null,
    }
    let asked = asking(query)
    const { clauses, united } = asked
    const allowed = (no: number) => filter === null || filter.has(no)
    const page = (ranked: readonly Ranked[]) => ranked.slice(offset, offset + request.limit)
    const around = (found: readonly number[]) => ({
      total: found.length,
      facets: facets.count(found),
      next: nextCursor(offset, request.limit, found.length),
    })

    const phrase = query.clauses.length === 1 && query.clauses[0]?.[0]?.kind === 'phrase'
    const rankedPhrase = phrase
      ? nearestFirst(
          rank(asked, united[0]?.keys() ?? []).filter(({ no }) => allowed(no)),
          asked,
          offset + request.limit,
        )
      : []
    const words = parsed.clauses.flat().flatMap((term) => term.words.map((word) => word.text))
    // Many words are rarely a list of topics: somebody remembers a sentence.
    if (words.length >= SHORTEST_QUOTATION && query.not.length === 0 && rankedPhrase.length === 0) {
      const { hits, found } = recalled(recall(words, spokenWords, allowed), offset, request.limit)
      if (found.length > 0) {
        const moments = hits.reduce((sum, talk) => sum + talk.moments.length, 0)
        return { ...empty, ...around(found), moments, quotation: true, talks: hits }
      }
    }

    let relaxed = false
    let ranked = rankedPhrase
    if (!phrase) {
      const candidates = [...(clauses.length === 0 ? (filter ?? []) : intersect(united).keys())].filter(allowed)
      ranked = rank(asked, candidates)
      const inDoubt = clauses.some((alternatives) => alternatives.some((matcher) => matcher.doubtful.size > 0))
      if (clauses.length > 1 || inDoubt) ranked = nearestFirst(ranked, asked, offset + request.limit)
    }
    const related = relatedTalks(query, new Set(ranked.map(({ no }) => no)), allowed, offset + request.limit)
    if (!phrase && related.ranked.length === 0) {
      if (ranked.length === 0 && clauses.some((alternatives) => alternatives.some(({ parts }) => parts.length > 0))) {
        const wide = asking(query, true)
        ranked = nearestFirst(rank(wide, [...intersect(wide.united).keys()].filter(allowed)), wide, offset + request.limit)
        if (ranked.length > 0) asked = wide
      }
      if (ranked.length === 0 && clauses.length > 1) {
        relaxed = true
        ranked = nearestFirst(
          rank(asked, new Set(united.flatMap((talksOf) => [...talksOf.keys()].filter(allowed)))),
          asked,
          offset + request.limit,
        )
      }
    }
    // Of a talk with nothing left after -words there is nothing to show, so it does not count.
    if (asked.not.length > 0) ranked = ranked.filter(({ no }) => scan(no, asked).found.length > 0)
    const suggestion = correctedQuery(request.q, query, clauses, ranked.length === 0)
    if (ranked.length === 0 && related.ranked.length === 0 && suggestion !== null && !corrected && !query.clauses.flat().some(isDutch))
      return { ...search({ ...request, q: suggestion }, true), suggestion }
    const own = new Set(ranked)
    const all = [...ranked, ...related.ranked]
    const shown = page(all).flatMap((entry) => {
      if (clauses.length === 0) return listed(entry) ?? []
      return (own.has(entry) ? hit(entry, asked) : relatedHit(entry, related.asked)) ?? []
    })
    const moments = shown.reduce((sum, talk) => sum + talk.times.length, 0)
    return { ...empty, ...around(all.map(({ no }) => no)), moments, suggestion, relaxed: relaxed && ranked.length > 0, talks: shown }
  }

  /** Talks that hold what the query's words are related to and not the words themselves. */
  function relatedTalks(
    query: Query,
    own: ReadonlySet<number>,
    allowed: (no: number) => boolean,
    wanted: number,
  ): { asked: Asked | null; ranked: Ranked[] } {
    const related = relatedTo(query.clauses)
    if (related === null) return { asked: null, ranked: [] }
    const asked = asking({ ...query, clauses: related.clauses })
    const candidates = [...intersect(asked.united).keys()].filter((no) => allowed(no) && !own.has(no))
    const ranked = nearestFirst(rank(asked, candidates), asked, wanted)
    return { asked, ranked: asked.not.length === 0 ? ranked : ranked.filter(({ no }) => scan(no, asked).found.length > 0) }
  }

  /** Says which related word was found. */
  function relatedHit(entry: Ranked, asked: Asked | null): TalkHit | null {
    const found = asked && hit(entry, asked)
    if (!found) return null
    const moments = found.moments.map((moment) => ({ ...moment, related: firstMarked(moment) ?? moment.snippet }))
    return { ...found, moments }
  }

  /** Only a filter was given: the talk itself is the answer. */
  function listed({ no, score }: Ranked): TalkHit | null {
    const row = sql.talk.get(no)
    return row ? { id: row.id, title: row.title, score, times: [], moments: [titleMoment(row.title)] } : null
  }

  /**
   * Among the best talks: those where all words fall together first. A talk in doubt (a phrase, parts apart) needs a place to stay.
   * @param wanted so many must be in their right order: talks that cannot come among them, however near their words fall, are not looked through
   */
  function nearestFirst(ranked: readonly Ranked[], asked: Asked, wanted: number): Ranked[] {
    const { clauses, united, weights } = asked
    const anyDoubt = clauses.flat().reduce((all, { doubtful }) => (doubtful.size === 0 ? all : all.union(doubtful)), new Set<number>())
    const doubted = (no: number) =>
      (anyDoubt.has(no) ? clauses : []).flatMap((alternatives, i) => {
        const holding = alternatives.filter((matcher) => matcher.talks.has(no))
        return holding.length > 0 && holding.every((matcher) => matcher.doubtful.has(no)) ? [i] : []
      })
    const head = ranked.slice(0, RERANKED)
    const tail = ranked.slice(RERANKED)
    const stays = ({ no }: Ranked) => doubted(no).every((clause) => scan(no, asked).places.some((place) => place.clause === clause))
    const explaining = clauses.flat().some(({ rowQuality }) => rowQuality === DEFINED) ? EXPLAINS : 1
    /** What a talk's score can be multiplied by at most: all that it holds of the query, side by side. */
    const atBest = (no: number) => {
      const held = weights.filter((_, clause) => united[clause]?.has(no))
      return (1 + (held.length + bestClusterScore(held) / 100) / clauses.length) * explaining
    }
    const near: Ranked[] = []
    const far: Ranked[] = []
    for (const entry of head) {
      const { no, score } = entry
      if (near.length >= wanted && score * atBest(no) < (near[wanted - 1]?.score ?? 0)) {
        if (doubted(no).length === 0 || stays(entry)) far.push(entry)
        continue
      }
      if (!stays(entry)) continue
      const { found, places } = scan(no, asked)
      const best = found.reduce((most, cluster) => Math.max(most, cluster.met + cluster.score / 100), 0)
      const explains = places.some(({ quality }) => quality === DEFINED) ? EXPLAINS : 1
      near.push({ no, score: score * (1 + best / clauses.length) * explains })
      near.sort(byScore)
    }
    let looked = 0
    return [...near, ...far, ...tail.filter((entry) => doubted(entry.no).length === 0 || (looked++ < LOOKED_THROUGH && stays(entry)))]
  }

  /** @param nothing where nothing was found, parts that are merely known do not make a word known */
  function correctedQuery(q: string, query: Query, clauses: readonly (readonly Matcher[])[], nothing: boolean): string | null {
    let better = q
    for (const [i, alternatives] of clauses.entries()) {
      const term = query.clauses[i]?.[0]
      if (
        !term ||
        term.kind !== 'word' ||
        alternatives.some((matcher) => (nothing && matcher.row === null ? matcher.forms.size > 0 : matcher.known))
      )
        continue
      const word = term.words[0]?.text ?? ''
      const correction = suggester.correct(word)
      if (correction !== null) better = better.replace(word, () => correction)
    }
    return better === q ? null : better
  }

  return {
    // One reading: nobody's commit falls in the middle of an answer. It also spares each statement its own locks.
    search: db.transaction((request: SearchRequest): SearchAnswer => search(request)),
    complete(q: string): string[] {
      const last = /\S+$/u.exec(q)?.[0] ?? ''
      const before = q.slice(0, q.length - last.length)
      return suggester.complete(last).map((word) => before + word)
    },
  }
}

/** A Dutch word that is not there is not a mistake for another: `engel` is no `Engels`. It is suggested and not shown in its stead. */
const isDutch = (term: Term) => term.kind === 'word' && term.words.some((word) => dutch().isWord(word.text))

function cueAt(starts: Uint32Array, at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

const round = (score: number) => Math.round(score * 1000) / 1000
const nextCursor = (offset: number, limit: number, total: number) => (offset + limit < total ? String(offset + limit) : null)
const readCursor = (cursor: string | undefined) => (/^\d{1,6}$/.test(cursor ?? '') ? Number(cursor) : 0)
