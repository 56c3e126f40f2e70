import type { Hono } from 'hono'
import { AboutPage } from '../../../web/pages/about.tsx'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { pageContext } from '../request/page-context.ts'

export function routeAbout(app: Hono<AppEnv>, deps: Dependencies): void {
  app.get('/toegankelijkheid', async (c) => {
    const page = AboutPage({ context: pageContext(deps, c), ...(await deps.library.talkCounts()) })
    return c.html(page)
  })
}
