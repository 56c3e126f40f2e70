/** Where things live: the public paths, in one place. */
import type { Recording, StoredFile } from '../../src/library/talk/talk.ts'
import { AUDIO_FILE, sheetFile } from '../../src/media/recipe.ts'
import { formatTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'

type Query = Readonly<Record<string, string | number | undefined>>

/** `a=1&b=2`, without what is undefined or empty. */
const written = (query: Query) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])),
  ).toString()

export const eventsPath = '/bijeenkomsten'
export const talksPath = '/opnames'
export const peoplePath = '/sprekers'
export const themesPath = '/themas'
/** A list, limited and on the page that the query says; what is not given or empty is left out. */
export const listPath = (path: string, query: Record<string, string | undefined>) => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
export const eventPath = (id: string) => `/bijeenkomsten/${id}`
/** The event's transcripts, for the search in the browser. */
export const offlinePath = (id: string) => `/bijeenkomsten/${id}/zoeken.json`
export const personPath = (id: string) => `/sprekers/${id}`
export const themePath = (id: string) => `/themas/${id}`
/** @param query what to carry along besides the time: `q`, `lang`, `rev` */
export const talkPath = (id: string, at?: number | TimeRange, query: Query = {}) => {
  const time = at === undefined ? '' : formatTimeRange(typeof at === 'number' ? { start: at, end: null } : at)
  const rest = written(query)
  return `/opnames/${id}${time || rest ? '?' : ''}${[time, rest].filter(Boolean).join('&')}`
}
/** `?t=61&lang=en`: the same page at a time, or `?` where there is nothing to say. */
export const talkQuery = (at: TimeRange | null, query: Query): string =>
  `?${[at ? formatTimeRange(at) : '', written(query)].filter(Boolean).join('&')}`
export const quotePath = (id: string) => `/citaten/${id}`
export const ownQuotesPath = '/mijn-citaten'
export const offlinePagePath = '/offline'
export const historyPath = (id: string, query: { van?: number; tot?: number; lang?: string } = {}) => {
  const rest = written(query)
  return `/opnames/${id}/geschiedenis${rest && '?'}${rest}`
}
export const embedPath = (id: string, at?: TimeRange) => `/insluiten/${id}${at ? `?${formatTimeRange(at)}` : ''}`
export const citationPath = (of: string, format: string, at?: TimeRange) => `${of}/citation.${format}${at ? `?${formatTimeRange(at)}` : ''}`
export const transcriptPath = (id: string, format: string, query: { lang?: string | undefined; rev?: number | undefined } = {}) => {
  const rest = written(query)
  return `/opnames/${id}/transcript.${format}${rest && '?'}${rest}`
}
/** The picture at a time, in milliseconds; to the second, so that neighbours share one. */
export const framePath = (id: string, at: number) => `/opnames/${id}/beeld.jpg?t=${Math.floor(at / 1000)}`
/** Where it is edited. */
export const editPath = (id: string) => `/beheer/opnames/${id}/transcript`
export const storyboardPath = (id: string) => `/opnames/${id}/storyboard.vtt`
export const searchPath = (query: Record<string, string | undefined>) => listPath('/zoek', query)

/** A stored file under its hash; the name is for whoever saves it. */
export const mediaPath = (file: StoredFile) => `/media/${file.sha256}/${encodeURIComponent(file.name)}`
export const renditionPath = (original: StoredFile, recipe: string, file: string) => `/media/${original.sha256}/${recipe}/${file}`
/** The sound of a recording as one file; null where there is none. */
export const audioPath = ({ original, audio }: Recording) => original && audio && renditionPath(original, audio.recipe, AUDIO_FILE)
/** One sheet of a storyboard, by its number from 0. */
export function sheetPath({ original, storyboard }: Recording, sheet: number): string {
  if (storyboard?.sheet) return mediaPath(storyboard.sheet)
  return original && storyboard?.recipe ? renditionPath(original, storyboard.recipe, sheetFile(sheet + 1)) : ''
}
