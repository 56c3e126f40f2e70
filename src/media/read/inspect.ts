/** What a recording is, by ffprobe: also the kinds no browser plays. Nothing is let through that would choke what comes after. */
import { Failure } from '../../failure.ts'
import { type Ffmpeg, MAX_PIXELS, MAX_STREAMS } from '../ffmpeg/ffmpeg.ts'
import { incompleteness } from '../probe.ts'

export interface VideoStream {
  readonly kind: 'video'
  /** ffmpeg’s name: `h264`. */
  readonly codec: string
  readonly default: boolean
  /** As shown: after rotation, with square pixels. */
  readonly width: number
  readonly height: number
  /** Degrees clockwise by which the stored picture is turned: 0, 90, 180 or 270. */
  readonly rotation: number
  /** Frames a second on average; null when there are too few to tell. */
  readonly frameRate: number | null
  /** ffmpeg’s name of how a picture is stored: `yuv420p`. */
  readonly pixels: string
  /** Bits a second; null when the file does not say. */
  readonly bitRate: number | null
}

export interface AudioStream {
  readonly kind: 'audio'
  readonly codec: string
  readonly default: boolean
  readonly channels: number
  readonly bitRate: number | null
}

/** Subtitles, data, a cover picture: not used. */
export interface OtherStream {
  readonly kind: 'other'
  readonly codec: string
  readonly default: boolean
}

export interface Inspection {
  /** Milliseconds. */
  readonly duration: number
  /** All ffmpeg’s names of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string
  /** Of the whole file, bits a second. */
  readonly bitRate: number | null
  /** In the order of the file. The first of a kind is the one that is used. */
  readonly streams: readonly (VideoStream | AudioStream | OtherStream)[]
}

const MAX_DURATION_MS = 24 * 3_600_000
const MAX_FRAME_RATE = 120
/** The end of a file is looked at from here. */
const TAIL_MS = 10_000
const FRAMES_SAMPLE_SECONDS = 30
/** Containers that tell no duration: ffprobe gives a guess. */
const GUESSED = ['mp3', 'mpegts']

export function videoOf({ streams }: Inspection): VideoStream | null {
  return streams.find((stream) => stream.kind === 'video') ?? null
}

export function audioOf({ streams }: Inspection): AudioStream | null {
  return streams.find((stream) => stream.kind === 'audio') ?? null
}

/** @throws Failure `unreadable` with cause and cure */
export async function inspect(ffmpeg: Ffmpeg, file: string, signal?: AbortSignal): Promise<Inspection> {
  const printed = await ffmpeg.probe(file, [...ENTRIES, '-of', 'json'], signal)
  const { format, streams: raw = [] } = JSON.parse(printed) as Probed
  if (!format) throw new Failure('unreadable', 'Er zit geen beeld of geluid in dit bestand. Kies een ander bestand.')
  if (raw.length > MAX_STREAMS) {
    throw new Failure('unreadable', 'Dit bestand heeft meer dan 16 sporen. Bewaar het opnieuw met alleen het beeld en het geluid.')
  }
  const streams: Inspection['streams'][number][] = []
  for (const stream of raw) streams.push(await streamOf(stream, (index) => measureFrameRate(ffmpeg, file, index, signal)))
  if (!streams.some(({ kind }) => kind !== 'other')) {
    throw new Failure('unreadable', 'Er zit geen beeld of geluid in dit bestand. Kies een ander bestand.')
  }
  const used = [streams.find(({ kind }) => kind === 'video'), streams.find(({ kind }) => kind === 'audio')]
  for (const stream of used) if (stream) checkStream(stream)
  const duration = await measureDuration(ffmpeg, file, format, signal)
  if (duration > MAX_DURATION_MS) {
    throw new Failure('unreadable', 'Dit bestand duurt langer dan 24 uur. Knip het in delen en voeg die apart toe.')
  }
  return { duration, format: format.format_name, bitRate: positive(format.bit_rate), streams }
}

/**
 * Reads the whole file without decoding it.
 * @returns milliseconds from its start to the last packet
 */
export async function measureEnd(ffmpeg: Ffmpeg, file: string, signal?: AbortSignal, streams = ['0:v?', '0:a?']): Promise<number> {
  let end = 0
  await ffmpeg.make({
    input: file,
    parameters: [...streams.flatMap((stream) => ['-map', stream]), '-c', 'copy', '-f', 'null', '-'],
    folder: null,
    duration: MAX_DURATION_MS / 24,
    priority: 'normal',
    signal,
    onTime(done) {
      end = Math.max(end, Math.round(done))
    },
  })
  return end
}

interface ProbedStream {
  readonly index: number
  readonly codec_type?: string
  readonly codec_name?: string
  readonly width?: number
  readonly height?: number
  readonly pix_fmt?: string
  readonly sample_aspect_ratio?: string
  readonly avg_frame_rate?: string
  readonly r_frame_rate?: string
  readonly channels?: number
  readonly bit_rate?: string
  readonly disposition?: { readonly default?: number; readonly attached_pic?: number }
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}

interface ProbedFormat {
  readonly format_name: string
  readonly start_time?: string
  readonly duration?: string
  readonly bit_rate?: string
}

interface Probed {
  readonly format?: ProbedFormat
  readonly streams?: readonly ProbedStream[]
}

const ENTRIES = [
  '-show_entries',
  [
    'format=format_name,start_time,duration,bit_rate',
    'stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,avg_frame_rate,r_frame_rate,channels,bit_rate',
    'stream_disposition=default,attached_pic',
    'stream_side_data=rotation',
  ].join(':'),
]

async function streamOf(
  stream: ProbedStream,
  frameRate: (index: number) => Promise<number | null>,
): Promise<Inspection['streams'][number]> {
  const common = { codec: stream.codec_name ?? 'onbekend', default: stream.disposition?.default === 1 }
  const bitRate = positive(stream.bit_rate)
  if (stream.codec_type === 'audio') return { kind: 'audio', ...common, channels: stream.channels ?? 0, bitRate }
  if (stream.codec_type !== 'video' || stream.disposition?.attached_pic === 1) return { kind: 'other', ...common }
  // ffprobe counts the other way round, from -180 to 180.
  const turned = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0
  const rotation = (((Math.round(-turned / 90) * 90) % 360) + 360) % 360
  const stored = { width: Math.round((stream.width ?? 0) * (ratio(stream.sample_aspect_ratio, ':') ?? 1)), height: stream.height ?? 0 }
  const shown = rotation % 180 === 0 ? stored : { width: stored.height, height: stored.width }
  const told = ratio(stream.avg_frame_rate, '/') ?? ratio(stream.r_frame_rate, '/')
  // Containers without a frame rate tell that of their clock: 1000, or 90000.
  const rate = told !== null && told <= MAX_FRAME_RATE ? told : await frameRate(stream.index)
  return { kind: 'video', ...common, ...shown, rotation, frameRate: rate, pixels: stream.pix_fmt ?? 'onbekend', bitRate }
}

/**
 * What recordings are made with. A decoder is code that reads a stranger's file: ffmpeg has hundreds, for games and forgotten devices, and
 * none of those is needed here.
 */
const CODECS = {
  video:
    /^(?:h26[1345]|hevc|vvc|av1|vp[89]|vp6f?|mpeg[124](?:video)?|msmpeg4v[123]|wmv[123]|vc1|theora|mjpeg|prores|dnxhd|dvvideo|flv1|rawvideo|ffv1|cfhd|rv[1-4]0|svq[13]|qtrle|png)$/,
  audio:
    /^(?:aac(?:_latm)?|mp[123]|opus|vorbis|flac|alac|ac3|eac3|dts|truehd|wma(?:v1|v2|pro|lossless)|amr_[nw]b|speex|gsm(?:_ms)?|adpcm_(?:ms|ima_(?:wav|qt))|pcm_\w+|cook|wavpack|ape)$/,
}

function checkStream(stream: Inspection['streams'][number]): void {
  const what = stream.kind === 'video' ? 'Het beeld' : 'Het geluid'
  const cure = 'Zet het om naar H.264 met AAC, bijvoorbeeld met HandBrake, en probeer het nog eens.'
  const known = stream.kind === 'other' || CODECS[stream.kind].test(stream.codec)
  if (!known) throw new Failure('unreadable', `${what} gebruikt een codec die we niet kennen. ${cure}`)
  if (stream.kind !== 'video') return
  if (stream.width < 1 || stream.height < 1) throw new Failure('unreadable', `${what} heeft geen afmetingen: het is beschadigd. ${cure}`)
  if (stream.width * stream.height > MAX_PIXELS) {
    const size = `${stream.width} × ${stream.height}`
    throw new Failure(
      'unreadable',
      `${what} is ${size} beeldpunten; 4096 × 2304 is het meeste. Bewaar de opname kleiner, bijvoorbeeld in 1080p.`,
    )
  }
  if (stream.frameRate !== null && stream.frameRate > MAX_FRAME_RATE) {
    const rate = Math.round(stream.frameRate)
    throw new Failure(
      'unreadable',
      `${what} heeft ${rate} beelden per seconde; 120 is het meeste. Bewaar de opname met 25 of 30 beelden per seconde.`,
    )
  }
}

async function measureFrameRate(ffmpeg: Ffmpeg, file: string, index: number, signal?: AbortSignal): Promise<number | null> {
  const sample = ['-select_streams', String(index), '-read_intervals', `%+${FRAMES_SAMPLE_SECONDS}`]
  const times = (await packets(ffmpeg, file, sample, signal)).map(({ start }) => start)
  const span = Math.max(...times) - Math.min(...times)
  return span > 0 ? (times.length - 1) / span : null
}

/**
 * A container says how long it is, and a file that was cut off still says it: its last packets are looked for.
 * @returns milliseconds that it plays, from its first packet, wherever its clock begins
 */
async function measureDuration(ffmpeg: Ffmpeg, file: string, format: ProbedFormat, signal?: AbortSignal): Promise<number> {
  const declared = Math.round(Number(format.duration ?? 0) * 1000)
  const clockStart = Math.max(0, Math.round(Number(format.start_time ?? 0) * 1000)) || 0
  if (declared > 0) {
    // Some containers declare a length, others the time on their clock at which they end.
    const lengths = clockStart > 0 ? [declared, declared - clockStart] : [declared]
    const end = await endFrom(ffmpeg, file, { from: Math.min(...lengths) - TAIL_MS, start: clockStart / 1000 }, signal)
    const [nearest = declared] = lengths.toSorted((a, b) => Math.abs(a - end) - Math.abs(b - end))
    if (nearest > 0 && Math.abs(end - nearest) <= tolerance(nearest)) return nearest
  }
  const end = await measureEnd(ffmpeg, file, signal)
  if (end <= 0) {
    throw new Failure(
      'unreadable',
      'Dit bestand heeft geen speelduur: het is waarschijnlijk afgebroken bij het opslaan. Kopieer of download het opnieuw.',
    )
  }
  if (declared <= 0 || GUESSED.includes(format.format_name)) return end
  const missing = incompleteness(end, declared - clockStart)
  if (missing === null) return declared - clockStart
  throw new Failure('unreadable', missing)
}

/** Streams need not end together, and the last frame of slides may be long. */
const tolerance = (duration: number) => Math.max(2000, duration / 100)

/** Where the last packet ends, reading from shortly before; 0 when nothing is found there. */
async function endFrom(
  ffmpeg: Ffmpeg,
  file: string,
  { from, start }: { from: number; start: number },
  signal?: AbortSignal,
): Promise<number> {
  const interval = `${(Math.max(0, from) / 1000 + start).toFixed(3)}%`
  try {
    const last = await packets(ffmpeg, file, ['-read_intervals', interval], signal)
    return Math.max(0, ...last.map(({ end }) => (end - start) * 1000))
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreadable') return 0
    throw error
  }
}

/** In seconds, as the file counts them. */
async function packets(
  ffmpeg: Ffmpeg,
  file: string,
  which: readonly string[],
  signal?: AbortSignal,
): Promise<{ start: number; end: number }[]> {
  const printed = await ffmpeg.probe(file, [...which, '-show_entries', 'packet=pts_time,dts_time,duration_time', '-of', 'csv=p=0'], signal)
  return printed.split('\n').flatMap((line) => {
    const [presented = NaN, decoded = NaN, long = NaN] = line.split(',').map(Number)
    const start = Number.isFinite(presented) ? presented : decoded
    return Number.isFinite(start) && line !== '' ? [{ start, end: start + (Number.isFinite(long) ? long : 0) }] : []
  })
}

/** `25/1` or `16:15`; null when it says nothing. */
function ratio(text: string | undefined, sign: string): number | null {
  const [over = 0, under = 0] = (text ?? '').split(sign).map(Number)
  return over > 0 && under > 0 ? over / under : null
}

function positive(text: string | undefined): number | null {
  const value = Number(text)
  return value > 0 ? value : null
}
