/** A recording encoded in several sizes (CMAF HLS, H.264 and AAC): plays everywhere; slow connections get the smaller ones. */
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, messageOf } from '../../failure.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { incomplete } from '../ffmpeg/ffmpeg-failure.ts'
import { measureEnd } from '../read/inspect.ts'
import { HLS_MASTER } from '../recipe.ts'
import { bytesOf, lengthOf, type MasterEntry, type PictureEntry, readRendition, writeMaster } from './hls-playlist.ts'

export { wantsLadder } from './wants-ladder.ts'

export interface LadderWork {
  /** Milliseconds. */
  readonly duration: number
  /** As shown; null for sound without a picture. */
  readonly width: number | null
  readonly height: number | null
  /** Frames a second; null: not known. */
  readonly frameRate: number | null
  readonly hasAudio: boolean
  /** Of the source, bits a second; no size of it is made heavier. Null: not known. */
  readonly bitRate: number | null
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
}

interface Rung {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Bits a second that the heaviest seconds may take. */
  readonly ceiling: number
}

const RUNGS = [
  { side: 1080, ceiling: 4_500_000 },
  { side: 720, ceiling: 2_800_000 },
  { side: 480, ceiling: 1_400_000 },
  { side: 360, ceiling: 800_000 },
]
/** A seek fetches one segment. */
const SEGMENT_SECONDS = 2
/** Slower than the least, a segment could have no frame of its own; faster than the most shows nothing of a talk. */
const FRAME_RATE = { least: 5, most: 60, unknown: 25 }
const SOUND = 'sound'
const AAC_LOW = 'mp4a.40.2'
const SHORT_BY_MS = 1000

const HLS = ['-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4']
const ONE_FILE = ['-hls_flags', 'single_file+independent_segments']
const NOTHING_ELSE = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn']

/**
 * Fills `folder` with `master.m3u8` and, for each size and for the sound, one playlist and one file. Sizes go by the shorter side, none
 * above the source’s own; a source smaller than all of them gets its own size.
 * @param folder empty
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makeLadder(ffmpeg: Ffmpeg, input: string, folder: string, work: LadderWork): Promise<void> {
  const rungs = rungsOf(work)
  const frameRate = Math.min(FRAME_RATE.most, Math.max(FRAME_RATE.least, work.frameRate ?? FRAME_RATE.unknown))
  const rate = frameRate.toFixed(3)
  const parameters = [
    ...(rungs.length > 0 ? ['-filter_complex', split(rungs, rate)] : []),
    ...rungs.flatMap((rung) => ['-map', `[${rung.name}]`, ...encodePicture(rung, frameRate), ...asHls(rung.name)]),
    ...(work.hasAudio ? ['-map', '0:a:0', ...ENCODE_SOUND, ...asHls(SOUND)] : []),
  ]
  const { duration, signal, onProgress } = work
  await ffmpeg.make({ input, parameters, folder, duration, signal, onProgress })

  const pictures: PictureEntry[] = []
  for (const rung of rungs) {
    const codec = await avcCodec(join(folder, `${rung.name}.m4s`))
    pictures.push({ ...(await verified(folder, rung.name)), codec, width: rung.width, height: rung.height, frameRate: Number(rate) })
  }
  const sound: MasterEntry | null = work.hasAudio ? { ...(await verified(folder, SOUND)), codec: AAC_LOW } : null
  await checkLengths(pictures, sound, duration, () => measureEnd(ffmpeg, input, signal))
  // The playlists must agree with the files.
  for (const { rendition } of [...pictures, ...(sound ? [sound] : [])]) {
    const end = await measureEnd(ffmpeg, join(folder, rendition.file), signal)
    if (Math.abs(end - lengthOf(rendition)) > SHORT_BY_MS) throw incomplete('De omgezette opname', `${rendition.file}: ${end} ms`)
  }
  await write(join(folder, HLS_MASTER), writeMaster(pictures, sound))
}

/** @param measure where the source’s last frame ends, which may be earlier than its container declares */
async function checkLengths(
  pictures: readonly MasterEntry[],
  sound: MasterEntry | null,
  duration: number,
  measure: () => Promise<number>,
): Promise<void> {
  const seen = pictures.map(({ rendition }) => lengthOf(rendition))
  const lengths = sound ? [...seen, lengthOf(sound.rendition)] : seen
  // Picture and sound need not end together; the one that goes on longest is the recording.
  const end = Math.max(0, ...lengths)
  const near = (expected: number) => Math.abs(end - expected) <= SHORT_BY_MS
  const uneven = seen.length > 0 && Math.max(...seen) - Math.min(...seen) > SHORT_BY_MS
  if (end === 0 || uneven || !(near(duration) || near(await measure()))) {
    throw incomplete('De omgezette opname', `${lengths.join(', ')} of ${duration} ms`)
  }
}

function rungsOf({ width, height, bitRate }: LadderWork): Rung[] {
  if (width === null || height === null) return []
  const side = Math.min(width, height)
  const fitting = RUNGS.filter((rung) => rung.side <= side)
  const last = RUNGS.at(-1)
  const chosen = fitting.length > 0 || !last ? fitting : [{ side, ceiling: last.ceiling }]
  const even = (length: number, scale: number) => Math.max(2, Math.round((length * scale) / 2) * 2)
  return chosen.map((rung) => ({
    name: `p${rung.side}`,
    width: even(width, rung.side / side),
    height: even(height, rung.side / side),
    ceiling: Math.round(Math.min(rung.ceiling, Math.max(bitRate ?? rung.ceiling, 100_000))),
  }))
}

/** Rotation has been applied by ffmpeg before the first filter. */
function split(rungs: readonly Rung[], rate: string): string {
  const scaled = rungs.map(({ name, width, height }) => `[to-${name}]scale=${width}:${height},setsar=1,format=yuv420p[${name}]`)
  // From the recording's first moment and at an even pace, so that every size has a keyframe at the same times.
  return [`[0:V:0]fps=fps=${rate}:start_time=0,split=${rungs.length}${rungs.map(({ name }) => `[to-${name}]`).join('')}`, ...scaled].join(
    ';',
  )
}

function encodePicture({ ceiling }: Rung, frameRate: number): string[] {
  return [
    ['-c:v', 'libx264', '-threads', '2', '-preset', 'veryfast', '-profile:v', 'high', '-crf', '23'],
    ['-maxrate', String(ceiling), '-bufsize', String(2 * ceiling)],
    [
      '-force_key_frames',
      `expr:gte(t,n_forced*${SEGMENT_SECONDS})`,
      '-g',
      String(Math.ceil(SEGMENT_SECONDS * frameRate)),
      '-sc_threshold',
      '0',
    ],
    // Without these the first frame is the first in time too: sound and picture begin together in every player.
    ['-bf', '0', '-flags', '+cgop'],
    NOTHING_ELSE,
  ].flat()
}

const ENCODE_SOUND = [
  '-af',
  'aresample=48000:async=1:first_pts=0',
  '-c:a',
  'aac',
  '-profile:a',
  'aac_low',
  '-b:a',
  '96k',
  '-ac',
  '2',
  ...NOTHING_ELSE,
]

function asHls(name: string): string[] {
  return ['-f', 'hls', ...HLS, ...ONE_FILE, '-hls_segment_filename', `${name}.m4s`, `${name}.m3u8`]
}

async function verified(folder: string, name: string): Promise<{ playlist: string; rendition: MasterEntry['rendition'] }> {
  const playlist = `${name}.m3u8`
  const text = await readFile(join(folder, playlist), 'utf8').catch(() => '')
  const size = await stat(join(folder, `${name}.m4s`)).then(
    (info) => info.size,
    () => 0,
  )
  const rendition = readRendition(text)
  if (rendition?.file !== `${name}.m4s` || bytesOf(rendition) !== size) throw incomplete('De omgezette opname', `${name}: ${size} bytes`)
  return { playlist, rendition }
}

/** Profile, constraints and level as the encoder wrote them in its configuration (ISO/IEC 14496-15, `avcC`). */
async function avcCodec(file: string): Promise<string> {
  const head = await readHead(file)
  const at = head.indexOf('avcC', 0, 'latin1')
  const bytes = head.subarray(at + 5, at + 8)
  if (at < 0 || bytes.length < 3) throw incomplete('De omgezette opname', `${file}: no avcC`)
  return `avc1.${bytes.toString('hex')}`
}

async function readHead(file: string): Promise<Buffer> {
  try {
    await using handle = await open(file, 'r')
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw incomplete('De omgezette opname', messageOf(error))
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new Failure('unavailable', 'De omgezette opname kon niet worden opgeslagen. Controleer of de schijf vol is.', { cause: error })
  }
}
