/** Talks kept for offline, and the library as an app: what the browser needs for either. What somebody keeps, the server never hears. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { OfflinePage } from '../../../web/pages/offline.tsx'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { languageOf } from '../request/language.ts'
import { pageContext } from '../request/page-context.ts'

const ICONS = [
  { src: '/static/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  { src: '/static/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/static/icon-512.png', sizes: '512x512', type: 'image/png' },
  { src: '/static/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
]
/** As in `web/styles/tokens.css`. */
const PAPER = '#fbfaf7'

export function routeOffline(app: Hono<AppEnv>, deps: Dependencies): void {
  const { assets, config } = deps

  app.get('/offline', (c) => c.html(OfflinePage({ context: pageContext(deps, c) })))

  // A new version of the program has other files under other names.
  app.get('/offline/bestanden.json', (c) =>
    c.json({ files: assets.offline(languageOf(c)) }, 200, { 'Cache-Control': 'no-cache', Vary: 'Accept-Language, Cookie' }),
  )

  app.get('/offline.js', async (c) =>
    c.body(await readFile(join(assets.folder, 'offline.js')), 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
    }),
  )

  // W3C Web Application Manifest.
  app.get('/app.webmanifest', (c) => {
    const manifest = {
      id: '/',
      name: config.name,
      short_name: config.name.length <= LONGEST_SHORT_NAME ? config.name : 'Woordelijk',
      lang: languageOf(c),
      start_url: '/',
      scope: '/',
      display: 'minimal-ui',
      background_color: PAPER,
      theme_color: PAPER,
      icons: ICONS,
      shortcuts: [
        { name: pageContext(deps, c).words.offline.list, url: '/offline' },
        { name: pageContext(deps, c).words.quote.own, url: '/mijn-citaten' },
      ],
    }
    return c.body(JSON.stringify(manifest), 200, {
      'Content-Type': 'application/manifest+json; charset=utf-8',
      'Cache-Control': 'public, max-age=3600',
      Vary: 'Accept-Language, Cookie',
    })
  })
}

/** What fits under an icon. */
const LONGEST_SHORT_NAME = 12
