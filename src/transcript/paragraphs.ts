/** A transcript for reading: paragraphs by speaker, a time about each half minute, headings where chapters begin. */
import type { Cue } from './cue.ts'

export interface Paragraph {
  /** Of its first cue. */
  readonly start: number
  /** Named where another speaker begins; null where the same goes on. */
  readonly speaker: string | null
  readonly cues: readonly { readonly number: number; readonly cue: Cue }[]
}

export interface Section {
  /** The chapter that begins here; null before the first, or where there are no chapters. */
  readonly chapter: { readonly start: number; readonly title: string } | null
  readonly paragraphs: readonly Paragraph[]
}

const PARAGRAPH_MS = 30_000

/** A paragraph may run this much longer to end with a sentence. */
const GRACE_MS = 15_000

/** Every cue comes back exactly once, in order. A cue belongs to the chapter in which it starts. */
export function toSections(cues: readonly Cue[], chapters: readonly { start: number; title: string }[] = []): Section[] {
  const numbered = cues.map((cue, number) => ({ cue, number }))
  const chapterAt = (time: number) => chapters.findLastIndex((chapter) => chapter.start <= time)
  const sections: Section[] = []
  let from = 0
  let speaker: string | null = null
  while (from < numbered.length) {
    const chapter = chapterAt(numbered[from]?.cue.start ?? 0)
    let to = from + 1
    while (to < numbered.length && chapterAt(numbered[to]?.cue.start ?? 0) === chapter) to++
    const { start, title } = chapters[chapter] ?? {}
    sections.push({
      chapter: start === undefined || title === undefined ? null : { start, title },
      paragraphs: toParagraphs(numbered.slice(from, to), speaker),
    })
    speaker = numbered[to - 1]?.cue.speaker ?? null
    from = to
  }
  return sections
}

/** @param before who spoke last before these cues */
function toParagraphs(numbered: Paragraph['cues'], before: string | null): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let speaker = before
  let current: { number: number; cue: Cue }[] = []
  const close = () => {
    const first = current[0]?.cue
    if (!first) return
    paragraphs.push({ start: first.start, speaker: first.speaker === speaker ? null : first.speaker, cues: current })
    speaker = first.speaker
    current = []
  }
  for (const entry of numbered) {
    const first = current[0]?.cue
    const last = current.at(-1)?.cue
    if (first && last) {
      const length = entry.cue.start - first.start
      const sentenceEnds = /[.!?…]["'”’)]*\s*$/.test(last.text)
      if (entry.cue.speaker !== last.speaker || (length >= PARAGRAPH_MS && sentenceEnds) || length >= PARAGRAPH_MS + GRACE_MS) close()
    }
    current.push(entry)
  }
  close()
  return paragraphs
}
