import type { Hono } from 'hono'
import { HomePage } from '../../../web/pages/home.tsx'
import type { Event } from '../../library/event/event.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { homeHead } from '../feeds/heads.ts'
import { pageContext } from '../request/page-context.ts'

const EVENTS_SHOWN = 12
/** Events are shown with their talks until this many talks are on the page; those before them in a line each. */
const TALKS_SHOWN = 24
const TALKS_OF_ONE_EVENT = 12
const LOOSE_TALKS_SHOWN = 12
/** More people than this are found by their letter. */
const PEOPLE_SHOWN = 80
const THEMES_SHOWN = 24

export function routeHome(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/', async (c) => {
    const events = await library.eventPage({}, { page: 1, size: EVENTS_SHOWN })
    let talks = 0
    const whole = events.entries.filter((entry) => {
      const shown = talks < TALKS_SHOWN
      if (shown) talks += Math.min(entry.talks, TALKS_OF_ONE_EVENT)
      return shown
    })
    const people = await library.speakers(PEOPLE_SHOWN)
    const page = HomePage({
      context: { ...pageContext(deps, c), head: homeHead(deps, c) },
      events: await Promise.all(
        whole.map(async (entry) => {
          const event = await library.event(entry.id)
          const ordered = event ? inProgrammeOrder(event, await library.talksOfEvent(entry.id)) : []
          return { entry, talks: ordered.slice(0, TALKS_OF_ONE_EVENT) }
        }),
      ),
      earlier: events.entries.slice(whole.length),
      eventCount: events.total,
      loose: await library.talkPage({ event: null }, { page: 1, size: LOOSE_TALKS_SHOWN }),
      people: { ...people, letters: people.total > people.first.length ? await library.peopleLetters() : [] },
      themes: await library.largestThemes(THEMES_SHOWN),
    })
    return c.html(page)
  })
}

/** As on the day; talks outside the programme come last. */
export function inProgrammeOrder(event: Event, talks: readonly Talk[]): Talk[] {
  const order = new Map(event.programme.map((item, i) => [item.talk, i]))
  return talks.toSorted((a, b) => (order.get(a.id) ?? Infinity) - (order.get(b.id) ?? Infinity) || a.id.localeCompare(b.id))
}
