/** One server for the benchmark, in a process of its own: `own FOLDER` or `static FOLDER`. Sends the file's address. */
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const [kind, folder] = process.argv.slice(2)
if (kind === 'own') {
  const { readConfig } = await import('../../dist/src/config.js')
  const { startServer } = await import('../../dist/src/wire.js')
  const server = await startServer(
    readConfig({ PORT: '0', WOORDELIJK_DATA: join(folder, 'data'), WOORDELIJK_MANIFESTS: folder, WOORDELIJK_LOG_LEVEL: 'warn' }),
  )
  const talk = await (await fetch(`${server.address}/api/v1/talks/lezing`)).json()
  process.send?.(server.address + talk.attachments[0].url)
} else {
  const app = new Hono().get('/*', serveStatic({ root: folder }))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(`http://127.0.0.1:${port}/bestand.pdf`))
}
