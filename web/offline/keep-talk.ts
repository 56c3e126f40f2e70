/** Stores a talk's text in this browser, and its recording when the visitor chose that; refreshes stored talks. */
import type { PlayerData } from '../player/data.ts'
import { dropTalk, keptTalk, keptTalks, rememberGone } from './kept-talks.ts'
import { cacheOfTalk, FILES, type KeptTalk, keptTranscript, OFFLINE_PAGE, RECORD, SHARED_CACHE, WORKER } from './names.ts'
import { fetchRecording, type Offer, type Stopping } from './recording.ts'

interface SharedFiles {
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

export interface TalkToKeep {
  readonly id: string
  readonly title: string
  readonly speakers: string
  /** Of the interface. */
  readonly language: string
  readonly player: PlayerData | null
}

/** The talk is not, or no longer, one that everybody may see. */
export class NotPublic extends Error {}

/** @returns bytes to fetch for the text of a talk beside what other kept talks share already */
export async function sizeOfText(talk: TalkToKeep): Promise<number> {
  const { files } = await sharedFiles(talk.language)
  const cache = await caches.open(SHARED_CACHE)
  let size = 0
  for (const file of files) if (!(await cache.match(file.path))) size += file.size
  const parts = [pageOf(talk), ...textOf(talk).map(({ from }) => from)]
  // The browser keeps these answers a while: keeping the text then fetches little again.
  const sizes = await Promise.all(parts.map(async (from) => (await (await fetchPublic(from)).blob()).size))
  return sizes.reduce((sum, part) => sum + part, size)
}

/**
 * Keeps the text, and with an offer its recording.
 * @param wanted an offer; `text`: no recording, and what was kept of one goes; `as before`: the recording stays as it was kept
 * @throws NotPublic, or what `fetchRecording` throws
 */
export async function keepTalk(
  talk: TalkToKeep,
  wanted: Offer | 'text' | 'as before',
  signal: AbortSignal,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<KeptTalk> {
  // One download of a talk at a time, whatever the tabs.
  return navigator.locks.request(cacheOfTalk(talk.id), { signal }, async () => {
    const cache = await openCache(talk)
    const before = await keptTalk(talk.id)
    try {
      return await fill(cache, talk, before, { wanted, signal, onProgress })
    } catch (error) {
      // Without a record the list would not show these files, and nobody could remove them.
      if ((await keptTalk(talk.id)) === null) await dropTalk(talk.id)
      throw error
    }
  })
}

/** Registers the worker and keeps what all talks share. The talk's cache is there first, so that dropping another talk leaves both. */
function openCache({ id, language }: TalkToKeep): Promise<Cache> {
  return navigator.locks.request(SHARED_CACHE, async () => {
    await navigator.serviceWorker.register(WORKER, { scope: '/' })
    const cache = await caches.open(cacheOfTalk(id))
    await keepShared(language)
    return cache
  })
}

interface Fetching {
  readonly wanted: Offer | 'text' | 'as before'
  readonly signal: AbortSignal
  readonly onProgress: (bytes: number) => void
}

/** @param cache the talk's; when another tab removes the talk meanwhile, files put into this cache are lost */
async function fill(cache: Cache, talk: TalkToKeep, before: KeptTalk | null, { wanted, signal, onProgress }: Fetching): Promise<KeptTalk> {
  const text = await keepText(cache, talk)
  for (const key of before?.pages ?? []) if (!text.pages.includes(key)) await cache.delete(key)
  const kept = { ...text, extent: 'text', height: null, files: [], complete: true } as const
  if (wanted === 'as before') {
    if (!before || playsFiles(talk, before)) return record(cache, { ...kept, ...recordingOf(before, kept.size) })
    // The recording was replaced: its files play nothing any more.
    await dropFiles(cache, before.files)
    return record(cache, { ...kept, extent: before.extent, height: before.height, complete: false })
  }
  const files = wanted === 'text' ? [] : wanted.files
  if (before && !sameFiles(before.files, files)) await dropFiles(cache, before.files)
  if (wanted === 'text') return record(cache, kept)
  const { extent, height } = wanted
  await record(cache, { ...kept, extent, height, files, complete: false })
  await fetchRecording(cache, wanted, requireKept(talk.id, signal), onProgress)
  return record(cache, { ...kept, extent, height, files, complete: true, size: text.size + wanted.size })
}

/** @returns called between pieces: throws `AbortError` once the visitor stopped, or another tab dropped the talk */
function requireKept(id: string, signal: AbortSignal): Stopping {
  const check = async () => {
    if (!(await caches.has(cacheOfTalk(id)))) throw new DOMException('dropped', 'AbortError')
  }
  return { signal, check }
}

/** Whether the kept files are those of the recording as it is now: both lie under its hash. */
function playsFiles({ player }: TalkToKeep, { files }: KeptTalk): boolean {
  const [first] = files
  const folder = (path: string | undefined) => path?.split('/').slice(0, 3).join('/')
  return !first || [player?.hls, player?.file?.url].some((path) => folder(path ?? undefined) === folder(first.path))
}

/** The fields about the recording, for a talk whose text alone is fetched again. @param text bytes of the text */
function recordingOf(before: KeptTalk | null, text: number): Partial<KeptTalk> {
  if (!before || before.extent === 'text') return {}
  const { extent, height, files, complete } = before
  return { extent, height, files, complete, size: text + files.reduce((sum, { size }) => sum + size, 0) }
}

const sameFiles = (a: KeptTalk['files'], b: KeptTalk['files']) => JSON.stringify(a) === JSON.stringify(b)

async function dropFiles(cache: Cache, files: KeptTalk['files']): Promise<void> {
  const paths = new Set(files.map(({ path }) => path))
  for (const request of await cache.keys()) if (paths.has(new URL(request.url).pathname)) await cache.delete(request)
}

async function record(cache: Cache, kept: KeptTalk): Promise<KeptTalk> {
  await cache.put(RECORD, Response.json(kept))
  // What is put into a cache that another tab deleted is lost without an error.
  if ((await keptTalk(kept.id)) === null) throw new DOMException('dropped', 'AbortError')
  return kept
}

const pageOf = ({ id, language }: Pick<TalkToKeep, 'id' | 'language'>) => `/opnames/${id}?taal=${language}`

/** Without cookies: what everybody gets, and never an archivist's own view. @throws NotPublic */
async function fetchPublic(address: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(address, { credentials: 'omit', cache: 'no-cache', headers })
  if ([401, 403, 404, 410].includes(response.status)) throw new NotPublic(address)
  if (!response.ok && response.status !== 304) throw new Error(`${address}: ${response.status}`)
  return response
}

/** Beside the page: the page in each language of its transcripts, those transcripts, and its picture. */
function textOf(talk: TalkToKeep): { key: string; from: string }[] {
  const { id, player } = talk
  const captions = player?.captions ?? []
  return [
    ...captions.map((track) => ({
      key: `/opnames/${id}?lang=${encodeURIComponent(track.language)}`,
      from: `${pageOf(talk)}&lang=${track.language}`,
    })),
    ...captions.map(({ url }) => ({ key: keptTranscript(new URL(url, location.origin)), from: url })),
    ...[player?.poster ?? []].flat().map((path) => ({ key: path, from: path })),
  ]
}

async function keepText(cache: Cache, talk: TalkToKeep): Promise<Omit<KeptTalk, 'extent' | 'height' | 'files' | 'complete'>> {
  const { id, title, speakers, language } = talk
  const page = await fetchPublic(pageOf(talk))
  const etag = page.headers.get('ETag')
  const wanted = textOf(talk)
  let size = await put(cache, `/opnames/${id}`, page)
  for (const { key, from } of wanted) size += await put(cache, key, await fetchPublic(from))
  return { id, title, speakers, fetched: new Date().toISOString(), etag, language, pages: wanted.map(({ key }) => key), size }
}

/** @returns the bytes kept */
async function put(cache: Cache, key: string, response: Response): Promise<number> {
  const body = await response.blob()
  const type = response.headers.get('Content-Type') ?? 'application/octet-stream'
  await cache.put(key, new Response(body, { headers: { 'Content-Type': type } }))
  return body.size
}

async function sharedFiles(language: string): Promise<SharedFiles> {
  return (await fetchPublic(`${FILES}?taal=${language}`)).json() as Promise<SharedFiles>
}

/** @returns whether the files differ from those that were kept: the library runs a newer version */
async function keepShared(language: string): Promise<boolean> {
  const { files } = await sharedFiles(language)
  const cache = await caches.open(SHARED_CACHE)
  let changed = false
  for (const { path } of files) {
    if (await cache.match(path)) continue
    changed = true
    await put(cache, path, await fetchPublic(path))
  }
  // Pages have one address in every version and language.
  for (const page of [OFFLINE_PAGE, '/mijn-citaten']) await put(cache, page, await fetchPublic(`${page}?taal=${language}`))
  return changed
}

/**
 * Looks at the server whether what is kept is still there and still the same: a talk that is withdrawn goes, a text that changed is
 * fetched again. Stops at the first sign that the server cannot be reached.
 */
export async function checkKeptTalks(): Promise<void> {
  const talks = await keptTalks()
  const [first] = talks
  if (!first) return
  try {
    const isNewVersion = await navigator.locks.request(SHARED_CACHE, () => keepShared(first.language))
    for (const talk of talks) await checkTalk(talk, isNewVersion)
  } catch {
    // Offline, or a server that fails: what is kept stays as it is.
  }
}

async function checkTalk(talk: KeptTalk, isNewVersion: boolean): Promise<void> {
  try {
    const known: Record<string, string> = talk.etag && !isNewVersion ? { 'If-None-Match': talk.etag } : {}
    const response = await fetchPublic(pageOf(talk), known)
    if (response.status === 304 || (talk.etag !== null && response.headers.get('ETag') === talk.etag && !isNewVersion)) return
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const player = JSON.parse(page.querySelector<HTMLElement>('#speler')?.dataset.player ?? 'null') as PlayerData | null
    await keepTalk(
      { ...talk, title: page.querySelector('h1')?.textContent ?? talk.title, player },
      'as before',
      new AbortController().signal,
    )
  } catch (error) {
    if (!(error instanceof NotPublic)) throw error
    await dropTalk(talk.id)
    rememberGone(talk.title)
  }
}
