import type { Hono } from 'hono'
import { type Appearance, PeoplePage, PersonPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { personHead } from '../feeds/heads.ts'
import { pageContext } from '../request/page-context.ts'

export function routePeople(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/sprekers', async (c) => c.html(PeoplePage({ context: pageContext(deps, c), people: await library.people() })))
  app.get('/sprekers/:person', async (c) => {
    const id = c.req.param('person')
    const person = (await library.people()).find((entry) => entry.id === id)
    if (!person) throw new Failure('not-found', 'Deze spreker staat niet in de bibliotheek.')
    const { talks } = await library.talks({ speaker: id })
    const shown = new Set(talks.map((talk) => talk.id))
    // A slot whose talk is listed above is not named twice.
    const appearances = (await library.events()).flatMap((event) =>
      event.programme
        .filter((item) => !shown.has(item.talk ?? ''))
        .flatMap((item) =>
          item.speakers
            .filter((speaker) => speaker.id === id)
            .map((speaker): Appearance => ({ event, title: item.title, role: speaker.role })),
        ),
    )
    return c.html(PersonPage({ context: { ...pageContext(deps, c), head: personHead(deps, c, person) }, person, talks, appearances }))
  })
}
