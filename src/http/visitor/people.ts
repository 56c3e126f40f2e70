import type { Hono } from 'hono'
import { personPath } from '../../../web/pages/links.ts'
import { PeoplePage, PersonPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import { recordsElsewhere } from '../../feeds/person-records.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { personHead } from '../feeds/heads.ts'
import { chosenLetter, pageNumber, typedName } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { NAMES_ON_A_PAGE, TALKS_ON_A_PAGE } from './page-sizes.ts'

const MOST_APPEARANCES = 100

export function routePeople(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/sprekers', async (c) => {
    const [letter, words] = [chosenLetter(c), typedName(c)]
    const page = PeoplePage({
      context: pageContext(deps, c),
      names: await library.peoplePage({ letter, words }, { page: pageNumber(c), size: NAMES_ON_A_PAGE }),
      letters: await library.peopleLetters(),
      chosen: { letter, naam: words },
    })
    return c.html(page)
  })
  app.get('/sprekers/:person', async (c) => {
    const id = c.req.param('person')
    const present = await library.mergedInto(id)
    if (present !== null) return c.redirect(personPath(present) + new URL(c.req.url).search, 308)
    const about = await library.personRecord(id)
    if (!about || about.talks + about.slots === 0) throw new Failure('not-found', ['noPerson'])
    const talks = await library.talkPage({ speaker: id }, { page: pageNumber(c), size: TALKS_ON_A_PAGE })
    const page = PersonPage({
      context: { ...pageContext(deps, c), head: personHead(deps, c, { ...about, talks: talks.total }) },
      person: about,
      records: recordsElsewhere(about),
      talks,
      appearances: await library.appearances(id, MOST_APPEARANCES),
    })
    return c.html(page)
  })
}
