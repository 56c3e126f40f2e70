/** Places in a talk as moments to show. */
import { tokenise } from '../language/tokens.ts'
import { EXACT, PART, type Place } from '../match/moments.ts'
import { CUES_AROUND, makeSnippet } from '../match/snippet.ts'
import type { Cue } from '../transcript/cue.ts'
import type { Moment } from './answer.ts'
import { dutch } from './dutch.ts'

/** Places counted from the first word of their cue. */
export interface PlacesInCue {
  readonly cue: number
  /** The first matched word. */
  readonly word: number
  /** The cue with the last word that makes the hit. */
  readonly upTo: number
  readonly places: readonly (Place & { readonly word: number })[]
}

/** Characters of a slide shown on either side of a match. */
const SLIDE_AROUND = 100

/** A slide's text, on one line, near the mark, cut between words. */
function excerpt(text: string, [from, to]: readonly [number, number]): string {
  const start = from <= SLIDE_AROUND ? 0 : text.indexOf(' ', from - SLIDE_AROUND) + 1
  const end = to + SLIDE_AROUND >= text.length ? text.length : text.lastIndexOf(' ', to + SLIDE_AROUND)
  const [before, after] = [start > 0 && start <= from ? start : 0, end >= to ? end : text.length]
  return `${before > 0 ? '… ' : ''}${text.slice(before, after)}${after < text.length ? ' …' : ''}`
}

/** The title in place of a moment: for a talk that was not searched for words. */
export function titleMoment(title: string): Moment {
  const place = { time: 0, end: 0, estimated: false, speaker: null, chapter: null, slide: null }
  return { ...place, snippet: title, marks: [], matched: 'title', related: null, confidence: 1 }
}

/** The first marked word. */
export function firstMarked({ snippet, marks }: Moment): string | null {
  const [first] = marks
  return first ? snippet.slice(...first).toLowerCase() : null
}

/** What a result shows of a talk besides its cues. */
export interface StoredFields {
  readonly chapters: readonly (readonly [start: number, title: string])[]
  /** Words this talk writes otherwise than as they are folded, with their forms. */
  readonly variants: readonly (readonly [form: number, written: string])[]
}

/** Where the text of a result comes from. */
export interface Shown {
  /** The cues of a talk with these numbers, both included, in order. */
  cues(talk: number, from: number, to: number): readonly { readonly number: number; readonly cue: Cue }[]
  /** Its slides' texts, by number from 1. */
  slides(talk: number): readonly { readonly number: number; readonly text: string }[]
}

export function createPresenter({ cues: cuesOf, slides }: Shown) {
  function momentOf(
    no: number,
    found: PlacesInCue,
    fields: StoredFields,
    { stems, confidence }: { stems: ReadonlySet<string>; confidence: number },
  ): Moment | null {
    const around = cuesOf(no, Math.max(0, found.cue - CUES_AROUND), found.upTo + CUES_AROUND)
    const middle = around.findIndex(({ number }) => number === found.cue)
    const cue = around[middle]?.cue
    if (!cue) return null
    const {
      text,
      marks: ranges,
      time,
      estimated,
    } = makeSnippet(
      around.map((entry) => entry.cue),
      { middle, word: found.word, upTo: middle + found.upTo - found.cue, places: found.places },
      stems,
      dutch(),
    )
    const best = Math.max(...found.places.map((place) => place.quality))
    const spoken = best >= EXACT ? 'word' : best > PART ? 'stem' : 'part'
    const matched = confidence < 1 ? 'fuzzy' : found.places.length === 0 ? 'speaker' : spoken
    const chapter = fields.chapters.findLast(([start]) => start <= time)?.[1] ?? null
    return {
      time,
      end: cue.end,
      estimated,
      speaker: cue.speaker,
      chapter,
      snippet: text,
      marks: ranges,
      matched,
      slide: null,
      related: null,
      confidence: Math.round(confidence * 100) / 100,
    }
  }

  /** Found in a title, a name, a chapter or on a slide, and nowhere spoken. */
  function fieldMoments(no: number, title: string, fields: StoredFields, stems: ReadonlySet<string>): Moment[] {
    const marksIn = (text: string) =>
      tokenise(text).flatMap((token): [number, number][] => {
        const { stem, parts } = dutch().analyse(token.text)
        if (stems.has(stem)) return [[token.from, token.to]]
        return parts
          .filter((part) => stems.has(part.stem))
          .map((part) => [token.from + part.from, token.from + part.to] as [number, number])
          .slice(0, 1)
      })
    const base = { end: 0, estimated: false, speaker: null, confidence: 1, slide: null, related: null }
    const chapters = fields.chapters
      .map(([time, text]): Moment => ({ ...base, time, end: time, chapter: text, snippet: text, marks: marksIn(text), matched: 'chapter' }))
      .filter((moment) => moment.marks.length > 0)
    if (chapters.length > 0) return chapters
    const named: Moment = { ...base, time: 0, chapter: null, snippet: title, marks: marksIn(title), matched: 'title' }
    if (named.marks.length > 0) return [named]
    const shown = slides(no).flatMap(({ number, text: lines }): Moment[] => {
      const text = lines.replaceAll('\n', ' ')
      const [first] = marksIn(text)
      if (!first) return []
      const snippet = excerpt(text, first)
      return [{ ...named, snippet, marks: marksIn(snippet), slide: number }]
    })
    return shown.length > 0 ? shown : [named]
  }

  return { momentOf, fieldMoments }
}
