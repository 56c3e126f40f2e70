/**
 * A quotation as somebody remembers it, with a word wrong, left out or moved: the places in the talks' forward lists where most of it
 * falls close together, aligned with it word by word (Smith–Waterman), the best shown with how much of it was found.
 */
import type Sqlite from 'better-sqlite3'
import { STOPWORDS } from '../../language/stopwords.ts'
import { fold } from '../../language/tokens.ts'
import { eachForm, eachSpoken, type Numbers, type SpokenWords } from '../../match/spoken-words.ts'
import { dutch } from '../dutch.ts'
import type { Lists } from '../list-cache.ts'
import type { Remembered } from './recall-shape.ts'

/** Who pastes a page is served by its beginning. */
const LONGEST_QUOTATION = 64
/** Less of it found than this, and it is another sentence. */
const SURE_ENOUGH = 0.55
/** With a single topical word in it, the small words around must be nearly all right. */
const SURE_BY_SMALL_WORDS = 0.7
const ALIGNED = 60
/**
 * What a word counts in a stretch: every word some, and a topical one more the rarer it is (twice as rare, one more). The wrong words of
 * a quotation are often its rarest: by rarity alone, a few places with those would push out the place with all the others.
 */
const EACH_WORD = 8
const SMALL_WORD = 10
/** Talks are looked through, the likeliest first, until so many words: some 2,000 hours of speech. */
const MOST_WORDS = 20_000_000

/** A stretch of a talk's words, by its last, with what it holds of the quotation. */
interface Stretch {
  readonly talk: number
  readonly score: number
  readonly end: number
}

/**
 * @param listsOf a talk's forward lists; null where it has none
 * @returns finds a quotation's words among the talks that are allowed; the surest place first
 */
export function createRecaller(db: Sqlite.Database, listsOf: (talk: number) => Lists | null) {
  const postings = db.prepare<[string], { talk: number; weight: number }>(
    'select talk, weight from search_posting where term = (select id from search_term where term = ?)',
  )
  const formsOf = db
    .prepare<[string], number>('select form from search_form_term where term = (select id from search_term where term = ?) and weight = 1')
    .pluck()

  /**
   * The quotation in numbers: equal stems share one, 0 is a word that was not spoken.
   * @returns `likely`: each allowed talk with a topical word, and the most that any stretch of it can score
   */
  function numbered(words: readonly string[], spoken: number, allowed: (talk: number) => boolean) {
    const numbers = new Map<string, number>()
    const forms: [form: number, number: number][] = []
    const weights = [0]
    const often = [0]
    const topical = [false]
    const likely = new Map<number, number>()
    let smallWords = 0
    const stems = words.map((word) => dutch().stem(word))
    const wanted = stems.map((stem, i) => {
      const known = numbers.get(stem)
      if (known !== undefined) return known
      const own = formsOf.all(stem)
      const number = own.length === 0 ? 0 : weights.length
      numbers.set(stem, number)
      if (number === 0) return 0
      for (const form of own) forms.push([form, number])
      const small = STOPWORDS.has(fold(words[i] ?? ''))
      const held = small ? [] : postings.all(stem)
      const spokenTimes = held.reduce((sum, { weight }) => sum + weight, 0)
      // Whole numbers: what is added on one side of a stretch and taken off on the other leaves nothing behind.
      const weight = Math.round(16 * (small ? SMALL_WORD : EACH_WORD + Math.log2(2 + spoken / Math.max(1, spokenTimes))))
      const times = stems.filter((other) => other === stem).length
      weights.push(weight)
      often.push(times)
      topical.push(!small)
      if (small) smallWords += weight * times
      for (const { talk } of held) if (allowed(talk)) likely.set(talk, (likely.get(talk) ?? 0) + weight * times)
      return number
    })
    const ranked = [...likely].map(([talk, most]) => ({ talk, most: most + smallWords })).sort((a, b) => b.most - a.most || a.talk - b.talk)
    return { wanted, forms, weights, often, topical, likely: ranked }
  }

  /** @param spoken words in all talks */
  return function recall(all: readonly string[], spoken: number, allowed: (talk: number) => boolean): Remembered[] {
    const words = all.slice(0, LONGEST_QUOTATION)
    const { wanted, forms, weights, often, topical, likely } = numbered(words, spoken, allowed)
    const numberOf = new Map(forms)
    const asked = Uint32Array.from(numberOf.keys()).sort()
    /** What each of the talk's forms is in the quotation: its number, or 0. */
    const marksOf = (spokenIn: SpokenWords) => {
      const marks = new Uint8Array(spokenIn.forms.length)
      eachForm(spokenIn, asked, (n, which) => {
        marks[n] = numberOf.get(asked[which] ?? 0) ?? 0
      })
      return marks
    }
    const topics = asked.filter((form) => topical[numberOf.get(form) ?? 0])
    const width = words.length + (words.length >> 1)
    const best = createBest(ALIGNED)
    let looked = 0
    for (const { talk, most } of likely) {
      if (most <= best.least() || looked > MOST_WORDS) break
      const lists = listsOf(talk)
      if (!lists) continue
      looked += lists.words.order.length
      const quotation = { marks: marksOf(lists.words), weights, often, width }
      for (const range of around(lists.words, topics, width)) stretchesIn(talk, lists.words.order, range, quotation, best)
    }

    const found = new Map<string, Remembered & { readonly weight: number }>()
    for (const { talk, end } of best.kept()) {
      const lists = listsOf(talk)
      if (!lists) continue
      // A word more on either side for each of the quotation's: what hangs over the stretch's edge belongs to it.
      const first = Math.max(0, end - width - words.length)
      const marks = marksOf(lists.words)
      const near = Array.from(lists.words.order.subarray(first, end + words.length + 1), (n) => marks[n] ?? 0)
      const places = align(wanted, near)
      const met = new Set(places.map((at) => near[at] ?? 0))
      const confidence = places.length / words.length
      const onTopic = [...met].filter((number) => topical[number]).length
      if (onTopic === 0 || confidence < (onTopic === 1 ? SURE_BY_SMALL_WORDS : SURE_ENOUGH)) continue
      const at = first + (places[0] ?? 0)
      const cue = lists.starts.findLastIndex((start) => start <= at)
      const weight = [...met].reduce((sum, number) => sum + (weights[number] ?? 0), 0)
      const key = `${talk} ${cue}`
      const other = found.get(key)
      if (other && other.confidence >= confidence) continue
      const begin = lists.starts[cue] ?? 0
      found.set(key, { talk, cue, words: places.map((place) => first + place - begin), confidence, weight })
    }
    return [...found.values()].sort((a, b) => b.confidence - a.confidence || b.weight - a.weight || a.talk - b.talk || a.cue - b.cue)
  }
}

interface Asked {
  readonly marks: Uint8Array
  readonly weights: readonly number[]
  /** How often each word stands in the quotation: more of it in a stretch counts for nothing. */
  readonly often: readonly number[]
  readonly width: number
}

/** Where words of these forms can lie in a stretch of `width` words: [from, to), none over another. Small words alone are no quotation. */
function around(words: SpokenWords, topics: Uint32Array, width: number): [from: number, to: number][] {
  const ranges: [from: number, to: number][] = []
  eachSpoken(words, topics, (at) => {
    const [from, to] = [Math.max(0, at - width + 1), Math.min(words.order.length, at + width)]
    const last = ranges.at(-1)
    if (last && from <= last[1]) last[1] = to
    else ranges.push([from, to])
  })
  return ranges
}

/** Stretches of `width` words within a range, none over another, with more of the quotation in them than those kept already. */
function stretchesIn(
  talk: number,
  order: Numbers,
  [from, to]: readonly [from: number, to: number],
  { marks, weights, often, width }: Asked,
  best: ReturnType<typeof createBest>,
): void {
  const counts = Int32Array.from(weights)
  const missing = Int32Array.from(often)
  let score = 0
  // The best stretch that may still be outdone by one over it: where it ends, and what another must score more than.
  let end = -1
  let most = best.least()
  for (let at = from; at < to; at++) {
    const entered = marks[order[at] ?? 0] ?? 0
    if (entered !== 0 && (missing[entered] = (missing[entered] ?? 0) - 1) >= 0) score += counts[entered] ?? 0
    if (at - width >= from) {
      const left = marks[order[at - width] ?? 0] ?? 0
      if (left !== 0 && (missing[left] = (missing[left] ?? 0) + 1) > 0) score -= counts[left] ?? 0
      if (end >= 0 && end <= at - width) {
        best.keep({ talk, score: most, end })
        end = -1
        most = best.least()
      }
    }
    if (score > most) {
      end = at
      most = score
    }
  }
  if (end >= 0) best.keep({ talk, score: most, end })
}

/** The so many best stretches met, the earlier of equals. */
function createBest(most: number) {
  const kept: Stretch[] = []
  return {
    /** What a stretch must score more than. */
    least: () => (kept.length < most ? 0 : (kept.at(-1)?.score ?? 0)),
    kept: (): readonly Stretch[] => kept,
    keep(stretch: Stretch): void {
      const worse = kept.findIndex(({ score }) => score < stretch.score)
      kept.splice(worse < 0 ? kept.length : worse, 0, stretch)
      if (kept.length > most) kept.pop()
    },
  }
}

/** Local alignment of two lists of numbers; 0 is like nothing. @returns the places in `b` that were matched, in order */
function align(a: readonly number[], b: readonly number[]): number[] {
  const width = b.length + 1
  const score = new Float32Array((a.length + 1) * width)
  let [best, bestAt] = [0, 0]
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const diagonal = (score[(i - 1) * width + j - 1] ?? 0) + (same(a[i - 1], b[j - 1]) ? 2 : -1)
      const value = Math.max(0, diagonal, (score[(i - 1) * width + j] ?? 0) - 0.7, (score[i * width + j - 1] ?? 0) - 0.7)
      score[i * width + j] = value
      if (value > best) [best, bestAt] = [value, i * width + j]
    }
  }
  const matched: number[] = []
  for (let at = bestAt; at > width && (score[at] ?? 0) > 0; ) {
    const [i, j] = [Math.floor(at / width), at % width]
    if (j === 0) break
    const equal = same(a[i - 1], b[j - 1])
    if (Math.abs((score[at] ?? 0) - ((score[at - width - 1] ?? 0) + (equal ? 2 : -1))) < 1e-4) {
      if (equal) matched.push(j - 1)
      at -= width + 1
    } else if (Math.abs((score[at] ?? 0) - ((score[at - width] ?? 0) - 0.7)) < 1e-4) at -= width
    else at -= 1
  }
  return matched.reverse()
}

const same = (a: number | undefined, b: number | undefined) => a !== 0 && a === b
