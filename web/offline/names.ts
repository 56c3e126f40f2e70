/** Names that the pages and the service worker share: where a talk that is kept for offline lies in the browser's own storage. */

/** The service worker, at the root so that it may answer for every page. */
export const WORKER = '/offline.js'
/** The page that lists what is kept; shown too where a page is asked for that is not kept. */
export const OFFLINE_PAGE = '/offline'
/** The files that a kept page needs, with their sizes. */
export const FILES = '/offline/bestanden.json'

/** The cache for what all kept talks share: scripts, styles, fonts, and the pages that work without a server. */
export const SHARED_CACHE = 'woordelijk-offline'
/** One cache a talk, so that a talk goes in one step. */
const TALK_CACHE = 'woordelijk-opname-'
export const cacheOfTalk = (talk: string): string => TALK_CACHE + talk
/** @returns the talk's id, or null for a cache of anything else */
export const talkOfCache = (name: string): string | null => (name.startsWith(TALK_CACHE) ? name.slice(TALK_CACHE.length) : null)

/** Inside a talk's cache: what is kept of it, as `KeptTalk`. */
export const RECORD = '/offline/opname.json'

/** A media file is kept in pieces, so that a download goes on where it stopped and a range is answered without reading the whole. */
export const PIECE_BYTES = 4 * 2 ** 20
export const pieceAddress = (file: string, piece: number): string => `${file}?deel=${piece}`
/** Headers of a piece: the size of the whole file, bytes. */
export const WHOLE_SIZE = 'X-Whole-Size'

/** How much of the recording is kept. */
export type Extent = 'text' | 'sound' | 'video'

export interface KeptTalk {
  readonly id: string
  readonly title: string
  readonly speakers: string
  /** When the text was last fetched, ISO 8601. */
  readonly fetched: string
  /** The page's ETag at that time; null where the server gave none. */
  readonly etag: string | null
  /** Of the interface, as the page was kept. */
  readonly language: string
  /** Addresses of the talk's own text: the page in each language, transcripts, pictures. */
  readonly pages: readonly string[]
  readonly extent: Extent
  /** Of the picture that is kept, in lines; null where no picture is. */
  readonly height: number | null
  /** Media files, from `/`, with their sizes in bytes. */
  readonly files: readonly { readonly path: string; readonly size: number }[]
  /** False while the recording is not here whole. */
  readonly complete: boolean
  /** Of everything kept of this talk alone, bytes. */
  readonly size: number
}

/** The address under which a page of a talk is kept: of its query only the transcript's language chooses another page. */
export function keptAddress(address: URL): string {
  const language = address.searchParams.get('lang')
  return address.pathname + (language === null ? '' : `?lang=${encodeURIComponent(language)}`)
}

/** A transcript as it is kept: whole, whatever part of it is asked for. */
export function keptTranscript(address: URL): string {
  const query = new URLSearchParams(address.search)
  query.delete('t')
  const rest = query.toString()
  return address.pathname + (rest && '?') + rest
}
