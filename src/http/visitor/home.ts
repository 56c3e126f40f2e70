import type { Hono } from 'hono'
import { HomePage } from '../../../web/pages/home.tsx'
import type { Event } from '../../library/event.ts'
import type { Talk } from '../../library/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { pageContext } from '../request/page-context.ts'

const EVENTS_SHOWN = 12
const LOOSE_TALKS_SHOWN = 24

export function routeHome(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/', async (c) => {
    const [events, people, themes] = await Promise.all([library.events(), library.people(), library.themes()])
    const shown = await Promise.all(
      events
        .slice(0, EVENTS_SHOWN)
        .map(async (event) => ({ event, talks: inProgrammeOrder(event, (await library.talks({ event: event.id })).talks) })),
    )
    const loose = (await library.talks({ event: null }, { limit: LOOSE_TALKS_SHOWN })).talks
    const page = HomePage({
      context: pageContext(deps, c),
      events: shown,
      moreEvents: events.length > EVENTS_SHOWN,
      loose,
      people: people.filter((person) => person.talks > 0),
      themes,
    })
    return c.html(page)
  })
}

/** As on the day; talks outside the programme come last. */
export function inProgrammeOrder(event: Event, talks: readonly Talk[]): Talk[] {
  const order = new Map(event.programme.map((item, i) => [item.talk, i]))
  return talks.toSorted((a, b) => (order.get(a.id) ?? Infinity) - (order.get(b.id) ?? Infinity) || a.id.localeCompare(b.id))
}
