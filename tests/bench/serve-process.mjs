/**
 * One server for the benchmark, in a process of its own: `own FOLDER` or `static FOLDER` sends a file's address; `library FOLDER`
 * serves the library in that data folder, sends its own address, and answers `watch` and `report`.
 */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

/** Node counts this from one look to the next, so it is in every sample and taken off. */
const RESOLUTION_MS = 10

const [kind, folder] = process.argv.slice(2)
// A benchmark that was stopped leaves no server behind.
process.on('disconnect', () => process.exit())
if (kind === 'own') {
  const server = await start(join(folder, 'data'), folder)
  const talk = await (await fetch(`${server.address}/api/v1/talks/lezing`)).json()
  process.send?.(server.address + talk.attachments[0].url)
} else if (kind === 'library') {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  process.on('message', (question) => {
    if (question === 'watch') delay.reset()
    else {
      const { user, system } = process.cpuUsage()
      const cpuMs = (user + system) / 1000
      process.send?.({ memory: process.memoryUsage.rss(), delayP99: ms(delay.percentile(99)), delayMost: ms(delay.max), cpuMs })
    }
  })
  const server = await start(folder, join(folder, 'no-manifests'))
  process.send?.(server.address)
} else {
  const app = new Hono().get('/*', serveStatic({ root: folder }))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(`http://127.0.0.1:${port}/bestand.pdf`))
}

async function start(data, manifests) {
  const { readConfig } = await import('../../dist/src/config.js')
  const { startServer } = await import('../../dist/src/wire.js')
  const settings = { PORT: '0', WOORDELIJK_DATA: data, WOORDELIJK_MANIFESTS: manifests, WOORDELIJK_LOG_LEVEL: 'error' }
  return startServer(readConfig({ ...settings, ...JSON.parse(process.env.BENCH_SETTINGS ?? '{}') }))
}
