/** The recording on a page. */
import type { Talk } from '../../../src/library/talk/talk.ts'
import { HLS_MASTER, isPlaylist } from '../../../src/media/recipe.ts'
import { formatTimeRange, type TimeRange } from '../../../src/transcript/time-link.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { CaptionTrack, PlayerData } from '../../player/data.ts'
import type { PageContext } from '../context.ts'
import { languageName } from '../format.ts'
import { mediaPath, renditionPath, storyboardPath, talkPath, transcriptPath } from '../links.ts'
import { Frame } from '../parts.tsx'

interface PlayerProps {
  readonly context: PageContext
  readonly talk: Talk
  /** Whose captions to show first; null: those of the first language. */
  readonly transcript: { readonly language: string; readonly revision: number } | null
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
  const { original } = recording
  const streamed = recording.stream !== null && isPlaylist(recording.mime)
  const file = original ? mediaPath(original) : streamed ? null : recording.stream
  const hls = original && recording.hls ? renditionPath(original, recording.hls, HLS_MASTER) : streamed ? recording.stream : null
  const fragment = at ? `#${formatTimeRange(at)}` : ''
  const sound = recording.width === null && (original !== null || recording.mime.startsWith('audio/'))
  const next = playingDay ? day[day.findIndex((other) => other.id === talk.id) + 1] : undefined
  const captions = captionTracks(talk, transcript)
  const data: PlayerData = {
    talk: talk.id,
    title: talk.title,
    duration: recording.duration,
    sound,
    hls,
    file: file === null ? null : { url: file, type: recording.mime },
    poster: recording.poster && mediaPath(recording.poster),
    storyboard: recording.storyboard && storyboardPath(talk.id),
    captions,
    language: captions[0]?.language ?? talk.language,
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
      {/* Before the script runs, the browser itself remembers a press: it opens the note, and the script finds it open. */}
      <button type="button" class="play-button only-script" popovertarget="speler-laadt">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M8 5v14l11-7z" />
        </svg>
        <span>{at ? words.talk.playFrom(formatClock(at.start)) : words.talk.play}</span>
      </button>
      <p class="player-loading" id="speler-laadt" popover="manual">
        {words.talk.playerLoading}
      </p>
      {file !== null && (
        <noscript>
          <Element controls preload="metadata" poster={data.poster ?? undefined} src={file + fragment} aria-label={talk.title}>
            {captions.map((track, i) => (
              <track kind="captions" src={track.vtt} srclang={track.language} label={track.label} default={i === 0} />
            ))}
            <a href={file}>{words.talk.source}</a>
          </Element>
        </noscript>
      )}
    </div>
  )
}

/** All the talk’s transcripts, the one that is read first. */
function captionTracks(talk: Talk, shown: PlayerProps['transcript']): (CaptionTrack & { vtt: string })[] {
  return talk.transcripts
    .map(({ language, revision }) => {
      const choice = { rev: language === shown?.language ? shown.revision : revision, lang: language }
      const label = languageName(language)
      return { language, label, url: transcriptPath(talk.id, 'json', choice), vtt: transcriptPath(talk.id, 'vtt', choice) }
    })
    .toSorted((a, b) => Number(b.language === shown?.language) - Number(a.language === shown?.language))
}
