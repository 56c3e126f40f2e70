/**
 * The public library as a folder. Every page comes from the program's own web application, asked as a visitor who is not signed in, so
 * the one rule of visibility holds and the pages are the same. From the first pages on, each link is followed once.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import type { Library } from '../library/library.ts'
import type { Talk } from '../library/talk/talk.ts'
import { type MediaName, type MediaStore, original, rendition } from '../media/store/store.ts'
import { relativeLink, staticTarget, toFolder } from './address.ts'
import { type FolderTotals, type MediaMode, openFolder, type StaticFolder } from './folder.ts'
import { NO_ADDRESS } from './no-address.ts'
import { readMe } from './read-me.ts'
import { rewritePage } from './rewrite.ts'

export interface StaticSource {
  readonly library: Pick<Library, 'publicPageStarts' | 'publicTalksFrom' | 'quotesOf'>
  readonly store: Pick<MediaStore, 'local' | 'filesOf'>
  /** The web application. */
  readonly fetch: (request: Request) => Promise<Response> | Response
  readonly name: string
  /** The library's public address; null where none is set. */
  readonly url: string | null
  /** The folder with the scripts and styles for static pages. */
  readonly client: string
  /** Writes the search index. */
  readonly writeSearch: (write: StaticFolder['write']) => Promise<void>
}

export interface StaticOptions {
  readonly media: MediaMode
  readonly onProgress?: (pages: number, talks: number) => void
}

export interface StaticProblem {
  readonly address: string
  readonly message: string
}

export interface StaticReport extends FolderTotals {
  readonly talks: number
  readonly problems: readonly StaticProblem[]
}

const TALKS_AT_ONCE = 100
const FIRST_PAGES = ['/', '/bijeenkomsten', '/opnames', '/sprekers', '/themas', '/zoek', '/mijn-citaten', '/toegankelijkheid']
/** Forms for other programs carry absolute addresses. */
const FIRST_FILES = ['/feeds/opnames.rss', '/feeds/opnames.atom', '/feeds/opnames.json', '/sitemap.xml', '/robots.txt', '/iiif/collection']
const NEEDS_ADDRESS = /^\/(?:feeds|iiif|sitemap|robots)|\/(?:citation|datacite)\.\w+$|\.jsonld$/

/** @throws Failure as `openFolder` */
export async function exportStatic(root: string, source: StaticSource, options: StaticOptions): Promise<StaticReport> {
  const folder = await openFolder(root, options.media)
  const catalogue = await readCatalogue(source.library)
  const walk = createWalk(source, folder, catalogue, options)
  walk.follow([...FIRST_PAGES, ...(source.url === null ? [] : FIRST_FILES)])
  await walk.end()
  for await (const talk of catalogue.talks()) {
    walk.follow([...talkAddresses(talk), ...(catalogue.quotes.get(talk.id) ?? []).flatMap(quoteAddresses)])
    await walk.end()
  }
  await copyClient(source.client, folder)
  await source.writeSearch(folder.write)
  await folder.write('LEESMIJ.txt', readMe(source.name, options.media, source.url))
  // GitHub Pages would leave out names that begin with an underscore.
  await folder.write('.nojekyll', '')
  return { ...(await folder.finish()), talks: catalogue.listed.size, problems: walk.problems }
}

const talkAddresses = ({ id }: Talk) => [
  `/opnames/${id}`,
  `/opnames/${id}/chapters.vtt`,
  `/opnames/${id}/chapters.json`,
  `/insluiten/${id}`,
  `/iiif/${id}/manifest`,
]
const quoteAddresses = (id: string) => [`/citaten/${id}`, `/citaten/${id}.jsonld`]

/** What anybody may find: ids and hashes only; the talks themselves are read a page at a time. */
async function readCatalogue(library: StaticSource['library']) {
  const listed = new Set<string>()
  /** Quotes by talk, and all their ids. */
  const quotes = new Map<string, readonly string[]>()
  const quoteIds = new Set<string>()
  const recordings = new Set<string>()
  /** Of those, the ones that browsers play as they are: their packaged form is left out. */
  const playable = new Set<string>()

  async function* talks(): AsyncGenerator<Talk> {
    for (const start of await library.publicPageStarts(TALKS_AT_ONCE)) yield* await library.publicTalksFrom(start, TALKS_AT_ONCE)
  }

  for await (const { id, recording } of talks()) {
    listed.add(id)
    const ids = (await library.quotesOf(id)).map((quote) => quote.id)
    if (ids.length > 0) quotes.set(id, ids)
    for (const quote of ids) quoteIds.add(quote)
    if (recording?.original) recordings.add(recording.original.sha256)
    if (recording?.original && recording.playable) playable.add(recording.original.sha256)
  }
  return { listed, quotes, quoteIds, recordings, playable, talks }
}

type Catalogue = Awaited<ReturnType<typeof readCatalogue>>

function createWalk(source: StaticSource, folder: StaticFolder, catalogue: Catalogue, { media, onProgress }: StaticOptions) {
  const { fetch, store, url } = source
  const origin = url ?? NO_ADDRESS
  const isPublic = url !== null
  const seen = new Set<string>()
  const waiting: string[] = []
  const problems: StaticProblem[] = []
  let pages = 0
  let talks = 0

  /** @returns where the folder has it; null where it does not */
  function targetOf(address: string) {
    const target = staticTarget(address)
    if (!target || (!isPublic && NEEDS_ADDRESS.test(pathOf(address))) || !isAllowed(pathOf(address))) return null
    return target
  }

  function isAllowed(path: string): boolean {
    const [, part = '', id = '', rest] = path.split('/')
    switch (part) {
      case 'opnames':
      case 'insluiten':
        return id === '' || catalogue.listed.has(id)
      case 'citaten':
        return catalogue.quoteIds.has(id.replace(/\.jsonld$/, ''))
      case 'iiif':
        return rest !== 'manifest' || catalogue.listed.has(id)
      case 'media':
        if (!catalogue.recordings.has(id) || path.endsWith('.jpg')) return true
        return media !== 'none' && !(catalogue.playable.has(id) && /\.(?:m3u8|m4s)$/.test(path))
      default:
        return true
    }
  }

  /** A link in the file that holds `from`, which is then followed. */
  function linkFrom(from: string): (address: string) => string | null {
    const own = staticTarget(from)?.file ?? 'index.html'
    return (address) => {
      const target = targetOf(address)
      if (!target) return null
      follow(address)
      return target.file === own && target.rest !== '' ? target.rest : relativeLink(own, target)
    }
  }

  function follow(address: string): void {
    const target = targetOf(address)
    if (!target || target.file.startsWith('static/') || seen.has(target.file)) return
    seen.add(target.file)
    waiting.push(address)
  }

  async function take(address: string): Promise<void> {
    const target = targetOf(address)
    if (!target) return
    const { file } = target
    if (file.startsWith('media/')) return placeMedia(file)
    // What the page reads itself is not asked of the server: `?t=` would cut a transcript.
    const response = await fetch(new Request(origin + withoutRest(address), { headers: { 'Accept-Language': 'nl' } }))
    if (response.status !== 200) {
      await response.body?.cancel()
      problems.push({ address, message: `de bibliotheek antwoordt ${response.status}` })
      return
    }
    const type = response.headers.get('Content-Type') ?? ''
    if (type.startsWith('image/')) return folder.write(file, new Uint8Array(await response.arrayBuffer()))
    const text = await response.text()
    if (!type.startsWith('text/html')) return writeText(address, file, text, type)
    pages++
    if (/^\/opnames\/[^/]+$/.test(pathOf(address))) talks++
    onProgress?.(pages, talks)
    const link = linkFrom(address)
    await folder.write(file, rewritePage(text, { address, origin, isPublic, link, head: headOf(withoutRest(address), file) }))
  }

  async function writeText(address: string, file: string, text: string, type: string): Promise<void> {
    if (file.endsWith('/storyboard.vtt')) {
      const link = linkFrom(address)
      return folder.write(
        file,
        text.replace(/^\/media\/[^\s#]+/gm, (sheet) => link(sheet) ?? sheet),
      )
    }
    const written = isPublic ? withFiles(text, type) : text.replaceAll(origin, '')
    await folder.write(file, written)
    // Pages opened from a disk may not fetch; they may load a script.
    if (/\/transcript[^/]*\.json$/.test(file))
      await folder.write(`${file}.js`, `woordelijk(${JSON.stringify(file)},${scriptSafe(written)})\n`)
  }

  /** Absolute addresses of pages and files that stand under another name here, by that name; and each is followed. */
  function withFiles(text: string, type: string): string {
    const isXml = type.includes('xml')
    return text.replaceAll(/(?<=["'>\s]|^)https?:\/\/[^\s"'<>\\]+/g, (written) => {
      const address = isXml ? written.replaceAll('&amp;', '&') : written
      if (!address.startsWith(`${origin}/`)) return written
      const path = address.slice(origin.length)
      const target = targetOf(path)
      if (!target) return written
      follow(path)
      if (`/${target.file}` === `${pathOf(path)}/index.html`.replace('//', '/') || `/${target.file}` === pathOf(path)) return written
      return `${origin}/${target.file.replace(/(^|\/)index\.html$/, '$1')}${isXml ? target.rest.replaceAll('&', '&amp;') : target.rest}`
    })
  }

  async function placeStored(file: string, name: MediaName, sha256: string | null): Promise<void> {
    await using source = await store.local(name)
    await folder.place(file, source, sha256)
  }

  async function placeMedia(file: string): Promise<void> {
    const [, sha256 = '', recipe = '', part] = file.split('/')
    try {
      if (part === undefined) return await placeStored(file, original(sha256), sha256)
      if (!part.endsWith('.m3u8')) return await placeStored(file, rendition(sha256, recipe, part), null)
      // A playlist names the files beside it.
      for (const name of await store.filesOf(sha256, recipe))
        await placeStored(`media/${sha256}/${recipe}/${name}`, rendition(sha256, recipe, name), null)
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'not-found') throw cause
      problems.push({
        address: `/${file}`,
        message: `het bestand ontbreekt (${messageOf(cause)}); “woordelijk verify” zegt wat u kunt doen`,
      })
    }
  }

  return {
    problems,
    follow: (addresses: readonly string[]) => addresses.forEach(follow),
    /** Writes what waits, and what that links to, until nothing waits. */
    async end(): Promise<void> {
      // The last first: a talk's own files before the next talk, so that few wait.
      for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) await take(address)
    },
  }

  /** For the page's scripts: where the page and the folder are. */
  function headOf(address: string, file: string): string {
    return `<script type="application/json" id="vaste-kopie">${scriptSafe(JSON.stringify({ folder: toFolder(file), address, url }))}</script>`
  }
}

const pathOf = (address: string) => new URL(address, NO_ADDRESS).pathname

function withoutRest(address: string): string {
  const { pathname, searchParams } = new URL(address, NO_ADDRESS)
  for (const name of ['t', 'start', 'end', 'stop', 'q', 'dag']) searchParams.delete(name)
  return `${pathname}${searchParams.size > 0 ? '?' : ''}${searchParams}`
}

/** JSON as a script's text: U+2028 and `</script` mean something there. */
const scriptSafe = (json: string) => json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

async function copyClient(client: string, folder: StaticFolder): Promise<void> {
  for (const entry of await readdir(client, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(?:br|map)$|manifest\.json$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const file = `static/${path
      .slice(client.length + 1)
      .split(/[\\/]/)
      .join('/')}`
    await folder.write(file, await readFile(path))
  }
}
