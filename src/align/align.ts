/**
 * Text and sound side by side: for every sentence and word when it is spoken. Pure. The time it takes grows with its input, so it
 * runs in a worker. The steps, and why each is there, are in README.md.
 */
import { type Anchor, type Anchors, FEWEST_STRETCHES, findAnchors } from './anchors.ts'
import { type Claim, type Claims, decideClaims, type Evidence } from './claims.ts'
import { product } from './classes.ts'
import { type Corridor, corridor } from './corridor.ts'
import { cepstraOf, type Features, plainOf, shapeOf, sideBySide, squeeze } from './features.ts'
import { findPath, pauseBefore, SCALE, WORD_PAUSE } from './path.ts'
import { agreeWithPins, holdToPins, type Pin, settle, usablePins } from './pins.ts'
import { plainWarp, stripe } from './plain-warp.ts'
import type { Reference } from './reference.ts'
import { type Bands, FRAMES_A_SECOND } from './spectrum.ts'
import { type Pause, pausesIn, speechProbability } from './speech.ts'
import { type States, statesOf } from './states.ts'

export interface AlignedSentence {
  /** Milliseconds; where it was not heard, the place between its neighbours. */
  readonly start: number
  readonly end: number
  /** False: not found in the recording. */
  readonly heard: boolean
  /** When each word begins. */
  readonly words: readonly number[]
  /** Whether its start may be shown as a fact. */
  readonly sure: boolean
  /** Whether a person gave its start. */
  readonly pinned: boolean
  /** 0 to 100. */
  readonly confidence: number
}

export interface Alignment extends Pick<Claims, 'fits' | 'claimed'> {
  readonly sentences: readonly AlignedSentence[]
}

export interface AlignOptions {
  readonly pins?: readonly Pin[]
  /** 0 to 1. What it throws ends the work. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  /** What the claims are decided by: for those who measure them. */
  readonly onEvidence?: (evidence: readonly Evidence[]) => void
}

/** Frames a step of the first and of the second pass. */
const COARSE = 4
const FINE = 2
/** How much likeness without normalising counts beside likeness with it. */
const PLAIN_WEIGHT = 0.5
/** What a frame of sound that is not in the text costs, and passing over a state of text that is not spoken. */
const UNKNOWN = { anchored: 2.8, elsewhere: 2.3 }
const PASS_OVER = { anchored: 6, elsewhere: 2.5 }

export function align(bands: Bands, reference: Reference, options: AlignOptions = {}): Alignment {
  const { onProgress } = options
  const speech = speechProbability(bands)
  const cepstra = cepstraOf(bands)
  const sound = { shape: shapeOf(cepstra, speech), plain: plainOf(cepstra) }
  const frames = bands.count
  onProgress?.(0.1)
  const step = frames > 25 * 60 * FRAMES_A_SECOND ? 8 : 6
  const anchors = anchorsOf(sound.shape, reference, speech, step, (fraction) => onProgress?.(0.1 + 0.5 * fraction))
  onProgress?.(0.6)
  const pins = usablePins(options.pins ?? [], reference.sentences.length, frames)
  const second = secondOpinion(sound.plain, reference, pins)
  onProgress?.(0.7)
  const found = anchors.chain.map((anchor) => ({ ...anchor, from: anchor.from * step, to: anchor.to * step }))
  const anchored = agreeWithPins(found, pins)
  const inAnchor = new Uint8Array(reference.sentences.length)
  for (const { first, last } of anchored) inAnchor.fill(1, first, last + 1)

  const passOver = Float32Array.from(inAnchor, (is) => (is ? PASS_OVER.anchored : PASS_OVER.elsewhere))
  const unknown = unknownOf(frames, anchored)
  const spoken = speech.reduce((sum, p) => sum + (p >= 0.5 ? 1 : 0), 0)
  const tempo = Math.min(2, Math.max(0.5, spoken / referenceLength(reference)))
  const walk = (hop: number, corridorOf: (states: States) => Corridor) => {
    const states = statesOf(reference, hop, tempo)
    const early = states.frames.map((frame) => frame - (hop >> 1))
    const mix = (shape: Features, plain: Features) => sideBySide(shape, plain, PLAIN_WEIGHT)
    const recording = mix(squeeze(sound.shape, hop), squeeze(sound.plain, hop))
    const text = mix(squeeze(reference.shape, hop, early), squeeze(reference.plain, hop, early))
    const silence = new Float32Array(recording.count)
    const strange = new Float32Array(recording.count)
    for (let t = 0; t < recording.count; t++) {
      let sum = 0
      for (let k = 0; k < hop; k++) sum += speech[t * hop + k] as number
      silence[t] = -Math.log(1 - Math.min(0.98, Math.max(0.02, sum / hop)))
      strange[t] = unknown[t * hop] as number
    }
    const path = findPath({
      recording,
      reference: text,
      sentences: states.sentences,
      words: states.breaks,
      corridor: holdToPins(corridorOf(states), states.frames.length, pins, (sentence) => states.sentences[sentence]?.[0] ?? 0, hop),
      silence,
      unknown: strange,
      passOver,
    })
    return path && { path, states, hop, recording, text }
  }
  let coarse = null
  for (const margin of [3, 8, 20]) {
    coarse = walk(COARSE, (states) => alongAnchors(Math.floor(frames / COARSE), COARSE, states, reference, anchored, margin))
    if (coarse) break
  }
  onProgress?.(0.8)
  if (!coarse) throw new RangeError('no way through the corridor')
  const rough = coarse
  const fine = walk(FINE, (states) => alongPath(rough, Math.floor(frames / FINE), FINE, states, 2.5)) ?? rough
  onProgress?.(0.95)

  const pauses = pausesIn(speech, 12)
  const evidence = readOff(fine, { anchors, inAnchor, second, pauses, frames, pins, tempo })
  options.onEvidence?.(evidence)
  const claims = decideClaims(evidence, anchors.stretches >= FEWEST_STRETCHES)
  return {
    fits: claims.fits,
    claimed: claims.claimed,
    sentences: evidence.map(({ start, end, heard, words }, i) => ({
      ...(claims.sentences[i] as Claim),
      start: start * 10,
      end: end * 10,
      heard,
      words: words.map((word) => word * 10),
      pinned: pins.some(({ sentence }) => sentence === i),
    })),
  }
}

const referenceLength = ({ sentences }: Reference) => sentences.reduce((sum, { from, to }) => sum + to - from, 0)

function anchorsOf(
  shape: Features,
  reference: Reference,
  speech: Float32Array,
  step: number,
  onProgress: (fraction: number) => void,
): Anchors {
  const recording = squeeze(shape, step)
  return findAnchors({
    recording,
    reference: squeeze(reference.shape, step),
    sentences: reference.sentences.map(({ from, to }) => {
      const first = Math.floor(from / step)
      return { from: first, to: Math.max(first + 1, Math.floor(to / step)) }
    }),
    silent: Uint8Array.from({ length: recording.count }, (_, t) => ((speech[t * step + (step >> 1)] as number) < 0.5 ? 1 : 0)),
    stretchLength: Math.round((5.4 * FRAMES_A_SECOND) / step),
    reach: Math.max((600 * FRAMES_A_SECOND) / step, 0.2 * recording.count),
    onProgress,
  })
}

/** Sound that is not in the text costs more where an anchor says that the text is spoken. */
function unknownOf(frames: number, anchors: readonly Anchor[]): Float32Array {
  const cost = new Float32Array(frames).fill(UNKNOWN.elsewhere)
  for (const { from, to } of anchors) cost.fill(UNKNOWN.anchored, Math.max(0, from + 20), Math.max(0, Math.min(frames, to - 20)))
  return cost
}

/** When each sentence begins by plain warping: frames. */
function secondOpinion(plain: Features, reference: Reference, pins: readonly Pin[]): Float32Array {
  const hop = 4
  const pause = 35
  // A third of a second of silence before each sentence, as people breathe.
  const frames: number[] = []
  const begins: number[] = []
  for (const { from, to } of reference.sentences) {
    begins.push(Math.round(frames.length / hop))
    for (let frame = from; frame < to; frame++) frames.push(frame)
    for (let k = 0; k < pause; k++) frames.push(SILENT)
  }
  const { dim } = reference.plain
  const values = new Float32Array(frames.length * dim)
  for (const [i, frame] of frames.entries()) {
    const at = (frame === SILENT ? 0 : frame) * dim
    values.set(reference.plain.values.subarray(at, at + dim), i * dim)
  }
  const text = squeeze({ count: frames.length, dim, values }, hop)
  const recording = squeeze(plain, hop)
  const along = stripe(recording.count, text.count, Math.min(text.count, 3000))
  const at = plainWarp(
    recording,
    text,
    holdToPins(along, text.count, pins, (sentence) => Math.min(text.count - 1, begins[sentence] ?? 0), hop),
  )
  return Float32Array.from(begins, (begin) => (at[Math.min(text.count - 1, begin)] as number) * hop)
}
/** The reference begins with silence: its first frame stands for all. */
const SILENT = -1

/** Seconds of text `margin` on both sides along an anchor; between two anchors all that lies between. */
function alongAnchors(
  frames: number,
  hop: number,
  states: States,
  { sentences }: Reference,
  anchors: readonly Anchor[],
  margin: number,
): Corridor {
  const slack = (margin * FRAMES_A_SECOND) / hop
  const near = 0.8 * FRAMES_A_SECOND
  const firstOf = (sentence: number) => states.sentences[sentence]?.[0] ?? states.frames.length
  let index = -1
  return corridor(frames, states.frames.length, (t) => {
    const at = t * hop
    while (index + 1 < anchors.length && (anchors[index + 1] as Anchor).from <= at + near) index++
    const here = anchors[index]
    const next = anchors[index + 1]
    if (here && at < here.to + near) {
      const share = Math.min(1, Math.max(0, (at - here.from) / (here.to - here.from)))
      const [from, to] = [firstOf(here.first), firstOf(here.last + 1)]
      const state = from + share * (to - from)
      const reaching = at > here.to - near && next && next.from < at + 2 * near ? firstOf(next.first) : 0
      return [state - slack, Math.max(state + slack, reaching)]
    }
    return [(here ? firstOf(here.last + 1) : 0) - slack, (next ? firstOf(next.first) : firstOf(sentences.length)) + slack]
  })
}

interface Walk {
  readonly path: Int32Array
  readonly states: States
  readonly hop: number
  readonly recording: Features
  readonly text: Features
}

/** Seconds on both sides of an earlier path. */
function alongPath(
  { path, states: earlier, hop: earlierHop }: Walk,
  frames: number,
  hop: number,
  states: States,
  seconds: number,
): Corridor {
  const place = new Float64Array(path.length)
  let last = 0
  for (const [t, step] of path.entries()) {
    if (step >= 0) last = step
    else if (step !== WORD_PAUSE) last = earlier.sentences[pauseBefore(step)]?.[0] ?? earlier.frames.length
    place[t] = (last / earlier.frames.length) * states.frames.length
  }
  const reach = Math.round((seconds * FRAMES_A_SECOND) / earlierHop)
  const slack = (seconds * FRAMES_A_SECOND) / hop / 2
  const bounded = (t: number) => Math.max(0, Math.min(path.length - 1, t))
  return corridor(frames, states.frames.length, (t) => {
    const at = Math.floor((t * hop) / earlierHop)
    return [(place[bounded(at - reach)] as number) - slack, (place[bounded(at + reach + 1)] as number) + slack]
  })
}

interface Context {
  readonly anchors: Anchors
  readonly inAnchor: Uint8Array
  readonly second: Float32Array
  readonly pauses: readonly Pause[]
  readonly frames: number
  readonly pins: readonly Pin[]
  /** Frames of speech in the recording for each of the reference. */
  readonly tempo: number
}

function readOff({ path, states, hop, recording, text }: Walk, context: Context): Evidence[] {
  const { anchors, inAnchor, second, pauses, frames, pins, tempo } = context
  const number = states.frames.length
  const firstAt = new Int32Array(number).fill(-1)
  const lastAt = new Int32Array(number).fill(-1)
  for (const [t, state] of path.entries()) {
    if (state < 0) continue
    if ((firstAt[state] as number) < 0) firstAt[state] = t
    lastAt[state] = t
  }
  const strengths = new Float32Array(states.sentences.length)
  for (const { first, last, strength } of anchors.chain) strengths.fill(strength, first, last + 1)
  const sentences = states.sentences.map(([from, to], i) => {
    let [begin, end] = [-1, -1]
    for (let state = from; state <= to; state++) {
      if ((firstAt[state] as number) < 0) continue
      if (begin < 0) begin = firstAt[state] as number
      end = lastAt[state] as number
    }
    const words = (states.words[i] as readonly number[]).map((state) => {
      let at = -1
      for (let j = state; j <= to && at < 0; j++) at = firstAt[j] as number
      return at * hop
    })
    let [sum, counted] = [0, 0]
    for (let t = begin; begin >= 0 && t <= end; t++) {
      const state = path[t] as number
      if (state < 0) continue
      sum += SCALE * (1 - product(recording.values, t * recording.dim, text.values, state * text.dim, text.dim))
      counted++
    }
    const length = ((to - from + 1) * hop) / tempo
    return {
      start: begin < 0 ? -1 : begin * hop,
      end: (end + 1) * hop,
      heard: begin >= 0,
      words,
      anchored: inAnchor[i] === 1,
      strength: (strengths[i] as number) / (anchors.chance || 1),
      second: second[i] as number,
      score: counted > 0 ? sum / counted : Infinity,
      ratio: begin < 0 ? 0 : ((end - begin + 1) * hop) / length / tempo,
    }
  })
  placeUnheard(sentences, frames)
  for (const sentence of sentences) snap(sentence, pauses)
  settle(sentences, pins, frames)
  return sentences
}

/** A sentence that is not spoken lies between its neighbours. */
function placeUnheard(sentences: { start: number; end: number; heard: boolean; words: number[] }[], frames: number): void {
  for (const [i, sentence] of sentences.entries()) {
    if (sentence.heard) continue
    const before = sentences[i - 1]?.end ?? 0
    const after = sentences.slice(i).find(({ heard }) => heard)?.start ?? frames
    sentence.start = before
    sentence.end = Math.max(before, Math.min(before, after))
    sentence.words = sentence.words.map(() => before)
  }
}

const SNAP = 80
/** A start moves to the end of the longest pause nearby; the words before it follow. */
function snap(sentence: { start: number; end: number; heard: boolean; words: number[] }, pauses: readonly Pause[]): void {
  if (!sentence.heard) return
  let [best, most] = [-1, 0.04]
  for (const { from, to } of pauses) {
    if (to < sentence.start - SNAP || from >= sentence.start + SNAP) continue
    const distance = sentence.start >= from - 10 && sentence.start <= to ? 0 : Math.abs(to - sentence.start)
    if (distance > SNAP || to > sentence.start + 250) continue
    const worth = Math.min(1, (to - from) / 100) * Math.exp(-distance / (SNAP / 2))
    if (worth > most) [best, most] = [to, worth]
  }
  if (best < 0 || best >= sentence.end) return
  sentence.start = best
  sentence.words = sentence.words.map((word) => Math.max(word, best))
}
