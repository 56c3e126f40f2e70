/** What a media file is and how much of it can be played: read by mediabunny, inside the worker thread. */
import {
  ADTS,
  EncodedPacketSink,
  FilePathSource,
  FLAC,
  Input,
  type InputTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny'
import { incompleteness, type ProbeOutcome } from '../probe.ts'
import { isEncryptedMp4 } from './encrypted.ts'
import { oggCodecs } from './ogg-codecs.ts'

/**
 * Containers that hold their own sound and picture. Never a playlist: mediabunny's ALL_FORMATS includes HLS, and a “film” that is a
 * playlist would be read from whatever files of this server it names.
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, WAVE, OGG, FLAC, MP3, ADTS, MPEG_TS]

/** What browsers play as it is; anything else must be converted first. */
const PLAYABLE = ['avc', 'vp8', 'vp9', 'av1', 'aac', 'opus', 'vorbis', 'mp3', 'flac', 'pcm-s16', 'pcm-s24', 'pcm-s32', 'pcm-f32', 'pcm-u8']

/** mediabunny copies anything; browsers play these in CMAF (VP8 and Vorbis are copied without complaint and play nowhere). */
const PACKAGEABLE_VIDEO = ['avc', 'vp9', 'av1']
const PACKAGEABLE_AUDIO = ['aac', 'opus']

const MAX_DURATION_MS = 24 * 3_600_000
/** ffmpeg starts every copied track at zero: a larger difference between picture and sound would be lost. Seconds. */
const SAME_START = 0.06
export const ENCRYPTED = 'Dit bestand is beveiligd (DRM) en kan niet worden afgespeeld. Vraag de bron om een versie zonder beveiliging.'
const CONVERT = 'Zet het om naar H.264 met AAC, bijvoorbeeld met HandBrake.'

export const openInput = (file: string) => new Input({ formats: FORMATS, source: new FilePathSource(file) })

export async function probeFile(file: string): Promise<ProbeOutcome> {
  // Before mediabunny, which trips over some of these without saying why.
  if (await isEncryptedMp4(file)) return { problem: ENCRYPTED }
  const input = openInput(file)
  if (!(await input.canRead()))
    return { problem: 'Dit is geen video of geluid dat we kennen (.mp4, .mov, .mkv, .webm, .mp3, .m4a, .ogg, .wav, .flac).' }
  // mediabunny passes over these tracks: a film in Theora would look like sound, one with Speex like nothing.
  const foreign = await oggCodecs(file)
  if (foreign.length > 0) return unplayable(foreign)
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
  if (!video && !audio) return { problem: 'Er zit geen beeld of geluid in dit bestand dat we kennen.' }
  const tracks = [video, audio].filter((track) => track !== null)
  const wrong = tracks.filter((track) => !PLAYABLE.includes(track.codec ?? ''))
  if (wrong.length > 0)
    return unplayable(wrong.map((track) => `${track === video ? 'beeld' : 'geluid'} (${track.codec ?? 'onbekende codec'})`))

  const firsts = await Promise.all(tracks.map((track) => track.getFirstTimestamp()))
  // Samples before zero are there for the decoder and are not heard.
  const clockStart = Math.max(0, Math.min(...firsts))
  const ends = await Promise.all(tracks.map((track) => track.computeDuration()))
  const duration = Math.round((Math.max(...ends) - clockStart) * 1000)
  if (duration <= 0) return { problem: 'Dit bestand heeft geen speelduur; het is waarschijnlijk afgebroken bij het opslaan.' }
  if (duration > MAX_DURATION_MS) return { problem: 'Dit bestand duurt langer dan 24 uur.' }
  const mime = (await input.getMimeType()).split(';')[0]?.trim() ?? 'application/octet-stream'
  const hasIndex = mime.endsWith('/mp4') || mime.endsWith('/quicktime')
  for (const [i, track] of tracks.entries()) {
    const span = { start: firsts[i] ?? 0, end: ends[i] ?? 0 }
    const playable = await playableSeconds(track, span, hasIndex)
    const missing = incompleteness(playable * 1000, (span.end - span.start) * 1000)
    if (missing !== null) return { problem: missing }
  }
  const codecs = [await video?.getCodecParameterString(), await audio?.getCodecParameterString()]
  return {
    mime: video ? mime : mime.replace(/^video\//, 'audio/'),
    duration,
    clockStart: Math.round(clockStart * 1000),
    picture: video ? { width: video.displayWidth, height: video.displayHeight } : null,
    codecs: codecs.filter((codec): codec is string => typeof codec === 'string'),
    packageable:
      video !== null && PACKAGEABLE_VIDEO.includes(video.codec ?? '') && (!audio || PACKAGEABLE_AUDIO.includes(audio.codec ?? '')),
    firstTracks: tracks.every((track) => track.number === 1) && Math.max(...firsts) - Math.min(...firsts) <= SAME_START,
  }
}

function unplayable(what: readonly string[]): ProbeOutcome {
  return { problem: `Browsers kunnen ${what.join(' en ')} van dit bestand niet afspelen. ${CONVERT}`, convertible: true }
}

/** mediabunny has no code for this, the one cause that has its own message. */
export function isEncrypted(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Encrypted')
}

/** An index (MP4) may name data that is not there: it is looked at in so many places. */
const SAMPLES = 48
const HALVINGS = 12
/** Compressed data that begins with so many zeros is a hole in the file. */
const ZEROS = 32

/** @returns seconds of the track that are really in the file */
async function playableSeconds(track: InputTrack, { start, end }: { start: number; end: number }, hasIndex: boolean): Promise<number> {
  const sink = new EncodedPacketSink(track)
  const isPcm = track.codec?.startsWith('pcm-') ?? false
  const isReadable = async (time: number): Promise<boolean> => {
    try {
      const packet = await sink.getPacket(time)
      return packet !== null && (isPcm || packet.data.length < ZEROS || packet.data.subarray(0, ZEROS).some((byte) => byte !== 0))
    } catch (error) {
      if (isEncrypted(error)) throw error
      return false
    }
  }
  const length = end - start
  const count = hasIndex ? SAMPLES : 0
  const times = [...Array.from({ length: count }, (_, i) => start + (length * (i + 0.5)) / count), end]
  const readable: boolean[] = []
  for (const time of times) readable.push(await isReadable(time))
  if (readable.every(Boolean)) return length
  const broken = readable.indexOf(false)
  if (readable.slice(broken).some(Boolean)) return (length * readable.filter(Boolean).length) / readable.length
  // All is there up to some moment: it lies between the last place that can be read and the first that cannot.
  let [good, bad] = [broken === 0 ? start : (times[broken - 1] ?? start), times[broken] ?? end]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) / 2
    if (await isReadable(middle)) good = middle
    else bad = middle
  }
  return good - start
}
