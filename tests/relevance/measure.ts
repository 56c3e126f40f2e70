/** Asks the real search every judged query and scores the moments it returns. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import type { Matched, Moment, SearchAnswer } from '../../src/search/answer.ts'
import { corpusTalks } from './corpus.ts'
import { askable, CLASSES, type JudgedQuery, judgedQueries, type Truth, TYPED_CLASSES, typedQueries } from './judged.ts'
import { openSearchOver, type Split, talksOf, typedTalks } from './talks.ts'

/** Who lands so near hears what was meant. */
const NEAR_MS = 5000
const DEPTH = 10
/** Talks on a page: what a visitor sees without asking for more. */
const LIMIT = 20

interface RankedMoment {
  readonly talk: string
  readonly title: string
  readonly moment: Moment
}

/** A returned moment, from any search engine: where it is. */
export interface Landing {
  readonly talk: string
  readonly time: number
}

export interface Judged {
  readonly query: JudgedQuery
  readonly returned: readonly RankedMoment[]
  /** Null where nothing answers the query. */
  readonly success1: boolean | null
  readonly success5: boolean | null
  readonly ndcg: number | null
  readonly zero: boolean | null
  /** Something was returned and the first of it is not right. */
  readonly wrongFirst: boolean | null
  /** Of queries that must return nothing, or not this: whether they did. Null for others. */
  readonly wrong: boolean | null
}

/** Percentages of the queries they apply to, or null where they apply to none. */
export interface Scores {
  readonly queries: number
  readonly success1: number | null
  readonly success5: number | null
  readonly ndcg10: number | null
  readonly zero: number | null
  readonly wrongFirst: number | null
  readonly wrong: number | null
}

export interface Measured {
  readonly split: Split
  readonly corpus: boolean
  readonly classes: Readonly<Record<string, Scores>>
  readonly total: Scores
}

/** @param withCorpus false: a library of the demonstration talks alone, and the queries those can answer */
export async function judgeSplit(split: Split, withCorpus: boolean): Promise<Judged[]> {
  const corpus = withCorpus ? corpusTalks() : null
  if (withCorpus && !corpus) throw new Error('the corpus is not at hand')
  return judgeOver(await talksOf(split, corpus), askable(judgedQueries(), split, withCorpus))
}

/** The typed queries, over the demonstration talks and the debates of a split. */
export async function judgeTyped(split: Split): Promise<Judged[]> {
  return judgeOver(
    await typedTalks(split),
    typedQueries().filter((query) => query.split === split),
  )
}

async function judgeOver(talks: readonly TalkRecord[], queries: readonly JudgedQuery[]): Promise<Judged[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-relevance-'))
  try {
    const open = await openSearchOver(talks, folder)
    try {
      const judged: Judged[] = []
      for (const query of queries) {
        judged.push(judge(query, await open.search.search({ q: query.query, limit: LIMIT })))
      }
      return judged
    } finally {
      await open.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export function measure(split: Split, corpus: boolean, judged: readonly Judged[]): Measured {
  const classes = Object.fromEntries(CLASSES.map((name) => [name, scores(judged.filter(({ query }) => query.class === name))]))
  return { split, corpus, classes, total: scores(judged) }
}

/** What the scores are computed from. */
type Outcome = Omit<Judged, 'returned'>

/** Scores of the typed queries, per class and in all. */
export function measureTyped(outcomes: readonly Outcome[]): Readonly<Record<string, Scores>> {
  const classes = TYPED_CLASSES.map((name) => [name, scores(outcomes.filter(({ query }) => query.class === name))] as const)
  return Object.fromEntries([...classes, ['total', scores(outcomes)]])
}

function scores(judged: readonly Outcome[]): Scores {
  const mean = (values: readonly (number | boolean | null)[]) => {
    const counted = values.filter((value) => value !== null).map(Number)
    if (counted.length === 0) return null
    return Math.round((1000 * counted.reduce((sum, value) => sum + value, 0)) / counted.length) / 10
  }
  return {
    queries: judged.length,
    success1: mean(judged.map(({ success1 }) => success1)),
    success5: mean(judged.map(({ success5 }) => success5)),
    ndcg10: mean(judged.map(({ ndcg }) => ndcg)),
    zero: mean(judged.map(({ zero }) => zero)),
    wrongFirst: mean(judged.map(({ wrongFirst }) => wrongFirst)),
    wrong: mean(judged.map(({ wrong }) => wrong)),
  }
}

export function judge(query: JudgedQuery, answer: SearchAnswer): Judged {
  const returned = rank(answer)
  const marksForbidden = () => returned.some((found) => marksOneOf(found, query.forbidden ?? []))
  return {
    ...judgeLandings(query, returned.map(landing)),
    returned,
    wrong: query.truth.length === 0 && !query.forbidden ? answer.talks.length > 0 : query.forbidden ? marksForbidden() : null,
  }
}

/** For any search engine, which need not say what it marks: `wrong` is judged only where nothing may be returned. */
export function judgeLandings(query: JudgedQuery, returned: readonly Landing[]): Outcome {
  const right = returned.map((found) => query.truth.some((truth) => distance(found, truth) <= NEAR_MS))
  const answerable = query.truth.length > 0
  return {
    query,
    success1: answerable ? right.slice(0, 1).some(Boolean) : null,
    success5: answerable ? right.slice(0, 5).some(Boolean) : null,
    ndcg: answerable ? ndcg(returned, query.truth) : null,
    zero: answerable ? returned.length === 0 : null,
    wrongFirst: answerable ? right[0] === false : null,
    wrong: !answerable && !query.forbidden ? returned.length > 0 : null,
  }
}

const landing = ({ talk, moment }: RankedMoment): Landing => ({ talk, time: moment.time })

const DIRECT: readonly Matched[] = ['word', 'stem', 'part', 'fuzzy', 'chapter', 'title']

/**
 * Talks as they are ranked, and in each the best moment first. The answer has them in spoken order and does not say which is best; that
 * follows from what it shows: the more of the quotation, then the more different words marked, then the more direct the match.
 */
function rank(answer: SearchAnswer): RankedMoment[] {
  return answer.talks.flatMap(({ id, title, moments }) =>
    moments
      .toSorted(
        (a, b) =>
          b.confidence - a.confidence || wordsMarked(b).size - wordsMarked(a).size || DIRECT.indexOf(a.matched) - DIRECT.indexOf(b.matched),
      )
      .map((moment) => ({ talk: id, title, moment })),
  )
}

/** The different words that are marked, or half marked. */
function wordsMarked({ snippet, marks }: Moment): Set<string> {
  const words = [...snippet.matchAll(/\p{L}+/gu)]
  return new Set(
    words
      .filter(({ index, 0: word }) => marks.some(([from, to]) => from < index + word.length && to > index))
      .map(([word]) => word.toLowerCase()),
  )
}

function distance({ talk, time }: Landing, truth: Truth): number {
  if (talk !== truth.talk) return Number.POSITIVE_INFINITY
  return Math.max(0, truth.from - time, time - truth.to)
}

/**
 * True intervals that follow one another are one passage, found once: who lands in it hears all of it. What a moment is worth is the
 * grade of the nearest interval; a second moment in the same passage is worth nothing.
 */
function ndcg(returned: readonly Landing[], truths: readonly Truth[]): number {
  const passages = passagesOf(truths)
  const taken = new Set<readonly Truth[]>()
  const gains = returned.slice(0, DEPTH).map((found) => {
    const [nearest] = truths
      .filter((truth) => distance(found, truth) <= NEAR_MS)
      .toSorted((a, b) => distance(found, a) - distance(found, b) || b.grade - a.grade)
    const passage = passages.find((one) => nearest && one.includes(nearest))
    if (!nearest || !passage || taken.has(passage)) return 0
    taken.add(passage)
    return nearest.grade
  })
  const ideal = passages
    .map((passage) => Math.max(...passage.map(({ grade }) => grade)))
    .toSorted((a, b) => b - a)
    .slice(0, DEPTH)
  return dcg(gains) / dcg(ideal)
}

function dcg(grades: readonly number[]): number {
  return grades.reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0)
}

function passagesOf(truths: readonly Truth[]): Truth[][] {
  const passages: Truth[][] = []
  for (const truth of truths.toSorted((a, b) => a.talk.localeCompare(b.talk) || a.from - b.from)) {
    const last = passages.at(-1)
    const end = Math.max(...(last ?? []).map(({ to }) => to))
    if (last?.[0]?.talk === truth.talk && truth.from - end <= NEAR_MS) last.push(truth)
    else passages.push([truth])
  }
  return passages
}

/** By the words that are marked; where none is, by the title that was matched. */
function marksOneOf({ moment, title }: RankedMoment, words: readonly string[]): boolean {
  const marked = wordsMarked(moment)
  const shown = marked.size > 0 ? marked : new Set(title.toLowerCase().split(/\P{L}+/u))
  return words.some((word) => shown.has(word.toLowerCase()))
}
