/** From the timed text of a TTML paragraph to cues. */

import type { XmlElement } from '../../../markup/xml.ts'
import type { Word } from '../../cue.ts'
import { blank, LINE_BREAK, type Piece, trimXml } from './ttml-text.ts'
import type { Interval } from './ttml-time.ts'

/** What an element hands down to what is in it. */
export interface Scope extends Interval {
  /** Whether its end is written, and not merely that of what is around it. */
  readonly ends: boolean
  /** Whether it or anything around it has times at all. */
  readonly timed: boolean
  /** It begins when what is around it has ended. */
  readonly hidden: boolean
  readonly speaker: string | null
  readonly preserve: boolean
}

/** Text within a paragraph; `unit` is the innermost span with times, null where the text has the paragraph’s. */
export interface Fragment extends Piece {
  readonly scope: Scope
  readonly unit: XmlElement | null
  readonly id: string | null
}

export interface Draft {
  readonly id: string | null
  readonly at: number
  readonly start: number
  end: number
  readonly speaker: string | null
  readonly text: string
  readonly words: Word[] | null
}

/** The last one has no next: then as long as it takes to read it aloud. */
export function closeEndless(endless: readonly Draft[], all: readonly Draft[]): void {
  const starts = Float64Array.from(all, ({ start }) => start).sort()
  for (const draft of endless) {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) > draft.start) high = middle
      else low = middle + 1
    }
    draft.end = starts[low] ?? draft.start + Math.max(1000, draft.text.length * 70)
  }
}

/** The timed spans as words; null where one of them holds more than a word, or where several people speak. */
export function timedWords(shown: readonly Fragment[]): Word[] | null {
  const units = new Map<XmlElement, { parts: string[]; scope: Scope }>()
  const speakers = new Set<string | null>()
  for (const { text, unit, scope } of shown) {
    if (!blank(text)) speakers.add(scope.speaker)
    if (!unit) continue
    const known = units.get(unit)
    if (known) known.parts.push(text)
    else units.set(unit, { parts: [text], scope })
  }
  const words = [...units.values()]
    .map(({ parts, scope: { start, end } }) => ({ start, end, text: trimXml(parts.join('')) }))
    .filter(({ text }) => text !== '')
  return words.length === 0 || speakers.size > 1 || words.some(({ text }) => /[\s\0]/.test(text)) ? null : words
}

/** A word that stays in view while the next appear was spoken until the next began. */
export function soonerEnded(words: readonly Word[]): Word[] {
  return words.map((word, i) => {
    const next = words[i + 1]?.start ?? Infinity
    return next > word.start && next < word.end ? { ...word, end: next } : word
  })
}

interface Group {
  readonly first: Fragment
  readonly pieces: Piece[]
  last: number
}

/** In order of their first text. Blanks and line breaks go with the text on both sides. */
export function groupByInterval(shown: readonly Fragment[]): Group[] {
  const keyOf = ({ scope: { start, end, speaker } }: Fragment) => JSON.stringify([start, end, speaker])
  const read = new Set(shown.filter(({ text }) => !blank(text)).map(keyOf))
  const groups = new Map<string, Group>()
  const breaks: number[] = []
  let count = 0
  let before = -1
  for (const [i, fragment] of shown.entries()) {
    breaks.push(count)
    if (fragment.text === LINE_BREAK) count++
    const key = keyOf(fragment)
    // White space that does not collapse (a no-break space) belongs to the text that is shown with it.
    if (blank(fragment.text) && (trimXml(fragment.text) === '' || !read.has(key))) continue
    const group: Group = groups.get(key) ?? { first: fragment, pieces: [], last: i }
    if (group.pieces.length > 0) {
      if (before === group.last) for (const between of shown.slice(group.last + 1, i)) group.pieces.push(between)
      else group.pieces.push({ text: count > (breaks[group.last] ?? 0) ? LINE_BREAK : ' ', preserve: false })
    }
    group.pieces.push(fragment)
    group.last = i
    groups.set(key, group)
    before = i
  }
  return [...groups.values()]
}
