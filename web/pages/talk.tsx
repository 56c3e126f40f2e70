import type { Event } from '../../src/library/event.ts'
import { type Talk, talkDate } from '../../src/library/talk.ts'
import type { Transcript } from '../../src/library/transcripts.ts'
import { formatTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import { desk } from '../words/desk-nl.ts'
import { CitationList, type Citations } from './citations.tsx'
import type { PageContext } from './context.ts'
import { AttachmentLink, People } from './event.tsx'
import { excerpt, formatDate, formatSlot } from './format.ts'
import { Layout } from './layout.tsx'
import { embedPath, eventPath, historyPath, mediaPath, talkPath, themePath, transcriptPath } from './links.ts'
import { DemonstrationLabel } from './parts.tsx'

import { Player } from './player.tsx'
import { TranscriptText } from './transcript.tsx'

interface TalkProps {
  readonly context: PageContext
  readonly talk: Talk
  readonly event: Event | null
  readonly transcript: Transcript | null
  /** Where the link points, already inside the recording. */
  readonly at: TimeRange | null
  /** The recorded talks of the day, in programme order. */
  readonly day: readonly Talk[]
  readonly playingDay: boolean
  /** Of the talk as a whole. */
  readonly citations: Citations
}

/** Said to who may see it before or after everybody may. */
function NotForEverybody({ talk }: { talk: Talk }) {
  if (talk.stage === 'published' && talk.withdrawn === null) return null
  const { preview, talks } = desk
  return (
    <p class="wrap not-public" role="note">
      {talk.withdrawn === null ? preview.notice(talks.stage[talk.stage]) : preview.withdrawn}{' '}
      <a href={`/beheer/opnames/${talk.id}`}>{preview.manage}</a>
    </p>
  )
}

export function TalkPage(props: TalkProps) {
  const { context, talk, transcript, at } = props
  const { words } = context
  const arrived = at && transcript ? cueAt(transcript.cues, at.start) : null
  const poster = talk.recording?.poster
  return (
    <Layout
      context={context}
      title={talk.title}
      path={talkPath(talk.id)}
      section="events"
      entry="talk"
      description={talk.abstract ? excerpt(talk.abstract, 160) : talk.title}
      image={poster ? mediaPath(poster) : null}
      index={talk.visibility === 'public' && talk.stage === 'published'}
    >
      <p class="print-only wrap">
        {context.origin + talkPath(talk.id)}, {words.talk.printed(formatDate(new Date().toISOString()))}
      </p>
      <NotForEverybody talk={talk} />
      <article class="wrap talk" data-talk={talk.id}>
        <div class="talk-main">
          <Player {...props} />
          <TalkHead {...props} />
          {arrived !== null && (
            <noscript>
              <p class="meta">
                <a href={`#c${arrived + 1}`}>{words.talk.toLine}</a>
              </p>
            </noscript>
          )}
          {talk.chapters.length > 0 && (
            <nav class="chapters" aria-labelledby="hoofdstukken">
              <h2 id="hoofdstukken">{words.talk.chapters}</h2>
              <ol>
                {talk.chapters.map((chapter) => (
                  <li>
                    <a href={`?${formatTimeRange({ start: chapter.start, end: null })}`} data-time={chapter.start}>
                      <span class="time">{formatClock(chapter.start)}</span>
                      <span>{chapter.title}</span>
                    </a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <TalkAbout {...props} />
        </div>
        <TranscriptSide {...props} arrived={arrived} />
        <Day {...props} />
      </article>
    </Layout>
  )
}

function TalkHead({ context, talk }: TalkProps) {
  const date = talkDate(talk)
  const slot = talk.slot?.from ? context.words.talk.oclock(formatSlot(talk.slot.from, talk.slot.to)) : null
  const when = date === null ? null : [formatDate(date), slot].filter(Boolean).join(', ')
  return (
    <header class="talk-head">
      <h1>{talk.title}</h1>
      {talk.speakers.length > 0 && <People people={talk.speakers} />}
      <p class="meta">
        {when}
        {when && talk.event && ' · '}
        {talk.event && <a href={eventPath(talk.event.id)}>{talk.event.title}</a>}
        {talk.event?.place && ` · ${talk.event.place}`}
      </p>
      {talk.demonstration && <DemonstrationLabel context={context} />}
      {talk.visibility === 'unlisted' && <p class="meta">{context.words.talk.unlisted}</p>}
      <p class="talk-actions">
        <button type="button" hidden data-share data-title={talk.title} data-path={talkPath(talk.id)} data-embed={embedPath(talk.id)}>
          {context.words.share.open}
        </button>
      </p>
    </header>
  )
}

function TalkAbout({ context, talk, transcript, citations }: TalkProps) {
  const { words } = context
  const downloads = transcript ? ['vtt', 'srt', 'ttml', 'txt', 'json'] : []
  return (
    <section class="talk-about">
      <h2>{words.talk.about}</h2>
      {talk.abstract && <p>{talk.abstract}</p>}
      {talk.demonstration && <p>{words.talk.demonstrationLong}</p>}
      <dl>
        {talk.themes.length > 0 && (
          <>
            <dt>{words.talk.themes}</dt>
            <dd>
              {talk.themes.map((theme, i) => (
                <>
                  {i > 0 && ', '}
                  <a href={themePath(theme.id)}>{theme.name}</a>
                </>
              ))}
            </dd>
          </>
        )}
        {(talk.attachments.length > 0 || talk.recording?.original) && (
          <>
            <dt>{words.talk.files}</dt>
            {talk.attachments.map((attachment) => (
              <dd>
                <AttachmentLink context={context} attachment={attachment} />
              </dd>
            ))}
            {talk.recording?.original && (
              <dd>
                <a href={mediaPath(talk.recording.original)} download={talk.recording.original.name}>
                  {words.talk.source}
                </a>
              </dd>
            )}
          </>
        )}
        {downloads.length > 0 && (
          <>
            <dt>{words.talk.downloads}</dt>
            <dd>
              {downloads.map((format, i) => (
                <>
                  {i > 0 && ' · '}
                  <a href={transcriptPath(talk.id, format)} download={`${talk.id}.${format}`}>
                    {format.toUpperCase()}
                  </a>
                </>
              ))}
            </dd>
            <dd class="only-script">
              <button type="button" class="quiet" hidden data-print>
                {words.talk.print}
              </button>
            </dd>
            {transcript && transcript.number > 1 && (
              <dd>
                <a href={historyPath(talk.id)}>{words.history.open}</a>
              </dd>
            )}
          </>
        )}
        {talk.rights && (
          <>
            <dt>{words.talk.rights}</dt>
            <dd>{talk.rights}</dd>
          </>
        )}
      </dl>
      <details class="cite-talk">
        <summary>{words.share.cite}</summary>
        <CitationList context={context} citations={citations} base={talkPath(talk.id)} />
      </details>
    </section>
  )
}

function TranscriptSide({ context, talk, transcript, arrived }: TalkProps & { arrived: number | null }) {
  const { words } = context
  const remarks = transcript
    ? [words.talk.made[transcript.made], ...(transcript.reviewed || transcript.made === 'synthetic' ? [] : [words.talk.notReviewed])]
    : []
  const newest = talk.transcripts.find(({ language }) => language === transcript?.language)?.revision ?? 0
  const untimed = transcript !== null && transcript.cues.every((cue) => cue.end === 0)
  return (
    <section
      class="transcript"
      aria-labelledby="transcript"
      {...(transcript
        ? { 'data-talk': talk.id, 'data-title': talk.title, 'data-language': transcript.language, 'data-revision': transcript.number }
        : {})}
    >
      <header>
        <h2 id="transcript">{words.talk.transcript}</h2>
        {transcript && <p class="meta">{remarks.join(' – ')}</p>}
        {transcript && newest > transcript.number && (
          <p class="notice">
            {words.history.old(transcript.number, newest)} <a href={talkPath(talk.id)}>{words.history.toNewest}</a>
          </p>
        )}
        {untimed && <p class="notice">{words.talk.untimed}</p>}
      </header>
      {transcript && transcript.cues.length > 0 ? (
        <div class="transcript-scroll">
          <TranscriptText
            words={words}
            cues={transcript.cues}
            chapters={untimed ? [] : talk.chapters}
            language={transcript.language}
            arrived={arrived}
            quotable={{ talk: talk.id, revision: transcript.number }}
          />
        </div>
      ) : (
        <p class="empty">{words.talk.noTranscript}</p>
      )}
    </section>
  )
}

/** The talks around this one, so that the day can be watched in order. */
function Day({ context, talk, day, playingDay }: TalkProps) {
  const { words } = context
  const at = day.findIndex((other) => other.id === talk.id)
  const neighbours = [
    { label: words.talk.previous, talk: at < 0 ? undefined : day[at - 1], rel: 'prev' },
    { label: words.talk.next, talk: at < 0 ? undefined : day[at + 1], rel: 'next' },
  ].flatMap((entry) => (entry.talk ? [{ ...entry, talk: entry.talk }] : []))
  if (neighbours.length === 0) return null
  return (
    <nav class="day" aria-label={words.talk.day}>
      {neighbours.map((entry) => (
        <a href={talkPath(entry.talk.id) + (playingDay ? '?dag' : '')} rel={entry.rel} class={`day-${entry.rel}`}>
          <small>{entry.label}</small>
          {entry.talk.title}
        </a>
      ))}
    </nav>
  )
}

/** The cue spoken at a time, or the last one before it; null before the first. */
function cueAt(cues: Transcript['cues'], time: number): number | null {
  const at = cues.findLastIndex((cue) => cue.start <= time)
  return at < 0 ? null : at
}
