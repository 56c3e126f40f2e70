/** HLS playlists over one file a rendition (RFC 8216): what ffmpeg wrote is read strictly, the master is our own. */

export interface Segment {
  /** Milliseconds. */
  readonly duration: number
  /** Bytes. */
  readonly offset: number
  readonly length: number
}

export interface Rendition {
  readonly file: string
  /** Bytes of the part every segment needs first. */
  readonly initialisation: number
  readonly segments: readonly Segment[]
}

/** @returns null when it is not whole: no end, a gap, another file, or bytes that do not follow each other */
export function readRendition(text: string): Rendition | null {
  const lines = text.split('\n').filter((line) => line !== '')
  const map = /^#EXT-X-MAP:URI="([a-z0-9-]+\.m4s)",BYTERANGE="(\d+)@0"$/m.exec(text)
  if (lines[0] !== '#EXTM3U' || lines.at(-1) !== '#EXT-X-ENDLIST' || !map) return null
  const [, file = '', initialisation = ''] = map
  const segments: Segment[] = []
  let next = Number(initialisation)
  let duration: number | null = null
  let range: { length: number; offset: number } | null = null
  for (const line of lines) {
    const seconds = /^#EXTINF:([\d.]+),/.exec(line)
    const bytes = /^#EXT-X-BYTERANGE:(\d+)@(\d+)$/.exec(line)
    if (seconds) duration = Number(seconds[1]) * 1000
    else if (bytes) range = { length: Number(bytes[1]), offset: Number(bytes[2]) }
    else if (!line.startsWith('#')) {
      if (line !== file || duration === null || range?.offset !== next) return null
      segments.push({ duration, ...range })
      next += range.length
      duration = null
      range = null
    }
  }
  const begun = duration !== null || range !== null
  return segments.length > 0 && !begun ? { file, initialisation: Number(initialisation), segments } : null
}

/** A media playlist over one file, first the initialisation and then its segments. Every segment begins with a keyframe. */
export function writeRendition({ file, initialisation, segments }: Rendition): string {
  const longest = Math.max(...segments.map(({ duration }) => duration))
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(longest / 1000)}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${file}",BYTERANGE="${initialisation}@0"`,
    ...segments.flatMap(({ duration, offset, length }) => [
      `#EXTINF:${(duration / 1000).toFixed(6)},`,
      `#EXT-X-BYTERANGE:${length}@${offset}`,
      file,
    ]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
}

export const lengthOf = ({ segments }: Rendition) => segments.reduce((sum, { duration }) => sum + duration, 0)

export function bytesOf({ initialisation, segments }: Rendition): number {
  return segments.reduce((sum, { length }) => sum + length, initialisation)
}

/** Bits a second, of the whole and of the heaviest segment. */
export function bandwidthOf(rendition: Rendition): { readonly average: number; readonly peak: number } {
  const rates = rendition.segments.map(({ length, duration }) => (length * 8000) / Math.max(1, duration))
  const bits = rendition.segments.reduce((sum, { length }) => sum + length * 8000, 0)
  return { average: Math.ceil(bits / lengthOf(rendition)), peak: Math.ceil(Math.max(...rates)) }
}

export interface MasterEntry {
  readonly playlist: string
  readonly rendition: Rendition
  /** RFC 6381. */
  readonly codec: string
}

export interface PictureEntry extends MasterEntry {
  readonly width: number
  readonly height: number
  /** Null: not known. */
  readonly frameRate: number | null
}

/** One of the two may be missing, not both. */
export function writeMaster(pictures: readonly PictureEntry[], sound: MasterEntry | null): string {
  const heard = sound ? bandwidthOf(sound.rendition) : { average: 0, peak: 0 }
  const variant = (bandwidth: { average: number; peak: number }, codecs: string, more: readonly string[], playlist: string) => {
    const attributes = [`BANDWIDTH=${bandwidth.peak}`, `AVERAGE-BANDWIDTH=${bandwidth.average}`, `CODECS="${codecs}"`, ...more]
    return `#EXT-X-STREAM-INF:${attributes.join(',')}\n${playlist}`
  }
  const variants = pictures.map(({ playlist, rendition, codec, width, height, frameRate }) => {
    const seen = bandwidthOf(rendition)
    const rate = frameRate === null ? [] : [`FRAME-RATE=${frameRate.toFixed(3)}`]
    const shown = [`RESOLUTION=${width}x${height}`, ...rate, ...(sound ? ['AUDIO="sound"'] : [])]
    const together = { average: seen.average + heard.average, peak: seen.peak + heard.peak }
    return variant(together, sound ? `${codec},${sound.codec}` : codec, shown, playlist)
  })
  const group =
    sound && pictures.length > 0
      ? [`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Geluid",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="${sound.playlist}"`]
      : []
  const alone = sound && pictures.length === 0 ? [variant(heard, sound.codec, [], sound.playlist)] : []
  return ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...group, ...variants, ...alone, ''].join('\n')
}
