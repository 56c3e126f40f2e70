/** The transcript as text to read: headings, paragraphs with their times, every cue findable by script and by link. */
import type { Cue } from '../../src/transcript/cue.ts'
import { type Paragraph, toSections } from '../../src/transcript/paragraphs.ts'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { Words } from '../words/nl.ts'

interface TranscriptProps {
  readonly words: Words
  readonly cues: readonly Cue[]
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly language: string
  /** Number of the cue that the page's link points at. */
  readonly arrived: number | null
}

export function TranscriptText({ words, cues, chapters, language, arrived }: TranscriptProps) {
  return (
    <div class="transcript-text" lang={language}>
      {toSections(cues, chapters).map(({ chapter, paragraphs }) => (
        <section>
          {chapter && (
            <h3>
              <TimeLink words={words} time={chapter.start} />
              {chapter.title}
            </h3>
          )}
          {paragraphs.map((paragraph) => (
            <TranscriptParagraph words={words} paragraph={paragraph} arrived={arrived} />
          ))}
        </section>
      ))}
    </div>
  )
}

function TranscriptParagraph({ words, paragraph, arrived }: { words: Words; paragraph: Paragraph; arrived: number | null }) {
  return (
    <div class="para">
      <TimeLink words={words} time={paragraph.start} />
      <div>
        {paragraph.speaker !== null && <span class="speaker">{paragraph.speaker}</span>}
        <p>
          {paragraph.cues.map(({ number, cue }, i) => (
            <>
              {i > 0 && ' '}
              <span class={number === arrived ? 'cue arrived' : 'cue'} id={`c${number + 1}`} data-start={cue.start} data-end={cue.end}>
                {cue.text}
              </span>
            </>
          ))}
        </p>
      </div>
    </div>
  )
}

export function TimeLink({ words, time }: { words: Words; time: number }) {
  return (
    <a
      class="time"
      href={`?${formatTimeRange({ start: time, end: null })}`}
      data-time={time}
      aria-label={words.talk.playAt(formatClock(time))}
    >
      {formatClock(time)}
    </a>
  )
}
