/** The client's built files, as vite's manifest names them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PageContext, PageEntry } from '../../../web/pages/context.ts'
import { Failure } from '../../failure.ts'

export interface Assets extends Pick<PageContext, 'assets' | 'fonts'> {
  /** The folder they are served from. */
  readonly folder: string
}

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly name?: string
}

const ENTRIES: Record<PageEntry, string> = {
  site: 'site.ts',
  talk: 'talk.ts',
  home: 'home.ts',
  quotes: 'quotes.ts',
  embed: 'embed.ts',
  desk: 'desk.ts',
  edit: 'edit.ts',
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
  const byEntry = Object.fromEntries(
    Object.entries(ENTRIES).map(([name, source]) => {
      const chunks = withImports(manifest, source)
      const styles = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))].map(path)
      const entry = manifest[source]
      return [name, { scripts: entry ? [path(entry.file)] : [], styles, ...laterOf(manifest, LATER[name as PageEntry], chunks, path) }]
    }),
  )
  const fonts = Object.values(manifest)
    .map((chunk) => chunk.file)
    .filter((file) => file.endsWith('-wght-normal.woff2') || /-wght-normal-[\w-]+\.woff2$/.test(file))
  return { folder, fonts: fonts.map(path), assets: (entry) => byEntry[entry] ?? NO_ASSETS }
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

/** Styles of shared chunks belong to every entry that imports them; those of lazy chunks come with the chunk. */
function withImports(manifest: Record<string, Chunk>, source: string, seen = new Set<string>()): Chunk[] {
  const chunk = manifest[source]
  if (!chunk || seen.has(source)) return []
  seen.add(source)
  return [...(chunk.imports ?? []).flatMap((name) => withImports(manifest, name, seen)), chunk]
}
