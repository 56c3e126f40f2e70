import type { Hono } from 'hono'
import { EventPage } from '../../../web/pages/event.tsx'
import { talkPath } from '../../../web/pages/links.ts'
import { EventsPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { eventHead } from '../feeds/heads.ts'
import { chosenYear, pageNumber, typedName } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { EVENTS_ON_A_PAGE } from './page-sizes.ts'

export function routeEvents(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/bijeenkomsten', async (c) => {
    const [year, words] = [chosenYear(c), typedName(c)]
    const page = EventsPage({
      context: pageContext(deps, c),
      events: await library.eventPage({ year, words }, { page: pageNumber(c), size: EVENTS_ON_A_PAGE }),
      years: await library.eventYears(),
      chosen: { jaar: year, naam: words },
    })
    return c.html(page)
  })
  app.get('/bijeenkomsten/:event', async (c) => {
    const event = await library.event(c.req.param('event'))
    if (!event) throw new Failure('not-found', ['noEvent'])
    const talks = await library.talksOfEvent(event.id)
    return c.html(EventPage({ context: { ...pageContext(deps, c), head: eventHead(deps, c, event, talks) }, event, talks }))
  })
  // What the search in the browser needs: the listed talks of one event with their newest transcripts.
  app.get('/bijeenkomsten/:event/zoeken.json', async (c) => {
    const event = await library.event(c.req.param('event'))
    if (!event) throw new Failure('not-found', ['noEvent'])
    const talks = await library.talksOfEvent(event.id)
    const searchable = await Promise.all(
      talks.map(async (talk) => ({
        id: talk.id,
        title: talk.title,
        url: talkPath(talk.id),
        speakers: talk.speakers.map(({ id, name }) => ({ id, name })),
        cues: (await library.transcript(talk.id))?.cues ?? [],
      })),
    )
    return c.json({ talks: searchable }, 200, { 'Cache-Control': 'no-cache' })
  })
}
