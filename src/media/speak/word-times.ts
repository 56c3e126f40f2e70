/** Which stretch of speech is which word, told by how loud each is in a second rendering of the same text. Pure. */

interface Span {
  /** Samples. */
  readonly from: number
  readonly to: number
}

/** One sentence; its words are null where they could not be told apart. */
export interface Spoken extends Span {
  readonly words: readonly Span[] | null
}

type Level = 'first' | 'mute' | 'loud'

export interface Stretch {
  readonly level: Level
  /** Samples. */
  readonly from: number
  to: number
}

/** 5 ms. */
const FRAME = 110
const QUIET = 400
/** Shorter stretches come from the edges between words. */
const SHORTEST = 3

/** @returns stretches of one loudness, silence left out; empty when the two do not have the same length */
export function loudnessOf(whole: Int16Array, marked: Int16Array): Stretch[] {
  if (whole.length !== marked.length) return []
  const raw: Stretch[] = []
  for (let from = 0; from + FRAME <= whole.length; from += FRAME) {
    let [own, other] = [0, 0]
    for (let i = from; i < from + FRAME; i++) {
      own += (whole[i] as number) ** 2
      other += (marked[i] as number) ** 2
    }
    if (own < QUIET * FRAME) continue
    const ratio = other / own
    const level: Level = ratio < 0.03 ? 'mute' : ratio < 0.5 ? 'first' : 'loud'
    const last = raw.at(-1)
    if (last?.level === level) last.to = from + FRAME
    else raw.push({ level, from, to: from + FRAME })
  }
  const stretches: Stretch[] = []
  for (const stretch of raw) {
    if (stretch.to - stretch.from < SHORTEST * FRAME) continue
    const last = stretches.at(-1)
    if (last?.level === stretch.level) last.to = stretch.to
    else stretches.push({ ...stretch })
  }
  return stretches
}

/**
 * @param counts the number of words of each sentence, none of them 0
 * @returns one for each sentence; null where the sentences themselves could not be told apart
 */
export function wordTimes(stretches: readonly Stretch[], counts: readonly number[]): Spoken[] | null {
  const sentences: Stretch[][] = []
  for (const stretch of stretches) {
    if (stretch.level === 'first') sentences.push([stretch])
    else if (sentences.length === 0) return null
    else sentences.at(-1)?.push(stretch)
  }
  if (sentences.length !== counts.length) return null
  return sentences.map((words, i): Spoken => {
    const span = { from: words[0]?.from ?? 0, to: words.at(-1)?.to ?? 0 }
    return { ...span, words: words.length === counts[i] ? words : null }
  })
}
