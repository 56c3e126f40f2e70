/** The judged queries are what they were, say what the talks say, and are answered no worse than before. `tests/relevance/README.md`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import type { Moment, SearchAnswer } from '../../src/search/answer.ts'
import { corpusHash, corpusTalks } from './corpus.ts'
import { readArguments } from './judge.ts'
import { CLASSES, type JudgedQuery, judgedHash, judgedQueries, type Truth, TYPED_CLASSES, typedHash, typedQueries } from './judged.ts'
import { judge, judgeSplit, judgeTyped, measure, measureTyped } from './measure.ts'
import { cuesOfTalk, DEBATES, isOfCorpus, SPLITS, type Split, talksOf, typedTalks } from './talks.ts'

const FROZEN = '74f3166b6203c46608abd8cd79fe9122607ad121f646dbe7448067b1cc7197d4'
const TYPED_FROZEN = '11714d3f96191f41114797f042944929ba52f6274bf6448f28b809622c503608'
const CORPUS_AS_JUDGED = 'c780a6e41dd96f2fc2f8c5a797ebcedf8858fcdb4b2b2e14327cbd173f280126'
const BOTH: readonly Split[] = ['tune', 'heldout']

type Floors = Record<'success1' | 'success5' | 'ndcg10' | 'zero' | 'wrong', number>
const floors = JSON.parse(readFileSync(join(import.meta.dirname, 'floors.json'), 'utf8')) as Record<
  Split,
  Record<'demonstrations' | 'corpus' | 'typed', Floors>
>

const queries = judgedQueries()
const corpus = corpusTalks()
const talks: Record<Split, TalkRecord[]> = { tune: await talksOf('tune', corpus), heldout: await talksOf('heldout', corpus) }

function textOf(talk: TalkRecord): string {
  return cuesOfTalk(talk)
    .map((cue) => cue.text)
    .join(' ')
}

function allText(split: Split): string {
  return talks[split].map(textOf).join(' ').toLowerCase()
}

/** Folded as a reader would: marks, case and punctuation aside. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/** Why a true interval does not fit its talk, or null when it does. */
function rotten({ talk: id, from, to, says }: Truth, split: Split, library: readonly TalkRecord[] = talks[split]): string | null {
  const talk = library.find((one) => one.id === id)
  if (!talk) return isOfCorpus(id) && !corpus ? null : `${id} is not a talk of ${split}`
  const cues = cuesOfTalk(talk)
  const end = cues.at(-1)?.end ?? 0
  if (from < 0 || from >= to || to > end) return `${id} ${from}-${to} lies outside its talk`
  const spoken = cues
    .filter((cue) => cue.start >= from && cue.end <= to)
    .map((cue) => cue.text)
    .join(' ')
  return spoken.includes(says) ? null : `${id} ${from}-${to} does not say “${says}”`
}

describe('the judged queries', () => {
  test('are those that were frozen before the search was asked', () => {
    expect(judgedHash()).toBe(FROZEN)
  })

  test('are at least twelve of each of eleven classes, as many to tune on as are held out, none twice', () => {
    expect([...new Set(queries.map((query) => query.class))].toSorted()).toEqual(CLASSES.toSorted())
    expect(CLASSES.length).toBeGreaterThanOrEqual(11)
    for (const name of CLASSES) {
      const counts = BOTH.map((split) => queries.filter((query) => query.class === name && query.split === split).length)
      expect(counts, name).toEqual([8, 8])
    }
    expect(new Set(queries.map(({ split, query }) => `${split} ${query}`)).size).toBe(queries.length)
  })

  test('go with the split of their talks, and no talk is in both', () => {
    expect(SPLITS.tune.filter((talk) => SPLITS.heldout.includes(talk))).toEqual([])
    const strays = queries.filter(({ split, truth }) => !truth.every(({ talk }) => SPLITS[split].includes(talk)))
    expect(strays).toEqual([])
    for (const split of BOTH) {
      const here = SPLITS[split].filter((id) => corpus || !isOfCorpus(id))
      expect(talks[split].map(({ id }) => id).toSorted(), split).toEqual(here.toSorted())
    }
  })

  test('have true intervals that lie in their talk and say what was noted', () => {
    const wrong = queries.flatMap(({ query, split, truth }) => truth.map((one) => [query, rotten(one, split)])).filter(([, why]) => why)
    expect(wrong).toEqual([])
  })

  test('of a phrase or a quotation cross a cue’s border half the time', () => {
    for (const split of BOTH) {
      for (const name of ['exact phrase', 'remembered'] as const) {
        const crossing = queries
          .filter((query) => query.class === name && query.split === split)
          .filter(({ truth: [first] }) => {
            const talk = talks[split].find(({ id }) => id === first?.talk)
            return first && talk && cuesOfTalk(talk).filter(({ start, end }) => start >= first.from && end <= first.to).length > 1
          })
        // One quotation of each split lies in the corpus.
        expect(crossing.length, `${split} ${name}`).toBeGreaterThanOrEqual(corpus ? 4 : 3)
      }
    }
  })

  test('that nothing answers have no word, or no such phrase, in any talk', () => {
    const unanswerable = queries.filter((query) => query.class === 'no answer')
    for (const { split, query, truth } of unanswerable) {
      const text = plain(allText(split))
      const sought = query.startsWith('"') ? [plain(query)] : plain(query).split(' ')
      expect(truth).toEqual([])
      expect(
        sought.filter((one) => text.includes(one)),
        query,
      ).toEqual([])
    }
  })

  test.skipIf(!corpus)('that are traps have their look-alikes in the talks, and no answer that is one (needs ../shared/corpus)', () => {
    for (const { split, query, truth, forbidden = [] } of queries.filter((one) => one.class === 'trap')) {
      const words = new Set(allText(split).match(/\p{L}+/gu))
      expect(forbidden.length, query).toBeGreaterThan(0)
      expect(
        forbidden.filter((word) => !words.has(word.toLowerCase())),
        query,
      ).toEqual([])
      expect(truth.filter(({ says }) => forbidden.includes(says))).toEqual([])
    }
  })

  test.skipIf(!corpus)('were judged on this corpus (needs ../shared/corpus)', () => {
    expect(corpusHash(corpus ?? [])).toBe(CORPUS_AS_JUDGED)
  })
})

describe('the typed queries', () => {
  const typed = typedQueries()

  test('are those that were frozen before the search was asked', () => {
    expect(typedHash()).toBe(TYPED_FROZEN)
  })

  test('are at least fifteen of each class, as many to tune on as are held out, none twice', () => {
    expect([...new Set(typed.map((query) => query.class))].toSorted()).toEqual(TYPED_CLASSES.toSorted())
    for (const name of TYPED_CLASSES) {
      const [tune = 0, heldout = 0] = BOTH.map((split) => typed.filter((query) => query.class === name && query.split === split).length)
      expect(tune + heldout, name).toBeGreaterThanOrEqual(15)
      expect(tune, name).toBe(heldout)
    }
    expect(new Set(typed.map(({ split, query }) => `${split} ${query}`)).size).toBe(typed.length)
  })

  test('have true intervals that lie in a talk of their split and say what was noted', async () => {
    expect(DEBATES.tune.filter((talk) => DEBATES.heldout.includes(talk))).toEqual([])
    for (const split of BOTH) {
      const library = await typedTalks(split)
      const own = typed.filter((query) => query.split === split)
      const wrong = own.flatMap(({ query, truth }) => truth.map((one) => [query, rotten(one, split, library)])).filter(([, why]) => why)
      expect(wrong).toEqual([])
    }
  })
})

describe('the answers are no worse than they were', () => {
  async function expectNoWorse(split: Split, withCorpus: boolean): Promise<void> {
    const { total } = measure(split, withCorpus, await judgeSplit(split, withCorpus))
    const floor = floors[split][withCorpus ? 'corpus' : 'demonstrations']
    expect(total.success1).toBeGreaterThanOrEqual(floor.success1)
    expect(total.success5).toBeGreaterThanOrEqual(floor.success5)
    expect(total.ndcg10).toBeGreaterThanOrEqual(floor.ndcg10)
    expect(total.zero).toBeLessThanOrEqual(floor.zero)
    expect(total.wrong).toBeLessThanOrEqual(floor.wrong)
  }

  test.each(BOTH)('to what people type: %s', async (split) => {
    const total = measureTyped(await judgeTyped(split)).total
    const floor = floors[split].typed
    expect(total?.success1).toBeGreaterThanOrEqual(floor.success1)
    expect(total?.success5).toBeGreaterThanOrEqual(floor.success5)
    expect(total?.ndcg10).toBeGreaterThanOrEqual(floor.ndcg10)
    expect(total?.zero).toBeLessThanOrEqual(floor.zero)
    expect(total?.wrongFirst).toBeLessThanOrEqual(floor.wrong)
  })

  test.each(BOTH)('over the demonstration talks: %s', async (split) => {
    await expectNoWorse(split, false)
  })

  describe.skipIf(!corpus)('over real Dutch text too (needs ../shared/corpus)', () => {
    test.each(BOTH)('%s', async (split) => {
      await expectNoWorse(split, true)
    })
  })
})

describe('the measure', () => {
  const truth = [
    { talk: 'a', from: 10_000, to: 14_000, grade: 3, says: '' },
    { talk: 'a', from: 14_000, to: 18_000, grade: 2, says: '' },
    { talk: 'b', from: 60_000, to: 64_000, grade: 1, says: '' },
  ] as const
  const query: JudgedQuery = { split: 'tune', class: 'word', query: 'x', truth }

  function moment(time: number, snippet = '', marks: [number, number][] = []): Moment {
    return {
      time,
      end: time,
      estimated: false,
      speaker: null,
      chapter: null,
      snippet,
      marks,
      matched: 'word',
      slide: null,
      related: null,
      confidence: 1,
    }
  }

  function answer(...found: [talk: string, ...moments: Moment[]][]): SearchAnswer {
    const hits = found.map(([id, ...moments]) => ({ id, title: id, score: 1, moments, times: [], without: [] }))
    const facetTotals = { event: 0, speaker: 0, theme: 0, year: 0 }
    const flags = { suggestion: null, corrected: false, relaxed: false, quotation: false, facets: [], facetTotals, next: null, help: null }
    return { query: { terms: [], ignored: [] }, total: hits.length, moments: 0, talks: hits, ...flags }
  }

  test('gives all points to the best order, whatever interval of a passage is landed in', () => {
    const best = judge(query, answer(['a', moment(12_000)], ['b', moment(65_000)]))
    expect(best).toMatchObject({ success1: true, success5: true, ndcg: 1, zero: false, wrong: null })
  })

  test('gives a passage its points once and a lower grade fewer', () => {
    const twice = judge(query, answer(['a', moment(12_000), moment(16_000)], ['b', moment(60_000)]))
    const lower = judge(query, answer(['a', moment(16_000)], ['b', moment(60_000)]))
    const [first, second] = [twice.ndcg ?? 0, lower.ndcg ?? 0]
    expect(first).toBeLessThan(1)
    expect(second).toBeLessThan(first)
  })

  test('counts a moment right within five seconds and no farther, in its own talk', () => {
    expect(judge(query, answer(['a', moment(5000)])).success1).toBe(true)
    expect(judge(query, answer(['a', moment(4999)])).success1).toBe(false)
    expect(judge(query, answer(['b', moment(12_000)], ['a', moment(12_000)]))).toMatchObject({ success1: false, success5: true })
    expect(judge(query, answer())).toMatchObject({ success5: false, ndcg: 0, zero: true })
  })

  test('calls any answer wrong where there is none, and a trap wrong that marks the look-alike', () => {
    const none: JudgedQuery = { ...query, class: 'no answer', truth: [] }
    expect(judge(none, answer(['a', moment(0)]))).toMatchObject({ success1: null, ndcg: null, zero: null, wrong: true })
    expect(judge(none, answer()).wrong).toBe(false)
    const trap: JudgedQuery = { ...none, class: 'trap', forbidden: ['gezondheid'] }
    expect(judge(trap, answer(['a', moment(0, 'De zon en gezondheid', [[3, 6]])])).wrong).toBe(false)
    expect(judge(trap, answer(['a', moment(0, 'De zon en Gezondheid', [[12, 15]])])).wrong).toBe(true)
  })

  test('never lists what was missed of the held-out split', () => {
    expect(readArguments(['--split', 'tune', '--misses'])).toEqual({ splits: ['tune'], json: false, misses: true })
    expect(readArguments([]).splits).toEqual(BOTH)
    expect(() => readArguments(['--split', 'heldout', '--misses'])).toThrow(/held out/)
    expect(() => readArguments(['--misses'])).toThrow(/--split tune/)
    expect(() => readArguments(['--split', 'other'])).toThrow(/No such split/)
  })
})
