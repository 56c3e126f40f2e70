/** `/insluiten/{talk}`: the recording for an iframe on another site, from–to where the address says so. */
import type { Hono } from 'hono'
import { EmbedPage } from '../../../web/pages/talk/embed.tsx'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { pageContext } from '../request/page-context.ts'
import { visibleTalk } from '../request/visible-talk.ts'

export function routeEmbed(app: Hono<AppEnv>, deps: Dependencies): void {
  app.get('/insluiten/:talk', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const stream = talk.recording?.stream
    if (stream) c.set('streamOrigin', new URL(stream).origin)
    const asked = parseTimeRange(new URL(c.req.url).searchParams)
    const at = asked && clampRange(asked, talk.recording?.duration ?? null)
    return c.html(EmbedPage({ context: pageContext(deps, c), talk, language: c.req.query('lang'), at }))
  })
}
