/**
 * Learns which words compounds are made of from the word list alone: a unigram model with minimum description length.
 * Start from how often a word stands left or right in other words, cut every word at its cheapest, count again, until it settles.
 */

import { type CostModel, cheapestCut } from '../language/cut.ts'
import { NO_PARTS, partCosts } from '../language/part-costs.ts'

export interface PartSample {
  /** Words to cut: lemmas, and words whose lemma the dictionary does not give. */
  readonly words: readonly string[]
  /** Words that may be parts. */
  readonly vocabulary: ReadonlySet<string>
  /** Words OpenTaal flags as parts of compounds it leaves unlisted: one sighting more. */
  readonly flagged: ReadonlySet<string>
  /** Nouns, and words that OpenTaal flags; none that is an adjective too. */
  readonly nouns: ReadonlySet<string>
  readonly verbStems: ReadonlySet<string>
}

export interface LearntParts {
  readonly costs: ReadonlyMap<string, number>
  readonly verbCost: number
}

const ROUNDS = 4
const MIN_COUNT = 2
/** Nats a letter costs of a word that is left whole. */
const SPELLING = 1.6
/** At that price short compounds of rare parts (`rijstkom`) stay whole, and the part is forgotten. At this one it is remembered. */
const RARE_SPELLING = 2

export function learnParts(sample: PartSample, stem: (form: string) => string): LearntParts {
  const { costs, verbCost } = learnAt(SPELLING, sample, stem)
  const model = partCosts({ parts: costs, verbStems: sample.verbStems, verbCost }, stem)
  const rare = [...learnAt(RARE_SPELLING, sample, stem).costs.keys()].filter(
    (word) => !costs.has(word) && sample.nouns.has(word) && stem(word) === word && cheapestCut(word, model) === undefined,
  )
  return { costs: new Map([...costs, ...rare.map((word) => [word, verbCost] as const)]), verbCost }
}

function learnAt(spelling: number, sample: PartSample, stem: (form: string) => string): LearntParts {
  const { words, vocabulary, flagged, verbStems } = sample
  const may = (word: string) => vocabulary.has(word) && word.length >= 3 && !NO_PARTS.has(word)
  let counts = new Map<string, number>()
  const see = (into: Map<string, number>, word: string) => into.set(word, (into.get(word) ?? 0) + 1)
  for (const word of words) {
    for (let at = 3; at <= word.length - 3; at++) {
      const left = word.slice(0, at)
      const right = word.slice(at)
      if (may(left)) see(counts, left)
      if (may(right)) see(counts, right)
    }
  }
  for (let round = 0; ; round++) {
    for (const word of flagged) if (may(word)) see(counts, word)
    const costs = costsOf(counts)
    const verbCost = Math.max(...costs.values())
    if (round === ROUNDS) return { costs: withoutCompounds(costs, { costs, verbCost }, verbStems, stem, counts), verbCost }
    const model = partCosts({ parts: costs, verbStems, verbCost }, stem)
    const next = new Map<string, number>()
    for (const word of words) {
      const whole = Math.min(costs.get(word) ?? Number.POSITIVE_INFINITY, spelling * word.length)
      const cut = cheapestCut(word, model)
      if (cut === undefined || cut.cost >= whole) {
        if (may(word)) see(next, word)
        continue
      }
      for (const { from, to } of cut.parts) {
        const piece = word.slice(from, to)
        const part = may(piece) ? piece : [stem(piece), `${stem(piece)}e`, piece.slice(0, -1)].find(may)
        if (part !== undefined) see(next, part)
      }
    }
    counts = next
  }
}

function costsOf(counts: ReadonlyMap<string, number>): Map<string, number> {
  let total = 0
  for (const count of counts.values()) if (count >= MIN_COUNT) total += count
  const log = Math.log(total)
  return new Map([...counts].filter(([, count]) => count >= MIN_COUNT).map(([word, count]) => [word, log - Math.log(count)]))
}

/** A rare part that is itself cut into better known ones earns no place in the lexicon. */
function withoutCompounds(
  costs: ReadonlyMap<string, number>,
  learnt: LearntParts,
  verbStems: ReadonlySet<string>,
  stem: (form: string) => string,
  counts: ReadonlyMap<string, number>,
): Map<string, number> {
  const model: CostModel = partCosts({ parts: learnt.costs, verbStems, verbCost: learnt.verbCost }, stem)
  return new Map(
    [...costs].filter(([word]) => {
      if ((counts.get(word) ?? 0) > MIN_COUNT + 1 || word.length < 7) return true
      const cut = cheapestCut(word, model)
      return cut === undefined || cut.cost > SPELLING * word.length
    }),
  )
}
