/** The talk: the recording, what it is about, and its transcript. */
import { raw } from 'hono/html'
import { type Talk, talkDate } from '../../../src/library/talk/talk.ts'
import type { Citable } from '../../../src/transcript/quote/citation.ts'
import type { TimeRange } from '../../../src/transcript/time-link.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { PageContext } from '../context.ts'
import { AttachmentLink, People } from '../event.tsx'
import { excerpt, formatDate, formatSlot, joinNames, languageName } from '../format.ts'
import { Layout } from '../layout.tsx'
import { audioPath, embedPath, eventPath, historyPath, mediaPath, talkPath, talkQuery, themePath, transcriptPath } from '../links.ts'
import { DemonstrationLabel, PrintedSource } from '../parts.tsx'
import { CitationList, type Cited } from './citations.tsx'
import { Player } from './player.tsx'
import { markArrived, QUOTE_FORM, type ShownTranscript } from './transcript.ts'
import { Languages, WithinField } from './transcript-head.tsx'

interface TalkProps {
  readonly context: PageContext
  readonly talk: Talk
  readonly transcript: ShownTranscript | null
  /** Where the link points, already inside the recording. */
  readonly at: TimeRange | null
  /** What was searched, to be found again in the transcript; empty: nothing. */
  readonly query: string
  /** The recorded talks of the day, in programme order. */
  readonly day: readonly Talk[]
  readonly playingDay: boolean
  /** Of the talk as a whole. */
  readonly cited: Cited
  /** For scripts, which cite a moment or words of it. */
  readonly citable: Omit<Citable, 'url' | 'accessed'>
}

/** Said to who may see it before or after everybody may. */
function NotForEverybody({ context, talk }: { context: PageContext; talk: Talk }) {
  if (talk.stage === 'published' && talk.withdrawn === null) return null
  const { preview, talks } = context.desk
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
  const arrived = at && transcript ? cueAt(transcript.starts, at.start) : null
  const poster = talk.recording?.poster
  return (
    <Layout
      context={context}
      title={talk.title}
      path={talkPath(talk.id)}
      section="events"
      entry="talk"
      description={talk.abstract ? excerpt(talk.abstract, 160) : talk.title}
      // The head for programs has the picture of the moment.
      image={poster && !context.head ? mediaPath(poster) : null}
      index={talk.visibility === 'public' && talk.stage === 'published'}
    >
      <PrintedSource context={context} path={talkPath(talk.id)} hasQr hasTimes={transcript !== null} />
      <NotForEverybody context={context} talk={talk} />
      <article class={transcript?.beside ? 'wrap talk talk-beside' : 'wrap talk'} data-talk={talk.id}>
        <div class="talk-main">
          <Player {...props} />
          <TalkHead {...props} />
          {arrived !== null && (
            <noscript>
              <p class="meta">
                <a href="#aangekomen">{words.talk.toLine}</a>
              </p>
            </noscript>
          )}
          <PanelButtons {...props} />
          <Chapters {...props} />
          <TalkAbout {...props} />
        </div>
        <TranscriptSide {...props} arrived={arrived} />
        <Day {...props} />
      </article>
      <div id="citeerbaar" hidden data-source={JSON.stringify(props.citable)} />
    </Layout>
  )
}

/**
 * On a phone the chapters and what the talk is about open over the transcript, from one row of buttons (HTML’s own popovers: they need no
 * script). On a wide screen they stand under the recording and the row is not there.
 */
function PanelButtons({ context, talk }: TalkProps) {
  const { words } = context
  return (
    <p class="panel-buttons">
      {talk.chapters.length > 0 && (
        <button type="button" class="for-phone" popovertarget="hoofdstukken">
          {words.talk.chapters}
        </button>
      )}
      <button type="button" class="for-phone" popovertarget="over">
        {words.talk.about}
      </button>
      <button
        type="button"
        class="only-script"
        data-share
        data-title={talk.title}
        data-path={talkPath(talk.id)}
        data-embed={embedPath(talk.id)}
      >
        {words.share.open}
      </button>
      {talk.recording && (
        <button type="button" class="only-script" data-note={talk.id} data-title={talk.title} data-path={talkPath(talk.id)}>
          {words.notebook.atMoment}
        </button>
      )}
      <button type="button" hidden data-offline={talk.id} data-title={talk.title} data-speakers={joinNames(talk.speakers, words.locale)}>
        {words.offline.open}
      </button>
      <button type="button" class="only-script for-desk" data-keys>
        {words.keys.open}
      </button>
    </p>
  )
}

function Chapters({ context, talk, transcript }: TalkProps) {
  const { words } = context
  if (talk.chapters.length === 0) return null
  const carried = transcript ? carriedQuery(talk, transcript) : {}
  return (
    <nav class="panel chapters" id="hoofdstukken" popover="auto" aria-labelledby="hoofdstukken-kop">
      <h2 id="hoofdstukken-kop">{words.talk.chapters}</h2>
      <ol>
        {talk.chapters.map((chapter) => (
          <li>
            <a href={talkQuery({ start: chapter.start, end: null }, carried)} data-time={chapter.start}>
              <span class="time">{formatClock(chapter.start)}</span>
              <span>{chapter.title}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** What a link within the page carries along: the transcript’s language where it is not the first, an older revision, the one beside it. */
function carriedQuery(talk: Talk, transcript: ShownTranscript): Record<string, string | number | undefined> {
  const { language, revision, newest, beside } = transcript
  return {
    lang: language === talk.transcripts[0]?.language ? undefined : language,
    rev: revision === newest ? undefined : revision,
    naast: beside ?? undefined,
  }
}

function TalkHead({ context, talk }: TalkProps) {
  const date = talkDate(talk)
  const slot = talk.slot?.from ? context.words.talk.oclock(formatSlot(talk.slot.from, talk.slot.to, context.words.locale)) : null
  const when = date === null ? null : [formatDate(date, context.words.locale), slot].filter(Boolean).join(', ')
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
    </header>
  )
}

function TalkAbout({ context, talk, transcript, cited }: TalkProps) {
  const { words } = context
  const downloads = transcript ? ['vtt', 'srt', 'ttml', 'txt', 'json'] : []
  const chosen = transcript ? { lang: carriedQuery(talk, transcript).lang as string | undefined, rev: oldRevision(transcript) } : {}
  return (
    <section class="panel talk-about" id="over" popover="auto" aria-labelledby="over-kop">
      <h2 id="over-kop">{words.talk.about}</h2>
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
            {talk.recording?.audio && (
              <dd>
                <a href={audioPath(talk.recording) ?? undefined} download={`${talk.id}.m4a`}>
                  {words.talk.soundOnly(talk.recording.audio.bytes)}
                </a>
              </dd>
            )}
          </>
        )}
        {downloads.length > 0 && (
          <>
            <dt>
              {transcript && talk.transcripts.length > 1 ? words.talk.downloadsIn(languageName(transcript.language)) : words.talk.downloads}
            </dt>
            <dd>
              {downloads.map((format, i) => (
                <>
                  {i > 0 && ' · '}
                  <a
                    href={transcriptPath(talk.id, format, chosen)}
                    download={`${talk.id}${chosen.lang ? `.${chosen.lang}` : ''}.${format}`}
                  >
                    {format.toUpperCase()}
                  </a>
                </>
              ))}
            </dd>
            <dd class="only-script">
              <button type="button" class="quiet" data-print>
                {words.talk.print}
              </button>
            </dd>
            {transcript && transcript.newest > 1 && (
              <dd>
                <a href={historyPath(talk.id, talk.transcripts.length > 1 ? { lang: transcript.language } : {})}>{words.history.open}</a>
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
        <CitationList context={context} cited={cited} base={talkPath(talk.id)} />
      </details>
    </section>
  )
}

function oldRevision({ revision, newest }: ShownTranscript): number | undefined {
  return revision === newest ? undefined : revision
}

/** Who or what made the text, and whether a person checked it. */
function transcriptRemarks({ words }: PageContext, { made, maker, reviewed }: ShownTranscript): string[] {
  const label = words.talk.made[made] + (maker === null ? '' : ` (${maker})`)
  if (made === 'synthetic' || (made === 'human' && reviewed)) return [label]
  return [label, reviewed ? words.talk.reviewed : words.talk.notReviewed]
}

function TranscriptSide({ context, talk, transcript, arrived, at, query }: TalkProps & { arrived: number | null }) {
  const { words } = context
  const remarks = transcript ? transcriptRemarks(context, transcript) : []
  const hasText = transcript !== null && transcript.starts.length > 0
  return (
    <section
      class="transcript"
      aria-labelledby="transcript"
      {...(transcript
        ? {
            'data-talk': talk.id,
            'data-title': talk.title,
            'data-path': talkPath(talk.id),
            'data-language': transcript.language,
            'data-revision': transcript.revision,
          }
        : {})}
    >
      <header>
        <h2 id="transcript">{words.talk.transcript}</h2>
        {hasText && <WithinField context={context} query={query} />}
      </header>
      <div class="transcript-scroll">
        {transcript && <Languages context={context} talk={talk} transcript={transcript} at={at} query={query} />}
        {transcript && <p class="meta">{remarks.join(' – ')}</p>}
        {transcript && transcript.newest > transcript.revision && (
          <p class="notice">
            {words.history.old(transcript.revision, transcript.newest)}{' '}
            <a href={talkPath(talk.id, undefined, { ...carriedQuery(talk, transcript), rev: undefined })}>{words.history.toNewest}</a>
          </p>
        )}
        {transcript?.untimed && hasText && <p class="notice">{words.talk.untimed}</p>}
        {transcript?.estimated === 'some' && <p class="notice">{words.talk.estimatedTimes}</p>}
        {transcript?.estimated === 'misfit' && <p class="notice">{words.talk.misfit}</p>}
        {hasText ? (
          <>
            <form id={QUOTE_FORM} method="post" action="/citaten" hidden>
              <input type="hidden" name="opname" value={talk.id} />
              <input type="hidden" name="revisie" value={String(transcript.revision)} />
              <input type="hidden" name="taal" value={transcript.language} />
            </form>
            {raw(arrived === null ? transcript.text.html : markArrived(transcript.text, arrived))}
          </>
        ) : (
          <p class="empty">{words.talk.noTranscript}</p>
        )}
      </div>
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

/** The number of the cue spoken at a time, or of the last one before it; null before the first. */
function cueAt(starts: readonly number[], time: number): number | null {
  const at = starts.findLastIndex((start) => start <= time)
  return at < 0 ? null : at
}
