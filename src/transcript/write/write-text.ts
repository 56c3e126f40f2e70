/** A transcript as plain text to read: paragraphs with their times, speakers, chapter headings. */
import type { Cue } from '../cue.ts'
import { toSections } from '../paragraphs.ts'
import { formatClock } from '../timecode.ts'

/** @param head lines above the text: title, speakers, date, permanent link, and that it is a demonstration where it is */
export function writeText(
  cues: readonly Cue[],
  options: { head?: readonly string[]; chapters?: readonly { start: number; title: string }[] } = {},
): string {
  const blocks = toSections(cues, options.chapters).flatMap(({ chapter, paragraphs }) => [
    ...(chapter ? [`${formatClock(chapter.start)}  ${chapter.title.toUpperCase()}`] : []),
    ...paragraphs.map((paragraph) => {
      const speaker = paragraph.speaker === null ? '' : `${paragraph.speaker}: `
      return `[${formatClock(paragraph.start)}] ${speaker}${paragraph.cues.map(({ cue }) => cue.text.replaceAll('\n', ' ')).join(' ')}`
    }),
  ])
  return `${[...(options.head ?? []), '', blocks.join('\n\n')].join('\n').trim()}\n`
}
