/** The transcript as text to read: headings, paragraphs with their times, every cue findable by script and by link. */
import type { Child } from 'hono/jsx'
import type { Cue } from '../../src/transcript/cue.ts'
import { type Paragraph, toSections } from '../../src/transcript/paragraphs.ts'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock, formatSeconds } from '../../src/transcript/timecode.ts'
import type { Words } from '../words/nl.ts'

interface TranscriptProps {
  readonly words: Words
  readonly cues: readonly Cue[]
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly language: string
  /** Number of the cue that the page's link points at. */
  readonly arrived: number | null
  /** What a quote of a paragraph is taken from. */
  readonly quotable: { readonly talk: string; readonly revision: number }
}

export function TranscriptText({ words, cues, chapters, language, arrived, quotable }: TranscriptProps) {
  const timed = cues.some((cue) => cue.end > 0)
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
            <TranscriptParagraph words={words} paragraph={paragraph} arrived={arrived} timed={timed}>
              {timed && <QuoteForm words={words} paragraph={paragraph} {...quotable} language={language} />}
            </TranscriptParagraph>
          ))}
        </section>
      ))}
    </div>
  )
}

function TranscriptParagraph({
  words,
  paragraph,
  arrived,
  timed,
  children,
}: {
  words: Words
  paragraph: Paragraph
  arrived: number | null
  timed: boolean
  children?: Child
}) {
  return (
    <div class="para">
      {timed ? <TimeLink words={words} time={paragraph.start} /> : <span class="time" />}
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
        {children}
      </div>
    </div>
  )
}

/** Without scripts a quote is made of a paragraph; with them it becomes “vanaf hier” and “tot hier”. */
function QuoteForm({
  words,
  paragraph,
  talk,
  revision,
  language,
}: {
  words: Words
  paragraph: Paragraph
  talk: string
  revision: number
  language: string
}) {
  const end = Math.max(paragraph.start + 1, ...paragraph.cues.map(({ cue }) => cue.end))
  const time = formatClock(paragraph.start)
  return (
    <form class="cite-para" method="post" action="/citaten" data-time={time}>
      <input type="hidden" name="opname" value={talk} />
      <input type="hidden" name="van" value={formatSeconds(paragraph.start)} />
      <input type="hidden" name="tot" value={formatSeconds(end)} />
      <input type="hidden" name="revisie" value={String(revision)} />
      <input type="hidden" name="taal" value={language} />
      <button type="submit" class="quiet" aria-label={`${words.quote.paragraph}: ${time}`} title={words.quote.paragraph}>
        <span aria-hidden="true">”</span>
      </button>
    </form>
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
