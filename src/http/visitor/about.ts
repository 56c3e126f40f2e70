import type { Hono } from 'hono'
import { AboutPage } from '../../../web/pages/about.tsx'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { pageContext } from '../request/page-context.ts'

export function routeAbout(app: Hono<AppEnv>, deps: Dependencies): void {
  app.get('/toegankelijkheid', async (c) => {
    const { talks } = await deps.library.talks()
    const page = AboutPage({
      context: pageContext(deps, c),
      talks: talks.length,
      demonstrations: talks.filter((talk) => talk.demonstration).length,
      withoutTranscript: talks.filter((talk) => talk.recording && talk.transcripts.length === 0).length,
    })
    return c.html(page)
  })
}
