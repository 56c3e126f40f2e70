/** The editor's page on as many lines as asked, timed word by word: `editor-process.mjs LINES` sends its address. */
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { loadAssets } from '../../dist/src/http/assets.js'
import { EditPage } from '../../dist/web/pages/edit.js'
import { nl } from '../../dist/web/words/nl.js'

const lines = Number(process.argv[2])
// A benchmark that was stopped leaves no server behind.
process.on('disconnect', () => process.exit())
const cues = Array.from({ length: lines }, (_, i) => {
  const start = i * 4000
  const texts = `Dit is regel ${i + 1} van een lang gesprek over de wijk, zoals mensen die voeren.`.split(' ')
  const words = texts.map((text, n) => ({ start: start + n * 250, end: start + n * 250 + 200, text }))
  return { id: null, start, end: start + 4000, speaker: i % 7 === 0 ? 'Anna' : 'Ben', text: texts.join(' '), words }
})
const talk = { id: 'lang', title: 'Een lang gesprek', language: 'nl', recording: null, speakers: [], demonstration: false }
const transcript = { number: 1, language: 'nl', cues }
const client = join(import.meta.dirname, '../../dist/client')
const { assets, fonts } = loadAssets(client)
const context = { words: nl, site: { name: 'Woordelijk', logo: null, contact: null }, origin: '', assets, fonts }

const app = new Hono()
  .get('/', (c) => c.html(EditPage({ context, talk, transcript, at: null, signIn: '/', refused: null })))
  .get('/api/v1/talks/lang/transcript', (c) => c.json({ revision: 1, cues }))
  .get('/api/v1/talks/lang/draft', (c) => c.body(null, 204))
  .put('/api/v1/talks/lang/draft', (c) => c.json({ saved: new Date().toISOString() }))
  .get('/static/*', serveStatic({ root: client, rewriteRequestPath: (path) => path.replace('/static', '') }))
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(`http://127.0.0.1:${port}/`))
