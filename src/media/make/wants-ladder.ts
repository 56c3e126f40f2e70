/** Decides whether a recording must be converted to play, or would play better converted. */
import { audioOf, type Inspection, type VideoStream, videoOf } from '../read/inspect.ts'

/** Copied to HLS as they are, and then played by every browser we serve; in containers mediabunny reads. */
const COPIED_VIDEO = ['h264', 'vp9', 'av1']
const COPIED_AUDIO = ['aac', 'opus']
const COPIED_FROM = ['mov', 'matroska', 'mpegts']

/** Played as the file it is, though not by every browser, or at a waste. Container, then codecs. */
const PLAYED: readonly { readonly from: string; readonly video: readonly string[]; readonly audio: readonly string[] }[] = [
  { from: 'mov', video: ['h264'], audio: ['mp3', 'flac'] },
  { from: 'matroska', video: ['vp8', 'vp9', 'av1'], audio: ['vorbis', 'opus'] },
]

/** Audio-only recordings: codecs that every browser plays, and the largest bit rate worth keeping. */
const SOUND_AS_IT_IS = ['mov aac', 'mov mp3', 'mp3 mp3']
const SOUND_PLAYED = [
  'ogg vorbis',
  'ogg opus',
  'ogg flac',
  'flac flac',
  'wav pcm_s16le',
  'wav pcm_s24le',
  'wav pcm_f32le',
  'matroska opus',
  'matroska vorbis',
]

/** Bits a second. */
const LIGHT = 1_200_000
const SMALL = 480

/**
 * `needed`: browsers do not play it, whether as it is or copied · `better`: it plays, but not everywhere or not on a slow line · `no`:
 * it plays everywhere and a ladder would only cost disk and hours of processor. Slides with a voice are 100–200 kb/s at 720p: every
 * line that carries video at all carries those, and a smaller copy is no lighter.
 */
export function wantsLadder(inspection: Inspection): 'needed' | 'better' | 'no' {
  const [video, audio] = [videoOf(inspection), audioOf(inspection)]
  const from = inspection.format.split(',')[0] ?? ''
  if (!video) return soundWants(`${from} ${audio?.codec}`)
  if (!isPlayedPicture(video)) return 'needed'
  const copied = COPIED_FROM.includes(from) && COPIED_VIDEO.includes(video.codec) && (!audio || COPIED_AUDIO.includes(audio.codec))
  if (copied) return isHeavy(inspection, video) ? 'better' : 'no'
  const played = PLAYED.some((way) => way.from === from && way.video.includes(video.codec) && (!audio || way.audio.includes(audio.codec)))
  return played ? 'better' : 'needed'
}

function soundWants(kind: string): 'needed' | 'better' | 'no' {
  if (SOUND_AS_IT_IS.includes(kind)) return 'no'
  return SOUND_PLAYED.includes(kind) ? 'better' : 'needed'
}

/** H.264 in more than 8 bits or with full colour decodes nowhere but on desktops’ own players. */
function isPlayedPicture({ codec, pixels }: VideoStream): boolean {
  return codec !== 'h264' || pixels === 'yuv420p' || pixels === 'yuvj420p'
}

function isHeavy(inspection: Inspection, video: VideoStream): boolean {
  const whole = inspection.bitRate === null ? null : inspection.bitRate - (audioOf(inspection)?.bitRate ?? 0)
  return (video.bitRate ?? whole ?? 0) > LIGHT && Math.min(video.width, video.height) > SMALL
}
