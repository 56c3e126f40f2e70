import { readFile } from 'node:fs/promises'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'

const IMAGE_TYPES: Record<string, string> = { svg: 'image/svg+xml', png: 'image/png', webp: 'image/webp', jpg: 'image/jpeg' }

/** The built client, whose names change with their content, and the institution's own logo. */
export function routeStatic(app: Hono<AppEnv>, { assets, config }: Dependencies): void {
  app.get(
    '/static/*',
    serveStatic({
      root: assets.folder,
      rewriteRequestPath: (path) => path.replace(/^\/static/, ''),
      precompressed: true,
      onFound: (path, c) =>
        c.header('Cache-Control', /-[\w-]{8}\.\w+$/.test(path) ? 'public, max-age=31536000, immutable' : 'public, max-age=3600'),
    }),
  )
  app.get('/huisstijl/beeldmerk', async (c) => {
    const type = IMAGE_TYPES[config.logo?.split('.').at(-1)?.toLowerCase() ?? '']
    if (config.logo === null || type === undefined) throw new Failure('not-found', ['noLogo'])
    return c.body(await readFile(config.logo), 200, { 'Content-Type': type, 'Cache-Control': 'public, max-age=3600' })
  })
}
