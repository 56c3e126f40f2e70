import type { Hono } from 'hono'
import { themePath } from '../../../web/pages/links.ts'
import { ThemePage, ThemesPage } from '../../../web/pages/themes.tsx'
import { Failure } from '../../failure.ts'
import { writeRdfXml, writeTurtle } from '../../skos/write.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { themeHead } from '../feeds/heads.ts'
import { chosenLetter, pageNumber, typedName } from '../request/browse.ts'
import { originOf, pageContext } from '../request/page-context.ts'
import { NAMES_ON_A_PAGE, TALKS_ON_A_PAGE } from './page-sizes.ts'

/** Narrower themes on a theme's own page; all are in the list under it. */
const NARROWER_SHOWN = 24

export function routeThemes(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/themas', async (c) => {
    const under = await themeAbove(c.req.query('onder'))
    const context = pageContext(deps, c)
    const [letter, words] = [chosenLetter(c), typedName(c)]
    const request = { page: pageNumber(c), size: NAMES_ON_A_PAGE }
    if (under) {
      return c.html(ThemesPage({ context, under, names: await library.publicNarrower(under.id, request), letters: [], chosen: {} }))
    }
    const names = await library.themesPage({ letter, words }, request)
    return c.html(ThemesPage({ context, under: null, names, letters: await library.themeLetters(), chosen: { letter, naam: words } }))
  })

  async function themeAbove(id: string | undefined) {
    if (id === undefined) return null
    const theme = await library.publicTheme((await library.themeMergedInto(id)) ?? id)
    if (!theme) throw new Failure('not-found', ['noTheme'])
    return theme
  }

  const FORMATS = {
    ttl: { type: 'text/turtle; charset=utf-8', write: writeTurtle },
    rdf: { type: 'application/rdf+xml; charset=utf-8', write: writeRdfXml },
  } as const

  app.get('/:file{themas\\.(?:ttl|rdf)}', async (c) => {
    const { type, write } = FORMATS[c.req.param('file').endsWith('ttl') ? 'ttl' : 'rdf']
    return c.body(write(await library.concepts(`${originOf(deps, c)}/themas/`, 'public')), 200, { 'Content-Type': type })
  })

  app.get('/themas/:file{[a-z0-9-]+\\.(?:ttl|rdf)}', async (c) => {
    const [id = '', format = 'ttl'] = c.req.param('file').split('.')
    const present = await library.themeMergedInto(id)
    if (present !== null) return c.redirect(`${themePath(present)}.${format}`, 308)
    const own = `${originOf(deps, c)}/themas/`
    const concept = (await library.concepts(own, 'public')).find(({ uri }) => uri === own + id)
    if (!concept) throw new Failure('not-found', ['noTheme'])
    const { type, write } = FORMATS[format as 'ttl' | 'rdf']
    return c.body(write([concept]), 200, { 'Content-Type': type })
  })

  app.get('/themas/:theme', async (c) => {
    const id = c.req.param('theme')
    const present = await library.themeMergedInto(id)
    if (present !== null) return c.redirect(themePath(present) + new URL(c.req.url).search, 308)
    const theme = await library.publicTheme(id)
    if (!theme) throw new Failure('not-found', ['noTheme'])
    const page = ThemePage({
      context: { ...pageContext(deps, c), head: themeHead(deps, c, theme) },
      theme,
      narrower: await library.publicNarrower(id, { page: 1, size: NARROWER_SHOWN }),
      related: await library.publicRelated(id),
      talks: await library.talkPage({ theme: id }, { page: pageNumber(c), size: TALKS_ON_A_PAGE }),
    })
    return c.html(page)
  })
}
