/** What is known of a recording after it was read, and when that is less than the file says. */

/** What the library keeps of it. */
export interface MediaFacts {
  /** Without parameters: `video/mp4`. */
  readonly mime: string
  /** Milliseconds that it plays: media time begins at zero, whatever the file's own clock begins at. */
  readonly duration: number
  /** Null for sound without a picture. */
  readonly picture: { readonly width: number; readonly height: number } | null
  /** RFC 6381 strings, video first. */
  readonly codecs: readonly string[]
  /** Whether its streams can be copied to CMAF HLS and then play in browsers. */
  readonly packageable: boolean
}

export interface Probe extends MediaFacts {
  /** Milliseconds on the file's own clock at which it begins to play; times inside the file (chapters) count on that clock. */
  readonly clockStart: number
  /** Whether what is used are the first tracks of their kind, beginning together: ffmpeg then copies the same as mediabunny. */
  readonly firstTracks: boolean
}

/** `problem`: why it cannot be done, in Dutch; `convertible`: a recording all the same, in a form that no browser plays. */
export type ProbeOutcome = Probe | { readonly problem: string; readonly convertible?: boolean }

export const AGAIN = 'Kopieer of download het opnieuw van de bron.'

/** @returns a sentence with both figures when more is missing than a last frame; null when the file is whole */
export function incompleteness(playable: number, declared: number): string | null {
  // Streams need not end together, and the last frame of slides may be long.
  if (playable >= declared - Math.max(2000, declared / 100)) return null
  const rest = playable < 1000 ? 'kan niets worden afgespeeld' : `kunnen er ${spoken(playable)} worden afgespeeld`
  return `Dit bestand is onvolledig of beschadigd: van de ${spoken(declared)} ${rest}. ${AGAIN} Is er niet meer van bewaard, sla het dan opnieuw op, zodat de lengte in het bestand klopt.`
}

function spoken(duration: number): string {
  const seconds = Math.round(duration / 1000)
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
