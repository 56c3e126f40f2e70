/** Cues of a transcript, from the data file beside it. */
import type { Cue } from '../../src/transcript/cue.ts'
import { parseTimeRange } from '../../src/transcript/time-link.ts'
import { loadData } from './load-part.ts'
import { folder } from './place.ts'

const loaded = new Map<string, Promise<readonly Cue[]>>()

/** @throws Error when the file is not there */
export async function fetchCues(url: string): Promise<readonly Cue[]> {
  const [address = '', ...query] = url.split('&')
  const range = parseTimeRange(new URLSearchParams(query.join('&')))
  const file = `${decodeURIComponent(new URL(address, location.href).href.slice(folder.href.length))}`
  const cues = loaded.get(file) ?? loadData<{ cues: readonly Cue[] }>(folder, `${file}.js`).then((data) => data.cues)
  loaded.set(file, cues)
  cues.catch(() => loaded.delete(file))
  const all = await cues
  return range === null ? all : all.filter(({ start }) => start >= range.start && start < (range.end ?? Number.POSITIVE_INFINITY))
}
