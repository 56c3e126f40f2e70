/** From espeak's events to written words and cues. Nothing here estimates a time. */
import type { Word } from '../../src/transcript/cue.ts'
import type { Utterance } from './speech.ts'

/** Two lines of subtitle, read in comfort. */
export const MAX_CUE_CHARACTERS = 84
export const MAX_CUE_MILLISECONDS = 7000

/** Words that open a clause, and may so open a cue without punctuation before them. */
const CLAUSE_OPENERS = new Set('maar want dus die dat wie wat waar waarin waarom hoe als omdat zodat terwijl toen om'.split(' '))
/** What a weaker cut has to gain in balance, in characters. */
const COMMA_COST = 10
const UNPUNCTUATED_COST = 40

/**
 * The time of each written (whitespace-separated) word: from its first event to the end of its last.
 * @throws when espeak gave a written word no event of its own: the sentence is to be rephrased, never guessed at
 */
export function timeWords(sentence: string, utterance: Utterance): Word[] {
  const written = writtenWords(sentence)
  return written.map(({ text, position }, index) => {
    const next = written[index + 1]?.position ?? Number.POSITIVE_INFINITY
    const own = utterance.words.filter((word) => word.position >= position && word.position < next)
    const first = own[0]
    const last = own.at(-1)
    if (!first || !last) throw new Error(`espeak does not time “${text}” in “${sentence}”: rephrase the sentence`)
    return { start: first.start, end: last.end, text }
  })
}

/** Positions are code points, as espeak counts them. */
function writtenWords(sentence: string): { text: string; position: number }[] {
  return [...sentence.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    position: Array.from(sentence.slice(0, match.index)).length,
  }))
}

/**
 * Cuts a sentence into cues: at the punctuation nearest its middle, else before a word that opens a clause.
 * @throws when it is too long and has neither
 */
export function splitIntoCues(words: readonly Word[]): Word[][] {
  if (fitsCue(words)) return [[...words]]
  let best: { at: number; cost: number } | null = null
  for (let at = 1; at < words.length; at++) {
    const mark = words[at - 1]?.text.at(-1) ?? ''
    const punctuated = ',;:'.includes(mark)
    if (!punctuated && !CLAUSE_OPENERS.has(words[at]?.text ?? '')) continue
    const imbalance = Math.abs(cueText(words.slice(0, at)).length - cueText(words.slice(at)).length)
    const cost = imbalance + (!punctuated ? UNPUNCTUATED_COST : mark === ',' ? COMMA_COST : 0)
    if (best === null || cost < best.cost) best = { at, cost }
  }
  if (best === null) throw new Error(`too long for one cue, and no clause to cut at: “${cueText(words)}”`)
  return [...splitIntoCues(words.slice(0, best.at)), ...splitIntoCues(words.slice(best.at))]
}

export function cueText(words: readonly Word[]): string {
  return words.map((word) => word.text).join(' ')
}

function fitsCue(words: readonly Word[]): boolean {
  const length = (words.at(-1)?.end ?? 0) - (words[0]?.start ?? 0)
  return cueText(words).length <= MAX_CUE_CHARACTERS && length <= MAX_CUE_MILLISECONDS
}
