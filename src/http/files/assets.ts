/** The client's built files, as vite's manifest names them. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PageAssets, PageContext, PageEntry } from '../../../web/pages/context.ts'
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '../../../web/words/dictionaries.ts'
import { Failure } from '../../failure.ts'

export interface Assets extends Pick<PageContext, 'fonts'> {
  readonly assets: (entry: PageEntry, language: InterfaceLanguage) => PageAssets
  /** Every file that a talk, the notebook and the list of kept talks need without a server, with its size in bytes. */
  readonly offline: (language: InterfaceLanguage) => readonly { readonly path: string; readonly size: number }[]
  /** The folder they are served from. */
  readonly folder: string
}

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  /** Fonts and pictures that the styles name. */
  readonly assets?: readonly string[]
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly name?: string
}

const ENTRIES: Record<PageEntry, string> = {
  site: 'site.ts',
  talk: 'talk.ts',
  home: 'home.ts',
  quotes: 'quotes.ts',
  offline: 'offline.ts',
  embed: 'embed.ts',
  desk: 'desk.ts',
  edit: 'edit.ts',
}

/** Archivists' pages speak with more words. */
const ARCHIVISTS: readonly PageEntry[] = ['desk', 'edit']

function dictionariesOf(entry: PageEntry, language: InterfaceLanguage): string[] {
  return [`dictionary/${language}.ts`, ...(ARCHIVISTS.includes(entry) ? [`dictionary/desk-${language}.ts`] : [])]
}

/** What a page's scripts import once it is wanted: preloaded beside the page, so that it does not begin to load only then. */
const LATER: Partial<Record<PageEntry, string>> = { talk: 'player/player.ts', embed: 'player/player.ts' }

/** @throws Failure `unavailable` when the client was not built */
export function loadAssets(folder: string): Assets {
  let manifest: Record<string, Chunk>
  try {
    manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))
  } catch (cause) {
    throw new Failure('unavailable', `De pagina’s zijn nog niet gebouwd (${folder}). Voer eerst “npm run build” uit.`, { cause })
  }
  const path = (file: string) => `/static/${file}`
  const assetsOf = (name: PageEntry, language: InterfaceLanguage): PageAssets => {
    const source = ENTRIES[name]
    const chunks = withImports(manifest, source)
    const styles = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))].map(path)
    // Browsers run module scripts in this order: the words before the scripts that use them.
    const scripts = [...dictionariesOf(name, language), source].flatMap((each) => manifest[each]?.file ?? []).map(path)
    return { scripts, styles, ...laterOf(manifest, LATER[name], chunks, path) }
  }
  const pages = new Map<string, PageAssets>()
  for (const name of Object.keys(ENTRIES) as PageEntry[])
    for (const language of INTERFACE_LANGUAGES) pages.set(`${name} ${language}`, assetsOf(name, language))
  const offline = new Map(INTERFACE_LANGUAGES.map((language) => [language, offlineFiles(folder, manifest, language)]))
  const fonts = Object.values(manifest)
    .map((chunk) => chunk.file)
    .filter((file) => file.endsWith('-wght-normal.woff2') || /-wght-normal-[\w-]+\.woff2$/.test(file))
  return {
    folder,
    fonts: fonts.map(path),
    offline: (language) => offline.get(language) ?? [],
    assets: (entry, language) => pages.get(`${entry} ${language}`) ?? NO_ASSETS,
  }
}

/** Of pages in a folder: classic scripts, which browsers also run from a disk. */
export const STATIC_ASSETS: Assets = {
  folder: '',
  fonts: [],
  offline: () => [],
  assets: (entry) => ({
    scripts: ['/static/bibliotheek.js'],
    styles: ['/static/bibliotheek.css', ...(['talk', 'embed'].includes(entry) ? ['/static/speler.css'] : [])],
    laterScripts: [],
    laterStyles: [],
  }),
}

const NO_ASSETS = { scripts: [], styles: [], laterScripts: [], laterStyles: [] }

/** Parts of the player's library for sites that we do not play from. */
const ELSEWHERE = /youtube|vimeo|dash|google-cast/

/** With what it imports in turn while it starts, so that the browser fetches all of it side by side and not one after another. */
function laterOf(manifest: Record<string, Chunk>, source: string | undefined, present: readonly Chunk[], path: (file: string) => string) {
  const sources = source === undefined ? [] : [source, ...(manifest[source]?.dynamicImports ?? []).filter((name) => !ELSEWHERE.test(name))]
  const chunks = [...new Set(sources.flatMap((name) => withImports(manifest, name)))].filter((chunk) => !present.includes(chunk))
  return {
    laterScripts: chunks.map((chunk) => path(chunk.file)),
    laterStyles: [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))].map(path),
  }
}

/** Asked for by pages under these names, whatever their content. */
const FIXED = ['thema.js', 'icon.svg']

function offlineFiles(folder: string, manifest: Record<string, Chunk>, language: InterfaceLanguage) {
  const entries = (['talk', 'quotes', 'offline'] as const).flatMap((entry) => [...dictionariesOf(entry, language), ENTRIES[entry]])
  const sources = new Set<string>()
  const add = (source: string): void => {
    if (sources.has(source) || ELSEWHERE.test(source)) return
    sources.add(source)
    for (const name of [...(manifest[source]?.imports ?? []), ...(manifest[source]?.dynamicImports ?? [])]) add(name)
  }
  for (const entry of entries) add(entry)
  const files = [...sources].flatMap((source) => {
    const { file, css = [], assets = [] } = manifest[source] ?? { file: '' }
    return [file, ...css, ...assets]
  })
  return [...new Set([...files.filter((file) => file !== ''), ...FIXED])].map((file) => ({
    path: `/static/${file}`,
    size: statSync(join(folder, file)).size,
  }))
}

/** Styles of shared chunks belong to every entry that imports them; those of lazy chunks come with the chunk. */
function withImports(manifest: Record<string, Chunk>, source: string, seen = new Set<string>()): Chunk[] {
  const chunk = manifest[source]
  if (!chunk || seen.has(source)) return []
  seen.add(source)
  return [...(chunk.imports ?? []).flatMap((name) => withImports(manifest, name, seen)), chunk]
}
