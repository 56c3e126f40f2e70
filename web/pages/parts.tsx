/** Pieces that stand on more than one page. */

import { placeOfTile, sheetSize, tileAt } from '../../src/library/talk/storyboard.ts'
import type { Talk } from '../../src/library/talk/talk.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { PageContext } from './context.ts'
import { formatDate, joinNames } from './format.ts'
import { mediaPath, sheetPath, talkPath } from './links.ts'

/** The recording's picture at a time: a tile of the storyboard, else the poster, else the title as printed matter. */
export function Frame({ talk, at, lazy = true }: { talk: Talk; at?: number; lazy?: boolean }) {
  const { recording } = talk
  const board = recording?.storyboard
  if (board && at !== undefined && recording.duration !== null) {
    const { sheet, x, y } = placeOfTile(board, tileAt(board, at, recording.duration))
    return (
      <svg class="frame" viewBox={`${x} ${y} ${board.width} ${board.height}`} aria-hidden="true" focusable="false">
        <image href={sheetPath(recording, sheet)} {...sheetSize(board, recording.duration)} />
      </svg>
    )
  }
  if (recording?.poster) {
    return (
      <img
        class="frame"
        src={mediaPath(recording.poster)}
        alt=""
        width="320"
        height="180"
        loading={lazy ? 'lazy' : 'eager'}
        decoding="async"
      />
    )
  }
  return (
    <span class={recording?.width === null ? 'frame frame-sound' : 'frame frame-text'} aria-hidden="true">
      <span>{talk.title}</span>
    </span>
  )
}

/** The frame with the duration in its corner; decoration beside a link that says the same. */
export function Thumbnail({ talk, at }: { talk: Talk; at?: number }) {
  const duration = talk.recording?.duration
  return (
    <span class="thumb">
      <Frame talk={talk} {...(at === undefined ? {} : { at })} />
      {duration != null && <span class="thumb-time">{formatClock(at ?? duration)}</span>}
    </span>
  )
}

export function DemonstrationLabel({ context, short = false }: { context: PageContext; short?: boolean }) {
  const { talk } = context.words
  return <span class="label">{short ? talk.demonstrationShort : talk.demonstration}</span>
}

interface PrintedSourceProps {
  readonly context: PageContext
  readonly path: string
  /** Only on pages whose script draws it (web/talk.ts). */
  readonly hasQr?: boolean
  /** Whether the times of a recording are in the margin. */
  readonly hasTimes?: boolean
}

/** At the head of the printed page: its permanent link, for a reader and for a telephone's camera. */
export function PrintedSource({ context: { origin, words }, path, hasQr = false, hasTimes = false }: PrintedSourceProps) {
  const link = origin + path
  return (
    <div class="print-only wrap">
      {hasQr && <svg class="qr" data-qr={link} aria-hidden="true" />}
      <p>
        {link}, {words.talk.printed(formatDate(new Date().toISOString(), words.locale))} {hasTimes && words.talk.printedTimes}
      </p>
    </div>
  )
}

/** A talk in a list: frame, title, who. */
export function TalkEntry({ context, talk, level = 3 }: { context: PageContext; talk: Talk; level?: 2 | 3 }) {
  const Heading = `h${level}` as 'h3'
  const what = [talk.speakers.length > 0 ? joinNames(talk.speakers, context.words.locale) : null, ...badges(context, talk)].filter(
    (part) => part !== null,
  )
  return (
    <div class="talk-entry">
      <a class="thumb-link" href={talkPath(talk.id)} tabindex={-1} aria-hidden="true">
        <Thumbnail talk={talk} />
      </a>
      <div>
        <Heading>
          <a href={talkPath(talk.id)}>{talk.title}</a>
        </Heading>
        <p class="meta">{what.join(' · ')}</p>
        {talk.demonstration && <DemonstrationLabel context={context} short />}
      </div>
    </div>
  )
}

/** What a talk offers beside itself, in a few lower-case words. */
export function badges({ words }: PageContext, talk: Talk): string[] {
  const held = talk.attachments.filter((attachment) => attachment.file !== null || attachment.url !== null)
  return [
    ...(talk.recording ? [] : [words.badges.noRecording]),
    ...(talk.transcripts.length > 0 ? [words.badges.transcript] : []),
    ...new Set(held.map((attachment) => words.badges[attachment.kind])),
  ]
}
