/** Where things live: the public paths, in one place. */
import type { StoredFile } from '../../src/library/talk.ts'
import { formatTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'

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
export const talkPath = (id: string, at?: number | TimeRange) => {
  if (at === undefined) return `/opnames/${id}`
  return `/opnames/${id}?${formatTimeRange(typeof at === 'number' ? { start: at, end: null } : at)}`
}
export const quotePath = (id: string) => `/citaten/${id}`
export const ownQuotesPath = '/mijn-citaten'
export const historyPath = (id: string, query: { van?: number; tot?: number; lang?: string } = {}) => {
  const given = Object.entries(query).map(([name, value]) => [name, String(value)])
  return `/opnames/${id}/geschiedenis${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`
}
export const embedPath = (id: string, at?: TimeRange) => `/insluiten/${id}${at ? `?${formatTimeRange(at)}` : ''}`
export const citationPath = (of: string, format: string, at?: TimeRange) => `${of}/citation.${format}${at ? `?${formatTimeRange(at)}` : ''}`
export const transcriptPath = (id: string, format: string) => `/opnames/${id}/transcript.${format}`
/** Where it is edited. */
export const editPath = (id: string) => `/beheer/opnames/${id}/transcript`
export const storyboardPath = (id: string) => `/opnames/${id}/storyboard.vtt`
export const searchPath = (query: Record<string, string | undefined>) => listPath('/zoek', query)

/** A stored file under its hash; the name is for whoever saves it. */
export const mediaPath = (file: StoredFile) => `/media/${file.sha256}/${encodeURIComponent(file.name)}`
export const renditionPath = (original: StoredFile, recipe: string, file: string) => `/media/${original.sha256}/${recipe}/${file}`
