/**
 * The scripts for pages in a folder (`woordelijk export --static`): classic scripts, one file each, since browsers run no modules from a
 * disk. What the pages ask the server elsewhere has another module here.
 */
import { join } from 'node:path'
import { defineConfig } from 'vite'

const web = import.meta.dirname

/** File → global name and source. `bibliotheek` runs on every page; the others are loaded when wanted. */
const SCRIPTS: Record<string, string> = {
  bibliotheek: 'static/start.ts',
  speler: 'player/player.ts',
  zoeken: 'static/search.ts',
}

/** What only a server answers, and what stands in its place. */
const INSTEAD: Record<string, string> = {
  'player/fetch-cues.ts': 'static/fetch-cues.ts',
  'quote/ask-for-quote.ts': 'static/ask-for-quote.ts',
  'place.ts': 'static/place.ts',
  'search/complete.ts': 'static/no-completions.ts',
  'search/live.ts': 'static/search-page.ts',
  'offline/offer.ts': 'static/no-offline.ts',
}

/** Imports that wait until they are wanted: a script of their own. */
const PARTS: Record<string, string> = { player: 'speler', 'talk-index': 'zoeken', dutch: 'zoeken', offline: 'zoeken' }
const LATER = /import\('(?:\.\.?\/)+(?:[\w-]+\/)*([\w-]+)\.ts'\)/g

export default defineConfig(({ mode: script }) => ({
  root: web,
  base: './',
  publicDir: script === 'bibliotheek' ? 'public' : false,
  plugins: [
    {
      name: 'in-a-folder',
      enforce: 'pre',
      async resolveId(source, importer) {
        if (!source.startsWith('.') || importer === undefined) return null
        const found = await this.resolve(source, importer, { skipSelf: true })
        const instead = found && INSTEAD[found.id.slice(web.length + 1)]
        return instead === undefined || importer.startsWith(join(web, 'static')) ? null : join(web, instead)
      },
      transform(code, id) {
        if (!id.startsWith(web)) return null
        const later = code.replace(LATER, (whole, name: string) => (PARTS[name] ? `loadPart('${PARTS[name]}')` : whole))
        return later === code ? null : `import { loadPart } from '${join(web, 'static/load-part.ts')}'\n${later}`
      },
    },
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    emptyOutDir: false,
    rolldownOptions: {
      input: SCRIPTS[script],
      preserveEntrySignatures: 'strict',
      output: {
        format: 'iife',
        name: `woordelijk_${script}`,
        entryFileNames: `${script}.js`,
        assetFileNames: ({ names }) => (names[0]?.endsWith('.css') ? `${script}.css` : 'assets/[name]-[hash][extname]'),
      },
    },
  },
}))
