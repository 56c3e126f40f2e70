/** The sound of a recording as one file: for podcast players, and for listeners who need no picture. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { incomplete } from '../ffmpeg/ffmpeg-failure.ts'
import { type AudioStream, measureEnd } from '../read/inspect.ts'
import { AUDIO_FILE } from '../recipe.ts'
import type { SoundWork } from './sound.ts'

/** Bits a second: enough for speech, and never more than the source has. */
const BITS_A_SECOND = { mono: 64_000, stereo: 96_000, least: 32_000 }
const SHORT_BY_MS = 1000
const FIRST_SOUND = '0:a:0'
/** What podcast players play as it is: a recording that is such a file needs no other. */
const PLAYED_BY_ALL = ['audio/mpeg', 'audio/mp4']
const SOUND_CODEC = /^(?:mp4a|mp3|opus|vorbis|flac|alac|pcm|ulaw|alaw|[ae]c-3)/i

/** Whether a recording has sound that is worth a file of its own, by what the record says of it. */
export function wantsAudio({ mime, width, codecs }: { mime: string; width: number | null; codecs: readonly string[] }): boolean {
  return codecs.some((codec) => SOUND_CODEC.test(codec)) && (width !== null || !PLAYED_BY_ALL.includes(mime))
}

/**
 * Writes `AUDIO_FILE` in `folder`: AAC in MP4, whose times are those of the recording. It is encoded, not copied: a track that begins later
 * than the picture, or has gaps, would lose that.
 * @param track the recording's first sound track
 * @returns its size in bytes
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makeAudio(
  ffmpeg: Ffmpeg,
  input: string,
  folder: string,
  { track, duration, signal, onProgress }: SoundWork & { readonly track: Pick<AudioStream, 'channels' | 'bitRate'> },
): Promise<number> {
  const kind = track.channels > 1 ? 'stereo' : 'mono'
  const bits = Math.max(BITS_A_SECOND.least, Math.min(BITS_A_SECOND[kind], track.bitRate ?? BITS_A_SECOND[kind]))
  const parameters = [
    ['-map', FIRST_SOUND, '-af', 'aresample=48000:async=1:first_pts=0'],
    ['-c:a', 'aac', '-profile:a', 'aac_low', '-b:a', String(bits), '-ac', kind === 'stereo' ? '2' : '1'],
    ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-movflags', '+faststart', '-f', 'mp4', AUDIO_FILE],
  ].flat()
  await ffmpeg.make({ input, parameters, folder, duration, signal, onProgress })
  const file = join(folder, AUDIO_FILE)
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  )
  if (size === 0) throw incomplete('Het losse geluid', '0 bytes')
  const [made, heard] = [await measureEnd(ffmpeg, file, signal), await measureEnd(ffmpeg, input, signal, [FIRST_SOUND])]
  if (made < heard - SHORT_BY_MS) throw incomplete('Het losse geluid', `${made} of ${heard} ms`)
  return size
}
