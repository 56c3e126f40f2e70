/**
 * Captions that roll: recorders and YouTube show the last line again above the new one, or let a line grow word by word, and write a cue
 * for each state of the screen. Read as they stand, every word would be spoken two or three times. Here each word is kept once, at the
 * time it first appeared.
 */
import { warning } from '../../../problem.ts'
import { type Cue, cueFrom, type Word } from '../../cue.ts'
import { NOWHERE, type Reading, withCues } from '../reading.ts'

/** Two states of one screen follow each other within this, in ms. */
const LONGEST_PAUSE_MS = 250
/** So many times in a row a cue must repeat the end of the one before it and go on: by accident that happens once. */
const FEWEST_ROLLS = 2
/** A repeated end of fewer words, that is not a whole line, may be speech. */
const FEWEST_WORDS = 3
/** A line that grows is closed at this length, so that it stays a line. */
const LONGEST_LINE = 120

/** What the next cue adds to the one before it. */
interface Roll {
  /** Where its new text begins; the length of the text where there is none. */
  readonly from: number
  /** The first new characters finish the last word of the cue before. */
  readonly withinWord: boolean
  /** The new text goes on in the line that was last shown. */
  readonly sameLine: boolean
}

/** @returns the reading with every word once; the same reading where nothing rolls */
export function takeRollingOnce(reading: Reading): Reading {
  const { cues } = reading
  const rolls = cues.map((cue, i) => rollAfter(cues[i - 1], cue))
  const rolled = rollingRuns(cues, rolls)
  if (!rolled.includes(true)) return reading

  const kept: Cue[] = []
  const indices: number[] = []
  let first = -1
  let repeated = 0
  for (const [i, cue] of cues.entries()) {
    const roll = rolls[i]
    if (!rolled[i] || !roll) {
      kept.push(rolled[i + 1] ? trimmed(cue) : cue)
      indices.push(i)
      continue
    }
    if (first < 0) first = i
    repeated++
    const last = kept.pop() as Cue
    const added = trimmed(cueFrom(cue, roll.from))
    if (added.text === '') kept.push({ ...last, end: Math.max(last.end, cue.end) })
    else if (roll.withinWord || (roll.sameLine && last.text.length + added.text.length < LONGEST_LINE)) {
      kept.push(joined(last, added, roll.withinWord))
    } else {
      kept.push({ ...last, end: Math.min(last.end, Math.max(cue.start, last.start)) }, added)
      indices.push(i)
    }
  }
  const message = `Doorlopende ondertiteling: ${repeated} keer stond tekst van de vorige regel er opnieuw; elk woord is één keer opgenomen.`
  const { line, column } = reading.placeOf?.(first) ?? NOWHERE
  const read = withCues(reading, kept, indices)
  return { ...read, problems: [...reading.problems, warning('rolling', message, line, column)] }
}

/** Which cues are a next state of the cue before: those in a run with enough of them that go on. */
function rollingRuns(cues: readonly Cue[], rolls: readonly (Roll | null)[]): boolean[] {
  const rolled = cues.map(() => false)
  for (let from = 1; from < cues.length; from++) {
    let to = from
    let goingOn = 0
    // A line that grows within a word does so many times; a word that begins like the one before is common.
    for (let roll = rolls[to]; roll; roll = rolls[++to]) if (roll.from < (cues[to]?.text.length ?? 0)) goingOn += roll.withinWord ? 0.5 : 1
    if (goingOn >= FEWEST_ROLLS) rolled.fill(true, from, to)
    from = to
  }
  return rolled
}

interface Token {
  readonly text: string
  readonly at: number
}

const tokensOf = (text: string): Token[] => Array.from(text.matchAll(/\S+/g), (match) => ({ text: match[0], at: match.index }))

/** How `cue` goes on from `before`; null where it does not. */
function rollAfter(before: Cue | undefined, cue: Cue): Roll | null {
  if (!before || before.speaker !== cue.speaker || cue.end === 0) return null
  if (cue.start < before.start || cue.start - before.end > LONGEST_PAUSE_MS) return null
  // Nearly always so, and cheaper to see than the words are to count.
  const firstWord = /\S+/.exec(cue.text)?.[0]
  if (firstWord === undefined || !(before.text.includes(firstWord) || firstWord.startsWith(before.text.trim()))) return null
  const shown = tokensOf(before.text)
  const next = tokensOf(cue.text)
  if (shown.length === 0 || next.length === 0) return null

  const count = overlap(shown, next)
  const last = shown[shown.length - 1] as Token
  const growing = overlap(shown.slice(0, -1), next)
  const finished = next[growing]
  // Letter by letter: the last word shown is the beginning of the word that stands there now.
  const grows =
    growing >= count &&
    (growing > 0 || shown.length === 1) &&
    finished !== undefined &&
    finished.text !== last.text &&
    finished.text.startsWith(last.text)
  if (grows && isWhole(before.text, shown, growing + 1)) return { from: finished.at + last.text.length, withinWord: true, sameLine: true }
  if (count === 0 || !(count >= FEWEST_WORDS || isWhole(before.text, shown, count))) return null
  const end = (next[count - 1] as Token).at + (next[count - 1] as Token).text.length
  const from = next[count]?.at ?? cue.text.length
  return { from, withinWord: false, sameLine: !/[\r\n]/.test(cue.text.slice(end, from)) }
}

/** Whether the last `count` words begin a line, or are all there is. */
function isWhole(text: string, shown: readonly Token[], count: number): boolean {
  const first = shown[shown.length - count]
  return first !== undefined && (shown.length === count || /[\r\n]\s*$/.test(text.slice(0, first.at)))
}

/** The largest number of words at the end of `shown` that are also the first of `next` (Knuth, Morris and Pratt: linear). */
function overlap(shown: readonly Token[], next: readonly Token[]): number {
  const fallback = new Int32Array(next.length)
  let matched = 0
  for (let i = 1; i < next.length; i++) {
    while (matched > 0 && next[i]?.text !== next[matched]?.text) matched = fallback[matched - 1] ?? 0
    if (next[i]?.text === next[matched]?.text) matched++
    fallback[i] = matched
  }
  matched = 0
  for (const { text } of shown.slice(-next.length)) {
    while (matched > 0 && (matched === next.length || next[matched]?.text !== text)) matched = fallback[matched - 1] ?? 0
    if (next[matched]?.text === text) matched++
  }
  return matched
}

function trimmed(cue: Cue): Cue {
  const tidy = (text: string) => text.trim().replace(/\s*\n\s*/g, '\n')
  return { ...cue, text: tidy(cue.text), words: cue.words && cue.words.map((word) => ({ ...word, text: tidy(word.text) })) }
}

/** Words get the time at which they appeared. */
function joined(last: Cue, added: Cue, withinWord: boolean): Cue {
  const text = last.text + (withinWord ? '' : ' ') + added.text
  const earlier = last.words ?? [{ start: last.start, end: added.start, text: last.text }]
  const later = added.words ?? [{ start: added.start, end: added.end, text: added.text }]
  const end = Math.max(last.end, added.end)
  if (!withinWord) return { ...last, end, text, words: [...earlier.map((word) => endBy(word, added.start)), ...later] }
  // The first piece finishes the word that began earlier.
  const [first, ...rest] = later
  const open = earlier.at(-1) as Word
  const finished = { start: open.start, end: first?.end ?? end, text: open.text + (first?.text ?? '') }
  return { ...last, end, text, words: [...earlier.slice(0, -1), finished, ...rest] }
}

const endBy = (word: Word, time: number): Word => (word.end > time ? { ...word, end: Math.max(word.start, time) } : word)
