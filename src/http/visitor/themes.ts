import type { Hono } from 'hono'
import { ThemePage, ThemesPage } from '../../../web/pages/lists.tsx'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { themeHead } from '../feeds/heads.ts'
import { pageContext } from '../request/page-context.ts'

export function routeThemes(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/themas', async (c) => c.html(ThemesPage({ context: pageContext(deps, c), themes: await library.themes() })))
  app.get('/themas/:theme', async (c) => {
    const id = c.req.param('theme')
    const theme = (await library.themes()).find((entry) => entry.id === id)
    if (!theme) throw new Failure('not-found', 'Dit thema staat niet in de bibliotheek.')
    const { talks } = await library.talks({ theme: id })
    return c.html(ThemePage({ context: { ...pageContext(deps, c), head: themeHead(deps, c, theme) }, theme, talks }))
  })
}
