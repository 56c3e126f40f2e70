/**
 * What every feed, record and description says of a talk: one projection, from which each format takes its part. Addresses are absolute;
 * times are integer milliseconds. Only a talk that anybody may see is projected.
 */

/** The library that publishes: its name and public address. */
export interface Site {
  readonly name: string
  /** Without a closing slash. */
  readonly origin: string
  /** An e-mail address, or null. */
  readonly contact: string | null
  /** The language of the interface, BCP 47. */
  readonly language: string
}

export interface PublishedSpeaker {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Role and organisation as they were that day. */
  readonly role: string | null
  readonly organisation: string | null
}

export interface PublishedTranscript {
  /** BCP 47. */
  readonly language: string
  readonly made: 'human' | 'asr' | 'synthetic'
  readonly reviewed: boolean
  readonly vtt: string
  readonly srt: string
  readonly text: string
  /** Podcasting 2.0 JSON. */
  readonly podcast: string
}

/** A file that plays as it is. */
export interface MediaFile {
  readonly url: string
  readonly mime: string
  /** Null where the size is unknown. */
  readonly bytes: number | null
}

export interface PublishedTalk {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly abstract: string | null
  /** The label of a demonstration recording; it precedes every description. */
  readonly notice: string | null
  /** BCP 47. */
  readonly language: string
  /** ISO date, as precise as known, or with time and zone; null where the source gives none. */
  readonly date: string | null
  /** UTC instants. */
  readonly published: string
  readonly updated: string
  /** Milliseconds. */
  readonly duration: number | null
  readonly kind: 'video' | 'audio'
  readonly size: { readonly width: number; readonly height: number } | null
  readonly speakers: readonly PublishedSpeaker[]
  readonly event: {
    readonly id: string
    readonly title: string
    readonly url: string
    readonly from: string | null
    readonly place: string | null
  } | null
  readonly themes: readonly { readonly id: string; readonly name: string; readonly url: string }[]
  /** As the archive words it. */
  readonly rights: string | null
  /** The address of a licence or rights statement, where `rights` names one. */
  readonly license: string | null
  readonly chapters: readonly { readonly start: number; readonly end: number | null; readonly title: string }[]
  readonly transcripts: readonly PublishedTranscript[]
  /** Null where only a stream can be played. */
  readonly file: MediaFile | null
  /** The sound as a file of its own, where the recording has a picture or is of a kind that not every player plays. */
  readonly audio: MediaFile | null
  /** An HLS playlist. */
  readonly stream: string | null
  readonly poster: { readonly url: string; readonly mime: string } | null
  readonly attachments: readonly { readonly title: string; readonly url: string; readonly mime: string | null }[]
  readonly embed: string
  readonly manifest: string
  readonly citations: { readonly bibtex: string; readonly ris: string; readonly csl: string; readonly datacite: string }
}

/** The abstract behind the label of a demonstration recording; null where there is neither. */
export function descriptionOf({ notice, abstract }: Pick<PublishedTalk, 'notice' | 'abstract'>): string | null {
  const parts = [notice, abstract].filter((part): part is string => part !== null && part.trim() !== '')
  return parts.length === 0 ? null : parts.map((part) => (/[.!?…]$/.test(part.trim()) ? part.trim() : `${part.trim()}.`)).join(' ')
}

/** Licences and rights statements that readers of records know by their address. */
const RIGHTS_ADDRESS =
  /https?:\/\/(?:www\.)?(?:creativecommons\.org\/(?:licenses|publicdomain)\/[\w./-]+|rightsstatements\.org\/(?:vocab|page)\/[\w./-]+)/i
const CC_NAME = /\bCC[ -](BY(?:-(?:NC|SA|ND)){0,2})(?:[ -](\d\.\d))?\b/i

/** The address of the Creative Commons licence or RightsStatements.org statement that a text names by address or short name; else null. */
export function licenseAddress(rights: string | null): string | null {
  if (rights === null) return null
  const address = RIGHTS_ADDRESS.exec(rights.slice(0, 10_000))?.[0].replace(/[.,;]+$/, '')
  if (address) return address.replace(/^https:\/\/rightsstatements/i, 'http://rightsstatements')
  if (/\bCC0\b/i.test(rights)) return 'https://creativecommons.org/publicdomain/zero/1.0/'
  const [, name, version = '4.0'] = CC_NAME.exec(rights.slice(0, 10_000)) ?? []
  return name ? `https://creativecommons.org/licenses/${name.toLowerCase()}/${version}/` : null
}

/** ISO 8601 duration with whole seconds: 3,723,000 ms is `PT1H2M3S`. */
export function isoDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return `PT${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s || (!h && !m) ? `${s}S` : ''}`
}

/** Where each chapter ends: its own end, the next one's start, or the end of the talk. */
export function chapterSpans({
  chapters,
  duration,
}: Pick<PublishedTalk, 'chapters' | 'duration'>): { start: number; end: number; title: string }[] {
  return chapters.map(({ start, end, title }, i) => ({
    start,
    end: Math.max(start, end ?? chapters[i + 1]?.start ?? duration ?? start),
    title,
  }))
}
