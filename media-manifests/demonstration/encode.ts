/** Pictures and sound through the system's ffmpeg. The same input gives the same bytes. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './media-program.ts'
import { FRAMES_PER_SECOND, type Timeline } from './timeline.ts'

/** A seek lands on a keyframe; 2 s between them is what the library's player is tuned for. */
export const KEYFRAME_SECONDS = 2
/**
 * Letters stay clean here, and a keyframe of still text takes some 11 kB. The psychovisual tricks that keep film grain
 * alive only cost bytes around letters.
 */
const QUALITY = ['-crf', '38.5', '-x264-params', 'psy=0']
/** espeak's voice is a train of sharp peaks: it has to be evened out before it can be as loud as other recordings. */
const COMPRESSOR = 'acompressor=threshold=-24dB:ratio=3:attack=1:release=50'
/** LUFS before the limiter, which takes some 1.3 away: recordings come out at −16. */
const LOUDNESS = -14.9
/** −5 dBFS: at this bit rate AAC overshoots by four to five. */
const PEAK = 0.56
const AUDIO_BITRATE = '20k'

const BITEXACT = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact']

const JPEG = ['-frames:v', '1', '-map_metadata', '-1', ...BITEXACT]

export interface Storyboard {
  readonly every: number
  readonly columns: number
  readonly width: number
  readonly height: number
}

/**
 * @param folder where the slides, the sound and the result are put
 * @param slides PNG images, one a chapter of the timeline
 * @returns the file's path
 */
export async function encodeRecording(
  folder: string,
  input: { title: string; slides: readonly Uint8Array[]; timeline: Timeline },
): Promise<string> {
  const { title, slides, timeline } = input
  const sound = join(folder, 'speech.pcm')
  await writeFile(sound, timeline.samples)
  const soundInput = ['-f', 's16le', '-ar', String(timeline.sampleRate), '-ac', '1', '-i', sound]
  const gain = LOUDNESS - (await loudness(soundInput))

  const pictures: string[] = []
  for (const [index, slide] of slides.entries()) {
    const chapter = timeline.chapters[index]
    if (!chapter) throw new RangeError(`slide ${index + 1} has no chapter`)
    const file = join(folder, `slide-${index + 1}.png`)
    await writeFile(file, slide)
    const seconds = (chapter.end - chapter.start) / 1000
    pictures.push('-loop', '1', '-framerate', String(FRAMES_PER_SECOND), '-t', String(seconds), '-i', file)
  }
  const output = join(folder, 'recording.mp4')
  const concatenate = slides.map((_, index) => `[${index}:v]`).join('')
  const gop = String(KEYFRAME_SECONDS * FRAMES_PER_SECOND)
  const filter =
    `${concatenate}concat=n=${slides.length}:v=1:a=0,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[v];` +
    `[${slides.length}:a]${COMPRESSOR},volume=${gain.toFixed(2)}dB,alimiter=limit=${PEAK}:level=false:latency=true[a]`
  const parameters = [
    [...pictures, ...soundInput, '-filter_complex', filter, '-map', '[v]', '-map', '[a]'],
    ['-map_metadata', '-1', '-map_chapters', '-1'],
    ['-c:v', 'libx264', '-preset', 'veryslow', ...QUALITY],
    ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0', '-flags', '+cgop'],
    ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ['-c:a', 'aac', '-profile:a', 'aac_low', '-b:a', AUDIO_BITRATE, '-ac', '1'],
    ['-metadata', `title=${title} (demonstratieopname)`, '-metadata:s:a:0', 'language=nld'],
    ['-threads', '1', ...BITEXACT, '-movflags', '+faststart', output],
  ]
  await run('ffmpeg', parameters.flat())
  return output
}

/** The first slide, as what a visitor sees before playing. */
export async function encodePoster(folder: string, slide: Uint8Array): Promise<string> {
  const source = join(folder, 'poster.png')
  const output = join(folder, 'poster.jpg')
  await writeFile(source, slide)
  await run('ffmpeg', ['-i', source, '-vf', 'format=yuvj420p', ...JPEG, '-q:v', '9', output])
  return output
}

/** One picture of tiles: the frame at 0 s, at `every`, at twice `every` … left to right, top to bottom. */
export async function encodeStoryboard(
  folder: string,
  input: { recording: string; duration: number; storyboard: Storyboard },
): Promise<string> {
  const { recording, duration, storyboard } = input
  const { every, columns, width, height } = storyboard
  const rows = Math.ceil(Math.ceil(duration / 1000 / every) / columns)
  const output = join(folder, 'storyboard.jpg')
  const filter =
    `select='not(mod(n,${every * FRAMES_PER_SECOND}))',scale=${width}:${height}:flags=area:` +
    `in_color_matrix=bt709:out_color_matrix=bt601:out_range=pc,format=yuvj420p,tile=${columns}x${rows}`
  await run('ffmpeg', ['-i', recording, '-an', '-vsync', 'vfr', '-vf', filter, ...JPEG, '-q:v', '6', output])
  return output
}

/** Integrated loudness in LUFS (EBU R 128) once the compressor has done its work. */
async function loudness(soundInput: readonly string[]): Promise<number> {
  const report = await run('ffmpeg', [...soundInput, '-af', `${COMPRESSOR},ebur128=framelog=verbose`, '-f', 'null', '-'], 'info')
  const found = /Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(report)
  if (!found) throw new Error('ffmpeg measured no loudness')
  return Number(found[1])
}
