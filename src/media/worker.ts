/** The thread that reads media: probes, or copies streams to CMAF HLS. Answers one message and ends. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import {
  ADTS,
  CmafOutputFormat,
  Conversion,
  FilePathSource,
  FilePathTarget,
  FLAC,
  HlsOutputFormat,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  Output,
  PathedTarget,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny'
import { messageOf } from '../failure.ts'
import type { Probe } from './media.ts'

export type MediaTask =
  | { readonly kind: 'probe'; readonly file: string }
  | { readonly kind: 'package'; readonly file: string; readonly folder: string; readonly master: string }

/** `problem`: why it cannot be done, in Dutch; `convertible`: it is a recording all the same, in a form that no browser plays. */
export type ProbeOutcome = Probe | { readonly problem: string; readonly convertible?: boolean }
export type PackageOutcome = { readonly done: true } | { readonly problem: string }

const SEGMENT_SECONDS = 2

/** What browsers play as it is; anything else must be converted first. */
const PLAYABLE = ['avc', 'vp8', 'vp9', 'av1', 'aac', 'opus', 'vorbis', 'mp3', 'flac', 'pcm-s16', 'pcm-s24', 'pcm-s32', 'pcm-f32', 'pcm-u8']

/** mediabunny copies anything; browsers play these in CMAF (VP8 and Vorbis are copied without complaint and play nowhere). */
const PACKAGEABLE_VIDEO = ['avc', 'vp9', 'av1']
const PACKAGEABLE_AUDIO = ['aac', 'opus']

const MAX_DURATION_MS = 24 * 3_600_000

/**
 * What holds its own sound and picture. Never a playlist: mediabunny's ALL_FORMATS has HLS in it, and a “film” that is one would be read from
 * whatever files of this server it names.
 */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, WAVE, OGG, FLAC, MP3, ADTS, MPEG_TS]

const openInput = (file: string) => new Input({ formats: FORMATS, source: new FilePathSource(file) })

async function probeFile(file: string): Promise<ProbeOutcome> {
  const input = openInput(file)
  if (!(await input.canRead()))
    return { problem: 'Dit is geen video of geluid dat we kennen (.mp4, .mov, .mkv, .webm, .mp3, .m4a, .ogg, .wav, .flac).' }
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  if (!video && !audio) return { problem: 'Er zit geen beeld of geluid in dit bestand.' }
  const unplayable = [video, audio].filter((track) => track && !PLAYABLE.includes(track.codec ?? ''))
  if (unplayable.length > 0) {
    const names = unplayable.map((track) => `${track === video ? 'beeld' : 'geluid'} (${track?.codec ?? 'onbekende codec'})`).join(' en ')
    return {
      problem: `Browsers kunnen ${names} van dit bestand niet afspelen. Zet het om naar H.264 met AAC, bijvoorbeeld met ffmpeg.`,
      convertible: true,
    }
  }
  if (!video && (await hasTheora(file)))
    return { problem: 'Dit is Ogg met Theora-beeld; browsers spelen dat niet meer af. Zet het om naar H.264 met AAC.', convertible: true }
  const duration = Math.round((await input.computeDuration()) * 1000)
  if (duration <= 0) return { problem: 'Dit bestand heeft geen speelduur; het is waarschijnlijk afgebroken bij het opslaan.' }
  if (duration > MAX_DURATION_MS) return { problem: 'Dit bestand duurt langer dan 24 uur.' }
  const codecs = [await video?.getCodecParameterString(), await audio?.getCodecParameterString()]
  const mime = (await input.getMimeType()).split(';')[0]?.trim() ?? 'application/octet-stream'
  return {
    mime: video ? mime : mime.replace(/^video\//, 'audio/'),
    duration,
    picture: video ? { width: video.displayWidth, height: video.displayHeight } : null,
    codecs: codecs.filter((codec): codec is string => typeof codec === 'string'),
    packageable:
      video !== null && PACKAGEABLE_VIDEO.includes(video.codec ?? '') && (!audio || PACKAGEABLE_AUDIO.includes(audio.codec ?? '')),
  }
}

/** mediabunny passes over Theora tracks, which would make a video look like sound. Each Ogg stream's header opens the file. */
async function hasTheora(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
  const head = buffer.subarray(0, bytesRead)
  return head.subarray(0, 4).equals(Buffer.from('OggS')) && head.includes(Buffer.from([0x80, ...Buffer.from('theora')]))
}

async function packageFile(task: MediaTask & { kind: 'package' }): Promise<PackageOutcome> {
  const output = new Output({
    format: new HlsOutputFormat({ segmentFormat: new CmafOutputFormat(), targetDuration: SEGMENT_SECONDS }),
    target: new PathedTarget(task.master, ({ path }) => new FilePathTarget(join(task.folder, path))),
  })
  const conversion = await Conversion.init({ input: openInput(task.file), output, tracks: 'primary' })
  if (!conversion.isValid) return { problem: 'De sporen van dit bestand kunnen niet worden ingepakt voor de speler.' }
  await conversion.execute()
  return { done: true }
}

const task = workerData as MediaTask
const attempt = task.kind === 'probe' ? probeFile(task.file) : packageFile(task)
const outcome = await attempt.catch((error: unknown) => ({ problem: `Het mediabestand kon niet worden gelezen: ${messageOf(error)}` }))
parentPort?.postMessage(outcome)
