/** What to keep of a recording that plays as HLS (RFC 8216): one picture or the sound alone, with the playlists cut down to it. */

export interface Variant {
  /** Lines of the picture; null: sound alone. */
  readonly height: number | null
  /** The master playlist that names this choice alone. */
  readonly master: string
  /** Media playlists, as the master names them. */
  readonly playlists: readonly string[]
}

const attribute = (line: string, name: string): string | null =>
  new RegExp(`(?:^|[:,])${name}=(?:"([^"]*)"|([^,]*))`)
    .exec(line)
    ?.slice(1)
    .find((value) => value !== undefined) ?? null

/** @returns the pictures from small to large, and before them the sound where it has a playlist of its own */
export function variantsOf(master: string): Variant[] {
  const lines = master.split(/\r?\n/)
  const head = lines.filter((line) => /^#EXTM3U|^#EXT-X-VERSION|^#EXT-X-INDEPENDENT/.test(line))
  const sounds = lines.filter((line) => line.startsWith('#EXT-X-MEDIA:') && attribute(line, 'TYPE') === 'AUDIO')
  const variants = lines.flatMap((line, i): Variant[] => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return []
    const playlist = lines.slice(i + 1).find((next) => next !== '' && !next.startsWith('#'))
    if (playlist === undefined) return []
    const group = attribute(line, 'AUDIO')
    const sound = sounds.filter((each) => attribute(each, 'GROUP-ID') === group)
    const height = Number(attribute(line, 'RESOLUTION')?.split('x')[1])
    return [
      {
        height: Number.isInteger(height) ? height : null,
        master: `${[...head, ...sound, line, playlist].join('\n')}\n`,
        playlists: [playlist, ...sound.flatMap((each) => attribute(each, 'URI') ?? [])],
      },
    ]
  })
  return [...soundAlone(head, sounds), ...variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0))]
}

/** A rendition of sound has no line of its own in the master: it gets one. */
function soundAlone(head: readonly string[], sounds: readonly string[]): Variant[] {
  const uri = sounds.map((line) => attribute(line, 'URI')).find((each) => each !== null)
  if (uri === undefined || uri === null) return []
  const line = '#EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2"'
  return [{ height: null, master: `${[...head, line, uri].join('\n')}\n`, playlists: [uri] }]
}

/** @returns the files that a media playlist plays, each once */
export function filesOf(playlist: string): string[] {
  const lines = playlist.split(/\r?\n/)
  const maps = lines.filter((line) => line.startsWith('#EXT-X-MAP:')).flatMap((line) => attribute(line, 'URI') ?? [])
  return [...new Set([...maps, ...lines.filter((line) => line !== '' && !line.startsWith('#'))])]
}
