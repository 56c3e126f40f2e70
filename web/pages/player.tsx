/** The recording on a page. */
import type { Talk } from '../../src/library/talk.ts'
import type { Transcript } from '../../src/library/transcripts.ts'
import { HLS_MASTER } from '../../src/media/recipe.ts'
import { formatTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'
import type { PlayerData } from '../player/data.ts'
import type { PageContext } from './context.ts'
import { mediaPath, renditionPath, storyboardPath, talkPath, transcriptPath } from './links.ts'
import { Frame } from './parts.tsx'

interface PlayerProps {
  readonly context: PageContext
  readonly talk: Talk
  /** Its captions; null: none. */
  readonly transcript: Transcript | null
  /** Where to begin, and to stop. */
  readonly at: TimeRange | null
  /** The recorded talks of the day, in programme order. */
  readonly day?: readonly Talk[]
  readonly playingDay?: boolean
}

/** Without scripts the browser's own player, at the right moment; with them the picture until the player takes its place. */
export function Player({ context, talk, transcript, at, day = [], playingDay = false }: PlayerProps) {
  const { recording } = talk
  const { words } = context
  if (!recording) return <p class="player player-none">{words.talk.noRecording}</p>
  const file = recording.original ? mediaPath(recording.original) : null
  const hls = recording.original && recording.hls ? renditionPath(recording.original, recording.hls, HLS_MASTER) : recording.stream
  const fragment = at ? `#${formatTimeRange(at)}` : ''
  const sound = recording.original !== null && recording.width === null
  const next = playingDay ? day[day.findIndex((other) => other.id === talk.id) + 1] : undefined
  const data: PlayerData = {
    talk: talk.id,
    title: talk.title,
    duration: recording.duration,
    sound,
    hls,
    file: file === null ? null : { url: file, type: recording.mime },
    poster: recording.poster && mediaPath(recording.poster),
    storyboard: recording.storyboard && storyboardPath(talk.id),
    transcript: transcript && `${transcriptPath(talk.id, 'json')}?rev=${transcript.number}&lang=${transcript.language}`,
    language: transcript?.language ?? talk.language,
    chapters: talk.chapters,
    start: at?.start ?? null,
    end: at?.end ?? null,
    next: next ? { url: `${talkPath(next.id)}?dag`, title: next.title } : null,
    playAtOnce: playingDay && at === null,
  }
  const Element = sound ? 'audio' : 'video'
  return (
    <div class={sound ? 'player player-sound' : 'player'} id="speler" data-player={JSON.stringify(data)}>
      <div class="player-picture">
        <Frame talk={talk} lazy={false} {...(at ? { at: at.start } : {})} />
      </div>
      {file !== null && (
        <noscript>
          <Element controls preload="metadata" poster={data.poster ?? undefined} src={file + fragment} aria-label={talk.title}>
            {transcript && (
              <track
                kind="captions"
                src={transcriptPath(talk.id, 'vtt')}
                srclang={transcript.language}
                label={words.talk.captions}
                default
              />
            )}
            <a href={file}>{words.talk.source}</a>
          </Element>
        </noscript>
      )}
    </div>
  )
}
