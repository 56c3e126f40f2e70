import type { Hono } from 'hono'
import { EventPage } from '../../../web/pages/event.tsx'
import { talkPath } from '../../../web/pages/links.ts'
import { EventsPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import type { LabelGroup } from '../../language/related.ts'
import { tokenise } from '../../language/tokens.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { eventHead } from '../feeds/heads.ts'
import { chosenYear, pageNumber, typedName } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { EVENTS_ON_A_PAGE } from './page-sizes.ts'

const LONGEST_BEGINNING = 4

/**
 * The themes of which a label may be spoken in these talks: each of its words begins as a spoken word or a part of one does. A browser then
 * gets a few themes of a vocabulary of thousands.
 */
function labelsSpoken(
  groups: readonly LabelGroup[],
  talks: readonly { readonly cues: readonly { readonly text: string }[] }[],
): LabelGroup[] {
  if (groups.length === 0) return []
  const spoken = new Set<string>()
  const forms = new Set(talks.flatMap(({ cues }) => cues.flatMap(({ text }) => tokenise(text).map(({ form }) => form))))
  for (const form of forms) {
    for (let at = 0; at < form.length; at++) {
      for (let length = 1; length <= LONGEST_BEGINNING; length++) spoken.add(form.slice(at, at + length))
    }
  }
  const maySound = (label: string) =>
    tokenise(label).every(({ form }) => spoken.has(form.slice(0, Math.min(LONGEST_BEGINNING, Math.max(2, form.length - 2)))))
  return groups.filter(({ labels, narrower }) => [...labels, ...narrower].some(maySound))
}

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
    const labels = labelsSpoken(await library.themeLabels(), searchable)
    return c.json({ talks: searchable, labels }, 200, { 'Cache-Control': 'no-cache' })
  })
}
