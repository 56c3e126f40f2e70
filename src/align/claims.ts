/**
 * Which of the times that were found may be shown as facts. A time counts only where two methods with different faults agree, the place
 * stands out among all others, and the sentence is about as long as it should be. Measured: tests/bench/align.
 */

/** What is known of one sentence. Frames of 10 ms. */
export interface Evidence {
  readonly start: number
  readonly end: number
  /** False: passed over as not spoken. */
  readonly heard: boolean
  readonly words: readonly number[]
  /** Whether it lies in a stretch of text that was found as a whole. */
  readonly anchored: boolean
  /** How far that stretch stands out; 1: as far as one nonsense in twenty. */
  readonly strength: number
  /** When it begins by the second opinion. */
  readonly second: number
  /** How unlike sound and text are on average. */
  readonly score: number
  /** Its length for what the text would take at this tempo. */
  readonly ratio: number
}

export interface Claim {
  readonly sure: boolean
  /** 0 to 100. */
  readonly confidence: number
}

export interface Claims {
  /** False: the text does not fit the sound; no sentence is claimed, and only paragraphs have a place. */
  readonly fits: boolean
  /** Share of the sentences on which both methods agree; each is claimed where its length and likeness are usual too. */
  readonly claimed: number
  readonly sentences: readonly Claim[]
}

/** Frames. At half a second, one claim in twenty was wrong where text is missing. */
const AGREE = 20
/** What a sentence must keep to so that it counts as found: its length for what the text would take, and how much worse than usual it fits. */
const FOUND = { shortest: 0.6, longest: 1.7, worse: 0.25 }
/** What it must keep to so that its time is claimed. A sentence that took the sound of its neighbour, or of nothing, is too long or fits worse. */
const SURE = { shortest: 0.7, longest: 1.33, worse: 0.15 }
/** With fewer sentences agreed on, the agreement is chance. */
const LEAST_SHARE = 0.3
/** The highest confidence of a sentence that is not claimed. */
const MOST_UNSURE = 70

/** @param comparable whether there is text enough to tell evidence from chance */
export function decideClaims(found: readonly Evidence[], comparable: boolean): Claims {
  const heard = found.filter((sentence) => sentence.heard)
  const usual = middle(heard.map(({ score }) => score)) ?? 0
  // Noise that counts as speech makes the tempo wrong, the same for every sentence.
  const usualRatio = middle(heard.map(({ ratio }) => ratio)) || 1
  const evidence = found.map((sentence) => ({ ...sentence, ratio: sentence.ratio / usualRatio }))
  const agreed = evidence.filter((sentence) => agrees(sentence, usual, FOUND)).length
  const claims = evidence.map((sentence) => agrees(sentence, usual, SURE))
  const claimed = agreed / Math.max(1, evidence.length)
  const fits = !comparable || claimed >= LEAST_SHARE
  return {
    fits,
    claimed,
    sentences: evidence.map((sentence, i) => ({
      sure: claims[i] === true && fits && comparable,
      confidence: fits ? Math.min(claims[i] === true && comparable ? 100 : MOST_UNSURE, confidenceOf(sentence, usual)) : 0,
    })),
  }
}

function middle(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

function agrees({ heard, start, second, anchored, ratio, score }: Evidence, usual: number, bounds: typeof FOUND): boolean {
  const { shortest, longest, worse } = bounds
  return heard && anchored && Math.abs(start - second) <= AGREE && ratio > shortest && ratio < longest && score < usual + worse
}

/** Half for agreement of the two methods, the rest for standing out, likeness and length. */
function confidenceOf({ heard, start, second, anchored, strength, ratio, score }: Evidence, usual: number): number {
  if (!heard) return 0
  const apart = Math.abs(start - second)
  const agreement = apart <= AGREE ? 1 : Math.max(0, 1 - (apart - AGREE) / 300)
  const found = anchored ? Math.min(1, 0.5 + strength / 2) : 0
  const likeness = Math.max(0, Math.min(1, 1 - (score - usual) / 0.6))
  const length = ratio > 0 ? Math.max(0, 1 - Math.abs(Math.log(ratio))) : 0
  return Math.round(50 * agreement + 20 * found + 20 * likeness + 10 * length)
}
