/** Maps times of a recording to their place after a recut: the kept spans and how far each moved. All in ms. */

import { type Problem, warning } from '../../problem.ts'
import type { Cue } from '../cue.ts'

export interface KeptSpan {
  /** In the old recording: [from, to); `to` null: to its end. */
  readonly from: number
  readonly to: number | null
  /** New time minus old time. */
  readonly shift: number
}

export type OffsetMap = readonly KeptSpan[]

/** The map that remains after cutting these spans out of the old recording: each later part moves up. Spans may overlap and come in any order. */
export function cutOut(spans: readonly { readonly from: number; readonly to: number }[]): OffsetMap {
  const kept: KeptSpan[] = []
  let at = 0
  let shift = 0
  for (const { from, to } of spans.filter((span) => span.to > span.from).toSorted((a, b) => a.from - b.from)) {
    if (from > at) kept.push({ from: at, to: from, shift })
    if (to > at) {
      shift -= to - Math.max(at, from)
      at = to
    }
  }
  return [...kept, { from: at, to: null, shift }]
}

/** The new time; null where it was cut away. */
export function mapTime(map: OffsetMap, time: number): number | null {
  const span = map.find(({ from, to }) => time >= from && (to === null || time < to))
  return span ? time + span.shift : null
}

/** Cues at their new times. A cue that was cut away is left out and one that was cut through is shortened, each with a problem that says so. */
export function moveCues(cues: readonly Cue[], map: OffsetMap): { cues: Cue[]; problems: Problem[] } {
  const moved: Cue[] = []
  const problems: Problem[] = []
  for (const [i, cue] of cues.entries()) {
    const span = map.find(({ from, to }) => cue.end > from && (to === null || cue.start < to))
    if (!span) {
      problems.push(warning('cut-away', `Regel ${i + 1} viel in wat is weggesneden: “${cue.text.slice(0, 60)}”.`))
      continue
    }
    const [from, to] = [span.from, span.to ?? Number.POSITIVE_INFINITY]
    const clamp = (time: number) => Math.min(Math.max(time, from), to) + span.shift
    if (cue.start < from || cue.end > to)
      problems.push(warning('cut-through', `Regel ${i + 1} is doorgesneden; haar tijden zijn ingekort.`))
    const words = cue.words?.map((word) => ({ ...word, start: clamp(word.start), end: clamp(word.end) })) ?? null
    moved.push({ ...cue, start: clamp(cue.start), end: clamp(cue.end), words })
  }
  return { cues: moved, problems }
}

/** Chapters at their new times; one that began in what was cut away begins where the recording goes on, unless another does. */
export function moveChapters<T extends { readonly start: number; readonly end: number | null }>(
  chapters: readonly T[],
  map: OffsetMap,
): T[] {
  const moved = chapters.flatMap((chapter): T[] => {
    const next = map.find(({ to }) => to === null || to > chapter.start)
    if (!next) return []
    const start = Math.max(chapter.start, next.from) + next.shift
    const end = chapter.end === null ? null : mapTime(map, Math.max(0, chapter.end - 1))
    if (chapter.end !== null && chapter.end <= next.from) return []
    return [{ ...chapter, start, end: end === null ? null : end + 1 }]
  })
  return moved.filter((chapter, i) => moved[i + 1]?.start !== chapter.start)
}
