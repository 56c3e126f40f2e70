import type { Hono } from 'hono'
import { ThemePage, ThemesPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { themeHead } from '../feeds/heads.ts'
import { chosenLetter, pageNumber, typedName } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { NAMES_ON_A_PAGE, TALKS_ON_A_PAGE } from './page-sizes.ts'

export function routeThemes(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/themas', async (c) => {
    const [letter, words] = [chosenLetter(c), typedName(c)]
    const page = ThemesPage({
      context: pageContext(deps, c),
      names: await library.themesPage({ letter, words }, { page: pageNumber(c), size: NAMES_ON_A_PAGE }),
      letters: await library.themeLetters(),
      chosen: { letter, naam: words },
    })
    return c.html(page)
  })
  app.get('/themas/:theme', async (c) => {
    const id = c.req.param('theme')
    const theme = await library.theme(id)
    if (!theme) throw new Failure('not-found', ['noTheme'])
    const talks = await library.talkPage({ theme: id }, { page: pageNumber(c), size: TALKS_ON_A_PAGE })
    return c.html(ThemePage({ context: { ...pageContext(deps, c), head: themeHead(deps, c, theme) }, theme, talks }))
  })
}
