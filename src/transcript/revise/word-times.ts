/**
 * The times of words while a line is edited. Rules: an unchanged word keeps its time · a new word takes the time of the word it
 * stands for · more or fewer words than before share the time of those they replace, by length · words put in share the pause they stand
 * in. In a timed line every word has a time, since an untimed one would be written into its neighbour (WebVTT has no other way); in a line
 * without word times none is made up.
 */
import { type Cue, placeWords, type Word } from '../cue.ts'
import { changesBetween } from './difference.ts'

interface Token {
  readonly text: string
  /** The timed words of the line; null: none are timed. */
  readonly words: readonly Word[] | null
}

/** @returns word times of the line for another text, or null where the line has none */
export function retime(line: Cue, text: string): Word[] | null {
  if (text === line.text) return line.words && [...line.words]
  const fresh = text.split(/\s+/).filter(Boolean)
  if (!line.words || fresh.length === 0) return null
  const known = tokensOf(line)
  const timed: (readonly Word[] | null)[] = []
  let old = 0
  const changes = changesBetween(
    known.map((token) => token.text),
    fresh,
  )
  for (const { from, to, newFrom, newTo } of changes) {
    timed.push(...known.slice(old, from).map((token) => token.words))
    timed.push(...inPlaceOf(known.slice(from, to), fresh.slice(newFrom, newTo)))
    old = to
  }
  timed.push(...known.slice(old).map((token) => token.words))
  return fitWords(fillGaps(timed, fresh, line), line.start, line.end)
}

/** Times before and after an offset in the text; a word through which is cut is shared by length. */
export function cutWords(line: Cue, offset: number): [Word[] | null, Word[] | null] {
  if (!line.words) return [null, null]
  const places = placeWords(line)
  const [before, after]: [Word[], Word[]] = [[], []]
  for (const [i, word] of line.words.entries()) {
    const place = places[i]
    if (!place) (after.length > 0 ? after : before).push(word)
    else if (place[1] <= offset) before.push(word)
    else if (place[0] >= offset) after.push(word)
    else {
      const parts = [word.text.slice(0, offset - place[0]).trim(), word.text.slice(offset - place[0]).trim()]
      const [first, second] = share(parts, word.start, word.end)
      if (first && first.text !== '') before.push(first)
      if (second && second.text !== '') after.push(second)
    }
  }
  return [before.length > 0 ? before : null, after.length > 0 ? after : null]
}

/** Of two lines that become one. Where only one of them is timed, the words of the other share its time. */
export function joinWords(first: Cue, second: Cue): Word[] | null {
  if (!first.words && !second.words) return null
  const wordsOf = (line: Cue) => line.words ?? share(line.text.split(/\s+/).filter(Boolean), line.start, line.end)
  return fitWords([...wordsOf(first), ...wordsOf(second)], Math.min(first.start, second.start), Math.max(first.end, second.end))
}

/** Within the line, one after the other. */
export function fitWords(words: readonly Word[], start: number, end: number): Word[] {
  let earliest = start
  return words.map((word) => {
    const from = Math.min(Math.max(word.start, earliest), Math.max(start, end))
    earliest = Math.min(Math.max(word.end, from), Math.max(start, end))
    return word.start === from && word.end === earliest ? word : { ...word, start: from, end: earliest }
  })
}

function tokensOf(line: Cue): Token[] {
  const places = placeWords(line)
  return [...line.text.matchAll(/\S+/g)].map(({ 0: text, index }) => {
    const words = (line.words ?? []).flatMap((word, i): Word[] => {
      const place = places[i]
      if (!place || place[0] >= index + text.length || place[1] <= index) return []
      if (place[0] >= index && place[1] <= index + text.length) return [word]
      // One timing over several words: each has its share.
      const span = word.end - word.start
      const at = (offset: number) => word.start + Math.round((span * (offset - place[0])) / (place[1] - place[0]))
      return [{ start: at(Math.max(index, place[0])), end: at(Math.min(index + text.length, place[1])), text }]
    })
    return { text, words: words.length > 0 ? words : null }
  })
}

function inPlaceOf(old: readonly Token[], fresh: readonly string[]): (readonly Word[] | null)[] {
  const timed = old.flatMap((token) => token.words ?? [])
  const [first, last] = [timed[0], timed.at(-1)]
  if (!first || !last) return fresh.map(() => null)
  if (old.length === fresh.length && old.every((token) => token.words))
    return fresh.map((text, i) => [{ start: old[i]?.words?.[0]?.start ?? 0, end: old[i]?.words?.at(-1)?.end ?? 0, text }])
  return share(fresh, first.start, last.end).map((word) => [word])
}

/** Words without a time share the pause between their neighbours. */
function fillGaps(timed: readonly (readonly Word[] | null)[], texts: readonly string[], line: Cue): Word[] {
  const filled: Word[] = []
  for (let i = 0; i < timed.length; ) {
    const known = timed[i]
    if (known) {
      filled.push(...known)
      i++
      continue
    }
    let to = i
    while (to < timed.length && !timed[to]) to++
    const start = filled.at(-1)?.end ?? line.start
    filled.push(...share(texts.slice(i, to), start, Math.max(start, timed[to]?.[0]?.start ?? line.end)))
    i = to
  }
  return filled
}

function share(texts: readonly string[], start: number, end: number): Word[] {
  const total = Math.max(
    1,
    texts.reduce((sum, text) => sum + text.length, 0),
  )
  let passed = 0
  const at = () => start + Math.round(((end - start) * passed) / total)
  return texts.map((text) => {
    const from = at()
    passed += text.length
    return { start: from, end: at(), text }
  })
}
