/**
 * Places where a stretch of the text is certainly spoken: each stretch of a few sentences is looked for over a wide part of the recording,
 * and the best chain of hits in order is kept. Nothing makes neighbours follow each other, so an introduction, text that is missing and
 * text that was never spoken do no harm.
 */
import { classify, type Distances } from './classes.ts'
import { type Features, SHAPE } from './features.ts'
import { findStretch, type Hits, NEVER, type Stretch } from './find-stretch.ts'

export interface Anchor {
  /** Sentences, the last one included. */
  readonly first: number
  readonly last: number
  /** Frames of the squeezed recording, the end not included. */
  readonly from: number
  readonly to: number
  /** How far it stands out, as `Anchors.chance` counts. */
  readonly strength: number
}

export interface Anchors {
  readonly chain: readonly Anchor[]
  /** Stretches that were looked for. */
  readonly stretches: number
  /** The strength that one in twenty stretches of nonsense reaches somewhere in this recording. */
  readonly chance: number
}

export interface AnchorWork {
  readonly recording: Features
  readonly reference: Features
  /** Frames of the squeezed reference. */
  readonly sentences: readonly Stretch[]
  /** For each frame of the recording. */
  readonly silent: Uint8Array
  /** Frames that a stretch has at least. */
  readonly stretchLength: number
  /** How far from its proportional place a stretch is looked for: frames. */
  readonly reach: number
  readonly onProgress?: ((fraction: number) => void) | undefined
}

const DECOYS = 60
/** Hits of one stretch that may take part in the chain. */
const HITS = 8
const OVERLAP = 4
/** Below so many stretches there is no cohort to compare with. */
export const FEWEST_STRETCHES = 8

interface Curve {
  readonly hits: Hits
  readonly length: number
  readonly middle: number
}

interface Candidate extends Anchor {
  readonly stretch: number
  value: number
  before: Candidate | null
}

export function findAnchors(work: AnchorWork): Anchors {
  const { recording, reference, sentences, silent, onProgress } = work
  const stretches = cutStretches(sentences, work.stretchLength)
  const pauseCost = Float32Array.from(silent, (quiet) => (quiet ? 0.02 : 0.45))
  const opens = new Uint8Array(reference.count + 1)
  for (const { from } of sentences) opens[from] = 1
  const decoys = Array.from({ length: Math.min(stretches.length, DECOYS) }, (_, i, all = Math.min(stretches.length, DECOYS)) =>
    Math.floor((i * stretches.length) / all),
  )
  let done = 0
  const searched = <T>(result: T) => {
    onProgress?.(++done / (stretches.length + decoys.length))
    return result
  }
  const partOf = ({ from, to }: Stretch) => {
    const place = (recording.count * (from + to)) / 2 / Math.max(1, reference.count)
    return { from: Math.max(0, Math.floor(place - work.reach)), to: Math.min(recording.count, Math.ceil(place + work.reach)) }
  }
  const spanOf = ([first, last]: readonly [number, number]): Stretch => ({
    from: (sentences[first] as Stretch).from,
    to: (sentences[last] as Stretch).to,
  })
  const distances = classify(recording, reference)
  const curves = stretches.map((stretch) => {
    const span = spanOf(stretch)
    return searched(curveOf(findStretch(distances, span, opens, pauseCost, partOf(span)), span.to - span.from))
  })
  const backwards = reversed(reference, sentences)
  const backwardDistances: Distances = classify(recording, backwards.features)
  const nonsense = decoys.map((stretch) => {
    const span = spanOf(stretches[stretch] as [number, number])
    const turned = { from: reference.count - span.to, to: reference.count - span.from }
    return searched(curveOf(findStretch(backwardDistances, turned, backwards.opens, pauseCost, partOf(span)), span.to - span.from))
  })
  // A moment that suits every text (music, a hum, another language) is no evidence for any.
  const cohort = cohortOf(recording.count, stretches.length >= FEWEST_STRETCHES ? [...nonsense, ...curves] : nonsense)
  const chances = nonsense.map((curve) => standOut(curve, cohort).top).sort((a, b) => a - b)
  const usual = chances[chances.length >> 1] ?? 0
  const candidates = stretches.flatMap((stretch, i) => candidatesOf(stretch, i, curves[i] as Curve, cohort))
  const chain = bestChain(candidates, (stretch) => spanOf(stretches[stretch] as [number, number]), 0.8 * usual)
  return { chain, stretches: stretches.length, chance: chances[Math.floor(chances.length * 0.95)] ?? 0 }
}

/** Consecutive sentences that are long enough together; a short rest joins the last. */
export function cutStretches(sentences: readonly Stretch[], length: number): [number, number][] {
  const stretches: [number, number][] = []
  for (let first = 0; first < sentences.length; ) {
    let last = first
    const size = () => (sentences[last] as Stretch).to - (sentences[first] as Stretch).from
    while (last + 1 < sentences.length && size() < length) last++
    const before = stretches.at(-1)
    if (size() < length * 0.6 && before) before[1] = last
    else stretches.push([first, last])
    first = last + 1
  }
  return stretches
}

/** The reference spoken backwards: sounds of the same voice that mean nothing. */
function reversed({ count, dim, values }: Features, sentences: readonly Stretch[]): { features: Features; opens: Uint8Array } {
  const turned = new Float32Array(values.length)
  for (let t = 0; t < count; t++)
    for (let i = 0; i < dim; i++) {
      const value = values[(count - 1 - t) * dim + i] as number
      // What rose falls now.
      turned[t * dim + i] = i >= SHAPE / 2 ? -value : value
    }
  const opens = new Uint8Array(count + 1)
  for (const { to } of sentences) opens[Math.max(0, count - to)] = 1
  return { features: { count, dim, values: turned }, opens }
}

function curveOf(hits: Hits, length: number): Curve {
  const sample: number[] = []
  for (let t = length >> 1; t < hits.cost.length; t += 3) if ((hits.cost[t] as number) < NEVER) sample.push(hits.cost[t] as number)
  sample.sort((a, b) => a - b)
  return { hits, length, middle: sample[sample.length >> 1] ?? 0 }
}

interface Cohort {
  readonly mean: Float32Array
  readonly spread: Float32Array
  readonly usualSpread: number
}

function cohortOf(count: number, curves: readonly Curve[]): Cohort {
  const number = new Float32Array(count)
  const sum = new Float64Array(count)
  const squares = new Float64Array(count)
  for (const { hits, middle } of curves)
    for (let i = 0; i < hits.cost.length; i++) {
      const cost = hits.cost[i] as number
      if (cost >= NEVER) continue
      const t = hits.offset + i
      number[t] = (number[t] as number) + 1
      sum[t] = (sum[t] as number) + cost - middle
      squares[t] = (squares[t] as number) + (cost - middle) ** 2
    }
  const mean = new Float32Array(count)
  const spread = new Float32Array(count)
  for (let t = 0; t < count; t++) {
    const n = Math.max(1, number[t] as number)
    mean[t] = (sum[t] as number) / n
    spread[t] = Math.sqrt(Math.max(1e-6, (squares[t] as number) / n - (mean[t] as number) ** 2))
  }
  return { mean, spread, usualSpread: Float32Array.from(spread).sort()[count >> 1] ?? 1 }
}

/** How much better than others a stretch fits at each moment, in its own spreads above its own middle. */
function standOut({ hits, middle }: Curve, { mean, spread, usualSpread }: Cohort) {
  const scores = new Float32Array(hits.cost.length)
  for (let i = 0; i < scores.length; i++) {
    const cost = hits.cost[i] as number
    const t = hits.offset + i
    scores[i] = cost < NEVER ? -(cost - middle - (mean[t] as number)) / (0.5 * ((spread[t] as number) + usualSpread)) : -9
  }
  const sorted = scores.filter((score) => score > -9).sort()
  const centre = sorted[sorted.length >> 1] ?? 0
  const width = Math.max(0.2, (sorted[Math.floor(sorted.length * 0.84)] ?? 0) - centre)
  return { scores, centre, width, top: ((sorted.at(-1) ?? centre) - centre) / width }
}

/** The highest peaks. */
function candidatesOf([first, last]: readonly [number, number], stretch: number, curve: Curve, cohort: Cohort): Candidate[] {
  const { hits, length } = curve
  const { scores, centre, width } = standOut(curve, cohort)
  const apart = Math.max(6, length >> 2)
  const peaks: number[] = []
  for (let i = 1; i < scores.length; i++) {
    const score = scores[i] as number
    if (score < centre + width) continue
    let isPeak = true
    for (let k = Math.max(0, i - apart); isPeak && k <= Math.min(scores.length - 1, i + apart); k++)
      isPeak = (scores[k] as number) < score || ((scores[k] as number) === score && k >= i)
    if (isPeak) peaks.push(i)
  }
  peaks.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
  return peaks.slice(0, HITS).map((i) => ({
    stretch,
    first,
    last,
    from: hits.begin[i] as number,
    to: hits.offset + i + 1,
    strength: ((scores[i] as number) - centre) / width,
    value: 0,
    before: null,
  }))
}

/** In the order of both text and recording, with the most strength; a gap that differs from the reference's costs a little. */
function bestChain(candidates: Candidate[], spanOf: (stretch: number) => Stretch, worthless: number): Anchor[] {
  candidates.sort((a, b) => a.to - b.to || a.stretch - b.stretch)
  let best: Candidate | null = null
  for (const [i, candidate] of candidates.entries()) {
    const own = candidate.strength - worthless
    candidate.value = own
    const span = spanOf(candidate.stretch)
    for (let k = 0; k < i; k++) {
      const before = candidates[k] as Candidate
      if (before.stretch >= candidate.stretch || before.to > candidate.from + OVERLAP) continue
      const difference = Math.abs(candidate.from - before.to - (span.from - spanOf(before.stretch).to))
      const penalty = Math.min(2, 0.15 * Math.log1p(difference / 12) + (difference > 60 ? 0.4 : 0))
      const value = before.value + own - penalty
      if (value > candidate.value) {
        candidate.value = value
        candidate.before = before
      }
    }
    if (candidate.value > (best?.value ?? 0)) best = candidate
  }
  const chain: Anchor[] = []
  for (let at = best; at !== null; at = at.before) chain.unshift(at)
  return chain
}
