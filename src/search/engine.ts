/**
 * From a query to ranked moments: talks by BM25 over postings, the words themselves in their forward lists. The same on the server, on a
 * read-only connection (open-engine.ts), and in a static library, on files (web/static). Long because every step shares one index.
 */
import { parseQuery, type Query, stemsOf, type Term, topicsOf, typedTerms } from '../language/query.ts'
import { createThesaurus } from '../language/related.ts'
import { bestOf, cueAt, type Found, findIn, namedIn } from '../match/find.ts'
import { createMatchers, intersect, type Lookup, unite } from '../match/matcher.ts'
import { bestClusterScore, type Cluster, DEFINED, EXACT, soughtFor } from '../match/moments.ts'
import type { ChosenFacets, CountedWord, FacetCounts, SearchAnswer, SearchHelp, SearchRequest, TalkHit } from './answer.ts'
import { dutch } from './dutch.ts'
import type { Lists } from './list-cache.ts'
import { createPresenter, firstMarked, type Shown, type StoredFields, titleMoment } from './present.ts'
import { createCorrecter } from './query/corrected.ts'
import type { Filter } from './query/filters.ts'
import { createHelper } from './query/help.ts'
import { type Remembered, SHORTEST_QUOTATION } from './query/recall-shape.ts'

/** A talk's best. */
const MOMENTS_SHOWN = { from: 0, count: 3 }
/** Each has a snippet to make. */
const MOST_MOMENTS = 500
/** The first so many talks are ordered by how near the query's words fall as well; the same for every page. */
const RERANKED = 60
/** Beyond those, talks in doubt are looked through up to this many; the rest are left out. */
const LOOKED_THROUGH = 60
/** A talk that says what the word asked about is, against one that only uses the word. */
const EXPLAINS = 1.5
const K1 = 1.2
/** Who speaks counts as much as a name that is mentioned without end. */
const SPEAKS = K1 + 1
const B = 0.6

/** What one talk holds of the query. */
interface Scan extends Found {
  /** The word at which each cue begins, and when, in ms. */
  readonly starts: Uint32Array
  readonly times: Uint32Array
}

interface Ranked {
  readonly no: number
  readonly score: number
}

interface CandidateOf<A> extends Ranked {
  /** The query that found it by words; null where it is found as a sentence. */
  readonly asked: A | null
  /** Found by a related word. */
  readonly related: boolean
  /** Where it is found as a remembered sentence: the places, the surest first. */
  readonly entries: readonly Remembered[] | null
  /** How much of the query it holds: of a sentence the share of its words in order, of loose words 1 where one moment has them all. */
  readonly held: number
}

/** With so much of a sentence found, the query is not tried as loose words as well. */
const SURE_QUOTATION = 0.7
const ALL_WORDS = 0.999

/** The index that an engine answers from. */
export interface EngineIndex {
  readonly lookup: Lookup & {
    /** Names by their initials, each as words in a row. */
    initials(form: string): readonly (readonly string[])[]
    /** Words in a row that the library's thesaurus relates to these stems in a row. */
    related(key: string): readonly (readonly string[])[]
  }
  /** The talks in it, by number, with how many words are spoken in each. */
  talks(): ReadonlyMap<number, { readonly id: string; readonly words: number }>
  lists(talk: number): Lists | null
  /** Title and fields of a talk. */
  fields(talk: number): { readonly id: string; readonly title: string; readonly fields: StoredFields } | null
  readonly shown: Shown
  filter(request: SearchRequest, query: Query): Filter | null
  /** The places of a remembered sentence, the surest first. */
  recall(words: readonly string[], spokenWords: number, allowed: (talk: number) => boolean): readonly Remembered[]
  readonly suggester: { correct(word: string): string | null; near(word: string): readonly CountedWord[] }
  countFacets(talks: readonly number[], chosen: ChosenFacets): FacetCounts
  /** Called when the matchers of a query are made, and before talks are looked through: an index in pieces stops here to get them. */
  ready?(talks: readonly number[]): void
}

export function createEngine(index: EngineIndex): (request: SearchRequest) => SearchAnswer {
  const matchers = createMatchers(index.lookup, dutch())
  const relatedTo = createThesaurus(dutch(), index.lookup.initials, index.lookup.related)
  const { momentOf, fieldMoments } = createPresenter(index.shown)
  const correctedQuery = createCorrecter(index.suggester)
  const missingWords = createHelper(index.lookup, index.suggester)

  let talks: ReturnType<EngineIndex['talks']> = new Map()
  let spokenWords = 0
  let averageWords = 1
  function refresh(): void {
    const now = index.talks()
    if (now === talks) return
    talks = now
    spokenWords = [...talks.values()].reduce((sum, { words }) => sum + words, 0)
    averageWords = Math.max(1, spokenWords / Math.max(1, talks.size))
  }

  function rank({ united, weights, named }: Asked, candidates: Iterable<number>): Ranked[] {
    const ranked = [...candidates].map((no): Ranked => {
      const norm = K1 * (1 - B + (B * (talks.get(no)?.words ?? 0)) / averageWords)
      let score = 0
      for (const [i, clause] of united.entries()) {
        const weight = clause.get(no) ?? 0
        score += ((weights[i] ?? 0) * weight * (K1 + 1)) / (weight + norm)
        if (named?.[i]?.has(no)) score += (weights[i] ?? 0) * SPEAKS
      }
      return { no, score }
    })
    return ranked.sort(byScore)
  }

  const inverseFrequency = (having: number) => Math.log(1 + (talks.size - having + 0.5) / (having + 0.5))
  const byScore = (a: Ranked, b: Ranked) => b.score - a.score || ((talks.get(a.no)?.id ?? '') < (talks.get(b.no)?.id ?? '') ? -1 : 1)

  /** A query on its way: its matchers, what they come to, and the talks already looked through. */
  function asking(query: Query, filter: Filter | null, wide = false) {
    const clauses = matchers.clauses(query, wide)
    const joined = matchers.joined(query)
    // The joined form (“heerlen noord” → “Heerlennoord”) satisfies both clauses.
    if (joined) for (const at of [joined.from, joined.from + 1]) clauses[at]?.push(joined.matcher)
    const united = clauses.map(unite)
    const not = matchers.not(query)
    const named = matchers.named(query)
    index.ready?.([])
    return {
      query,
      clauses,
      united,
      not,
      named,
      filter,
      sought: soughtFor(clauses),
      unsought: not.length === 0 ? null : soughtFor([not]),
      stems: stemsOf(query.clauses.flat(), dutch()),
      weights: united.map(({ size }) => inverseFrequency(size)),
      scanned: new Map<number, Scan>(),
    }
  }
  type Asked = ReturnType<typeof asking>
  type Candidate = CandidateOf<Asked>

  const nothing: Scan = { found: [], places: [], starts: new Uint32Array(), times: new Uint32Array() }

  function scan(no: number, asked: Asked): Scan {
    const known = asked.scanned.get(no)
    if (known) return known
    const talk = index.lists(no)
    if (!talk) return nothing
    const only = asked.filter?.voices(no) ?? null
    const { starts, times } = talk
    const result = { ...findIn(no, talk, asked, { named: namedIn(no, asked.named), only }), starts, times }
    asked.scanned.set(no, result)
    return result
  }

  const sliceOf = <T>(ranked: readonly T[], { from, count }: typeof MOMENTS_SHOWN): T[] =>
    ranked.slice(from, from + Math.min(count, MOST_MOMENTS))

  function hit({ no, score }: Ranked, asked: Asked, wanted = MOMENTS_SHOWN): TalkHit | null {
    const row = index.fields(no)
    if (!row) return null
    const { fields } = row
    const { found, places, starts, times } = scan(no, asked)
    const best = bestOf(found)
    const moments = sliceOf(best, wanted).flatMap((cluster) => {
      const start = starts[cluster.cue] ?? 0
      const near = places.slice(cluster.from, cluster.to).map((place) => ({ ...place, word: place.at - start }))
      const upTo = Math.max(cluster.cue, cueAt(starts, cluster.last - 1))
      return (
        momentOf(no, { cue: cluster.cue, word: cluster.at - start, upTo, places: near }, fields, { stems: asked.stems, confidence: 1 }) ??
        []
      )
    })
    // What is asked of one speaker, or not near another word, is not answered with a title.
    const refused = found.length === 0 && (asked.not.length > 0 || (asked.filter?.voices(no) ?? null) !== null)
    const shown = moments.length > 0 ? moments : refused ? [] : sliceOf(fieldMoments(no, row.title, fields, asked.stems), wanted)
    if (shown.length === 0) return null
    const inTimes = best.map(({ cue }) => times[cue] ?? 0).sort((a, b) => a - b)
    return { id: row.id, title: row.title, score: round(score), moments: shown, times: inTimes, without: leftOut(best, asked) }
  }

  /** The query's words that the best moments go without, as typed. */
  function leftOut([best]: readonly Cluster[], { query }: Asked): string[] {
    if (!best) return []
    return query.clauses.flatMap(([term], clause) => (term && (best.clauses & (1 << clause)) === 0 ? [term.written] : []))
  }

  function recalled(no: number, entries: readonly Remembered[], wanted = MOMENTS_SHOWN): TalkHit | null {
    const row = index.fields(no)
    if (!row) return null
    const { fields } = row
    const moments = sliceOf(entries, wanted).flatMap((entry) => {
      const places = entry.words.map((word) => ({ at: word, word, length: 1, clause: 0, quality: EXACT as typeof EXACT }))
      const starts = index.lists(no)?.starts ?? new Uint32Array()
      const upTo = cueAt(starts, (starts[entry.cue] ?? 0) + (entry.words.at(-1) ?? 0))
      const found = { cue: entry.cue, word: entry.words[0] ?? 0, upTo, places }
      return momentOf(no, found, fields, { stems: new Set(), confidence: entry.confidence }) ?? []
    })
    if (moments.length === 0) return null
    return {
      id: row.id,
      title: row.title,
      score: round((entries[0]?.confidence ?? 0) * 100),
      moments,
      times: moments.map(({ time }) => time).sort((a, b) => a - b),
      without: [],
    }
  }

  /** @returns places that a long query remembers as a sentence; none where it is to be taken as words */
  function remember({ as }: SearchRequest, parsed: Query, filter: Filter | null): readonly Remembered[] {
    const words = parsed.clauses.flat().flatMap((term) => term.words.map((word) => word.text))
    if (as === 'words' || words.length < SHORTEST_QUOTATION || parsed.not.length > 0) return []
    const isTheirs = ({ talk, cue }: Remembered) => {
      const only = filter?.voices(talk) ?? null
      return only === null || only.has(index.lists(talk)?.voices[cue] ?? 0)
    }
    return index.recall(words, spokenWords, (no) => filter === null || filter.talks.has(no)).filter(isTheirs)
  }

  /** Talks by the words of the query; where none has all, talks with related words, or with parts of the words, or with some of them. */
  function byWords(asked: Asked, wanted: number): { ranked: Candidate[]; relaxed: boolean } {
    const { query, clauses, united, filter } = asked
    const allowed = (no: number) => filter === null || filter.talks.has(no)
    const nearest = (of: Asked, candidates: Iterable<number>) => shownOf(nearestFirst(rank(of, candidates), of, wanted), of)
    const inDoubt = clauses.some((alternatives) => alternatives.some((matcher) => matcher.doubtful.size > 0))
    const strict = [...(clauses.length === 0 ? (filter?.talks ?? []) : intersect(united).keys())].filter(allowed)
    const own = clauses.length > 1 || inDoubt ? nearest(asked, strict) : shownOf(rank(asked, strict), asked)
    const related = relatedTalks(query, filter, new Set(own.map(({ no }) => no)), nearest)
    const candidates = [...own.map((entry) => as(entry, asked)), ...related]
    if (candidates.length > 0 || query.clauses[0]?.[0]?.kind === 'phrase') return { ranked: candidates, relaxed: false }
    if (clauses.some((alternatives) => alternatives.some(({ parts }) => parts.length > 0))) {
      const wide = asking(query, filter, true)
      const found = nearest(wide, [...intersect(wide.united).keys()].filter(allowed))
      if (found.length > 0) return { ranked: found.map((entry) => as(entry, wide)), relaxed: false }
    }
    if (clauses.length <= 1) return { ranked: [], relaxed: false }
    const some = nearest(asked, new Set(united.flatMap((talksOf) => [...talksOf.keys()].filter(allowed))))
    return { ranked: some.map((entry) => as(entry, asked)), relaxed: some.length > 0 }
  }

  const as = (entry: Ranked, asked: Asked, related = false): Candidate => ({ ...entry, asked, related, entries: null, held: 0 })

  /** Talks that hold what the query's words are related to and not the words themselves. */
  function relatedTalks(
    query: Query,
    filter: Filter | null,
    own: ReadonlySet<number>,
    nearest: (asked: Asked, candidates: Iterable<number>) => Ranked[],
  ): Candidate[] {
    const related = relatedTo(query.clauses)
    if (related === null) return []
    const asked = asking({ ...query, clauses: related.clauses }, filter)
    const others = [...intersect(asked.united).keys()].filter((no) => (filter === null || filter.talks.has(no)) && !own.has(no))
    return nearest(asked, others).map((entry) => as(entry, asked, true))
  }

  /** Says which related word was found. */
  function relatedHit(entry: Ranked, asked: Asked, wanted = MOMENTS_SHOWN): TalkHit | null {
    const found = hit(entry, asked, wanted)
    return found && { ...found, moments: found.moments.map((moment) => ({ ...moment, related: firstMarked(moment) ?? moment.snippet })) }
  }

  /** Without the talks of which nothing is left: of the speaker asked for, or after -words. */
  function shownOf(ranked: Ranked[], asked: Asked): Ranked[] {
    const { not, filter, clauses } = asked
    if (clauses.length === 0 || (not.length === 0 && !filter?.bySpeaker)) return ranked
    index.ready?.(ranked.map(({ no }) => no))
    return ranked.filter(({ no }) => (not.length === 0 && (filter?.voices(no) ?? null) === null) || scan(no, asked).found.length > 0)
  }

  /** The share of the query, by weight, that the best moment of a talk holds. */
  function coverage(no: number, asked: Asked): number {
    const [best] = bestOf(scan(no, asked).found)
    const total = asked.weights.reduce((sum, weight) => sum + weight, 0)
    if (!best || total === 0) return 0
    return asked.weights.reduce((sum, weight, clause) => (best.clauses & (1 << clause) ? sum + weight : sum), 0) / total
  }

  /** Talks found as words and as a sentence in one order: all words in one moment, then the sentence, then some of the words. */
  function merged(ranked: readonly Candidate[], remembered: readonly Remembered[]): Candidate[] {
    const sentences = [...Map.groupBy(remembered, ({ talk }) => talk)].map(([no, entries]): Candidate => {
      return { no, score: 0, asked: null, related: false, entries, held: entries[0]?.confidence ?? 0 }
    })
    const held = ({ no, asked, related }: Candidate) => (asked && !related && coverage(no, asked) > ALL_WORDS ? 1 : 0)
    const looked = ranked.slice(0, RERANKED).map((entry): Candidate => ({ ...entry, held: held(entry) }))
    const all = [...sentences, ...looked].sort((a, b) => b.held - a.held)
    const seen = new Set<number>()
    return [...all, ...ranked.slice(RERANKED)].filter(({ no }) => !seen.has(no) && seen.add(no))
  }

  const search = (request: SearchRequest) => answer(request, false)

  function answer(request: SearchRequest, corrected: boolean): SearchAnswer {
    refresh()
    const parsed = parseQuery(request.q)
    const query = topicsOf(parsed, request.q)
    const filter = index.filter(request, query)
    const offset = readCursor(request.cursor)
    const asked = asking(query, filter)
    const { clauses } = asked

    const phrase = query.clauses.length === 1 && query.clauses[0]?.[0]?.kind === 'phrase'
    const wanted = offset + request.limit
    const exact = phrase ? byWords(asked, wanted) : null
    const remembered = exact && exact.ranked.length > 0 ? [] : remember(request, parsed, filter)
    const isSure = (remembered[0]?.confidence ?? 0) >= SURE_QUOTATION
    const { ranked, relaxed } = exact ?? (isSure ? { ranked: [], relaxed: false } : byWords(asked, wanted))
    const found = remembered.length > 0 ? merged(ranked, remembered) : ranked

    const suggestion = isSure ? null : correctedQuery(request.q, query, clauses, found.length === 0)
    if (found.length === 0 && suggestion !== null && !corrected && !query.clauses.flat().some(isDutch))
      return { ...answer({ ...request, q: suggestion }, true), suggestion }
    const onPage = found.slice(offset, wanted)
    index.ready?.(onPage.map(({ no }) => no))
    const shown = onPage
      .map((entry) => {
        if (entry.entries) return recalled(entry.no, entry.entries, request.moments)
        if (clauses.length === 0 || entry.asked === null) return listed(entry)
        return entry.related ? relatedHit(entry, entry.asked, request.moments) : hit(entry, entry.asked, request.moments)
      })
      .filter((talk) => talk !== null)
    const foundTalks = found.map(({ no }) => no)
    return {
      query: { terms: typedTerms(query), ignored: query.ignored },
      total: found.length,
      moments: shown.reduce((sum, talk) => sum + talk.times.length, 0),
      suggestion,
      corrected,
      relaxed: relaxed && !found[0]?.entries,
      quotation: Boolean(found[0]?.entries),
      talks: shown,
      ...index.countFacets(foundTalks, request),
      next: nextCursor(offset, request.limit, found.length),
      help: found.length === 0 && clauses.length > 0 ? help(request, asked) : null,
    }
  }

  /** What may be done where nothing was found. */
  function help(request: SearchRequest, { query, united, filter }: Asked): SearchHelp {
    const missing = missingWords(query, united)
    if (filter === null) return { missing, withoutFilters: null }
    return { missing, withoutFilters: byWords(asking({ ...query, fields: {} }, null), request.limit).ranked.length }
  }

  /** Only a filter was given: the talk itself is the answer. */
  function listed({ no, score }: Ranked): TalkHit | null {
    const row = index.fields(no)
    return row ? { id: row.id, title: row.title, score, times: [], without: [], moments: [titleMoment(row.title)] } : null
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
    index.ready?.(head.map(({ no }) => no))
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

  return search
}

/** A Dutch word that is not there is not a mistake for another: `engel` is no `Engels`. It is suggested and not shown in its stead. */
const isDutch = (term: Term) => term.kind === 'word' && term.words.some((word) => dutch().isWord(word.text))

const round = (score: number) => Math.round(score * 1000) / 1000
const nextCursor = (offset: number, limit: number, total: number) => (offset + limit < total ? String(offset + limit) : null)
const readCursor = (cursor: string | undefined) => (/^\d{1,6}$/.test(cursor ?? '') ? Number(cursor) : 0)
